"""Every customer has a rating, whichever way the customer came: one trigger per statement."""

from django.db import migrations

MAKE = """
CREATE FUNCTION scoring_rate_new_customers() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO scoring_rating (customer_id, tier, computed_tier, points)
  SELECT id, 'unrated', 'unrated', -1 FROM new_customers
  ON CONFLICT (customer_id) DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER rate_new_customers AFTER INSERT ON customers_customer
REFERENCING NEW TABLE AS new_customers
FOR EACH STATEMENT EXECUTE FUNCTION scoring_rate_new_customers();

INSERT INTO scoring_rating (customer_id, tier, computed_tier, points)
SELECT id, 'unrated', 'unrated', -1 FROM customers_customer
ON CONFLICT (customer_id) DO NOTHING;

-- both are rewritten every night; room on each page keeps the new row beside the old one
ALTER TABLE scoring_reading SET (fillfactor = 70);
ALTER TABLE scoring_rating SET (fillfactor = 70);
"""
UNMAKE = """
DROP TRIGGER rate_new_customers ON customers_customer;
DROP FUNCTION scoring_rate_new_customers();
ALTER TABLE scoring_reading RESET (fillfactor);
ALTER TABLE scoring_rating RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
