"""The figures of one customer, now or as they stood on a past day, and what they gave to its score.

The one door for pages and API: the same digits, read at the same moment, whoever asks.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from customers.models import Customer
from riskcrm.web.errors import Refused
from scoring import selectors
from scoring.cards.value import Contribution
from scoring.indicators import BY_LIST, INDICATORS, READING_STEPS
from scoring.indicators.base import with_steps
from scoring.models import RatingHistory, RiskScore

Values = dict[str, Decimal | None]


@dataclass(frozen=True)
class Figures:
    """Every indicator of a customer, and the moment at which the rows behind it are read."""

    explanation: selectors.Explanation
    as_of: dt.date
    known_at: dt.datetime
    values: Values

    @property
    def score(self) -> RiskScore:
        return self.explanation.score

    def part(self, code: str) -> Contribution | None:
        """What an indicator gave to the score; None where the card does not have it."""
        return self.explanation.contributions.get(code)


def figures_of(customer: Customer) -> Figures | None:
    """The figures in force now; None before the first score."""
    score = selectors.score_of(customer)
    if score is None:
        return None
    reading = selectors.reading_of(customer)
    if reading is None:
        return _figures(score, score.as_of, score.known_at, dict.fromkeys(INDICATORS))
    values = {code: getattr(reading, code) for code in INDICATORS}
    return _figures(score, reading.as_of, reading.known_at, values)


def figures_on(customer: Customer, day: dt.date) -> Figures:
    """Those of the score that held on a day, read at its moment. Raises Refused before any."""
    score = score_on(customer, day)
    values = _read(customer, as_of=score.as_of, known_at=score.known_at)
    return _figures(score, score.as_of, score.known_at, values)


def score_on(customer: Customer, day: dt.date) -> RiskScore:
    """The score that held on a day. Raises Refused where the customer had none by then."""
    score = selectors.score_history(customer.pk).filter(as_of__lte=day).last()
    if score is None:
        raise Refused(
            _("This customer had no score by that day. Choose a later one."),
            code="no_score_yet",
            field="as_of",
        )
    return score


def tier_on(customer: Customer, day: dt.date) -> str | None:
    """The tier in force at the end of a day, overrides included; None before the first rating."""
    held = RatingHistory.objects.filter(customer_id=customer.pk, as_of__lte=day)
    return held.order_by("as_of", "pk").values_list("tier", flat=True).last()


def _figures(score: RiskScore, as_of: dt.date, known_at: dt.datetime, values: Values) -> Figures:
    """What the score was made of stands as it was stored."""
    explanation = selectors.explanation_of(score)
    scored = {code: part.value for code, part in explanation.contributions.items()}
    return Figures(explanation, as_of, known_at, values | scored)


def _read(customer: Customer, *, as_of: dt.date, known_at: dt.datetime) -> Values:
    """Every indicator of the customer as its rows say of that moment."""
    columns = ", ".join(INDICATORS)
    sql = f"{with_steps(READING_STEPS, BY_LIST)}\nSELECT {columns} FROM reading"
    with connection.cursor() as cursor:
        cursor.execute(sql, {"as_of": as_of, "known_at": known_at, "customer_ids": [customer.pk]})
        row = cursor.fetchone() or [None] * len(INDICATORS)
    return dict(zip(INDICATORS, row, strict=True))
