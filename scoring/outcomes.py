"""What became of customers within some days after a day: the label of back-tests and of fits.

Steps of one statement, for all days at once: the ledger of a set of customers is read once, and
what was found of each invoice is held against each day. Parameters: a set of customers, `months`
(days), `days`, `horizon`, `today`, `zone`. All that the book knows now is used, since an outcome
lies after its day; so only days whose horizon is over may be asked for.

- A customer goes bad when an invoice comes to be more than `days` past due with at least a unit of
  base currency still open, or when something of it is written off, in (day, day + horizon].
- `bad_day` is the first such day; outcomes of a customer that share it are one event.
- It is bad already when such an invoice is open at the end of the day.
- A credit note takes away what was never owed, whenever it was written.
- Its loss is what is written off in the time, less what is recovered, and what came to be over 90
  days past due in the time and is open at its end.
- It is limited when in the time its limit was lowered or it ceased to be active: it could then not
  go bad as others could.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from scoring.indicators.base import ENDS_LATENESS, MATERIAL_ITEM

# the label where nobody says another one: more than so many days past due within so many days
USUAL_DAYS, USUAL_HORIZON = 90, 180
LOST_AFTER = 90  # days past due from which an open amount counts as lost
TODAY = "%(today)s::date"
DAYS = "%(days)s"
END = "(m.as_of + %(horizon)s)"

MONTH = "SELECT unnest(%(months)s::date[]) AS as_of"


def _by(day: str) -> str:
    return (
        "coalesce(sum(a.amount) FILTER (WHERE a.credit_note_id IS NOT NULL"
        f" OR a.effective_date <= {day}), 0)"
    )


SETTLEMENT = f"""
    SELECT a.invoice_id, sum(a.amount) AS amount,
      {_by(f"i.due_date + {DAYS} + 1")} AS by_then,
      {_by(f"i.due_date + {LOST_AFTER + 1}")} AS by_loss,
      max(a.effective_date) FILTER (WHERE {ENDS_LATENESS.replace("base_amount", "a.base_amount")})
        AS settled_date
    FROM customers_allocation a JOIN customers_invoice i
      ON i.id = a.invoice_id AND i.customer_id = a.customer_id AND i.{{customers}}
    WHERE a.{{customers}} AND a.amount > 0
    GROUP BY a.invoice_id"""


def _is_material(settled: str) -> str:
    """Whether what is left of an invoice counts; an unknown amount may be any."""
    rest = f"i.amount - coalesce({settled}, 0)"
    return (
        f"({rest} > 0 AND"
        f" (i.base_amount IS NULL OR i.base_amount * ({rest}) / i.amount >= {MATERIAL_ITEM}))"
    )


# an invoice that was late for long enough once; an open one has no settled date
LATE = f"""
    SELECT i.id, i.customer_id, i.amount, i.base_amount,
      CASE WHEN {_is_material("s.by_then")} THEN i.due_date + {DAYS} + 1 END AS bad_from,
      CASE WHEN {_is_material("s.by_loss")} THEN i.due_date + {LOST_AFTER + 1} END AS lost_from,
      CASE WHEN s.amount >= i.amount THEN s.settled_date END AS settled_date
    FROM customers_invoice i LEFT JOIN settlement s ON s.invoice_id = i.id
    WHERE i.{{customers}} AND NOT i.is_void AND i.due_date < {TODAY}
      AND ({_is_material("s.by_then")} OR {_is_material("s.by_loss")})"""
GONE_BAD = f"""
    SELECT m.as_of, l.customer_id,
      bool_or(l.bad_from <= m.as_of AND (l.settled_date IS NULL OR l.settled_date > m.as_of))
        AS was_bad,
      min(l.bad_from) FILTER (WHERE l.bad_from > m.as_of) AS bad_day
    FROM month m JOIN late l ON l.bad_from <= {END}
    GROUP BY m.as_of, l.customer_id"""
LEFT_OPEN = f"""
    SELECT as_of, customer_id,
      sum(round(base_amount * greatest(amount - settled, 0) / amount, 2)) AS loss
    FROM (
      SELECT m.as_of, l.customer_id, l.id, l.amount, l.base_amount, {_by(END)} AS settled
      FROM month m JOIN late l
        ON l.lost_from > m.as_of AND l.lost_from <= {END}
        AND (l.settled_date IS NULL OR l.settled_date > {END})
      LEFT JOIN customers_allocation a
        ON a.invoice_id = l.id AND a.customer_id = l.customer_id AND a.amount > 0
        AND a.{{customers}}
      GROUP BY m.as_of, l.customer_id, l.id, l.amount, l.base_amount
    ) o GROUP BY as_of, customer_id"""
GIVEN_UP = f"""
    SELECT m.as_of, w.customer_id, sum(w.amount) AS loss,
      min(w.effective_date) FILTER (WHERE w.is_written_off) AS bad_day
    FROM month m JOIN (
      SELECT customer_id, effective_date, base_amount AS amount,
        base_amount IS NULL OR base_amount >= {MATERIAL_ITEM} AS is_written_off
      FROM customers_writeoff WHERE {{customers}} AND NOT is_void
      UNION ALL
      SELECT customer_id, effective_date, -base_amount, false
      FROM customers_recovery WHERE {{customers}} AND NOT is_void
    ) w ON w.effective_date > m.as_of AND w.effective_date <= {END}
    GROUP BY m.as_of, w.customer_id"""
LIMITED = f"""
    SELECT m.as_of, t.customer_id
    FROM month m JOIN (
      SELECT customer_id, effective_date AS day FROM (
        SELECT customer_id, effective_date, credit_limit, lag(credit_limit)
          OVER (PARTITION BY customer_id ORDER BY effective_date, recorded_at) AS former
        FROM customers_creditterms WHERE {{customers}}
      ) c WHERE credit_limit < former
      UNION ALL
      SELECT customer_id, (superseded_at AT TIME ZONE %(zone)s)::date
      FROM customers_customerrevision WHERE {{customers}} AND former ->> 'status' = 'active'
    ) t ON t.day > m.as_of AND t.day <= {END}"""
OUTCOME = """
    SELECT as_of, customer_id, bool_or(was_bad) AS was_bad, min(bad_day) IS NOT NULL AS is_bad,
      greatest(coalesce(sum(given_up), 0), 0) + coalesce(sum(left_open), 0) AS loss,
      bool_or(is_limited) AS is_limited, min(bad_day) AS bad_day
    FROM (
      SELECT as_of, customer_id, was_bad, bad_day, NULL::numeric AS given_up,
        NULL::numeric AS left_open, false AS is_limited
      FROM gone_bad
      UNION ALL SELECT as_of, customer_id, false, bad_day, loss, NULL, false FROM given_up
      UNION ALL SELECT as_of, customer_id, false, NULL, NULL, loss, false FROM left_open
      UNION ALL SELECT as_of, customer_id, false, NULL, NULL, NULL, true FROM limited
    ) o GROUP BY as_of, customer_id"""

# the last step has a row only for customers and days that have something to tell
OUTCOME_STEPS: tuple[tuple[str, str], ...] = (
    ("month", MONTH),
    ("settlement", SETTLEMENT),
    ("late", LATE),
    ("gone_bad", GONE_BAD),
    ("left_open", LEFT_OPEN),
    ("given_up", GIVEN_UP),
    ("limited", LIMITED),
    ("outcome", OUTCOME),
)


def mature(days: Sequence[dt.date], horizon: int, *, today: dt.date) -> list[dt.date]:
    """Of these days those whose horizon is over, its last day too: every outcome is known."""
    return [day for day in days if day + dt.timedelta(days=horizon) < today]
