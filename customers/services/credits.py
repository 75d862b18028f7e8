# ruff: noqa: S608  (statements are put together from constants of this package only)
"""Credit notes and write-offs settle the invoice that they name, as far as it is open.

What a person gives of them to other invoices stays; what is left settles nothing and is open
credit. One in another currency than its invoice settles nothing by itself: a person says how much.
The allocation follows when the credit changes, and goes back to zero when it is void.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from customers.models import Fact
from customers.records.kinds import Kind
from customers.services import open_credits
from customers.services.facts import ALLOCATION, insert_new, open_stage, revise_changed
from customers.services.record_refusals import refuse
from customers.services.record_stage import Stage
from customers.services.sql import run

# by the model's name the field of an allocation that leads to it
SETTLING = {"creditnote": "credit_note", "writeoff": "write_off"}
DECIDING = ("invoice_id", "amount", "currency", "effective_date", "is_void")

NOTE = """
CREATE TEMPORARY TABLE IF NOT EXISTS settling (line bigint, former_invoice bigint)
ON COMMIT DELETE ROWS;
DELETE FROM settling;
INSERT INTO settling (line, former_invoice)
SELECT s.line, t.invoice_id FROM {stage} s LEFT JOIN {table} t ON {same}
WHERE {good} AND (t.id IS NULL OR ({now}) IS DISTINCT FROM ({said}))
"""
CREDIT = """
SELECT t.*, n.former_invoice, n.line
FROM settling n JOIN {stage} s ON s.line = n.line JOIN {table} t ON {same}
"""
# several credits of one invoice take what it has room for in their order
SETTLE = """
WITH credit AS ({credit}), by_others AS MATERIALIZED (
    SELECT a.customer_id, a.invoice_id, sum(a.amount) AS amount
    FROM (SELECT DISTINCT customer_id, invoice_id FROM credit WHERE NOT is_void) c
    JOIN customers_allocation a
      ON a.customer_id = c.customer_id AND a.invoice_id = c.invoice_id AND a.amount > 0
    LEFT JOIN credit x ON x.customer_id = a.customer_id AND x.id = a.{column}
    WHERE x.id IS NULL OR NOT x.is_void AND a.invoice_id IS DISTINCT FROM x.invoice_id
                      AND a.invoice_id IS DISTINCT FROM x.former_invoice
    GROUP BY a.customer_id, a.invoice_id
), wanted AS (
    SELECT c.*, greatest(c.amount - coalesce(by_hand.amount, 0), 0) AS most,
           i.amount - coalesce(o.amount, 0) AS room, i.amount AS whole, i.base_amount AS worth,
           i.invoice_date
    FROM credit c
    JOIN customers_invoice i ON i.id = c.invoice_id AND i.currency = c.currency AND NOT i.is_void
    LEFT JOIN by_others o ON o.customer_id = c.customer_id AND o.invoice_id = c.invoice_id
    LEFT JOIN LATERAL (
        SELECT sum(a.amount) AS amount FROM customers_allocation a
        WHERE a.customer_id = c.customer_id AND a.{column} = c.id
          AND a.invoice_id IS DISTINCT FROM c.invoice_id
          AND a.invoice_id IS DISTINCT FROM c.former_invoice
    ) by_hand ON true
    WHERE NOT c.is_void
), named AS (
    SELECT w.*, least(most, greatest(room - (sum(most) OVER (
        PARTITION BY invoice_id ORDER BY effective_date, line) - most), 0)) AS part
    FROM wanted w
)
INSERT INTO staged_allocation
    (customer_id, invoice_id, {column}, effective_date, amount, base_amount, recorded_at)
SELECT customer_id, invoice_id, id, greatest(effective_date, invoice_date), part,
       round(part * worth / whole, 2), recorded_at
FROM named WHERE part > 0
UNION ALL
SELECT a.customer_id, a.invoice_id, a.{column}, a.effective_date, 0,
       CASE WHEN a.base_amount IS NOT NULL THEN 0 END, c.recorded_at
