"""Days that were kept before count their moves since the end of the month before."""

from django.db import migrations

FILL = """
UPDATE monitoring_bookday SET moves_since = date_trunc('month', day)::date - 1
WHERE counted ? 'moves';
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0302_what_days_were_read_of")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
