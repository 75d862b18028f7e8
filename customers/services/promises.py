"""Whether promises to pay were kept: judged when a payment comes and when their time is over.

A promise is kept when at least 95 % of it was received from the day it was made until two days
after the day it was for; broken when that time has passed with less. A promise that names an
invoice is kept by payments of that invoice, any other by payments of the customer. Of several
promises the earlier takes the money first. What the bank gave back was not paid: a kept promise
that rested on it is judged again, and a broken one that was kept after all is found to be so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.models import Customer, PromiseToPay
from customers.records.sales import PROMISES
from customers.services.acting import Acting, act_on, keep_former, moment_after
from customers.services.changes import mark_changed
from customers.services.open_credits import honoured_sql
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

LATE_DAYS = 2
SHARE = "0.95"
MOST = 500  # promises judged at once
Verdict = tuple[int, int, str]  # promise, customer, what became of it

# what the promise and those that take the money before it ask for, and since when
JUDGE = f"""
WITH asked AS (
  SELECT p.id, p.customer_id, p.outcome, p.invoice_id, p.currency, p.promised_date,
    p.amount / nullif(p.base_amount, 0) AS per_base,
    sum(j.amount) AS needed, min(j.effective_date) AS since
  FROM customers_promisetopay p
  JOIN customers_promisetopay j ON j.customer_id = p.customer_id
    AND j.invoice_id IS NOT DISTINCT FROM p.invoice_id AND j.currency = p.currency
    AND NOT j.is_void AND j.outcome <> 'withdrawn' AND j.promised_date >= p.effective_date
    AND (j.promised_date, j.id) <= (p.promised_date, p.id)
  WHERE NOT p.is_void AND ({{which}}) AND (p.customer_id, p.id) > (%(customer)s, %(after)s)
  GROUP BY p.id
), judged AS (
  SELECT a.id, a.customer_id, a.outcome, a.promised_date, coalesce(CASE
    WHEN a.invoice_id IS NOT NULL THEN (
      SELECT sum(CASE WHEN i.currency = a.currency THEN x.amount
                   ELSE x.base_amount * a.per_base END)
      FROM customers_allocation x
      JOIN customers_payment y ON y.id = x.payment_id
      JOIN customers_invoice i ON i.id = x.invoice_id
      WHERE x.customer_id = a.customer_id AND x.invoice_id = a.invoice_id
        AND y.received_date BETWEEN a.since AND a.promised_date + {LATE_DAYS})
    ELSE (
      SELECT sum({honoured_sql("y")} * CASE WHEN y.currency = a.currency THEN 1
                   ELSE y.base_amount / y.amount * a.per_base END)
      FROM customers_payment y
      WHERE y.customer_id = a.customer_id AND NOT y.is_void
        AND y.received_date BETWEEN a.since AND a.promised_date + {LATE_DAYS})
    END, 0) >= {SHARE} * a.needed AS is_kept
  FROM asked a
), verdict AS (
  SELECT id, customer_id, outcome, CASE WHEN is_kept THEN 'kept'
    WHEN promised_date + {LATE_DAYS} < %(day)s::date THEN 'broken' ELSE 'open' END AS found
  FROM judged
)
SELECT id, customer_id, found FROM verdict WHERE found <> outcome
ORDER BY customer_id, id LIMIT {MOST}
"""
# a kept promise that the book cannot account for stays, save where the bank gave money back, or
# a payment was entered by mistake
OF_CUSTOMERS = f"""p.customer_id = ANY(%(ids)s) AND (p.outcome IN ('open', 'broken')
  OR p.outcome = 'kept' AND EXISTS (
    SELECT 1 FROM customers_payment y
    LEFT JOIN customers_dishonouredpayment d ON d.payment_id = y.id AND NOT d.is_void
    WHERE y.customer_id = p.customer_id AND (d.id IS NOT NULL OR y.is_void)
      AND y.received_date BETWEEN p.effective_date AND p.promised_date + {LATE_DAYS}
      AND (p.invoice_id IS NULL OR EXISTS (
        SELECT 1 FROM customers_allocation x WHERE x.customer_id = p.customer_id
          AND x.invoice_id = p.invoice_id AND x.payment_id = y.id))))"""
EXPIRED = f"p.outcome = 'open' AND p.promised_date < %(day)s::date - {LATE_DAYS}"


def judge_promises(customer_ids: Sequence[int] | None = None, *, at: dt.datetime) -> int:
    """Set promises kept or broken: those of these customers, all of them, or without customers a
    part of the open ones whose time is over; how many. An act of the system; safe twice.
    """
    params = {
        "day": local_date(at),
        "ids": list(customer_ids or ()),
        "customer": 0,
        "after": 0,
    }
    which = EXPIRED if customer_ids is None else OF_CUSTOMERS
    judged = 0
    while True:
        found, held = _judge_part(which, params, at=at)
        judged += held
        if len(found) < MOST or (held and customer_ids is None):
            return judged
        params["after"], params["customer"], _kept = found[-1]


def _judge_part(
    which: str, params: dict[str, Any], *, at: dt.datetime
) -> tuple[list[Verdict], int]:
    """The next `MOST` that can be judged, and how many of them were."""
    with transaction.atomic():
        found = _judge(which, params)
        if not found:
            return [], 0
        # who is being written by an import marks the customer as changed afterwards
        customers = Customer.objects.filter(pk__in={row[1] for row in found}).order_by("pk")
        locked = customers.select_for_update(no_key=True, skip_locked=True, of=("self",))
        free = set(locked.values_list("pk", flat=True))
        # again under the customers' locks: a payment may have come between
        again = _judge(which, params)
        verdicts = {pk: outcome for pk, customer, outcome in again if customer in free}
        promises = PromiseToPay.objects.select_for_update(of=("self",)).order_by("pk")
        held = [p for p in promises.filter(pk__in=verdicts) if p.outcome != "withdrawn"]
        for promise in held:
            _find(promise, PromiseToPay.Outcome(verdicts[promise.pk]), at=at)
        mark_changed([p.customer_id for p in held], cause="judge_promise", at=at)
    return found, len(held)


def withdraw_promise(promise: PromiseToPay, *, reason: str, by: User, at: dt.datetime) -> None:
    """Take an open promise back, with the reason: it will be neither kept nor broken."""
    if not reason.strip():
        raise Refused(_("Say why the promise is withdrawn."), code="no_reason", field="reason")
    outcome = PromiseToPay.Outcome.WITHDRAWN
    acting = Acting(by=by, at=at, reason=reason.strip())
    act_on(
        PROMISES, promise, "withdraw_promise", {"outcome": outcome}, acting=acting,
        check=_refuse_closed,
    )  # fmt: skip


def _refuse_closed(promise: PromiseToPay) -> None:
    if promise.outcome != PromiseToPay.Outcome.OPEN:
        raise Refused(
            _("Only an open promise can be withdrawn; this one is %(state)s.")
            % {"state": promise.get_outcome_display()},
            code="not_open",
        )


def _judge(which: str, params: dict[str, Any]) -> list[Verdict]:
    with connection.cursor() as cursor:
        cursor.execute(JUDGE.format(which=which), params)
        found: list[Verdict] = cursor.fetchall()
    return found


def _find(promise: PromiseToPay, outcome: PromiseToPay.Outcome, *, at: dt.datetime) -> None:
    """The system says what became of a promise that it has locked."""
    keep_former(PROMISES, promise, at=at)
    before = promise.outcome
    promise.outcome, promise.version = outcome, promise.version + 1
    promise.recorded_at = moment_after(promise, at)
    promise.save(update_fields=["outcome", "version", "recorded_at"])
    record(
        "judge_promise",
        by=SYSTEM,
        obj=promise,
        customer_id=promise.customer_id,
        before={"outcome": before},
        after={"outcome": outcome.value},
        at=at,
    )
