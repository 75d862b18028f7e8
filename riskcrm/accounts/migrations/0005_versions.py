from django.db import migrations, models

VERSION = {"db_default": 1, "default": 1, "editable": False}


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_policies_never_change")]

    operations = [
        migrations.AddField("team", "version", models.PositiveIntegerField(**VERSION)),
        migrations.AddField("user", "version", models.PositiveIntegerField(**VERSION)),
    ]
