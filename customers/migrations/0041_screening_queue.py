"""Every new or renamed customer is screened, whichever way it came: one trigger per statement."""

from django.db import migrations

MAKE = """
CREATE FUNCTION customers_screen_new() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO customers_screeningdue (customer_id) SELECT id FROM new_customers;
  RETURN NULL;
END $$;

CREATE TRIGGER screen_new_customers AFTER INSERT ON customers_customer
REFERENCING NEW TABLE AS new_customers
FOR EACH STATEMENT EXECUTE FUNCTION customers_screen_new();

CREATE FUNCTION customers_screen_renamed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO customers_screeningdue (customer_id)
  SELECT n.id FROM new_customers n JOIN old_customers o ON o.id = n.id
  WHERE (n.name, n.other_name, n.registration_number)
        IS DISTINCT FROM (o.name, o.other_name, o.registration_number);
  RETURN NULL;
END $$;

CREATE TRIGGER screen_renamed_customers AFTER UPDATE ON customers_customer
REFERENCING OLD TABLE AS old_customers NEW TABLE AS new_customers
FOR EACH STATEMENT EXECUTE FUNCTION customers_screen_renamed();

INSERT INTO customers_screeningdue (customer_id) SELECT id FROM customers_customer ORDER BY id;

-- the names of an entry by their pairs of characters, as customers are found: see 0002
CREATE INDEX list_entry_search ON customers_screeningentry USING gin (customer_grams(folded));
"""
UNMAKE = """
DROP INDEX list_entry_search;
DROP TRIGGER screen_renamed_customers ON customers_customer;
DROP TRIGGER screen_new_customers ON customers_customer;
DROP FUNCTION customers_screen_renamed();
DROP FUNCTION customers_screen_new();
DELETE FROM customers_screeningdue;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0040_screening")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
