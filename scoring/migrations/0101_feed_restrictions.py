"""The feed tells of a restriction that was set or lifted, as of a limit: when it is recorded."""

from django.db import migrations

FEED = """
CREATE TRIGGER feed_restrictions AFTER INSERT ON customers_creditrestriction
  FOR EACH ROW EXECUTE FUNCTION scoring_feed_row('reduction');
CREATE TRIGGER feed_lifted_restrictions AFTER UPDATE OF lifted_at ON customers_creditrestriction
  FOR EACH ROW WHEN (OLD.lifted_at IS DISTINCT FROM NEW.lifted_at)
  EXECUTE FUNCTION scoring_feed_row('reduction');
"""
NO_FEED = """
DROP TRIGGER feed_lifted_restrictions ON customers_creditrestriction;
DROP TRIGGER feed_restrictions ON customers_creditrestriction;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0100_checks_know_restrictions"),
        ("customers", "0256_restrictions_are_kept"),
    ]

    operations = [migrations.RunSQL(FEED, NO_FEED)]
