"""What rules look at besides figures is looked at within seconds too: dates of contracts, deadlines
of cases, scores of others, and what a scope is made of. Else the night would be the first to see.

The customer is put on the queue of the rules, from the tier it has: nothing of it rose.
"""

from django.db import migrations

MAKE = """
CREATE FUNCTION monitoring_note_for_rules() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  seen bigint;
BEGIN
  IF TG_TABLE_NAME = 'customers_customer' THEN
    seen := NEW.id;
  ELSE
    seen := NEW.customer_id;
  END IF;
  INSERT INTO scoring_ratingchange (customer_id, from_tier, to_tier, recorded_at)
  SELECT customer_id, CASE WHEN tier = card_tier THEN rated_tier ELSE tier END, tier,
    clock_timestamp()
  FROM scoring_rating WHERE customer_id = seen;
  RETURN NULL;
END $$;

CREATE TRIGGER rules_see_new_contract AFTER INSERT ON customers_contract
FOR EACH ROW WHEN (NEW.state = 'in_force' AND NOT NEW.is_void)
EXECUTE FUNCTION monitoring_note_for_rules();
CREATE TRIGGER rules_see_contract AFTER UPDATE ON customers_contract
FOR EACH ROW
WHEN ((OLD.state, OLD.is_void, OLD.effective_date, OLD.end_date, OLD.renews, OLD.notice_days,
    OLD.notice_given_date)
  IS DISTINCT FROM (NEW.state, NEW.is_void, NEW.effective_date, NEW.end_date, NEW.renews,
    NEW.notice_days, NEW.notice_given_date))
EXECUTE FUNCTION monitoring_note_for_rules();

CREATE TRIGGER rules_see_new_case AFTER INSERT ON removal_removalcase
FOR EACH ROW WHEN (NEW.due_date IS NOT NULL)
EXECUTE FUNCTION monitoring_note_for_rules();
CREATE TRIGGER rules_see_case AFTER UPDATE OF due_date ON removal_removalcase
FOR EACH ROW WHEN (OLD.due_date IS DISTINCT FROM NEW.due_date)
EXECUTE FUNCTION monitoring_note_for_rules();

CREATE TRIGGER rules_see_new_report AFTER INSERT ON customers_creditreport
FOR EACH ROW WHEN (NEW.score IS NOT NULL AND NOT NEW.is_void)
EXECUTE FUNCTION monitoring_note_for_rules();
CREATE TRIGGER rules_see_report AFTER UPDATE ON customers_creditreport
FOR EACH ROW
WHEN ((OLD.score, OLD.is_void, OLD.effective_date, OLD.valid_until, OLD.provider)
  IS DISTINCT FROM (NEW.score, NEW.is_void, NEW.effective_date, NEW.valid_until, NEW.provider))
EXECUTE FUNCTION monitoring_note_for_rules();

CREATE TRIGGER rules_see_scope AFTER UPDATE OF industry, kind, country, team_id
ON customers_customer
FOR EACH ROW
WHEN ((OLD.industry, OLD.kind, OLD.country, OLD.team_id)
  IS DISTINCT FROM (NEW.industry, NEW.kind, NEW.country, NEW.team_id))
EXECUTE FUNCTION monitoring_note_for_rules();
"""
UNMAKE = """
DROP TRIGGER rules_see_scope ON customers_customer;
DROP TRIGGER rules_see_report ON customers_creditreport;
DROP TRIGGER rules_see_new_report ON customers_creditreport;
DROP TRIGGER rules_see_case ON removal_removalcase;
DROP TRIGGER rules_see_new_case ON removal_removalcase;
DROP TRIGGER rules_see_contract ON customers_contract;
DROP TRIGGER rules_see_new_contract ON customers_contract;
DROP FUNCTION monitoring_note_for_rules();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0257_customers_without_manager"),
        ("monitoring", "0304_reviews_by_their_day"),
        ("removal", "0067_studies_of_reductions"),
        ("scoring", "0101_feed_restrictions"),
    ]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
