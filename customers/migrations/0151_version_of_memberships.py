from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0150_lists_of_terms_and_members")]

    operations = [
        migrations.AddField(
            "groupmembership",
            "version",
            models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
    ]
