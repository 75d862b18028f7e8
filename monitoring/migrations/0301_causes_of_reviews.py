"""What has a customer looked at again, whichever way it came. Rows that are no such event cost a
comparison: a trigger's condition is held against the row before anything is queued."""

from django.db import migrations

MAKE = """
CREATE FUNCTION monitoring_note_review_cause() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'customers_customer' THEN
    INSERT INTO monitoring_reviewcause (customer_id, kind) VALUES (NEW.id, 'identity');
  ELSIF TG_TABLE_NAME = 'customers_marketevent' THEN
    INSERT INTO monitoring_reviewcause (customer_id, kind)
    VALUES (NEW.customer_id, 'event:' || NEW.kind);
  ELSE
    INSERT INTO monitoring_reviewcause (customer_id, kind) VALUES (NEW.customer_id, 'tier_high');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER review_who_became_high AFTER INSERT ON scoring_ratingchange
FOR EACH ROW WHEN (NEW.to_tier = 'high' AND NEW.from_tier IN ('low', 'medium'))
EXECUTE FUNCTION monitoring_note_review_cause();

CREATE TRIGGER review_after_market_event AFTER UPDATE OF confirmation ON customers_marketevent
FOR EACH ROW
WHEN (NEW.confirmation = 'confirmed' AND OLD.confirmation <> 'confirmed' AND NOT NEW.is_void)
EXECUTE FUNCTION monitoring_note_review_cause();

-- another way to write the same name is no other name, and a first number no other number
CREATE TRIGGER review_after_change_of_identity
AFTER UPDATE OF name, registration_number ON customers_customer
FOR EACH ROW
WHEN (OLD.name <> NEW.name AND customer_key(OLD.name) <> customer_key(NEW.name)
  OR OLD.registration_key <> NEW.registration_key AND OLD.registration_key <> '')
EXECUTE FUNCTION monitoring_note_review_cause();
"""
UNMAKE = """
DROP TRIGGER review_after_change_of_identity ON customers_customer;
DROP TRIGGER review_after_market_event ON customers_marketevent;
DROP TRIGGER review_who_became_high ON scoring_ratingchange;
DROP FUNCTION monitoring_note_review_cause();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0256_restrictions_are_kept"),
        ("monitoring", "0300_review_causes"),
        ("scoring", "0101_feed_restrictions"),
    ]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
