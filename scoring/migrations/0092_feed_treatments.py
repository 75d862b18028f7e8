"""The feed tells of a treatment that was accepted or applied, days after the tier it is for.

A first treatment changes no answer: until then the policy's own for the tier was taken.
"""

from django.db import migrations, models

FEED = """
CREATE FUNCTION scoring_feed_treatments() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO scoring_creditchange (customer_id, kind, recorded_at)
  SELECT n.customer_id, 'treatment', now() FROM new_rows n
  JOIN old_rows o ON o.customer_id = n.customer_id WHERE o.treatment_id <> n.treatment_id
  ORDER BY n.customer_id;
  RETURN NULL;
END $$;
CREATE TRIGGER feed_treatments AFTER UPDATE ON scoring_customertreatment
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION scoring_feed_treatments();
"""
NO_FEED = """
DROP TRIGGER feed_treatments ON scoring_customertreatment;
DROP FUNCTION scoring_feed_treatments();
"""
KINDS = [
    ("tier", "tier"),
    ("limit", "credit limit"),
    ("status", "status"),
    ("group", "customer group"),
    ("list", "decision on a screening hit"),
    ("policy", "treatment policy"),
    ("treatment", "treatment"),
    ("case", "removal case"),
    ("release", "release"),
]


class Migration(migrations.Migration):
    dependencies = [("scoring", "0091_overrides_of_a_month")]

    operations = [
        migrations.AlterField(
            "creditchange", "kind", models.CharField(choices=KINDS, max_length=9)
        ),
        migrations.RunSQL(FEED, NO_FEED),
    ]
