import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def of(to, **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=to, **more)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0001_initial"),
        ("customers", "0181_groups_end_with_a_reason"),
        ("monitoring", "0070_alerts_of_merged"),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupAgeingCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("not_due", models.DecimalField(decimal_places=2, max_digits=26)),
                ("due_1_30", models.DecimalField(decimal_places=2, max_digits=26)),
                ("due_31_60", models.DecimalField(decimal_places=2, max_digits=26)),
                ("due_61_90", models.DecimalField(decimal_places=2, max_digits=26)),
                ("due_91_180", models.DecimalField(decimal_places=2, max_digits=26)),
                ("due_181_365", models.DecimalField(decimal_places=2, max_digits=26)),
                ("due_over_365", models.DecimalField(decimal_places=2, max_digits=26)),
                ("no_due_date", models.DecimalField(decimal_places=2, max_digits=26)),
                ("month", of("monitoring.ageingmonth", related_name="group_cells")),
                ("group", of("customers.customergroup", related_name="+")),
                ("team", of("accounts.team", null=True, related_name="+")),
                ("manager", of(settings.AUTH_USER_MODEL, null=True, related_name="+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("month", "group", "team", "manager"),
                        name="one_group_cell_per_month",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    ]
