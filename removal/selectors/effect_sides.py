"""What a study says besides: the way of cases, the market's word, sales of related customers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Count, Q, Sum

from removal.effect.calendar import Span, first_day
from removal.effect.groups import treated_of
from removal.effect.parts import Part
from removal.models import (
    Appeal,
    CriterionRule,
    FeedbackRound,
    MarketFeedback,
    RemovalCase,
    SuggestionEvidence,
)
from removal.selectors.case_steps import cases_through, days_per_stage
from riskcrm.web.today import end_of_day

ONE_DAY = dt.timedelta(days=1)
YEAR = 4
RELATED = """
    WITH removed AS (SELECT unnest(%(removed)s::bigint[]) AS id),
    related AS (
      SELECT o.customer_id AS id FROM customers_groupmembership m
      JOIN removed r ON r.id = m.customer_id
      JOIN customers_groupmembership o ON o.group_id = m.group_id
      WHERE m.until_date IS NULL AND o.until_date IS NULL
      UNION SELECT p.other_id FROM customers_relatedparty p JOIN removed r ON r.id = p.customer_id
      UNION SELECT p.customer_id FROM customers_relatedparty p JOIN removed r ON r.id = p.other_id)
    SELECT count(DISTINCT l.id), sum(i.base_amount) FILTER (WHERE i.invoice_date < %(middle)s),
      sum(i.base_amount) FILTER (WHERE i.invoice_date >= %(next)s)
    FROM related l LEFT JOIN customers_invoice i ON i.customer_id = l.id AND NOT i.is_void
      AND i.invoice_date >= %(first)s AND i.invoice_date < %(end)s
    WHERE l.id IS NOT NULL AND l.id NOT IN (SELECT id FROM removed)"""


def cases_of(first: dt.date, final: dt.date) -> dict[str, Any]:
    """How far the cases opened in these days came, and how long stages took."""
    return {
        "through": cases_through(first, final),
        "stages": [vars(each) for each in days_per_stage(first, final)],
        "appeals": appeals_of(first, final),
    }


def appeals_of(first: dt.date, final: dt.date) -> dict[str, int]:
    """Of the cases opened in these days, how many have an appeal of each state, and of any."""
    opened = RemovalCase.objects.filter(
        proposed_at__gt=end_of_day(first - ONE_DAY), proposed_at__lte=end_of_day(final)
    )
    found = Appeal.objects.filter(case__in=opened).aggregate(
        all=Count("case", distinct=True),
        **{
            state: Count("case", distinct=True, filter=Q(state=state))
            for state in Appeal.State.values
        },
    )
    return dict(found)


def rules_of_cases(cases: Iterable[int]) -> dict[int, list[str]]:
    """Codes of the criteria that had suggested each case; none of cases proposed unasked."""
    rows = SuggestionEvidence.objects.filter(suggestion__case__in=set(cases) - {0}, is_met=True)
    found: dict[int, list[str]] = {}
    for case, code in rows.order_by("rule__position", "rule_id").values_list(
        "suggestion__case", "rule__code"
    ):
        found.setdefault(case, []).append(code)
    return found


def names_of_rules(codes: Iterable[str] | None = None) -> dict[str, str]:
    """What criteria of these codes, or all, were called latest, in the reader's language."""
    rules = CriterionRule.objects.order_by("criteria__number")
    if codes is not None:
        rules = rules.filter(code__in=set(codes))
    return {rule.code: rule.name for rule in rules}


def feedback_of(first: dt.date, final: dt.date) -> dict[str, Any]:
    """What was said between these days by sentiment, and how many of those asked answered."""
    rows = MarketFeedback.objects.filter(given_date__range=(first, final))
    counts = rows.aggregate(
        all=Count("pk"),
        **{mood: Count("pk", filter=Q(sentiment=mood)) for mood in MarketFeedback.Sentiment.values},
    )
    return counts | response_rate(first, final)


def response_rate(first: dt.date | None = None, final: dt.date | None = None) -> dict[str, Any]:
    """People asked and answers given to that, of rounds asked between these days."""
    rounds = FeedbackRound.objects.all()
    if first and final:
        rounds = rounds.filter(asked_date__range=(first, final))
    asked = rounds.aggregate(asked=Sum("asked"))["asked"] or 0
    answered = MarketFeedback.objects.filter(asked_in__in=rounds).count()
    return {"asked": asked, "answered": answered}


def related_sales(part: Part, span: Span) -> dict[str, Any]:
    """Sales of customers related to the removed, a year before and after the middle quarter."""
    treated = np.flatnonzero(treated_of(part, span))
    if not len(treated):
        return {"customers": 0, "before": None, "after": None}
    middle = int(np.median(part.event[treated])) + span.start
    days = {
        "first": first_day(middle - YEAR), "middle": first_day(middle),
        "next": first_day(middle + 1),
        "end": min(first_day(middle + 1 + YEAR), span.as_of + ONE_DAY),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(RELATED, days | {"removed": part.customer[treated].tolist()})
        customers, before, after = cursor.fetchone()
    return {
        "customers": customers,
        "before": None if before is None else float(before),
        "after": None if after is None else float(after),
    }
