from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("web", "0010_holidays")]

    operations = [
        migrations.AddField(
            "savedview",
            "version",
            models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
    ]
