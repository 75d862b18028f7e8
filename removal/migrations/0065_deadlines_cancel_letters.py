"""A letter is cancelled without anybody where a deadline that passed moved its case on."""

from django.db import migrations, models

NAME = "letter_cancelled_whole"


class Migration(migrations.Migration):
    dependencies = [("removal", "0064_arrived_on_the_latest_day")]

    operations = [
        migrations.RemoveConstraint(model_name="letter", name=NAME),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=(
                    models.Q(state="cancelled", cancelled_at__isnull=False)
                    & ~models.Q(cancelled_because="")
                )
                | (
                    ~models.Q(state="cancelled")
                    & models.Q(cancelled_by__isnull=True, cancelled_because="")
                ),
                name=NAME,
            ),
        ),
    ]
