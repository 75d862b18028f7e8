from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0175_screen_who_stands_behind")]

    operations = [
        migrations.AddField(
            "customergroup",
            "ended_date",
            models.DateField(blank=True, editable=False, null=True, verbose_name="ended on"),
        ),
        migrations.AddField(
            "customergroup",
            "ended_because",
            models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=200,
                verbose_name="reason",
            ),
        ),
    ]
