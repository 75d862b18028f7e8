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

from customers.services import open_credits
from customers.services import settlement_statements as sql
from customers.services.facts import ALLOCATION, PAYMENT, insert_new, revise_changed
from customers.services.record_refusals import open_refusals

TURNS = 6  # until the last one a line may yet fit because one before it was refused

# by the invoice's number what a source gave to it and gives now; None = nothing was known
Moves = dict[str, tuple[Decimal | None, Decimal]]


def open_settlement() -> None:
    """Empty stages and refusals for this transaction."""
    _run(sql.STAGE)
    open_refusals()


def stage_payments(says: str, **params: Any) -> None:
    """The staged payments as sources; their parts are staged already. `says` is SQL on `s`."""
    _run(sql.PAYMENT_SOURCES.format(says=says, same_key=PAYMENT.same_key()), params)


def check(*, whole: bool) -> None:
    """Take out of the stage what cannot be, with the reasons.

    `whole`: a source goes with all its parts when one of them does; else each part by itself.
    """
    _run(
        "UPDATE staged_part p SET invoice_id = i.id FROM customers_invoice i"
        " WHERE i.customer_id = p.customer_id AND i.number = p.number AND NOT i.is_void"
    )
    _refuse(
        "SELECT DISTINCT line, number FROM (SELECT line, number, invoice_id, row_number() OVER"
        " (PARTITION BY source_line, number ORDER BY line) AS n FROM staged_part) x"
        " WHERE invoice_id IS NULL OR n > 1",
        _("Invoice {number} is unknown for this customer, void, or named twice."),
        "unknown_invoice",
    )
    take_refused(whole=whole)
    _run(sql.KEEP)
    for too_much in (_refuse_overspent, _refuse_overgiven):
        for turn in range(1, TURNS + 1):
            if not too_much(every=turn == TURNS):
                break
            take_refused(whole=whole)
    _run(sql.DATE)


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
    _run(sql.STAGE_ALLOCATIONS)
    _run(sql.STAGE_TAKEN_BACK)


def write_staged(*, at: dt.datetime) -> None:
    revise_changed(ALLOCATION, at=at)
    insert_new(ALLOCATION)
    open_credits.refresh("SELECT DISTINCT customer_id, kind, id FROM staged_source")


def _refuse_overspent(*, every: bool) -> int:
    """Refuse what gives away more than a source has, in its currency and in all together."""
    overspent = sql.OVERSPENT if every else sql.first_of(sql.OVERSPENT, "source_line")
    overworth = sql.OVERWORTH if every else sql.first_of(sql.OVERWORTH, "source_line")
    return (
        _refuse(
            f"SELECT * FROM ({overspent}) x WHERE dishonoured",
            _("The bank gave payment {number} back; {amount} {currency} of it can be allocated."),
            "dishonoured",
        )
        + _refuse(
            f"SELECT * FROM ({overspent}) x WHERE says = 'nothing'",
            _(
                "The allocations of this payment exceed its new amount of {amount} {currency}. "
                "Send smaller allocations with it, or none."
            ),
            "over_spent",
            field="amount",
        )
        + _refuse(
            f"SELECT * FROM ({overspent}) x WHERE says <> 'nothing'",
            _("The allocations of {number} add up to {spent}, more than its {amount} {currency}."),
            "over_spent",
        )
        + _refuse(
            sql.NO_RATE,
            _(
                "No exchange rate of {currency} is known for {date}, so {number} cannot be "
                "compared with what it is allocated to. Import the rate first, or use the "
                "invoice's currency."
            ),
            "no_rate",
        )
        + _refuse(
            overworth,
            _(
                "At that day's exchange rates the {amount} {currency} of {number} are worth less "
                "than what they are allocated to. Check the amounts and the currency."
            ),
            "over_spent",
        )
    )


def _refuse_overgiven(*, every: bool) -> int:
    """Refuse what gives an invoice more than it asks for."""
    return _refuse(
        sql.OVERGIVEN if every else sql.first_of(sql.OVERGIVEN, "invoice_id"),
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


def take_refused(*, whole: bool) -> None:
    """Take refused lines out of the stage: see `check`."""
    _run(sql.TAKE_SOURCES if whole else sql.TAKE_PARTS)


def _moves() -> dict[int, Moves]:
    moved: dict[int, Moves] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql.MOVES)
        for line, number, was, now in cursor.fetchall():
            moved.setdefault(line, {})[number] = (was, now)
    return moved


def _run(sql: str, params: dict[str, Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or {})
        return int(cursor.rowcount)
