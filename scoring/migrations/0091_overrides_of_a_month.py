from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0090_disputed_and_covered'),
    ]

    operations = [
        migrations.AddField(
            model_name='driftmonth',
            name='overrides',
            field=models.JSONField(help_text='customers by `rated`, `up`, `down`, `unrated`; null = not counted yet', null=True),
        ),
    ]
