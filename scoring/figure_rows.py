"""The rows behind a figure: the invoices, payments or days that it was computed from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from customers.models import Customer, Payment
from customers.records import KINDS
from customers.records.as_of import as_known, known_rows
from scoring.indicators import BY_LIST, INDICATORS, READING_STEPS, Indicator, Rows
from scoring.indicators.base import AS_OF, QUARTER_DAYS, with_steps
from scoring.indicators.credit_file import RATIO_NAMES
from scoring.indicators.payment_habits import IS_CHANGE
from scoring.indicators.standing import COMPARED_NAMES

ROWS_AT_MOST = 1000
INDUSTRY_NAMES: dict[str, Any] = dict(Customer.Industry.choices)


INVOICE_ROWS = """
    SELECT i.id, n.number, i.invoice_date, i.due_date, i.base_amount, i.open_amount,
      i.settled_date, i.days_late, i.past_due
    FROM {source} i
    JOIN customers_invoice n ON n.id = i.id AND n.customer_id = i.customer_id
    ORDER BY i.due_date DESC NULLS LAST, i.id DESC LIMIT {limit}"""


OWED_ROWS = """
    SELECT i.id, n.number, i.invoice_date, i.due_date, i.base_amount, i.open_amount, i.disputed,
      i.covered, CASE WHEN i.settled_date IS NULL AND i.past_due > 0 THEN i.charged ELSE 0 END
      AS charged, i.settled_date, i.days_late, i.past_due
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


NUMBERED = """JOIN customers_invoice n ON n.id = s.id AND n.customer_id = s.customer_id
    ORDER BY s.due_date DESC NULLS LAST, s.id DESC LIMIT {limit}"""
COLLECTED_ROWS = f"""
    SELECT s.id, n.number, s.invoice_date, s.due_date, s.open_then,
      CASE WHEN s.invoice_date > {AS_OF} - {QUARTER_DAYS} THEN s.base_amount ELSE 0 END AS invoiced,
      s.open_amount, CASE WHEN coalesce(s.past_due, 0) <= 0 THEN s.open_amount ELSE 0 END AS not_due
    FROM {{source}} s {NUMBERED}"""
ROLLED_ROWS = f"""
    SELECT s.id, n.number, s.due_date, s.open_then, s.open_amount, s.moved
    FROM {{source}} s {NUMBERED}"""
SHORT_ROWS = f"""
    SELECT s.id, n.number, s.due_date, s.base_amount, s.short FROM {{source}} s {NUMBERED}"""


ATTEMPT_ROWS = """
    SELECT p.id AS payment_id, p.source_key AS payment, p.received_date, k.base_amount,
      d.id AS dishonour_id, d.source_key AS dishonour, b.effective_date AS returned_date
    FROM {source} s
    LEFT JOIN known_payment k ON k.id = s.payment_id
    LEFT JOIN customers_payment p ON p.id = s.payment_id AND p.customer_id = s.customer_id
    LEFT JOIN known_dishonour b ON b.id = s.dishonour_id
    LEFT JOIN customers_dishonouredpayment d
      ON d.id = s.dishonour_id AND d.customer_id = s.customer_id
    ORDER BY coalesce(b.effective_date, k.received_date) DESC, s.payment_id DESC LIMIT {limit}"""


TRANSACTION_ROWS = """
    SELECT s.kind, s.id, coalesce(p.source_key, o.source_key) AS number, s.day, s.base_amount,
      s.bar, s.is_large
    FROM {source} s
    LEFT JOIN customers_payment p
      ON s.kind = 'payment' AND p.id = s.id AND p.customer_id = s.customer_id
    LEFT JOIN customers_order o
      ON s.kind = 'order' AND o.id = s.id AND o.customer_id = s.customer_id
    ORDER BY s.day DESC, s.kind, s.id DESC LIMIT {limit}"""


PAID_BY = """JOIN customers_payment p ON p.id = s.id AND p.customer_id = s.customer_id
    ORDER BY s.received_date DESC, s.id DESC LIMIT {limit}"""
PAYER_ROWS = f"""
    SELECT s.id AS payment_id, p.source_key AS payment, s.received_date, s.method, s.payer,
      coalesce({IS_CHANGE}, false) AS is_change
    FROM {{source}} s {PAID_BY}"""
MARKED_ROWS = f"""
    SELECT s.id AS payment_id, p.source_key AS payment, s.received_date, s.base_amount, s.payer,
      s.is_of_others, s.is_abroad, s.is_overpaid, s.is_split, s.is_burst
    FROM {{source}} s {PAID_BY}"""
COMPARED_ROWS = """
    SELECT part, value, count, as_of, text FROM {source} s LIMIT {limit}"""


REPORT_ROWS = """
    SELECT id, source_key AS number, effective_date, provider, score, direction,
      default_probability, table_probability, table_date, probability
    FROM {source} s LIMIT {limit}"""


TERM_ROWS = """
    SELECT id, number, effective_date, position, above, below, weight,
      round(weight * above / below, 6) AS term
    FROM {source} s ORDER BY position LIMIT {limit}"""
