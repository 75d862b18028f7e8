from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0170_how_long_contracts_renew")]

    operations = [
        migrations.AddField(
            "contract",
            "notice_given_date",
            models.DateField(
                blank=True,
                help_text="null = no notice was given; otherwise it ends on its last day",
                null=True,
                verbose_name="notice given on",
            ),
        ),
    ]
