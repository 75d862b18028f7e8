"""Open items after a load that kept the triggers from working row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

FILL = """
INSERT INTO customers_openitem
  (customer_id, invoice_id, due_date, currency, open_amount, base_open)
SELECT i.customer_id, i.id, i.due_date, i.currency, i.amount - coalesce(a.given, 0),
  CASE WHEN coalesce(a.given, 0) = 0 THEN i.base_amount
    ELSE round(i.base_amount * (i.amount - a.given) / i.amount, 2) END
FROM customers_invoice i
LEFT JOIN (
  SELECT invoice_id, sum(amount) AS given FROM customers_allocation
  WHERE customer_id > %(after)s GROUP BY invoice_id
) a ON a.invoice_id = i.id
WHERE i.customer_id > %(after)s AND i.amount > coalesce(a.given, 0)
ORDER BY i.customer_id, i.id
ON CONFLICT (customer_id, invoice_id) DO NOTHING
"""


@contextmanager
def open_items_later() -> Iterator[None]:
    """Inside the block new invoices and allocations of new customers open no items; then all do.

    For a load of customers that are new themselves, inside one transaction: nobody else sees the
    moment between.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM customers_customer")
        after = cursor.fetchone()[0]
        cursor.execute("SET LOCAL riskcrm.open_items = 'later'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL riskcrm.open_items = ''")
        cursor.execute(FILL, {"after": after})
