"""The feed of what checks rest on: written by triggers, whoever makes the change.

Of ratings and terms, which come a book at a time, one statement notes all of a statement's rows;
the others change one by one.
"""

from django.db import migrations

FEED = """
CREATE FUNCTION scoring_feed_tiers() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO scoring_creditchange (customer_id, kind, recorded_at)
  SELECT n.customer_id, 'tier', now() FROM new_rows n
  JOIN old_rows o ON o.customer_id = n.customer_id WHERE o.tier <> n.tier
  ORDER BY n.customer_id;
  RETURN NULL;
END $$;
CREATE TRIGGER feed_tiers AFTER UPDATE ON scoring_rating
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION scoring_feed_tiers();

CREATE FUNCTION scoring_feed_limits() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO scoring_creditchange (customer_id, kind, recorded_at)
  SELECT DISTINCT customer_id, 'limit', now() FROM new_rows;
  RETURN NULL;
END $$;
CREATE TRIGGER feed_limits AFTER INSERT ON customers_creditterms
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION scoring_feed_limits();

CREATE FUNCTION scoring_feed_customer() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO scoring_creditchange (customer_id, kind, recorded_at)
  VALUES (NEW.id, 'status', now());
  RETURN NULL;
END $$;
CREATE TRIGGER feed_status AFTER UPDATE OF status ON customers_customer
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION scoring_feed_customer();

CREATE FUNCTION scoring_feed_row() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO scoring_creditchange (customer_id, kind, recorded_at)
  VALUES (NEW.customer_id, TG_ARGV[0], now());
  RETURN NULL;
END $$;
CREATE TRIGGER feed_lists AFTER UPDATE OF state ON customers_screeninghit
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state
    AND 'confirmed' IN (OLD.state, NEW.state))
  EXECUTE FUNCTION scoring_feed_row('list');
CREATE TRIGGER feed_members AFTER INSERT OR UPDATE ON customers_groupmembership
  FOR EACH ROW EXECUTE FUNCTION scoring_feed_row('group');

CREATE FUNCTION scoring_feed_group() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO scoring_creditchange (customer_id, kind, recorded_at)
  SELECT DISTINCT customer_id, 'group', now() FROM customers_groupmembership
  WHERE group_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER feed_groups AFTER UPDATE ON customers_customergroup
  FOR EACH ROW WHEN ((OLD.credit_limit, OLD.ended_date)
    IS DISTINCT FROM (NEW.credit_limit, NEW.ended_date))
  EXECUTE FUNCTION scoring_feed_group();

CREATE FUNCTION scoring_feed_policy() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO scoring_creditchange (kind, recorded_at) VALUES ('policy', now());
  RETURN NULL;
END $$;
CREATE TRIGGER feed_policies AFTER UPDATE OF state ON scoring_treatmentpolicy
  FOR EACH ROW WHEN (NEW.state = 'published' AND OLD.state <> 'published')
  EXECUTE FUNCTION scoring_feed_policy();
"""
NO_FEED = """
DROP TRIGGER feed_policies ON scoring_treatmentpolicy;
DROP TRIGGER feed_groups ON customers_customergroup;
DROP TRIGGER feed_members ON customers_groupmembership;
DROP TRIGGER feed_lists ON customers_screeninghit;
DROP TRIGGER feed_status ON customers_customer;
DROP TRIGGER feed_limits ON customers_creditterms;
DROP TRIGGER feed_tiers ON scoring_rating;
DROP FUNCTION scoring_feed_policy();
DROP FUNCTION scoring_feed_group();
DROP FUNCTION scoring_feed_row();
DROP FUNCTION scoring_feed_customer();
DROP FUNCTION scoring_feed_limits();
DROP FUNCTION scoring_feed_tiers();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0078_second_person_releases"),
        ("customers", "0214_find_what_is_void"),
    ]

    operations = [migrations.RunSQL(FEED, NO_FEED)]
