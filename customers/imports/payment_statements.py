"""What an import of payments says to the database: see `payments`."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

from customers.imports.staging import GOOD
from customers.services.facts import PAYMENT
from customers.services.settlement_statements import OF_SOURCE, PARTS

DEFINITION = (
    "line bigint, customer text, source_key text, received_date date, amount numeric(18,2),"
    " currency text, method text, payer text, reference text, invoice text,"
    " allocated numeric(18,2)"
)
INDEX_STAGE = """
CREATE INDEX IF NOT EXISTS staged_payment_line ON staged_payment (line);
CREATE INDEX IF NOT EXISTS staged_payment_key ON staged_payment (customer_id, source_key);
CREATE INDEX IF NOT EXISTS staged_allocation_key
    ON staged_allocation (customer_id, invoice_id, payment_id);
ANALYZE staged_payment;
ANALYZE staged_part;
"""
# lines of one payment say the same of it, where they say something; the first one decides
OTHERWISE = """
SELECT s.line, replace(%(message)s, '{line}', f.line::text) FROM import_row s JOIN (
    SELECT DISTINCT ON (customer, source_key) customer, source_key, line, received_date, amount,
           currency, method, payer, reference
    FROM import_row WHERE customer IS NOT NULL AND source_key IS NOT NULL
    ORDER BY customer, source_key, line
) f ON f.customer = s.customer AND f.source_key = s.source_key AND f.line < s.line
WHERE (s.received_date, s.amount, s.currency) IS DISTINCT FROM
      (f.received_date, f.amount, f.currency)
   OR s.method <> f.method OR s.payer <> f.payer OR s.reference <> f.reference
"""
# a payment is in with all its lines, or they come back together to be mended
TOGETHER = """
SELECT s.line, replace(%(message)s, '{line}', b.line::text) FROM import_row s JOIN (
    SELECT r.customer, r.source_key, min(r.line) AS line
    FROM import_row r JOIN import_refusal f ON f.line = r.line GROUP BY r.customer, r.source_key
) b ON b.customer = s.customer AND b.source_key = s.source_key
WHERE NOT EXISTS (SELECT 1 FROM import_refusal f WHERE f.line = s.line)
"""
STAGE_PAYMENTS = f"""
INSERT INTO staged_payment (line, customer_id, source_key, received_date, amount, currency,
                            base_amount, method, payer, reference, recorded_at)
SELECT DISTINCT ON (c.id, s.source_key) s.line, c.id, s.source_key, s.received_date, s.amount,
       s.currency, CASE WHEN s.currency = %(base)s THEN s.amount END,
       {{told_method}}, {{told_payer}}, {{told_reference}}, {{known}}
FROM import_row s JOIN customers_customer c ON c.number = s.customer AND NOT {{hidden}}
WHERE {GOOD} ORDER BY c.id, s.source_key, s.line
"""
# what any of a payment's lines tells; a word of the first comes first
TOLD = (
    "first_value(s.{name}) OVER (PARTITION BY s.customer, s.source_key"
    " ORDER BY (s.{name} IS NULL), s.line)"
)
STAGE_PARTS = f"""
INSERT INTO staged_part (line, source_line, customer_id, number, amount)
SELECT s.line, p.line, p.customer_id, s.invoice, coalesce(s.allocated, s.amount)
FROM import_row s JOIN customers_customer c ON c.number = s.customer
JOIN staged_payment p ON p.customer_id = c.id AND p.source_key = s.source_key
WHERE {GOOD} AND s.invoice IS NOT NULL
"""
# payments of which the file says what the book says, with their parts
LEAVE_UNCHANGED = f"""
WITH same AS (
    SELECT s.line, s.currency, s.amount, s.base_amount
    FROM staged_payment s JOIN customers_payment t ON {PAYMENT.same_key()}
    WHERE NOT {PAYMENT.differs()} AND NOT EXISTS (
        SELECT 1 FROM staged_part p
        LEFT JOIN customers_invoice i ON i.customer_id = p.customer_id AND i.number = p.number
        LEFT JOIN customers_allocation a ON a.customer_id = p.customer_id
              AND a.invoice_id = i.id AND a.payment_id = t.id
        WHERE p.source_line = s.line AND a.amount IS DISTINCT FROM p.amount)
), parts AS (
    DELETE FROM staged_part d USING same WHERE d.source_line = same.line RETURNING d.line
), payments AS (
    DELETE FROM staged_payment d USING same WHERE d.line = same.line
)
SELECT currency, sum(amount), count(*) FILTER (WHERE base_amount IS NULL) FROM same GROUP BY 1
"""
FIGURES = """
SELECT currency, sum(amount), count(*) FILTER (WHERE base_amount IS NULL)
FROM staged_payment GROUP BY currency
"""
# a payment's first line stands for the payment, each line for its own allocation
COUNT = f"""
WITH payment AS (
    SELECT s.line, t.id IS NULL AS is_new, t.id IS NOT NULL AND {PAYMENT.differs()} AS is_changed
    FROM staged_payment s LEFT JOIN customers_payment t ON {PAYMENT.same_key()}
), part AS (
    SELECT p.line, p.source_line, a.id IS NULL AND p.amount > 0 AS is_new,
           a.id IS NOT NULL AND (a.amount, a.effective_date) IS DISTINCT FROM (p.amount, p.day)
               AS is_changed
    {PARTS} LEFT JOIN customers_allocation a ON a.invoice_id = p.invoice_id AND {OF_SOURCE}
    WHERE NOT p.is_kept
), told AS (
    SELECT line, is_new, is_changed FROM payment
    UNION ALL SELECT line, is_new, is_changed FROM part
), outcome AS (
    SELECT line, bool_or(is_new) AS is_new, bool_or(is_changed) AS is_changed
    FROM told GROUP BY line
)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_changed AND NOT is_new)
FROM outcome
"""
TAKE_REFUSED = """
DELETE FROM staged_payment p USING import_refusal f WHERE f.line = p.line
"""
HELD = "SELECT customer_id FROM staged_payment"
LATE = f"""
SELECT count(*) FROM staged_payment s JOIN customers_payment t ON {PAYMENT.same_key()}
WHERE t.recorded_at > s.recorded_at
"""
