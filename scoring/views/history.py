"""The score of a customer over time, as a picture."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring import selectors
from scoring.cards.value import Scorecard
from scoring.models import Rating, RiskScore, Tier


def history_chart(rating: Rating, card: Scorecard) -> dict[str, Any] | None:
    """One point a day on which something changed, up to the latest reading.

    A score stands until the next one, hence the steps. The bounds of the tiers are those of the
    card in force; each change of the computed tier is marked, and each day leads to its points.
    """
    by_day: dict[dt.date, RiskScore] = {}
    newest = selectors.score_history(rating.customer_id).reverse().only("as_of", "score", "tier")
    for score in reversed(newest[: selectors.HISTORY_AT_MOST]):
        by_day[score.as_of] = score
    if len(by_day) < 2 or all(score.score is None for score in by_day.values()):
        return None
    marks = [
        {"at": after.as_of.isoformat(), "text": Tier(after.tier).label}
        for before, after in pairwise(by_day.values())
        if before.tier != after.tier
    ]
    last = max(by_day)
    if rating.as_of and rating.as_of > last:
        by_day[rating.as_of] = by_day[last]
    values = [None if s.score is None else float(s.score) for s in by_day.values()]
    return {
        "time": True,
        "categories": [day.isoformat() for day in by_day],
        "links": [day_url(rating.customer_id, day) for day in by_day],
        "series": [{"name": _("Score"), "values": values, "steps": True}],
        "min": 0,
        "max": 100,
        "bounds": [
            {"at": float(at), "text": Tier(tier).label, "tone": tier}
            for tier, at in ((Tier.MEDIUM, card.medium_at), (Tier.HIGH, card.high_at))
        ],
        "marks": marks,
    }


def day_url(customer_id: int, day: dt.date) -> str:
    """Where the score that held on a day is explained."""
    return f"{reverse('scoring:score_day', args=[customer_id])}?as_of={day}"
