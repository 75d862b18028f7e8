"""Who is rated has this tier as the last one; of who is unrated, none is known."""

from django.db import migrations

FILL = """
UPDATE scoring_rating SET rated_tier = tier WHERE tier <> 'unrated'
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0004_rating_rated_tier")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
