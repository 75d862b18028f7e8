"""The feed of credit checks tells of a case: while it is open, orders are held."""

from django.db import migrations

FEED = """
CREATE TRIGGER feed_cases AFTER INSERT ON removal_removalcase
  FOR EACH ROW EXECUTE FUNCTION scoring_feed_row('case');
CREATE TRIGGER feed_decided_cases AFTER UPDATE OF state ON removal_removalcase
  FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION scoring_feed_row('case');
"""
NO_FEED = """
DROP TRIGGER feed_decided_cases ON removal_removalcase;
DROP TRIGGER feed_cases ON removal_removalcase;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("removal", "0031_the_proposing_side"),
        ("scoring", "0092_feed_treatments"),
    ]

    operations = [migrations.RunSQL(FEED, NO_FEED)]
