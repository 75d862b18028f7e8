from django.db import migrations

FILL = """
INSERT INTO scoring_ratinghistory (customer_id, as_of, tier, card_tier, recorded_at)
SELECT customer_id, coalesce(tier_since, as_of), tier, card_tier, now()
FROM scoring_rating WHERE as_of IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0012_rating_history'),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
