"""Looser limits hold once a second person agreed: the database says so too."""

from django.db import migrations, models

# those that wait, and those that somebody agreed to
FORWARD = """
UPDATE monitoring_krilimit SET is_looser = true
WHERE in_force_at IS NULL OR approved_by_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0307_closures_name_what_they_led_to")]

    operations = [
        migrations.AddField(
            model_name="krilimit",
            name="is_looser",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="krilimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force_at__isnull", True),
                    ("is_looser", False),
                    ("approved_by__isnull", False),
                    _connector="OR",
                ),
                name="kri_looser_by_two",
            ),
        ),
    ]
