"""SQL that readings and sweeps of receivables share: open items with what of them is disputed.

`{customers}` is a condition on `customer_id`, such as `customer_id = ANY(%(ids)s)` or `true`.
"""

from __future__ import annotations

# open disputes of open invoices, in the invoice's currency and never more than is open
DISPUTED = """
  SELECT o.customer_id, o.invoice_id, least(o.open_amount, sum(
    CASE WHEN d.currency = o.currency THEN d.amount
      ELSE round(d.base_amount * o.open_amount / nullif(o.base_open, 0), 2) END)) AS disputed
  FROM (SELECT customer_id, invoice_id, currency, amount, base_amount FROM customers_dispute
        WHERE {customers} AND outcome = 'open' AND NOT is_void AND invoice_id IS NOT NULL) d
  JOIN customers_openitem o ON o.customer_id = d.customer_id AND o.invoice_id = d.invoice_id
  GROUP BY o.customer_id, o.invoice_id, o.open_amount"""

# one row per open item; in base currency null where no rate is known
ITEM = """
  SELECT o.customer_id, o.invoice_id, o.due_date, o.currency, o.open_amount, o.base_open,
    coalesce(d.disputed, 0) AS disputed,
    CASE WHEN coalesce(d.disputed, 0) = 0 THEN 0 WHEN d.disputed >= o.open_amount THEN o.base_open
      ELSE round(o.base_open * d.disputed / o.open_amount, 2) END AS base_disputed
  FROM (SELECT * FROM customers_openitem WHERE {customers}) o
  LEFT JOIN disputed d ON d.customer_id = o.customer_id AND d.invoice_id = o.invoice_id"""


def with_items(customers: str) -> str:
    """`WITH disputed AS …, item AS …` for the chosen customers; further steps may follow."""
    return (
        f"WITH disputed AS ({DISPUTED.format(customers=customers)}),\n"
        # asked for twice, it is read by an index for those that are asked for
        f"item AS NOT MATERIALIZED ({ITEM.format(customers=customers)})"
    )


# cash and credit notes that no invoice has used, per customer and in base currency
CREDIT = """
  SELECT o.customer_id,
    coalesce(sum(round(o.amount * p.base_amount / p.amount, 2)), 0) AS cash,
    coalesce(sum(round(o.amount * n.base_amount / n.amount, 2)), 0) AS credit_notes
  FROM (SELECT customer_id, payment_id, credit_note_id, amount FROM customers_opencredit
        WHERE {customers} AND write_off_id IS NULL) o
  LEFT JOIN customers_payment p ON p.id = o.payment_id
  LEFT JOIN customers_creditnote n ON n.id = o.credit_note_id
  GROUP BY o.customer_id"""