PART_ROWS = """
    SELECT p.kind, p.id, p.title, p.day, p.base_amount, p.counts
    FROM {source} p ORDER BY p.day DESC, p.kind, p.id DESC LIMIT {limit}"""


ROWS_SQL = {
    Rows.INVOICES: (INVOICE_ROWS, "item"),
    Rows.OWED: (OWED_ROWS, "charged_item"),
    Rows.ALLOCATIONS: (ALLOCATION_ROWS, "use"),
    Rows.STEPS: (STEP_ROWS, "step"),
    Rows.COLLECTED: (COLLECTED_ROWS, "collected_item"),
    Rows.ROLLED: (ROLLED_ROWS, "rolled_item"),
    Rows.SHORT: (SHORT_ROWS, "short_item"),
    Rows.ATTEMPTS: (ATTEMPT_ROWS, "attempt"),
    Rows.TRANSACTIONS: (TRANSACTION_ROWS, "judged"),
    Rows.PAYERS: (PAYER_ROWS, "paying"),
    Rows.MARKS: (MARKED_ROWS, "marked"),
    Rows.COMPARED: (COMPARED_ROWS, "comparison"),
    Rows.REPORTS: (REPORT_ROWS, "external_report"),
    Rows.TERMS: (TERM_ROWS, "altman_term"),
}


VIEW_INVOICES, VIEW_PAYMENTS = "customers.view_invoice", "customers.view_payment"
# what one must be allowed to read, to be told the rows of a figure
RIGHTS: dict[Rows, tuple[str, ...]] = {
    **dict.fromkeys(
        (Rows.INVOICES, Rows.OWED, Rows.STEPS, Rows.COLLECTED, Rows.ROLLED, Rows.SHORT),
        (VIEW_INVOICES,),
    ),
    **dict.fromkeys((Rows.PAYERS, Rows.MARKS), (VIEW_PAYMENTS,)),
    Rows.ALLOCATIONS: (VIEW_INVOICES, VIEW_PAYMENTS),
    Rows.ATTEMPTS: (VIEW_PAYMENTS, "customers.view_dishonouredpayment"),
    Rows.TRANSACTIONS: (VIEW_PAYMENTS, "customers.view_order"),
    Rows.REPORTS: ("customers.view_creditreport",),
    Rows.TERMS: ("customers.view_financialstatement",),
    **dict.fromkeys((Rows.COMPARED, Rows.FACTS, Rows.PARTS), ()),
}
# parts that are no model, or whose model is seen by another's right
SEEN_AS = {"owed": "invoice", "contactchange": "contact"}


def rights_to(indicator: Indicator, rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """What one must be allowed to read, to be told these rows behind an indicator."""
    needed = set(RIGHTS[indicator.rows])
    if indicator.kind:
        needed.add(KINDS[indicator.kind].permission("view"))
    if indicator.rows is Rows.PARTS:
        kinds = {row["kind"] for row in rows}
        needed |= {f"customers.view_{SEEN_AS.get(kind, kind)}" for kind in kinds}
    return needed


def indicator_rows(
    customer: Customer, code: str, *, as_of: dt.date, known_at: dt.datetime
) -> list[dict[str, Any]]:
    """The invoices, payments or days that a figure was computed from, as they were known then.

    At most `ROWS_AT_MOST`, the newest. Raises KeyError for an unknown code.
    """
    sql = rows_sql(INDICATORS[code])
    parameters = {"as_of": as_of, "known_at": known_at, "customer_ids": [customer.pk]}
    rows = _rows(f"{with_steps(READING_STEPS, BY_LIST)}\n{sql}", parameters)
    return [row | _in_words(row) for row in rows]


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    """What a reader needs beside a row: the words of its codes, and of a line without a number."""
    if method := row.get("method"):
        return {"method_name": Payment.Method(method).label}
    if "part" in row:
        name, digits = COMPARED_NAMES[row["part"]]
        text = INDUSTRY_NAMES.get(row["text"], row["text"])
        return {"name": name, "digits": digits, "text": text}
    if "term" in row:
        return {"name": RATIO_NAMES[row["position"]]}
    return {}


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
    customer: Customer, indicator: Indicator, *, as_of: dt.date, known_at: dt.datetime
) -> QuerySet[Any]:
    """The facts that a figure was computed from, as they were known then, the latest first."""
    kind = KINDS[indicator.kind]
    where = indicator.where if indicator.rows is Rows.FACTS else "true"
    source = f"(SELECT * FROM {indicator.facts} WHERE {where})"
    sql = FACT_ROWS.format(source=source, limit=ROWS_AT_MOST)
    parameters = {"as_of": as_of, "known_at": known_at, "customer_ids": [customer.pk]}
    rows = _rows(f"{with_steps(READING_STEPS, BY_LIST)}\n{sql}", parameters)
    found = kind.model._default_manager.filter(pk__in=[row["id"] for row in rows])
    known = known_rows(found, as_known(kind), customer_id=customer.pk, known_at=known_at)
    return known.select_related("customer", *kind.related).order_by("-effective_date", "-pk")


def _rows(sql: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
