"""The rows behind a figure: the invoices, payments or days that it was computed from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from customers.models import Customer
from customers.records import KINDS
from customers.records.as_of import as_known, known_rows
from scoring.indicators import BY_LIST, INDICATORS, READING_STEPS, Indicator, Rows
from scoring.indicators.base import with_steps

ROWS_AT_MOST = 1000


INVOICE_ROWS = """
    SELECT i.id, n.number, i.invoice_date, i.due_date, i.base_amount, i.open_amount,
      i.settled_date, i.days_late, i.past_due
    FROM {source} i
    JOIN customers_invoice n ON n.id = i.id AND n.customer_id = i.customer_id
    ORDER BY i.due_date DESC NULLS LAST, i.id DESC LIMIT {limit}"""


ALLOCATION_ROWS = """
    SELECT u.invoice_id AS id, n.number, p.id AS payment_id, p.source_key AS payment,
      u.effective_date, u.due_date, u.base_amount, u.days_beyond
    FROM {source} u
    JOIN customers_invoice n ON n.id = u.invoice_id AND n.customer_id = u.customer_id
    JOIN customers_payment p ON p.id = u.payment_id AND p.customer_id = u.customer_id
    ORDER BY u.effective_date DESC, u.id DESC LIMIT {limit}"""


STEP_ROWS = """
    SELECT day, exposure, credit_limit, days FROM {source} s ORDER BY day LIMIT {limit}"""


FACT_ROWS = """
    SELECT s.id FROM {source} s ORDER BY s.id DESC LIMIT {limit}"""


PART_ROWS = """
    SELECT p.kind, p.id, p.title, p.day, p.base_amount, p.counts
    FROM {source} p ORDER BY p.day DESC, p.kind, p.id DESC LIMIT {limit}"""


ROWS_SQL = {
    Rows.INVOICES: (INVOICE_ROWS, "item"),
    Rows.ALLOCATIONS: (ALLOCATION_ROWS, "use"),
    Rows.STEPS: (STEP_ROWS, "step"),
}


def indicator_rows(
    customer: Customer, code: str, *, as_of: dt.date, known_at: dt.datetime
) -> list[dict[str, Any]]:
    """The invoices, payments or days that a figure was computed from, as they were known then.

    At most `ROWS_AT_MOST`, the newest. Raises KeyError for an unknown code.
    """
    sql = rows_sql(INDICATORS[code])
    parameters = {"as_of": as_of, "known_at": known_at, "customer_ids": [customer.pk]}
    return _rows(f"{with_steps(READING_STEPS, BY_LIST)}\n{sql}", parameters)


def rows_sql(indicator: Indicator) -> str:
    """The query for an indicator's rows, its predicate read on the ledger reading alone."""
    of_family = {Rows.FACTS: FACT_ROWS, Rows.PARTS: PART_ROWS}
    if indicator.rows in of_family:
        template, source = of_family[indicator.rows], indicator.facts
    else:
        template, source = ROWS_SQL[indicator.rows]
    return template.format(
        source=f"(SELECT * FROM {source} WHERE {indicator.where})", limit=ROWS_AT_MOST
    )


def facts_behind(
    customer: Customer, indicator: Indicator, rows: list[dict[str, Any]], *, known_at: dt.datetime
) -> QuerySet[Any]:
    """The facts that `indicator_rows` named, as they were known then, the latest first."""
    kind = KINDS[indicator.kind]
    found = kind.model._default_manager.filter(pk__in=[row["id"] for row in rows])
    known = known_rows(found, as_known(kind), customer_id=customer.pk, known_at=known_at)
    return known.select_related("customer", *kind.related).order_by("-effective_date", "-pk")


def _rows(sql: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
