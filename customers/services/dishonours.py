# ruff: noqa: S608  (statements are put together from constants of this package only)
"""A payment that the bank gave back settles nothing: what follows in the ledger.

Recording a dishonour of a payment takes all its allocations back, as of the dishonour's day, so
that its invoices are open again; what they were stays in their revisions, and the dishonour notes
them. If it is voided, or is about another payment after all, they are given back as far as the
invoices still have room and the payment has that much by now, unless a person has given the payment
to others meanwhile. What a payment has left is less what was given back of it, so it cannot be
allocated anew; see `honoured_sql`.

Promises and tasks follow by the sweep of receivables, for pages, files and their undoing alike.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _

from customers.models import Fact
from customers.records.kinds import Kind
from customers.records.sales import DISHONOURED
from customers.services import open_credits
from customers.services.facts import ALLOCATION, open_stage, revise_changed
from customers.services.open_credits import RATE_SLACK, honoured_sql
from customers.services.rate_sql import rate_sql
from customers.services.record_refusals import refuse
from customers.services.record_stage import Stage
from customers.services.sql import run

# what a row decides
SAID = ("payment_id", "amount", "currency", "is_void")
TWICE = """
SELECT s.line FROM {stage} s LEFT JOIN {table} t ON {same}
WHERE NOT {is_void} AND {payment} IS NOT NULL AND (
    EXISTS (SELECT 1 FROM {table} o WHERE o.payment_id = {payment} AND NOT o.is_void
            AND o.id IS DISTINCT FROM t.id)
    OR EXISTS (SELECT 1 FROM {stage} o WHERE o.payment_id = {payment} AND o.line < s.line
               AND NOT coalesce(o.is_void, false)))
"""
TOO_MUCH = """
SELECT s.line FROM {stage} s LEFT JOIN {table} t ON {same} JOIN customers_payment p
  ON p.id = {payment} AND p.currency = {currency} WHERE {amount} > p.amount
"""
NOTED = """
CREATE TEMPORARY TABLE IF NOT EXISTS dishonouring
    (customer_id bigint, source_key text, former_payment bigint) ON COMMIT DELETE ROWS;
DELETE FROM dishonouring;
"""
NOTE = """
INSERT INTO dishonouring
SELECT s.customer_id, s.source_key, CASE WHEN NOT t.is_void THEN t.payment_id END
FROM {stage} s LEFT JOIN {table} t ON {same}
WHERE {good} AND (t.id IS NULL OR
    (t.payment_id, t.is_void, t.amount, t.currency) IS DISTINCT FROM
    ({payment}, {is_void}, {amount}, {currency}))
"""
# the noted facts as they are now, and the payment that each of them is about, if it stands
NOW = """
SELECT t.*, n.former_payment, CASE WHEN NOT t.is_void THEN t.payment_id END AS payment
FROM dishonouring n JOIN customers_dishonouredpayment t
  ON t.customer_id = n.customer_id AND t.source_key = n.source_key
"""
STAGE = """
INSERT INTO staged_allocation (customer_id, invoice_id, payment_id, credit_note_id, write_off_id,
                               effective_date, amount, base_amount)
"""
# What a unit of an invoice takes of its payment: where their currencies differ, at the rates of the
# payment's day, and with the slack that `settlement` allows. Null where a rate is not known.
PRICE = f"""
CASE WHEN i.currency = m.currency THEN 1 ELSE {rate_sql("i.currency", "m.received_date")}
     / {rate_sql("m.currency", "m.received_date")} / {RATE_SLACK} END
"""
# Several payments of one invoice take what it has room for in their order, and several invoices of
# one payment what the bank has left of it.
GIVE_BACK = f"""
WITH taken AS (
    SELECT a.id, a.customer_id, a.invoice_id, a.payment_id, k.amount,
           greatest(k.day, m.received_date, i.invoice_date) AS day,
           {honoured_sql("m")} AS most, {PRICE} AS price,
           i.amount AS whole, i.base_amount AS worth, i.amount - (
               SELECT coalesce(sum(x.amount), 0) FROM customers_allocation x
               WHERE x.customer_id = a.customer_id AND x.invoice_id = a.invoice_id) AS room
    FROM ({NOW}) d
    CROSS JOIN LATERAL (
        SELECT allocation, max(amount) AS amount, max(day) AS day
        FROM jsonb_to_recordset(d.taken_back) AS r(allocation bigint, amount numeric, day date)
        GROUP BY allocation) k
    JOIN customers_allocation a ON a.id = k.allocation AND a.amount = 0
    JOIN customers_invoice i ON i.id = a.invoice_id AND NOT i.is_void
    JOIN customers_payment m ON m.id = a.payment_id AND NOT m.is_void
    WHERE d.former_payment IS DISTINCT FROM d.payment AND NOT EXISTS (
        SELECT 1 FROM customers_allocation x WHERE x.customer_id = d.customer_id
        AND x.payment_id = d.former_payment AND x.amount > 0)
), wanted AS (
    SELECT t.*, least(amount, greatest(room - (sum(amount) OVER (
        PARTITION BY invoice_id ORDER BY id) - amount), 0)) AS asked
    FROM taken t WHERE price > 0
), given AS (
    SELECT w.*, least(asked, trunc(greatest(most - (sum(asked * price) OVER (
        PARTITION BY payment_id ORDER BY id) - asked * price), 0) / price, 2)) AS part
    FROM wanted w
)
{STAGE}
SELECT customer_id, invoice_id, payment_id, NULL, NULL, day, part,
       round(part * worth / whole, 2)