FROM credit c JOIN customers_allocation a ON a.customer_id = c.customer_id AND a.{column} = c.id
WHERE a.amount > 0 AND (c.is_void OR a.invoice_id = c.invoice_id OR a.invoice_id = c.former_invoice)
  AND NOT EXISTS (
      SELECT 1 FROM named n WHERE n.id = c.id AND n.invoice_id = a.invoice_id AND n.part > 0)
"""
TAKE_BACK = """
INSERT INTO staged_allocation
    (customer_id, invoice_id, {column}, effective_date, amount, base_amount, recorded_at)
SELECT a.customer_id, a.invoice_id, a.{column}, a.effective_date, 0,
       CASE WHEN a.base_amount IS NOT NULL THEN 0 END, a.recorded_at
FROM customers_allocation a
WHERE a.customer_id = %(customer)s AND a.{column} = %(id)s AND a.amount > 0
"""
# what was given by hand to other invoices has to fit into the credit as it would be
BY_HAND = """
SELECT s.line FROM {stage} s JOIN {table} t ON {same}
JOIN customers_allocation a ON a.customer_id = t.customer_id AND a.{column} = t.id AND a.amount > 0
JOIN customers_invoice i ON i.id = a.invoice_id
WHERE a.invoice_id IS DISTINCT FROM t.invoice_id AND a.invoice_id IS DISTINCT FROM {invoice}
  AND NOT {is_void}
GROUP BY s.line, {amount}, {currency}, t.currency
HAVING coalesce(sum(a.amount) FILTER (WHERE i.currency = {currency}), 0) > {amount}
    OR {currency} <> t.currency
"""


def refuse_overspent(stage: Stage) -> None:
    """Refuse rows that would leave a credit less than people have given of it to invoices."""
    if stage.kind.name in SETTLING:
        refuse(
            stage.fill(BY_HAND, *DECIDING, column=_column(stage)),
            _("more of it is allocated to other invoices; take those allocations back first"),
            "over_spent",
            "amount",
        )


def note(stage: Stage) -> None:
    """Before the staged rows are written: which credits are new or change what they settle."""
    if stage.kind.name in SETTLING:
        now = ", ".join(f"t.{name}" for name in DECIDING)
        said = ", ".join(map(stage.said, DECIDING))
        run(stage.fill(NOTE, now=now, said=said, column=_column(stage)))


def settle(stage: Stage, *, at: dt.datetime) -> None:
    """After they are written: give the noted credits to the invoices that they name."""
    if stage.kind.name not in SETTLING:
        return
    _settle(stage.kind.name, stage.fill(CREDIT, column=_column(stage)), {}, at=at)


def settle_made(name: str, condition: str, params: dict[str, Any], *, at: dt.datetime) -> None:
    """The same for credits that were written beside the stage, and settle nothing yet.

    `condition` is SQL on the credit `t`. Needs an open stage.
    """
    credit = (
        "SELECT t.*, NULL::bigint AS former_invoice, t.id AS line"
        f" FROM customers_{name} t WHERE {condition}"
    )
    _settle(name, credit, params, at=at)


def _settle(name: str, credit: str, params: dict[str, Any], *, at: dt.datetime) -> None:
    run(SETTLE.format(credit=credit, column=f"{SETTLING[name]}_id"), params)
    made = f"SELECT c.customer_id, '{SETTLING[name]}' AS kind, c.id FROM ({credit}) c"
    _write(made, params, at=at)


def take_back_all(kind: Kind, fact: Fact, *, at: dt.datetime) -> None:
    """A void credit settles nothing."""
    if kind.name in SETTLING:
        field = SETTLING[kind.name]
        params = {"customer": fact.customer_id, "id": fact.pk}
        open_stage()
        run(TAKE_BACK.format(column=f"{field}_id"), params)
        _write(f"SELECT %(customer)s AS customer_id, '{field}' AS kind, %(id)s AS id",
               params, at=at)  # fmt: skip


def _write(credits: str, params: dict[str, Any], *, at: dt.datetime) -> None:
    revise_changed(ALLOCATION, at=at)
    insert_new(ALLOCATION)
    open_credits.refresh(credits, params)
    run("DELETE FROM staged_allocation")


def _column(stage: Stage) -> str:
    """An allocation's column that names a fact of the stage's kind."""
    return f"{SETTLING[stage.kind.name]}_id"
