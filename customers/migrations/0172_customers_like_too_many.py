from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0171_notice_given")]

    operations = [
        migrations.AddField(
            "customerkeys",
            "is_cut",
            models.BooleanField(
                db_default=False,
                default=False,
                help_text="its names are like more entries than are looked at",
            ),
        ),
    ]
