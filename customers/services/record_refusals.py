# ruff: noqa: S608  (statements are put together from constants of this package only)
"""What staged facts are refused for, and the customers and facts they name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from customers.currencies import unknown_currencies, why_unknown
from customers.records.kinds import Shape
from customers.selectors import people_able, with_right
from customers.services.days import EARLIEST, LATEST, odd_day
from customers.services.rate_sql import unkept_sql
from customers.services.record_stage import GOOD, SAME, Stage
from customers.services.sql import run
from riskcrm.accounts.roles import ALL_CUSTOMERS

REFUSALS = """
CREATE TEMPORARY TABLE IF NOT EXISTS fact_refusal (line bigint, reason text, code text, field text)
ON COMMIT DELETE ROWS;
DELETE FROM fact_refusal;
"""


def open_refusals() -> None:
    run(REFUSALS)


def refuse(sql: str, reason: str, code: str, field: str, **params: Any) -> None:
    """Refuse the lines that a query finds: it selects `line`."""
    run(
        "INSERT INTO fact_refusal (line, reason, code, field)"
        f" SELECT r.line, %(reason)s, %(code)s, %(field)s FROM ({sql}) r",
        {"reason": reason, "code": code, "field": field, **params},
    )


def find_customers(stage: Stage, reach: str) -> None:
    """Put customers' ids to their numbers, of those that the condition on `c` leaves in reach."""
    run(
        f"UPDATE {stage.table} s SET customer_id = c.id FROM customers_customer c"
        f" WHERE c.number = s.customer AND c.merged_into_id IS NULL AND ({reach})"
    )
    run(
        "INSERT INTO fact_refusal (line, reason, code, field)"
        " SELECT s.line, replace(%(reason)s, '{number}', c.number), 'merged_customer', 'customer'"
        f" FROM {stage.table} s JOIN customers_customer gone ON gone.number = s.customer"
        " JOIN customers_customer c ON c.id = gone.merged_into_id"
        f" WHERE c.merged_into_id IS NULL AND ({reach})",
        {"reason": _("this customer was merged into {number}; use that number")},
    )
    refuse(
        f"SELECT s.line FROM {stage.table} s WHERE s.customer_id IS NULL AND s.customer <> ''"
        " AND NOT EXISTS (SELECT 1 FROM fact_refusal f"
        " WHERE f.line = s.line AND f.code = 'merged_customer')",
        _("this customer is not among your customers"),
        "unknown_customer",
        "customer",
    )


def lock_customers(stage: Stage) -> None:
    """Hold the customers of the good rows until the transaction ends, in one order."""
    run(
        f"SELECT 1 FROM (SELECT c.id FROM customers_customer c WHERE c.id IN ("
        f" SELECT s.customer_id FROM {stage.table} s WHERE {GOOD})"
        " ORDER BY c.id FOR NO KEY UPDATE) held"
    )
    refuse(  # a merge may have come first
        f"SELECT s.line FROM {stage.table} s JOIN customers_customer c ON c.id = s.customer_id"
        " WHERE c.merged_into_id IS NOT NULL",
        _("this customer has just been merged into another"),
        "merged_customer",
        "customer",
    )


def find_links(stage: Stage) -> None:
    """Put ids to the numbers of linked facts, which belong to the same customer."""
    for link in stage.kind.links:
        table = link.linked._meta.db_table
        run(
            f"UPDATE {stage.table} s SET {link.column} = p.id FROM {table} p"
            f" WHERE p.customer_id = s.customer_id AND p.{link.link_key} = s.{link.name}_key"
        )
        refuse(
            f"SELECT s.line FROM {stage.table} s WHERE s.customer_id IS NOT NULL"
            f" AND s.{link.name}_key <> '' AND s.{link.column} IS NULL",
            _("{label}: the customer has none with this number").format(label=link.label),
            "unknown_link",
            link.name,
        )


def refuse_repeated(stage: Stage) -> None:
    run(
        "INSERT INTO fact_refusal (line, reason, code, field)"
        " SELECT d.line, replace(%(reason)s, '{line}', d.first::text), 'named_twice', 'source_key'"
        " FROM (SELECT line, min(line) OVER (PARTITION BY customer, source_key) AS first"
        f" FROM {stage.table} WHERE customer IS NOT NULL AND source_key IS NOT NULL) d"
        " WHERE d.line > d.first",
        {"reason": _("the same number of this customer is in line {line}")},
    )


def refuse_empty(stage: Stage) -> None:
    """A number, and what has to be said in words, is more than space."""
    texts = (Shape.TEXT, Shape.LINES)
    needed = [(v.name, v.label) for v in stage.kind.values if v.required and v.shape in texts]
    for name, label in (("source_key", stage.kind.key_label), *needed):
        refuse(
            f"SELECT s.line FROM {stage.table} s WHERE btrim(s.{name}) = ''",
            _("{field} is missing").format(field=label),
            "missing",
            name,
        )


