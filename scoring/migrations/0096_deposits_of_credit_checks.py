from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0095_reviews_of_treatments'),
    ]

    operations = [
        migrations.AddField(
            model_name='creditcheck',
            name='deposit',
            field=models.DecimalField(decimal_places=2, help_text="agreed limit × the treatment's share; null = there is no agreed limit", max_digits=22, null=True, verbose_name='deposit'),
        ),
    ]
