"""The deadlines of alerts that wait already run on: nobody has acknowledged them."""

from django.db import migrations

FORWARD = """
UPDATE monitoring_alert alert SET next_due_at = due_at
WHERE cleared_at IS NULL AND NOT EXISTS (
  SELECT FROM monitoring_acknowledgement seen WHERE seen.alert_id = alert.id
)
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0290_life_of_alerts")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
