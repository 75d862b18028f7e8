"""What is void opens no item, whoever writes it: the triggers of 0091 once more."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION customers_{name}() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  {body}
  RETURN NULL;
END $$;
"""
COLUMNS = "(customer_id, invoice_id, due_date, currency, open_amount, base_open)"
OPEN_AGAIN = f"""
  WITH now_open AS (
    SELECT i.customer_id, i.id, i.due_date, i.currency,
      {{whole}} - coalesce(a.given, 0) AS open_amount,
      CASE WHEN coalesce(a.given, 0) = 0 THEN i.base_amount
        ELSE round(i.base_amount * (i.amount - a.given) / i.amount, 2) END AS base_open
    FROM ({{touched}}) t
    JOIN customers_invoice i ON i.customer_id = t.customer_id AND i.id = t.invoice_id
    LEFT JOIN LATERAL (
      SELECT sum(x.amount) AS given FROM customers_allocation x
      WHERE x.customer_id = t.customer_id AND x.invoice_id = t.invoice_id
    ) a ON true
  ), gone AS (
    DELETE FROM customers_openitem o USING now_open n
    WHERE o.customer_id = n.customer_id AND o.invoice_id = n.id AND n.open_amount <= 0
  )
  INSERT INTO customers_openitem AS o {COLUMNS}
  SELECT customer_id, id, due_date, currency, open_amount, base_open FROM now_open
  WHERE open_amount > 0 ORDER BY customer_id, id
  ON CONFLICT (customer_id, invoice_id) DO UPDATE
  SET due_date = excluded.due_date, currency = excluded.currency,
    open_amount = excluded.open_amount, base_open = excluded.base_open
  WHERE (o.due_date, o.currency, o.open_amount, o.base_open)
    IS DISTINCT FROM (excluded.due_date, excluded.currency, excluded.open_amount,
                      excluded.base_open);
"""
TOUCHED = {
    "open_changed_invoices": "SELECT customer_id, id AS invoice_id FROM new_rows",
    "settle_by_new": "SELECT DISTINCT customer_id, invoice_id FROM new_rows",
    "settle_by_changed": "SELECT DISTINCT customer_id, invoice_id FROM new_rows",
    "open_by_gone": "SELECT DISTINCT customer_id, invoice_id FROM old_rows",
}


def functions(whole: str) -> str:
    return "".join(
        FUNCTION.format(name=name, body=OPEN_AGAIN.format(whole=whole, touched=touched))
        for name, touched in TOUCHED.items()
    )


class Migration(migrations.Migration):
    dependencies = [("customers", "0211_readings_know_what_is_void")]
    operations = [
        migrations.RunSQL(
            functions("CASE WHEN i.is_void THEN 0 ELSE i.amount END"), functions("i.amount")
        )
    ]
