from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("customers", "0152_taken_over")]

    operations = [
        migrations.AddConstraint(
            "admission",
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(taken_over_by__isnull=True)
                | ~Q(decided_by=F("taken_over_by")),
                name="admission_decided_by_no_taker",
            ),
        ),
    ]
