from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("removal", "0061_erasures_keep_their_word")]

    operations = [
        migrations.AddField(
            model_name="cureitem",
            name="due_date",
            field=models.DateField(
                blank=True,
                help_text="empty = until the rectification period ends",
                null=True,
                verbose_name="due",
            ),
        ),
    ]
