from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("customers", "0166_who_entered_related_parties")]

    operations = [
        migrations.AddConstraint(
            "relatedparty",
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True)
                | Q(entered_by__isnull=True)
                | ~Q(verified_by=F("entered_by")),
                name="party_verified_by_second_person",
            ),
        ),
    ]
