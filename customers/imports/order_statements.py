"""What an import of order lines says to the database: see `order_lines`."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

from customers.imports.staging import GOOD
from customers.services.rate_sql import TOO_MUCH as MOST

# the columns that `debtors` asks for bear its names
DEFINITION = (
    "line bigint, customer text, number text, invoice_date date, currency text,"
    " quantity numeric(18,4), price numeric(18,6), text text, customer_name text, sort_key text"
)
NO_CUSTOMER = "SELECT count(*) FROM import_row WHERE customer IS NULL"
OTHERWISE = """
SELECT s.line, replace(%(message)s, '{line}', f.line::text) FROM import_row s JOIN (
    SELECT DISTINCT ON (number) number, line, customer, currency FROM import_row
    WHERE number IS NOT NULL ORDER BY number, line
) f ON f.number = s.number AND f.line < s.line
WHERE (s.customer, s.currency) IS DISTINCT FROM (f.customer, f.currency)
"""
# a document is in with all its lines, or they come back together: its sum would be wrong
TOGETHER = """
SELECT s.line, replace(%(message)s, '{line}', b.line::text) FROM import_row s JOIN (
    SELECT r.number, min(r.line) AS line FROM import_row r JOIN import_refusal f ON f.line = r.line
    WHERE r.number IS NOT NULL GROUP BY r.number
) b ON b.number = s.number
WHERE NOT EXISTS (SELECT 1 FROM import_refusal f WHERE f.line = s.line)
"""
CANCELLATION = "^[Cc][0-9]"
# Each document once, its sum exact and then rounded. A number that begins with C is that of a
# cancellation, unless all of them do: then it is how this shop numbers its orders.
DOCUMENTS = f"""
CREATE TEMPORARY TABLE staged_document ON COMMIT DROP AS
SELECT d.*, round(abs(d.total), 2) AS amount,
       d.total < 0 OR (d.number ~ '{CANCELLATION}' AND NOT bool_and(d.number ~ '{CANCELLATION}')
                       OVER ()) AS is_credit
FROM (
    SELECT min(s.line) AS line, count(*) AS lines, s.number, min(s.customer) AS customer,
           min(s.invoice_date) AS day, min(s.currency) AS currency,
           sum(s.quantity * s.price) AS total,
           left(string_agg(s.text, '; ' ORDER BY s.line), 300) AS text
    FROM import_row s WHERE {GOOD} GROUP BY s.number
) d;
CREATE INDEX ON staged_document (line);
ANALYZE staged_document
"""
TOO_MUCH = f"SELECT line, %(message)s FROM staged_document WHERE amount >= {MOST}"
TAKE_REFUSED = """
DELETE FROM staged_document d USING import_refusal f WHERE f.line = d.line
"""
# customers that a check would create stand for themselves by a number that nobody has
CUSTOMER = """
CASE WHEN c.id IS NOT NULL THEN c.id ELSE -d.line END
FROM staged_document d LEFT JOIN customers_customer c ON c.number = d.customer AND NOT {hidden}
"""
STAGE_ORDERS = f"""
INSERT INTO staged_order (line, source_key, effective_date, amount, currency, state, text,
                          recorded_at, customer, customer_id)
SELECT d.line, d.number, d.day, d.amount, d.currency, 'invoiced', d.text, {{known}}, d.customer,
       {CUSTOMER} WHERE NOT d.is_credit
"""
STAGE_CREDITS = f"""
INSERT INTO staged_credit (line, source_key, effective_date, amount, currency, reason, text,
                           recorded_at, customer, customer_id)
SELECT d.line, d.number, d.day, d.amount, d.currency, 'cancellation', d.text, {{known}},
       d.customer, {CUSTOMER} WHERE d.is_credit
"""
# what was given away is ordered, but nobody is billed for it
STAGE_INVOICES = f"""
INSERT INTO staged_invoice (line, number, invoice_date, amount, currency, recorded_at, customer_id)
SELECT d.line, d.number, d.day, d.amount, d.currency, {{known}}, {CUSTOMER}
WHERE NOT d.is_credit AND d.amount > 0
"""
# by currency what was sold, less what was taken back
REVENUE = """
SELECT currency, sum(CASE WHEN is_credit THEN -amount ELSE amount END) FROM staged_document
GROUP BY currency ORDER BY currency
"""
KINDS = """
SELECT count(*) FILTER (WHERE NOT is_credit), count(*) FILTER (WHERE is_credit)
FROM staged_document
"""
COUNT_LINES = """
SELECT coalesce(sum(d.lines) FILTER (WHERE o.is_new), 0),
       coalesce(sum(d.lines) FILTER (WHERE o.is_changed AND NOT o.is_new), 0)
FROM staged_document d JOIN (
    SELECT line, bool_or(is_new) AS is_new, bool_or(is_changed) AS is_changed
    FROM ({outcomes}) x GROUP BY line
) o ON o.line = d.line
"""
