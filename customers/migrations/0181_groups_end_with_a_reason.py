from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("customers", "0180_groups_end")]

    operations = [
        migrations.AddConstraint(
            "customergroup",
            models.CheckConstraint(
                condition=Q(ended_date__isnull=True, ended_because="")
                | (Q(ended_date__isnull=False) & ~Q(ended_because="")),
                name="group_ended_whole",
            ),
        ),
    ]
