# ruff: noqa: S608  (statements are put together from constants of this package only)
"""What the check and the writing of allocations say to the database: see `settlement`."""

from __future__ import annotations

from customers.models import SOURCES
from customers.services.facts import ALLOCATION
from customers.services.open_credits import (
    ALLOCATION_ID,
    ALLOCATION_KIND,
    RATE_SLACK,
    honoured_sql,
)
from customers.services.rate_sql import rate_sql

# `says`: a source's parts are `all` it gives, so that others are taken back; or `some`, and others
# stay; or `nothing`, where only the source itself changes. `former_day` and `known_at` are those of
# the source in the book.
STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_source (
    line bigint, customer_id bigint, kind text, id bigint, source_key text, says text,
    former_day date, day date, amount numeric(18,2), currency text, known_at timestamptz,
    recorded_at timestamptz
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS staged_part (
    line bigint, source_line bigint, customer_id bigint, number text, invoice_id bigint,
    day date, amount numeric(18,2), recorded_at timestamptz, is_kept boolean DEFAULT false
) ON COMMIT DELETE ROWS;
CREATE INDEX IF NOT EXISTS staged_source_line ON staged_source (line);
CREATE INDEX IF NOT EXISTS staged_source_id ON staged_source (customer_id, kind, id);
CREATE INDEX IF NOT EXISTS staged_part_source ON staged_part (source_line);
DELETE FROM staged_source;
DELETE FROM staged_part;
"""
# payments of the stage, save those of which nothing changes that allocations depend on
PAYMENT_SOURCES = f"""
INSERT INTO staged_source (line, customer_id, kind, id, source_key, says, former_day, day, amount,
                           currency, recorded_at)
SELECT s.line, s.customer_id, 'payment', t.id, s.source_key, {{says}}, t.received_date,
       s.received_date, CASE WHEN t.is_void THEN 0 ELSE {honoured_sql("s", "t.id")} END, s.currency,
       s.recorded_at
FROM staged_payment s LEFT JOIN customers_payment t ON {{same_key}}
WHERE {{says}} = 'all' OR t.id IS NULL
   OR (t.received_date, t.amount, t.currency)
      IS DISTINCT FROM (s.received_date, s.amount, s.currency)
   OR EXISTS (SELECT 1 FROM staged_part p WHERE p.source_line = s.line)
"""
OF_SOURCE = (
    f"a.customer_id = s.customer_id AND {ALLOCATION_KIND} = s.kind AND {ALLOCATION_ID} = s.id"
)
# No allocation counts before what it is of and its invoice are both there. It moves with its
# payment's day; one that was dated later stays.
FORMER_DAY = "greatest(s.former_day, i.invoice_date)"
DAY = f"""
CASE WHEN a.effective_date IS NULL OR a.effective_date = {FORMER_DAY}
     THEN greatest(s.day, i.invoice_date)
     ELSE greatest(a.effective_date, s.day, i.invoice_date) END
"""
KEEP = f"""
INSERT INTO staged_part (line, source_line, customer_id, invoice_id, day, amount, is_kept)
SELECT s.line, s.line, a.customer_id, a.invoice_id, {DAY}, a.amount, true
FROM staged_source s JOIN customers_allocation a ON {OF_SOURCE}
JOIN customers_invoice i ON i.id = a.invoice_id
WHERE s.says <> 'all' AND a.amount > 0 AND NOT EXISTS (
    SELECT 1 FROM staged_part p WHERE p.source_line = s.line AND p.invoice_id = a.invoice_id)
"""
SOURCED = "FROM staged_part p JOIN staged_source s ON s.line = p.source_line"
PARTS = f"{SOURCED} JOIN customers_invoice i ON i.id = p.invoice_id"
# Who does not say since when means: as before, or since the source's day. What was dated later
# than its payment stays when that is corrected.
DATE = f"""
UPDATE staged_part u SET day = {DAY}
{PARTS} LEFT JOIN customers_allocation a
  ON a.invoice_id = p.invoice_id AND {OF_SOURCE} AND a.amount > 0
WHERE u.day IS NULL AND NOT u.is_kept AND p.source_line = u.source_line
  AND p.invoice_id = u.invoice_id
"""
# what stays comes first, then the lines in their order
IN_ORDER = "ORDER BY p.is_kept DESC, p.line"
OVERSPENT = f"""
SELECT DISTINCT line, source_line, source_key AS number, says, spent, amount, currency,
       kind = 'payment' AND EXISTS (SELECT 1 FROM customers_dishonouredpayment d
           WHERE d.payment_id = x.id AND NOT d.is_void) AS dishonoured
FROM (
    SELECT p.line, p.source_line, s.source_key, s.says, s.amount, s.currency, s.kind, s.id,
           sum(p.amount) OVER (PARTITION BY p.source_line {IN_ORDER}) AS spent
    {PARTS} WHERE i.currency = s.currency
) x WHERE spent > amount
"""
ACROSS = f"""
SELECT p.line, p.source_line, p.is_kept, p.amount, s.source_key AS number, s.says, s.day,
       s.amount AS most, s.currency, i.currency AS of_invoice,
       {rate_sql("s.currency", "s.day")} AS own_rate, {rate_sql("i.currency", "s.day")} AS rate
{PARTS} WHERE p.amount > 0 AND p.source_line IN (
    SELECT p.source_line {PARTS} WHERE i.currency <> s.currency AND p.amount > 0)
"""
NO_RATE = f"""
SELECT DISTINCT ON (line) line, number, day AS date,
       CASE WHEN own_rate IS NULL THEN currency ELSE of_invoice END AS currency
FROM ({ACROSS}) x WHERE of_invoice <> currency AND (own_rate IS NULL OR rate IS NULL) ORDER BY line
"""
OVERWORTH = f"""
SELECT DISTINCT line, source_line, number, says, most AS amount, currency FROM (
    SELECT p.*, sum(p.amount * p.rate) OVER (PARTITION BY p.source_line {IN_ORDER}) AS worth
    FROM ({ACROSS}) p
) x WHERE worth > most * own_rate * {RATE_SLACK}
"""
# Σ of what others give stays; of the stage's lines each sees what those before it take
OVERGIVEN = f"""
SELECT line, invoice_id, number, amount,
       greatest(whole - coalesce(others, 0) - (asked - amount), 0) AS left FROM (
    SELECT p.line, p.is_kept, p.amount, p.invoice_id, i.number, i.amount AS whole,
           o.amount AS others,
           sum(p.amount) OVER (PARTITION BY p.invoice_id {IN_ORDER}) AS asked
    {PARTS} LEFT JOIN LATERAL (
        SELECT sum(a.amount) AS amount FROM customers_allocation a
        WHERE a.customer_id = p.customer_id AND a.invoice_id = p.invoice_id AND a.amount > 0
          AND NOT EXISTS (SELECT 1 FROM staged_source s WHERE {OF_SOURCE})
    ) o ON true
) x WHERE NOT is_kept AND amount > 0 AND asked > whole - coalesce(others, 0)
"""
# a part's line falls alone, or with its whole source
TAKE_PARTS = """
DELETE FROM staged_part p USING fact_refusal f WHERE f.line = p.line AND NOT p.is_kept;
DELETE FROM staged_source s
WHERE NOT EXISTS (SELECT 1 FROM staged_part p WHERE p.source_line = s.line AND NOT p.is_kept);
DELETE FROM staged_part p
WHERE NOT EXISTS (SELECT 1 FROM staged_source s WHERE s.line = p.source_line)
"""
TAKE_SOURCES = """
WITH bad AS (
    SELECT f.line FROM fact_refusal f
    UNION SELECT p.source_line FROM staged_part p JOIN fact_refusal f ON f.line = p.line
), parts AS (
    DELETE FROM staged_part p USING bad WHERE p.source_line = bad.line
)
DELETE FROM staged_source s USING bad WHERE s.line = bad.line
"""
STAGE_ALLOCATIONS = f"""
INSERT INTO staged_allocation (customer_id, invoice_id, payment_id, credit_note_id, write_off_id,
                               effective_date, amount, base_amount, recorded_at)
SELECT s.customer_id, p.invoice_id,
       {", ".join(f"CASE WHEN s.kind = '{kind}' THEN s.id END" for kind in SOURCES)},
       coalesce(p.day, s.day), p.amount, round(p.amount * i.base_amount / i.amount, 2),
       coalesce(p.recorded_at, s.recorded_at)
{PARTS}
LEFT JOIN customers_allocation a ON a.invoice_id = p.invoice_id AND {OF_SOURCE}
WHERE p.amount > 0 OR a.id IS NOT NULL
"""
STAGE_TAKEN_BACK = f"""
INSERT INTO staged_allocation (customer_id, invoice_id, payment_id, credit_note_id, write_off_id,
                               effective_date, amount, base_amount, recorded_at)
SELECT a.customer_id, a.invoice_id, a.payment_id, a.credit_note_id, a.write_off_id,
       a.effective_date, 0, CASE WHEN a.base_amount IS NOT NULL THEN 0 END, s.recorded_at
FROM staged_source s JOIN customers_allocation a ON {OF_SOURCE}
WHERE s.says = 'all' AND a.amount > 0 AND NOT EXISTS (
    SELECT 1 FROM staged_part p WHERE p.source_line = s.line AND p.invoice_id = a.invoice_id)
"""
MOVES = f"""
SELECT n.line, i.number, t.amount, s.amount
FROM (SELECT s.*, {ALLOCATION_KIND.replace("a.", "s.")} AS kind,
             {ALLOCATION_ID.replace("a.", "s.")} AS id FROM staged_allocation s) s
JOIN staged_source n ON n.customer_id = s.customer_id AND n.kind = s.kind AND n.id = s.id
JOIN customers_invoice i ON i.id = s.invoice_id
LEFT JOIN customers_allocation t ON {ALLOCATION.same_key()}
WHERE t.id IS NULL OR {ALLOCATION.differs()} ORDER BY i.id
"""


def first_of(query: str, column: str) -> str:
    """The query's first line of each source or invoice."""
    return f"SELECT DISTINCT ON ({column}) * FROM ({query}) x ORDER BY {column}, line"
