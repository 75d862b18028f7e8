"""Who stands behind a customer is screened with it: owners, guarantors, legal representatives."""

from django.db import migrations

RENAMED = """
CREATE OR REPLACE FUNCTION customers_screen_renamed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO customers_screeningdue (customer_id)
  SELECT n.id FROM new_customers n JOIN old_customers o ON o.id = n.id
  WHERE ({new}) IS DISTINCT FROM ({old});
  RETURN NULL;
END $$;
"""
NAMES = ("name", "other_name", "registration_number")


def _renamed(*names: str) -> str:
    new, old = (", ".join(f"{row}.{name}" for name in names) for row in "no")
    return RENAMED.format(new=new, old=old)


MAKE = (
    _renamed(*NAMES, "legal_representative")
    + """
CREATE FUNCTION customers_screen_parties() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO customers_screeningdue (customer_id)
  SELECT DISTINCT customer_id FROM parties
  WHERE name <> '' AND kind IN ('owner', 'guarantor', 'representative');
  RETURN NULL;
END $$;

CREATE TRIGGER screen_new_parties AFTER INSERT ON customers_relatedparty
REFERENCING NEW TABLE AS parties
FOR EACH STATEMENT EXECUTE FUNCTION customers_screen_parties();
CREATE TRIGGER screen_changed_parties AFTER UPDATE ON customers_relatedparty
REFERENCING NEW TABLE AS parties
FOR EACH STATEMENT EXECUTE FUNCTION customers_screen_parties();
CREATE TRIGGER screen_former_parties AFTER UPDATE ON customers_relatedparty
REFERENCING OLD TABLE AS parties
FOR EACH STATEMENT EXECUTE FUNCTION customers_screen_parties();
CREATE TRIGGER screen_gone_parties AFTER DELETE ON customers_relatedparty
REFERENCING OLD TABLE AS parties
FOR EACH STATEMENT EXECUTE FUNCTION customers_screen_parties();

INSERT INTO customers_screeningdue (customer_id)
SELECT id FROM customers_customer WHERE legal_representative <> '' AND merged_into_id IS NULL
UNION SELECT customer_id FROM customers_relatedparty
WHERE name <> '' AND kind IN ('owner', 'guarantor', 'representative')
ORDER BY 1;
"""
)
UNMAKE = (
    """
DROP TRIGGER screen_gone_parties ON customers_relatedparty;
DROP TRIGGER screen_former_parties ON customers_relatedparty;
DROP TRIGGER screen_changed_parties ON customers_relatedparty;
DROP TRIGGER screen_new_parties ON customers_relatedparty;
DROP FUNCTION customers_screen_parties();
"""
    + _renamed(*NAMES)
)


class Migration(migrations.Migration):
    dependencies = [("customers", "0174_whose_name_was_found")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
