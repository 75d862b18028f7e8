"""What waits for a team's members of its customers without a manager is found along an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0256_restrictions_are_kept")]

    operations = [
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                fields=["team"],
                condition=models.Q(manager__isnull=True),
                name="customer_without_manager",
            ),
        ),
    ]
