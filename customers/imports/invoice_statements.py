"""What an import of invoices says to the database: see `invoices`."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

from decimal import Decimal

from customers.imports.staging import GOOD
from customers.services.facts import INVOICE, PAYMENT

DEFINITION = (
    "line bigint, customer text, number text, invoice_date date, due_date date,"
    " amount numeric(18,2), currency text DEFAULT '{currency}',"
    " cost numeric(18,2), settled_date date,"
    " customer_name text, sort_key text"
)
SETTLED = "settled:"

# as for `import_row`: see `stage`
INDEX_STAGE = """
CREATE INDEX IF NOT EXISTS staged_invoice_line ON staged_invoice (line);
CREATE INDEX IF NOT EXISTS staged_invoice_key ON staged_invoice (customer_id, number);
CREATE INDEX IF NOT EXISTS staged_payment_line ON staged_payment (line);
CREATE INDEX IF NOT EXISTS staged_payment_key ON staged_payment (customer_id, source_key);
CREATE INDEX IF NOT EXISTS staged_allocation_key
    ON staged_allocation (customer_id, invoice_id, payment_id);
"""
STAGE_INVOICES = f"""
INSERT INTO staged_invoice (line, customer_id, number, invoice_date, due_date, amount, currency,
                            base_amount, cost, recorded_at)
SELECT s.line, c.id, s.number, s.invoice_date, s.due_date, s.amount, s.currency,
       CASE WHEN s.currency = %(base)s THEN s.amount END, s.cost, {{known}}
FROM import_row s LEFT JOIN customers_customer c ON c.number = s.customer AND NOT {{hidden}}
WHERE {GOOD}
"""
STAGE_PAYMENTS = """
INSERT INTO staged_payment (line, customer_id, source_key, received_date, amount, currency,
                            base_amount, recorded_at)
SELECT s.line, s.customer_id, %(settled)s || s.number, r.settled_date, s.amount, s.currency,
       CASE WHEN s.currency = %(base)s THEN s.amount END, {known}
FROM staged_invoice s JOIN import_row r USING (line)
WHERE r.settled_date IS NOT NULL
"""
STAGE_ALLOCATIONS = """
INSERT INTO staged_allocation (customer_id, invoice_id, payment_id, effective_date, amount,
                               base_amount, recorded_at)
SELECT s.customer_id, i.id, p.id, greatest(s.received_date, i.invoice_date), s.amount,
       i.base_amount, s.recorded_at
FROM staged_payment s
JOIN customers_payment p ON p.customer_id = s.customer_id AND p.source_key = s.source_key
JOIN customers_invoice i ON i.customer_id = s.customer_id
                        AND i.number = substr(s.source_key, length(%(settled)s) + 1)
"""
# the payments that the lines have made, as `open_credits` asks for them
PAID_BY = """
SELECT DISTINCT p.customer_id, 'payment' AS kind, p.id FROM staged_payment s
JOIN customers_payment p ON p.customer_id = s.customer_id AND p.source_key = s.source_key
"""
JOINED = f"""
staged_invoice s
LEFT JOIN customers_invoice t ON {INVOICE.same_key()}
LEFT JOIN staged_payment p ON p.line = s.line
LEFT JOIN customers_payment q ON q.customer_id = p.customer_id AND q.source_key = p.source_key
LEFT JOIN customers_allocation a
       ON a.customer_id = t.customer_id AND a.invoice_id = t.id AND a.payment_id = q.id
"""
STAGED = f"FROM {JOINED}"
DIFFERS = f"""({INVOICE.differs()} OR (p.line IS NOT NULL AND
    (q.received_date, q.amount, q.currency, a.effective_date, a.amount)
    IS DISTINCT FROM (p.received_date, p.amount, p.currency,
                      greatest(p.received_date, s.invoice_date), p.amount)))"""
# where one part of the staged invoices ends and the next begins, by customer
PARTS = """
SELECT max(customer_id) FROM (
    SELECT customer_id, (row_number() OVER (ORDER BY customer_id) - 1) / %(part)s AS part
    FROM staged_invoice) n
GROUP BY part ORDER BY 1
"""
KNOWN = f"""
SELECT EXISTS (SELECT 1 FROM staged_invoice s JOIN customers_invoice t ON {INVOICE.same_key()})
"""
COUNT = f"""
SELECT count(*) FILTER (WHERE t.id IS NULL),
       count(*) FILTER (WHERE t.id IS NOT NULL AND {DIFFERS})
{STAGED}
"""
Figures = tuple[str, Decimal, int, int, int]  # of one currency, as in the statement below
# by currency: the sum, how many have no base amount, how many tell a settlement, how many there are
FIGURES = """
SELECT s.currency, sum(s.amount), count(*) FILTER (WHERE s.base_amount IS NULL), count(p.line),
       count(*)
FROM {invoices} s LEFT JOIN staged_payment p ON p.line = s.line GROUP BY s.currency
"""
LATE = f"""
SELECT count(*) {STAGED} WHERE t.recorded_at > s.recorded_at OR q.recorded_at > p.recorded_at
"""
LEAVE_UNCHANGED = f"""
WITH same AS (
    SELECT s.line, s.currency, s.amount, s.base_amount {STAGED}
    WHERE t.id IS NOT NULL AND NOT {DIFFERS}
), invoices AS (
    DELETE FROM staged_invoice d USING same WHERE d.line = same.line
), payments AS (
    DELETE FROM staged_payment d USING same WHERE d.line = same.line
)
{FIGURES.format(invoices="same")}
"""
# those that were there already: nobody else sees the ones that this import has created
HELD = """
SELECT s.customer_id FROM staged_invoice s
WHERE NOT EXISTS (SELECT 1 FROM import_created m WHERE m.customer_id = s.customer_id)
"""
# the payment that this line made may have been given back by the bank
DISHONOURED = f"""
SELECT s.line FROM staged_payment s JOIN customers_payment t ON {PAYMENT.same_key()}
JOIN customers_dishonouredpayment d ON d.payment_id = t.id AND NOT d.is_void
"""
# what was entered by mistake takes no settlement, and settles nothing
VOID = f"""
SELECT s.line FROM staged_invoice s JOIN staged_payment n ON n.line = s.line
LEFT JOIN customers_invoice t ON {INVOICE.same_key()}
LEFT JOIN customers_payment p ON p.customer_id = n.customer_id AND p.source_key = n.source_key
WHERE t.is_void OR p.is_void
"""
# the payment that this line made may have been given to other invoices meanwhile
GIVEN_AWAY = f"""
SELECT s.line FROM staged_payment s JOIN customers_payment t ON {PAYMENT.same_key()}
JOIN customers_allocation a ON a.customer_id = t.customer_id AND a.payment_id = t.id
JOIN customers_invoice i ON i.id = a.invoice_id
WHERE a.amount > 0 AND i.number <> substr(s.source_key, length(%(settled)s) + 1)
"""
