# ruff: noqa: S608  (statements are put together from constants of this package only)
"""Giving payments, credit notes and write-offs to invoices, and taking allocations back.

A row says how much of a source settles an invoice: the same row again changes nothing, another
amount replaces it, zero takes it back. What else the source gives stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.merging.following import tell_merged
from customers.models import SOURCES, Allocation, Customer
from customers.services import open_credits, settlement
from customers.services.changes import mark_touched
from customers.services.days import latest_day
from customers.services.facts import ALLOCATION, open_stage, put, revise_changed
from customers.services.ledger import lock_customers
from customers.services.open_credits import honoured_sql
from customers.services.posted import Written, record_written
from customers.services.record_refusals import refuse, refused
from customers.services.rows import AllocateRow, Result, refuse_too_many, wrong_allocations
from customers.services.settlement_statements import OF_SOURCE, PARTS, SOURCED
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused

TOLD = """
CREATE TEMPORARY TABLE IF NOT EXISTS told_part (
    line bigint, customer_id bigint, kind text, source_key text, number text, day date,
    amount numeric(18,2), recorded_at timestamptz
) ON COMMIT DELETE ROWS;
DELETE FROM told_part;
"""
SOURCE_ROWS = f"""
SELECT 'payment' AS kind, customer_id, id, source_key, received_date AS day,
       {honoured_sql("p")} AS amount, currency, recorded_at
FROM customers_payment p WHERE NOT is_void
UNION ALL SELECT 'credit_note', customer_id, id, source_key, effective_date, amount, currency,
       recorded_at
FROM customers_creditnote WHERE NOT is_void
UNION ALL SELECT 'write_off', customer_id, id, source_key, effective_date, amount, currency,
       recorded_at
FROM customers_writeoff WHERE NOT is_void
"""
FILL = f"""
INSERT INTO staged_source (line, customer_id, kind, id, source_key, says, former_day, day, amount,
                           currency, known_at, recorded_at)
SELECT f.line, f.customer_id, f.kind, d.id, f.source_key, 'some', d.day, d.day, d.amount,
       d.currency, d.recorded_at, f.recorded_at
FROM (SELECT min(line) AS line, customer_id, kind, source_key, min(recorded_at) AS recorded_at
      FROM told_part GROUP BY customer_id, kind, source_key) f
JOIN ({SOURCE_ROWS}) d
  ON d.customer_id = f.customer_id AND d.kind = f.kind AND d.source_key = f.source_key;
INSERT INTO staged_part (line, source_line, customer_id, number, day, amount)
SELECT line, min(line) OVER (PARTITION BY customer_id, kind, source_key), customer_id, number, day,
       amount
