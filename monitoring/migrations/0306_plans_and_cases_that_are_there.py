"""Closures that say “plan” or “removal case” and name none were words only: such an alert was
watched. What was said then stays in the audit trail."""

from django.db import migrations

FORWARD = """
UPDATE monitoring_alertclosure SET outcome = 'watched'
WHERE outcome = 'plan' AND plan_id IS NULL OR outcome = 'case' AND case_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0305_rules_see_dates_and_scopes")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
