# ruff: noqa: S608  (statements are put together from constants of this package only)
"""Staged invoices that do not fit to what the book knows of the same ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from customers.services.facts import INVOICE, Fact

# known due dates stay where a row lacks them, so they must fit to the row's invoice date
DUE = f"""
SELECT s.line FROM staged_invoice s JOIN customers_invoice t ON {INVOICE.same_key()}
WHERE {{due}} < s.invoice_date
"""
# what payments and credits give to an invoice, save the payment that an import's line makes for it
GIVEN = f"""
FROM staged_invoice s
JOIN customers_invoice t ON {INVOICE.same_key()}
JOIN customers_allocation a
  ON a.customer_id = t.customer_id AND a.invoice_id = t.id AND a.amount > 0
LEFT JOIN customers_payment p ON p.id = a.payment_id
LEFT JOIN staged_payment n ON n.line = s.line
WHERE n.line IS NULL OR p.source_key IS DISTINCT FROM n.source_key
GROUP BY s.line, s.invoice_date, s.amount, s.currency, t.currency, n.line
"""
# it is in the invoice's currency, and must fit into the invoice together with the line's payment
SETTLED = f"""
SELECT s.line, sum(a.amount), t.currency, max(a.effective_date), s.currency <> t.currency,
       n.line IS NOT NULL {GIVEN}
HAVING s.currency <> t.currency
    OR sum(a.amount) > CASE WHEN n.line IS NULL THEN s.amount ELSE 0 END
"""
KNOWN_SETTLEMENTS = f"""
DELETE FROM staged_payment d
USING (SELECT s.line, s.invoice_date, sum(a.amount) AS amount, max(a.effective_date) AS day {GIVEN}
       HAVING s.currency = t.currency) k
WHERE d.line = k.line AND d.amount = k.amount AND greatest(d.received_date, k.invoice_date) = k.day
"""


@dataclass(frozen=True)
class Settled:
    """What the book gives to an invoice and a row about it does not leave room for.

    `amount` is in the invoice's own `currency`; `day` is the latest payment's.
    """

    line: int
    amount: Decimal
    currency: str
    day: dt.date
    in_other_currency: bool  # the row is
    settles: bool  # the row brings a payment of its own


def drop_known_settlements() -> None:
    """Take payments out of the stage where the book says that others did the same.

    The day an invoice was settled is that of the latest of what settles it, so a line that tells it
    says nothing new where payments that add up to the invoice end on that day.
    """
    with connection.cursor() as cursor:
        cursor.execute(KNOWN_SETTLEMENTS)


def take_clashes(fact: Fact = INVOICE) -> tuple[list[int], list[Settled]]:
    """Take the invoices that do not fit to the book out of the stage.

    Answers the lines whose known due date lies before the invoice date, and those that the book
    settles by more than the row allows, or in another currency than the row's.
    """
    with connection.cursor() as cursor:
        cursor.execute(DUE.format(due=fact.said("due_date")))
        due = [line for (line,) in cursor.fetchall()]
        cursor.execute(SETTLED)
        settled = [Settled(*row) for row in cursor.fetchall()]
    take_lines([*due, *(clash.line for clash in settled)])
    return due, settled


def take_lines(lines: list[int]) -> None:
    """Take these lines out of the stage."""
    if lines:
        with connection.cursor() as cursor:
            for table in ("staged_invoice", "staged_payment"):
                cursor.execute(f"DELETE FROM {table} WHERE line = ANY(%s)", [lines])