FROM told_part
"""
PAIR = (
    "LEFT JOIN customers_allocation a"
    f" ON a.invoice_id = p.invoice_id AND {OF_SOURCE} AND a.amount > 0"
)
OUTCOMES = f"""
SELECT p.line, CASE WHEN a.id IS NULL THEN 'created'
                    WHEN (a.amount, a.effective_date) IS DISTINCT FROM (p.amount, p.day)
                    THEN 'changed' ELSE 'unchanged' END AS outcome, a.amount
{PARTS} {PAIR} WHERE NOT p.is_kept
"""
IDS = f"""
SELECT p.line, a.id {PARTS}
JOIN customers_allocation a ON a.invoice_id = p.invoice_id AND {OF_SOURCE}
WHERE NOT p.is_kept
"""


def allocate(
    rows: Sequence[AllocateRow], *, by: User, at: dt.datetime, positions: Sequence[int] = ()
) -> list[Result]:
    """Write allocations for customers that `by` may see; one result per row, in their order.

    No source gives more than it has, no invoice gets more than it asks for: of rows that together
    ask too much the first are in.
    """
    refuse_too_many(rows)
    with transaction.atomic():
        customers = lock_customers({row.customer for row in rows}, by=by)
        wrong = wrong_allocations(rows, customers)
        tell_merged(wrong, {n: row.customer for n, row in enumerate(rows)}, by)
        open_stage()
        open_told()
        put(
            "told_part (line, customer_id, kind, source_key, number, day, amount, recorded_at)",
            [
                (n, customers[r.customer], r.source, r.number, r.invoice, r.date, r.amount, at)
                for n, r in enumerate(rows)
                if n not in wrong
            ],
        )
        check_told(latest=latest_day(at))
        outcomes = {line: (outcome, was) for line, outcome, was in _rows(OUTCOMES)}
        settlement.write(at=at)
        mark_touched(cause="allocate", at=at)
        results = _results(rows, wrong, outcomes)
        record_written("allocate", results, lambda n: _told(rows[n], outcomes[n][1]), by=by, at=at)
    return results


def open_told() -> None:
    """Empty stages for this transaction; see `check_told`."""
    settlement.open_settlement()
    with connection.cursor() as cursor:
        cursor.execute(TOLD)


def check_told(*, latest: dt.date) -> None:
    """Stage what `told_part` tells, and take out of the stage what cannot be, with the reasons."""
    with connection.cursor() as cursor:
        cursor.execute(FILL)
    refuse(
        "SELECT p.line FROM staged_part p"
        " WHERE NOT EXISTS (SELECT 1 FROM staged_source s WHERE s.line = p.source_line)",
        _("this customer has no such payment, credit note or write-off, or it is void"),
        "unknown_source",
        "number",
    )
    refuse(
        f"SELECT p.line {SOURCED} WHERE p.day > %(latest)s",
        _("the date of the allocation lies in the future"),
        "in_future",
        "date",
        latest=latest,
    )
    refuse(
        f"SELECT p.line {SOURCED} WHERE p.day < s.day",
        _("the date of the allocation lies before that of what is allocated"),
        "before_source",
        "date",
    )
    settlement.check(whole=False)
    refuse(
        f"SELECT p.line {PARTS} WHERE NOT p.is_kept AND p.amount > 0 AND p.day < i.invoice_date",
        _("the date of the allocation lies before that of the invoice"),
        "before_invoice",
        "date",
    )
    refuse(
        f"SELECT p.line {PARTS} {PAIR} WHERE NOT p.is_kept AND p.amount = 0 AND a.id IS NULL",
        _("there is no such allocation to take back"),
        "nothing_to_take_back",
        "amount",
    )
    settlement.take_refused(whole=False)


def take_back(allocation: Allocation, *, reason: str, by: User, at: dt.datetime) -> Allocation:
    """Set an allocation to zero. What it was stays readable, and its source is open credit again.

    Raises `Refused` when there is nothing left to take back, or no reason is given.
    """
    if not reason.strip():
        raise Refused(_("Say why this is taken back."), code="no_reason", field="reason")
    with transaction.atomic():
        customer = Customer.objects.select_for_update(no_key=True).get(pk=allocation.customer_id)
        held = Allocation.objects.select_related("invoice", *SOURCES).get(pk=allocation.pk)
        if not held.amount:
            raise Refused(
                _("This allocation has been taken back already."), code="already_taken_back"
            )
        open_stage()
        put(
            "staged_allocation (customer_id, invoice_id, payment_id, credit_note_id, write_off_id,"
            " effective_date, amount, base_amount)",
            [
                (held.customer_id, held.invoice_id, held.payment_id, held.credit_note_id,
                 held.write_off_id, held.effective_date, 0,
                 None if held.base_amount is None else 0)
            ],
        )  # fmt: skip
        revise_changed(ALLOCATION, at=at)
        open_credits.refresh(
            "SELECT %(customer)s AS customer_id, %(kind)s AS kind, %(id)s AS id",
            {"customer": customer.pk, "kind": held.source_kind, "id": held.source.pk},
        )
        mark_touched(cause="take_back_allocation", at=at)
        key = f"{held.source.source_key} → {held.invoice.number}"
        record(
            "take_back_allocation",
            by=by.as_actor(),
            obj=customer,
            customer_id=customer.pk,
            reason=reason.strip()[:1000],
            before={key: str(held.amount)},
            after={key: "0.00"},
            at=at,
        )
    held.refresh_from_db()
    return held


def _results(
    rows: Sequence[AllocateRow], wrong: dict[int, Refused], outcomes: dict[int, tuple[str, Any]]
) -> list[Result]:
    ids = dict(_rows(IDS))
    why = {n: (error.message, error.code, error.field) for n, error in wrong.items()} | refused()
    return [
        Result(n, "refused", None, *why[n]) if n in why else Result(n, outcomes[n][0], ids[n])
        for n in range(len(rows))
    ]


def _told(row: AllocateRow, was: Any) -> Written:
    """By source and invoice what it was and what it is."""
    before = None if was is None else str(was)
    return Written(row.customer, row.key, before, f"{row.amount:.2f}")


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
