# ruff: noqa: S608  (statements are put together from constants of this package only)
"""What settles what: the one check of allocations, set-based, and the one way to write them.

A *source* is a payment, credit note or write-off; a *part* is what it gives to an invoice, in the
invoice's currency. A call or a file fills `staged_source` and `staged_part`; what speaks against a
line goes to `fact_refusal`. No source gives more than it has, no invoice gets more than it asks
for. Where an invoice has another currency, both are valued at the rates of the source's day, give
or take what a bank's own rate may differ (`RATE_SLACK`).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from customers.models import SOURCES
from customers.services import open_credits
from customers.services.facts import ALLOCATION, PAYMENT, insert_new, revise_changed
from customers.services.open_credits import ALLOCATION_ID, ALLOCATION_KIND, RATE_SLACK, rate_sql
from customers.services.record_sql import open_refusals

# `says`: a source's parts are `all` it gives, so that others are taken back; or `some`, and others
# stay; or `nothing`, where only the source itself changes. `former_day`: its day in the book.
STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_source (
    line bigint, customer_id bigint, kind text, id bigint, source_key text, says text,
    former_day date, day date, amount numeric(18,2), currency text, recorded_at timestamptz
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS staged_part (
    line bigint, source_line bigint, customer_id bigint, number text, invoice_id bigint,
    day date, amount numeric(18,2), is_kept boolean DEFAULT false
) ON COMMIT DELETE ROWS;
CREATE INDEX IF NOT EXISTS staged_source_line ON staged_source (line);
CREATE INDEX IF NOT EXISTS staged_source_id ON staged_source (customer_id, kind, id);
CREATE INDEX IF NOT EXISTS staged_part_source ON staged_part (source_line);
DELETE FROM staged_source;
DELETE FROM staged_part;
"""
# payments of the stage, save those of which nothing changes that allocations depend on
PAYMENT_SOURCES = """
INSERT INTO staged_source (line, customer_id, kind, id, source_key, says, former_day, day, amount,
                           currency, recorded_at)
SELECT s.line, s.customer_id, 'payment', t.id, s.source_key, {says}, t.received_date,
       s.received_date, s.amount, s.currency, s.recorded_at
FROM staged_payment s LEFT JOIN customers_payment t ON {same_key}
WHERE {says} = 'all' OR t.id IS NULL
   OR (t.received_date, t.amount, t.currency)
      IS DISTINCT FROM (s.received_date, s.amount, s.currency)
   OR EXISTS (SELECT 1 FROM staged_part p WHERE p.source_line = s.line)
"""
OF_SOURCE = (
    f"a.customer_id = s.customer_id AND {ALLOCATION_KIND} = s.kind AND {ALLOCATION_ID} = s.id"
)
# an allocation moves with its payment's day; one that was dated later stays
KEEP = f"""
INSERT INTO staged_part (line, source_line, customer_id, invoice_id, day, amount, is_kept)
SELECT s.line, s.line, a.customer_id, a.invoice_id,
       CASE WHEN a.effective_date = s.former_day THEN s.day
            ELSE greatest(a.effective_date, s.day) END, a.amount, true
FROM staged_source s JOIN customers_allocation a ON {OF_SOURCE}
WHERE s.says <> 'all' AND a.amount > 0 AND NOT EXISTS (
    SELECT 1 FROM staged_part p WHERE p.source_line = s.line AND p.invoice_id = a.invoice_id)
"""
PARTS = """
FROM staged_part p JOIN staged_source s ON s.line = p.source_line
JOIN customers_invoice i ON i.id = p.invoice_id
"""
# what stays comes first, then the lines in their order
IN_ORDER = "ORDER BY p.is_kept DESC, p.line"
OVERSPENT = f"""
SELECT DISTINCT line, source_key AS number, says, spent, amount, currency FROM (
    SELECT p.line, s.source_key, s.says, s.amount, s.currency,
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
SELECT DISTINCT line, number, says, most AS amount, currency FROM (
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
FIRST_OVERGIVEN = f"""
SELECT DISTINCT ON (invoice_id) line, number, amount, "left" FROM ({OVERGIVEN}) x
ORDER BY invoice_id, line
"""
TURNS = 5  # until then a line may yet fit because one before it was refused
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
       s.recorded_at
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

# by the invoice's number what a source gave to it and gives now; None = nothing was known
Moves = dict[str, tuple[Decimal | None, Decimal]]


def open_settlement() -> None:
    """Empty stages and refusals for this transaction."""
    _run(STAGE)
    open_refusals()


def stage_payments(says: str, **params: Any) -> None:
    """The staged payments as sources; their parts are staged already. `says` is SQL on `s`."""
    _run(PAYMENT_SOURCES.format(says=says, same_key=PAYMENT.same_key()), params)


def check(*, whole: bool) -> None:
    """Take out of the stage what cannot be, with the reasons.

    `whole`: a source goes with all its parts when one of them does; else each part by itself.
    """
    _run(
        "UPDATE staged_part p SET invoice_id = i.id FROM customers_invoice i"
        " WHERE i.customer_id = p.customer_id AND i.number = p.number"
    )
    _refuse(
        "SELECT DISTINCT line, number FROM (SELECT line, number, invoice_id, row_number() OVER"
        " (PARTITION BY source_line, number ORDER BY line) AS n FROM staged_part) x"
        " WHERE invoice_id IS NULL OR n > 1",
        _("Invoice {number} is unknown for this customer, or named twice."),
        "unknown_invoice",
    )
    _take_refused(whole=whole)
    _run(KEEP)
    _refuse_overspent()
    _take_refused(whole=whole)
    for _turn in range(TURNS):
        if not _refuse_overgiven(FIRST_OVERGIVEN):
            return
        _take_refused(whole=whole)
    _refuse_overgiven(OVERGIVEN)
    _take_refused(whole=whole)


def write(*, at: dt.datetime) -> dict[int, Moves]:
    """Write what the stage says, and what is left of its sources, which are in the book by now.

    Answers what changed, by the source's line.
    """
    stage_allocations()
    moved = _moves()
    write_staged(at=at)
    return moved


def stage_allocations() -> None:
    """Turn the parts into staged allocations."""
    _run(
        "UPDATE staged_source s SET id = t.id FROM customers_payment t"
        " WHERE s.id IS NULL AND t.customer_id = s.customer_id AND t.source_key = s.source_key"
    )
    _run(STAGE_ALLOCATIONS)
    _run(STAGE_TAKEN_BACK)


def write_staged(*, at: dt.datetime) -> None:
    revise_changed(ALLOCATION, at=at)
    insert_new(ALLOCATION)
    open_credits.refresh("SELECT DISTINCT customer_id, kind, id FROM staged_source")


def _refuse_overspent() -> None:
    _refuse(
        f"SELECT * FROM ({OVERSPENT}) x WHERE says = 'nothing'",
        _(
            "The allocations of this payment exceed its new amount of {amount} {currency}. Send "
            "smaller allocations with it, or none."
        ),
        "over_spent",
        field="amount",
    )
    _refuse(
        f"SELECT * FROM ({OVERSPENT}) x WHERE says <> 'nothing'",
        _("The allocations of {number} add up to {spent}, more than its {amount} {currency}."),
        "over_spent",
    )
    _refuse(
        NO_RATE,
        _(
            "No exchange rate of {currency} is known for {date}, so {number} cannot be compared "
            "with what it is allocated to. Import the rate first, or use the invoice's currency."
        ),
        "no_rate",
    )
    _refuse(
        OVERWORTH,
        _(
            "At that day's exchange rates the {amount} {currency} of {number} are worth less than "
            "what they are allocated to. Check the amounts and the currency."
        ),
        "over_spent",
    )


def _refuse_overgiven(query: str) -> int:
    return _refuse(
        query,
        _("Invoice {number} has only {left} left to settle, not {amount}."),
        "over_allocated",
    )


def _refuse(query: str, message: str, code: str, *, field: str = "allocations") -> int:
    """Refuse the lines a query finds; its columns fill the places in the message. How many."""
    reason = "%(reason)s"
    for name in ("number", "spent", "amount", "currency", "left", "date"):
        if f"{{{name}}}" in message:
            reason = f"replace({reason}, '{{{name}}}', r.\"{name}\"::text)"
    return _run(
        f"INSERT INTO fact_refusal (line, reason, code, field)"
        f" SELECT r.line, {reason}, %(code)s, %(field)s FROM ({query}) r",
        {"reason": message, "code": code, "field": field, "base": settings.BASE_CURRENCY},
    )


def _take_refused(*, whole: bool) -> None:
    _run(TAKE_SOURCES if whole else TAKE_PARTS)


def _moves() -> dict[int, Moves]:
    moved: dict[int, Moves] = {}
    with connection.cursor() as cursor:
        cursor.execute(MOVES)
        for line, number, was, now in cursor.fetchall():
            moved.setdefault(line, {})[number] = (was, now)
    return moved


def _run(sql: str, params: dict[str, Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or {})
        return int(cursor.rowcount)
