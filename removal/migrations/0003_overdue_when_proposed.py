from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("removal", "0002_second_person")]

    operations = [
        migrations.AddField(
            model_name="removalcase",
            name="overdue",
            field=models.DecimalField(
                decimal_places=2,
                help_text="base currency; null = not read yet",
                max_digits=22,
                null=True,
                verbose_name="overdue",
            ),
        ),
    ]
