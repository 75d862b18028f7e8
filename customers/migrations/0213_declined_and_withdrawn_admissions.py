from django.db import migrations, models
from django.db.models import Q

OUTCOMES = ("waiting", "admitted", "returned", "declined", "withdrawn")


class Migration(migrations.Migration):
    dependencies = [("customers", "0212_void_invoices_open_nothing")]
    operations = [
        migrations.AlterField(
            model_name="admission",
            name="outcome",
            field=models.CharField(
                choices=[(name, name) for name in OUTCOMES],
                default="waiting",
                max_length=9,
                verbose_name="outcome",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="admission", name="admission_decided_by_somebody"
        ),
        migrations.AddConstraint(
            model_name="admission",
            constraint=models.CheckConstraint(
                condition=Q(outcome="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | Q(outcome="withdrawn", decided_by__isnull=True, decided_at__isnull=False)
                | (
                    ~Q(outcome__in=["waiting", "withdrawn"])
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                name="admission_decided_by_somebody",
            ),
        ),
    ]
