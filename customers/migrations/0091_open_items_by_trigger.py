"""Open items follow invoices and allocations in the same transaction, whoever writes them.

One trigger per statement, so that COPY and imports are covered as well. A load that knows better
may say `SET LOCAL riskcrm.open_items = 'later'` and has to fill them before it commits.
Beside each change of a customer stands one for the sweep of receivables.
"""

from django.db import migrations

NOT_LATER = "WHEN (coalesce(current_setting('riskcrm.open_items', true), '') <> 'later')"
FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  {body}
  RETURN NULL;
END $$;
"""
COLUMNS = "(customer_id, invoice_id, due_date, currency, open_amount, base_open)"
OPEN_NEW = f"""
  INSERT INTO customers_openitem {COLUMNS}
  SELECT customer_id, id, due_date, currency, amount, base_amount FROM new_rows
  ORDER BY customer_id, id;
"""
# what is open of the invoices that a query names: their rows are written anew, or go
OPEN_AGAIN = f"""
  WITH now_open AS (
    SELECT i.customer_id, i.id, i.due_date, i.currency,
      i.amount - coalesce(a.given, 0) AS open_amount,
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
GONE = """
  DELETE FROM customers_openitem o USING old_rows i
  WHERE o.customer_id = i.customer_id AND o.invoice_id = i.id;
"""
QUEUE = """
  INSERT INTO customers_receivablechange (customer_id, recorded_at)
  SELECT DISTINCT ON (customer_id) customer_id, recorded_at FROM new_rows
  ORDER BY customer_id, recorded_at;
"""
CHANGED_INVOICES = "SELECT customer_id, id AS invoice_id FROM new_rows"


def again(table: str) -> str:
    return OPEN_AGAIN.format(touched=f"SELECT DISTINCT customer_id, invoice_id FROM {table}")


# (trigger, table, event, its rows, condition, what it does)
TRIGGERS = (
    ("open_new_invoices", "invoice", "INSERT", "NEW TABLE AS new_rows", NOT_LATER, OPEN_NEW),
    ("open_changed_invoices", "invoice", "UPDATE", "NEW TABLE AS new_rows", "",
     OPEN_AGAIN.format(touched=CHANGED_INVOICES)),
    ("close_gone_invoices", "invoice", "DELETE", "OLD TABLE AS old_rows", "", GONE),
    ("settle_by_new", "allocation", "INSERT", "NEW TABLE AS new_rows", NOT_LATER,
     again("new_rows")),
    ("settle_by_changed", "allocation", "UPDATE", "NEW TABLE AS new_rows", "", again("new_rows")),
    ("open_by_gone", "allocation", "DELETE", "OLD TABLE AS old_rows", "", again("old_rows")),
    ("follow_receivables", "customerchange", "INSERT", "NEW TABLE AS new_rows", "", QUEUE),
)
MAKE = "\n".join(
    FUNCTION.format(name=f"customers_{name}", body=body)
    + f"CREATE TRIGGER {name} AFTER {event} ON customers_{table} REFERENCING {rows}"
    f" FOR EACH STATEMENT {condition} EXECUTE FUNCTION customers_{name}();"
    for name, table, event, rows, condition, body in TRIGGERS
)
FILL = f"""
INSERT INTO customers_openitem {COLUMNS}
SELECT i.customer_id, i.id, i.due_date, i.currency, i.amount - coalesce(a.given, 0),
  CASE WHEN coalesce(a.given, 0) = 0 THEN i.base_amount
    ELSE round(i.base_amount * (i.amount - a.given) / i.amount, 2) END
FROM customers_invoice i
LEFT JOIN (SELECT invoice_id, sum(amount) AS given FROM customers_allocation GROUP BY 1) a
  ON a.invoice_id = i.id
WHERE i.amount > coalesce(a.given, 0)
ORDER BY i.customer_id, i.id;

-- written and deleted all day; room on each page keeps the new row beside the old one
ALTER TABLE customers_openitem SET (fillfactor = 85);
ALTER TABLE customers_arrears SET (fillfactor = 70);
"""
# a customer with another manager or team stands on another worklist
HANDED_OVER = FUNCTION.format(
    name="customers_follow_handed_over",
    body="INSERT INTO customers_receivablechange (customer_id, recorded_at)"
    " VALUES (NEW.id, now());",
) + """
CREATE TRIGGER follow_handed_over AFTER UPDATE OF manager_id, team_id ON customers_customer
FOR EACH ROW
WHEN ((OLD.manager_id, OLD.team_id) IS DISTINCT FROM (NEW.manager_id, NEW.team_id))
EXECUTE FUNCTION customers_follow_handed_over();
"""
NOT_HANDED_OVER = """
DROP TRIGGER follow_handed_over ON customers_customer;
DROP FUNCTION customers_follow_handed_over();
"""
UNMAKE = "\n".join(
    f"DROP TRIGGER {name} ON customers_{table}; DROP FUNCTION customers_{name}();"
    for name, table, *_rest in TRIGGERS
)


class Migration(migrations.Migration):
    dependencies = [("customers", "0090_receivables")]
    operations = [
        migrations.RunSQL(MAKE, UNMAKE),
        migrations.RunSQL(HANDED_OVER, NOT_HANDED_OVER),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
