"""Files of exchange rates; amounts that waited for a rate get their base amount."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from customers.imports.cells import Column
from customers.imports.locks import lock_customers, lock_imports
from customers.imports.options import Options
from customers.imports.reading import Source
from customers.imports.scope import Scope
from customers.imports.staging import (
    GOOD,
    Problem,
    known_sql,
    refuse,
    refuse_repeated,
    stage,
    summary_of,
)
from customers.imports.summary import Summary
from customers.services.changes import mark_touched
from customers.services.days import latest_day
from customers.services.facts import open_stage
from customers.services.rates import HOLDERS, revalue, unkept, unkept_sql

DEFINITION = "line bigint, currency text, effective_date date, rate numeric(18,8)"
# the rate that counts for the same currency and day
NEWEST = """LEFT JOIN LATERAL (
    SELECT x.rate, x.recorded_at FROM customers_exchangerate x
    WHERE x.currency = s.currency AND x.effective_date = s.effective_date
    ORDER BY x.recorded_at DESC LIMIT 1) t ON true"""
# a correction is known from now on, also in an import of history: the book has said otherwise
WRITE = f"""
WITH written AS (
    INSERT INTO customers_exchangerate (currency, effective_date, rate, recorded_at)
    SELECT s.currency, s.effective_date, s.rate,
           CASE WHEN t.rate IS NULL THEN {{known}}
                ELSE greatest(%(at)s::timestamptz, t.recorded_at + interval '1 microsecond') END
    FROM import_row s {NEWEST} WHERE {GOOD} AND s.rate IS DISTINCT FROM t.rate
    RETURNING currency, effective_date
)
SELECT currency, min(effective_date) FROM written GROUP BY currency
"""
# the first day of each currency from which on amounts may change
FIRST_DAYS = f"""
SELECT s.currency, min(s.effective_date) FROM import_row s {NEWEST}
WHERE {GOOD} AND s.rate IS DISTINCT FROM t.rate GROUP BY s.currency
"""


def work(
    source: Source,
    columns: list[Column],
    options: Options,
    *,
    scope: Scope,
    at: dt.datetime,
    dry_run: bool,
) -> Summary:
    """Check the file's lines and, unless it is a dry run, write the good ones and revalue."""
    open_stage()
    rows = stage(
        source,
        columns,
        definition=DEFINITION,
        key="currency, effective_date",
        derive=lambda values: _derive(values, latest_day(at)),
    )
    refuse_repeated(
        ("currency", "effective_date"), _("the same currency and day are in line {line}")
    )
    rates = f"SELECT line, currency, effective_date, rate FROM import_row s WHERE {GOOD}"
    refuse(
        f"SELECT line, %(message)s FROM ({unkept_sql(rates)}) x",
        {"message": unkept()},
        field="rate",
    )
    known = known_sql("s.effective_date", history=options.history)
    params: dict[str, Any] = {"at": at, "zone": settings.TIME_ZONE}
    if not dry_run:
        lock_imports()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FILTER (WHERE t.rate IS NULL),"
            f" count(*) FILTER (WHERE t.rate <> s.rate),"
            f" count(*) FILTER (WHERE t.recorded_at > {known}) FROM import_row s {NEWEST}"
            f" WHERE {GOOD}",
            params,
        )
        new, changed, late = cursor.fetchone()
    if not dry_run and (new or changed):
        _write(options, params, at=at)
    summary = summary_of(rows, new=new, changed=changed)
    summary.history_not_applied = late
    return summary


def _derive(values: dict[str, Any], latest: dt.date) -> tuple[list[Any], list[Problem]]:
    reasons = []
    if values.get("currency") == settings.BASE_CURRENCY:
        reasons.append(("currency", _("the base currency needs no rate")))
    day = values.get("effective_date")
    if day and day > latest:
        reasons.append(("effective_date", _("the date of this rate lies in the future")))
    return [values.get("currency"), day, values.get("rate")], reasons


def _write(options: Options, params: dict[str, Any], *, at: dt.datetime) -> None:
    known = known_sql("s.effective_date", history=options.history)
    with connection.cursor() as cursor:
        cursor.execute(FIRST_DAYS)
        currencies, days = zip(*cursor.fetchall(), strict=True)
    lock_customers(HOLDERS, {"currencies": list(currencies), "days": list(days)})
    with connection.cursor() as cursor:
        cursor.execute(WRITE.format(known=known), params)
        first_days = dict(cursor.fetchall())
    revalue(first_days, history=options.history, at=at)
    mark_touched(cause="import_rates", at=at)
