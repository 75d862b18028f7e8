"""Posting exchange rates: up to a thousand at once, each answered on its own.

A rate for a day long past changes what many documents are worth, so a call only writes the rate;
the row is the queue from which a sweep takes it and revalues (`customers.imports.pending_rates`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import ExchangeRate
from customers.services.days import latest_day, refuse_odd_days
from customers.services.rates import unkept, unkept_sql
from customers.services.rows import CURRENCY, Result, refuse_too_many
from customers.services.sql import run
from riskcrm.accounts.models import User
from riskcrm.audit.services import Subject, record
from riskcrm.jobs.locks import lock
from riskcrm.web.errors import Refused

POSTING = "customers.post_rates"
MOST_RATE = Decimal("9999999999.99999999")
MICROSECOND = dt.timedelta(microseconds=1)
Key = tuple[str, dt.date]


@dataclass(frozen=True)
class RateRow:
    """What one unit of a currency is worth in the base currency from a day on."""

    currency: str
    effective_date: dt.date
    rate: Decimal

    @property
    def key(self) -> Key:
        return self.currency, self.effective_date


def post_rates(
    rows: Sequence[RateRow], *, by: User, at: dt.datetime, positions: Sequence[int] = ()
) -> list[Result]:
    """Write rates; one result per row, in their order. The same rate again writes nothing.

    A correction is a further row, known from now on; what was known before stays. `positions` are
    the rows' places in what was sent, from 0, where that was more than these rows.
    """
    refuse_too_many(rows)
    refused = _refusals(rows, latest=latest_day(at), positions=positions)
    good = {n: row for n, row in enumerate(rows) if n not in refused}
    with transaction.atomic():
        lock(POSTING)  # one after the other: which row is the newest for a day must be clear
        for n in _unkept(good):
            refused[n] = Refused(unkept(), code="too_much", field="rate")
            del good[n]
        newest = _newest({row.key for row in good.values()})
        written = {
            n: ExchangeRate(
                currency=row.currency,
                effective_date=row.effective_date,
                rate=row.rate,
                recorded_at=_moment(newest.get(row.key), at=at),
                is_applied=False,
            )
            for n, row in good.items()
            if row.key not in newest or newest[row.key].rate != row.rate
        }
        ExchangeRate.objects.bulk_create(written.values())
        if written:
            _record(list(written.values()), newest, by=by, at=at)
    return [_result(n, refused.get(n), rows[n], newest, written.get(n)) for n in range(len(rows))]


def _result(
    position: int,
    error: Refused | None,
    row: RateRow,
    newest: dict[Key, ExchangeRate],
    made: ExchangeRate | None,
) -> Result:
    if error:
        return Result(position, "refused", None, error.message, error.code, error.field)
    if made is None:
        return Result(position, "unchanged", newest[row.key].pk)
    return Result(position, "changed" if row.key in newest else "created", made.pk)


def _moment(before: ExchangeRate | None, *, at: dt.datetime) -> dt.datetime:
    return max(at, before.recorded_at + MICROSECOND) if before else at


def _newest(keys: set[Key]) -> dict[Key, ExchangeRate]:
    """The rates that count now for these currencies and days. One query."""
    rows = ExchangeRate.objects.filter(
        currency__in={currency for currency, _day in keys},
        effective_date__in={day for _currency, day in keys},
    )
    order = ("currency", "effective_date")
    newest = rows.order_by(*order, "-recorded_at").distinct(*order)
    found = {(row.currency, row.effective_date): row for row in newest}
    return {key: row for key, row in found.items() if key in keys}


def _unkept(rows: dict[int, RateRow]) -> list[int]:
    """The places of the rates by which a document would be worth more than can be kept."""
    rates = (
        "SELECT * FROM unnest(%(lines)s::bigint[], %(currencies)s::text[], %(days)s::date[],"
        " %(rates)s::numeric[]) AS r(line, currency, effective_date, rate)"
    )
    params = {
        "lines": list(rows),
        "currencies": [row.currency for row in rows.values()],
        "days": [row.effective_date for row in rows.values()],
        "rates": [row.rate for row in rows.values()],
    }
    return [line for (line,) in run(unkept_sql(rates), params)]


def _refusals(
    rows: Sequence[RateRow], *, latest: dt.date, positions: Sequence[int]
) -> dict[int, Refused]:
    refused: dict[int, Refused] = {}
    first: dict[Key, int] = {}
    for position, row in enumerate(rows):
        try:
            _check(row, latest)
            earlier = first.setdefault(row.key, position)
            if earlier != position:
                seen = positions[earlier] if positions else earlier
                message = _("Named twice in this call: see row {row}.").format(row=seen)
                raise Refused(message, code="named_twice")
        except Refused as error:
            refused[position] = error
    return refused


def _check(row: RateRow, latest: dt.date) -> None:
    if not CURRENCY.fullmatch(row.currency):
        message = _("A currency has three capital letters, such as USD.")
        raise Refused(message, code="bad_currency", field="currency")
    if row.currency == settings.BASE_CURRENCY:
        message = _("The base currency needs no rate: its rate is one.")
        raise Refused(message, code="base_currency", field="currency")
    if row.effective_date > latest:
        message = _("The date of this rate lies in the future.")
        raise Refused(message, code="in_future", field="effective_date")
    rate = row.rate
    if not (rate.is_finite() and 0 < rate <= MOST_RATE) or rate != round(rate, 8):
        message = _("A rate is positive and has at most eight decimals.")
        raise Refused(message, code="bad_rate", field="rate")
    refuse_odd_days(vars(row))


def _record(
    rows: Sequence[ExchangeRate], newest: dict[Key, ExchangeRate], *, by: User, at: dt.datetime
) -> None:
    keys = [(row.currency, row.effective_date) for row in rows]
    before = {_name(*key): str(newest[key].rate) for key in keys if key in newest}
    after = {_name(*key): str(row.rate) for key, row in zip(keys, rows, strict=True)}
    subject = Subject("exchangerate", ", ".join(sorted({row.currency for row in rows})))
    record("post_rates", by=by.as_actor(), obj=subject, before=before, after=after, at=at)


def _name(currency: str, day: dt.date) -> str:
    return f"{currency} {day}"