FROM given WHERE part > 0
"""
# More may have come back than was told at first, after the payment was allocated anew.
TAKE_BACK = f"""
WITH taken AS (
    SELECT d.id AS dishonour, a.*, greatest(a.effective_date, d.effective_date) AS day
    FROM ({NOW}) d
    LEFT JOIN customers_allocation a
      ON a.customer_id = d.customer_id AND a.payment_id = d.payment AND a.amount > 0
    WHERE d.former_payment IS DISTINCT FROM d.payment OR EXISTS (
        SELECT 1 FROM customers_payment m
        JOIN customers_allocation x ON x.customer_id = m.customer_id AND x.payment_id = m.id
        JOIN customers_invoice i ON i.id = x.invoice_id
        WHERE m.id = d.payment GROUP BY m.id HAVING sum(x.amount * {PRICE}) > {honoured_sql("m")})
), kept AS (
    UPDATE customers_dishonouredpayment f
    SET taken_back = CASE WHEN n.former_payment = f.payment_id
        THEN coalesce(f.taken_back, '[]') || k.parts ELSE k.parts END
    FROM dishonouring n, (SELECT dishonour, jsonb_agg(jsonb_build_object(
              'allocation', id, 'amount', amount, 'day', effective_date) ORDER BY id)
              FILTER (WHERE id IS NOT NULL) AS parts
          FROM taken GROUP BY dishonour) k
    WHERE f.id = k.dishonour AND n.customer_id = f.customer_id AND n.source_key = f.source_key
)
{STAGE}
SELECT customer_id, invoice_id, payment_id, NULL, NULL, day, 0,
       CASE WHEN base_amount IS NOT NULL THEN 0 END
FROM taken WHERE id IS NOT NULL
"""
TOUCHED = f"""
SELECT DISTINCT p.customer_id, 'payment' AS kind, p.id FROM ({NOW}) d
JOIN customers_payment p ON p.customer_id = d.customer_id AND p.id IN (d.payment, d.former_payment)
"""


def refuse_wrong(stage: Stage) -> None:
    """Refuse what is given back twice, and more than was paid."""
    if stage.kind is not DISHONOURED:
        return
    refuse(
        stage.fill(TWICE, *SAID),
        _("this payment was noted as dishonoured already; void that first, or change it"),
        "dishonoured_twice",
        "payment",
    )
    refuse(
        stage.fill(TOO_MUCH, *SAID),
        _("this is more than was paid"),
        "more_than_paid",
        "amount",
    )


def note(stage: Stage) -> None:
    """Before the staged rows are written: which of them are new or change what they give back."""
    if stage.kind is DISHONOURED:
        run(NOTED)
        run(stage.fill(NOTE, *SAID))


def settle(stage: Stage, *, at: dt.datetime) -> None:
    """After they are written: let the allocations follow."""
    if stage.kind is DISHONOURED:
        _settle(at=at)


def undo(kind: Kind, fact: Fact, *, at: dt.datetime) -> None:
    """A void dishonour gives back what it has taken; `fact` is void by now."""
    if kind is DISHONOURED:
        open_stage()
        run(NOTED)
        run(
            "INSERT INTO dishonouring SELECT customer_id, source_key, payment_id"
            " FROM customers_dishonouredpayment WHERE id = %(id)s",
            {"id": fact.pk},
        )
        _settle(at=at)


def _settle(*, at: dt.datetime) -> None:
    for statement in (GIVE_BACK, TAKE_BACK):
        run(statement, {"base": settings.BASE_CURRENCY})
        revise_changed(ALLOCATION, at=at)
        run("DELETE FROM staged_allocation")
    open_credits.refresh(TOUCHED)