def refuse_unknown_currencies(stage: Stage) -> None:
    """Rows tell amounts in currencies that exist; what a fact said before is left as it is."""
    for value in stage.kind.values:
        if value.shape is Shape.CURRENCY:
            told = run(f"SELECT DISTINCT s.{value.column} FROM {stage.table} s"
                       f" WHERE s.{value.column} <> ''")  # fmt: skip
            for code in sorted(unknown_currencies(code for (code,) in told)):
                refuse(
                    f"SELECT s.line FROM {stage.table} s WHERE s.{value.column} = %(currency)s",
                    why_unknown(code),
                    "unknown_currency",
                    value.name,
                    currency=code,
                )


def refuse_doers(stage: Stage) -> None:
    """Whoever is to do something may work on the customer; who was to already may stay."""
    for value in stage.kind.doers:
        told = run(f"SELECT DISTINCT {value.column} FROM {stage.table}"
                   f" WHERE {value.column} IS NOT NULL")  # fmt: skip
        able = people_able(stage.kind.permission("change")).filter(pk__in=[pk for (pk,) in told])
        see_all = able.filter(with_right(ALL_CUSTOMERS))
        run(
            "INSERT INTO fact_refusal (line, reason, code, field)"
            " SELECT s.line, replace(%(reason)s, '{name}', coalesce(nullif(u.name, ''),"
            f" u.username)), 'wrong_owner', %(field)s FROM {stage.table} s"
            f" JOIN accounts_user u ON u.id = s.{value.column}"
            " JOIN customers_customer c ON c.id = s.customer_id"
            f" LEFT JOIN {stage.kind.table} t ON {SAME}"
            f" WHERE u.id IS DISTINCT FROM t.{value.column} AND NOT u.id = ANY(%(all)s)"
            " AND NOT coalesce("
            " u.id = ANY(%(able)s) AND (c.manager_id = u.id OR c.team_id = u.team_id), false)",
            {
                "reason": may_not_work("{name}"),
                "field": value.name,
                "all": list(see_all.values_list("pk", flat=True)),
                "able": list(able.values_list("pk", flat=True)),
            },
        )


def may_not_work(name: str) -> str:
    return _(
        "%(name)s may not work on this customer. Choose somebody who looks after it, or have "
        "the customer handed over first."
    ) % {"name": name}


def refuse_by_rules(stage: Stage, *, latest: dt.date) -> None:
    """Hold the kind's rules against what each fact would say."""
    kind = stage.kind
    would = ", ".join(f"{stage.said(name)} AS {name}" for name in stage.state)
    rows = (
        f"(SELECT s.line, {would} FROM {stage.table} s LEFT JOIN {kind.table} t ON {SAME}"
        " WHERE s.customer_id IS NOT NULL) s"
    )
    for name, label in kind.days_past:
        refuse(
            f"SELECT s.line FROM {rows} WHERE s.{name} > %(latest)s",
            _("{label}: this date lies in the future").format(label=label),
            "in_future",
            name,
            latest=latest,
        )
    for name in ("effective_date", *(v.name for v in kind.values if v.shape is Shape.DATE)):
        refuse(
            f"SELECT s.line FROM {stage.table} s"
            f" WHERE s.{name} < %(earliest)s OR s.{name} >= %(latest)s",
            odd_day(),
            "odd_day",
            name,
            earliest=EARLIEST,
            latest=LATEST,
        )
    for rule in kind.rules:
        refuse(
            f"SELECT s.line FROM {rows} WHERE {rule.never}",
            str(rule.message),
            rule.code,
            rule.field,
        )


def refuse_unkept(stage: str, day: str) -> None:
    """Refuse staged lines that are worth more in the base currency than can be kept."""
    refuse(
        unkept_sql(stage, day),
        _("at the rate of its day this is worth more than can be kept; check amount and currency"),
        "too_much",
        "amount",
        base=settings.BASE_CURRENCY,
    )


def refuse_void(stage: str, table: str, *, same: str, differs: str, key: str) -> None:
    """Refuse staged lines that say something new of what is void: it would count for nothing."""
    refuse(
        f"SELECT s.line FROM {table} t JOIN {stage} s ON {same}"
        f" WHERE t.is_void AND s.is_void IS NULL AND {differs}",
        _("this was voided as entered by mistake; reinstate it, or give another number"),
        "is_void",
        key,
    )


def refused() -> dict[int, tuple[str, str, str]]:
    """By line the first reason why it is refused, with its code and field."""
    rows = run("SELECT line, reason, code, field FROM fact_refusal ORDER BY ctid DESC")
    return {line: (reason, code, field) for line, reason, code, field in rows}
