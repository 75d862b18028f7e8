"""A score of the past computed again from the rows, and what differs from what was stored."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Customer, CustomerMerge, ImportFile, ImportUndo
from scoring import statement
from scoring.figures import score_on
from scoring.indicators import BY_LIST, INDICATORS
from scoring.models import RiskScore, ScorecardVersion
from scoring.selectors import card_of

FIGURES = ("points", "score", "tier", "coverage", "pd")
NAMES = {
    "points": gettext_lazy("points"),
    "score": gettext_lazy("score"),
    "tier": gettext_lazy("computed tier"),
    "coverage": gettext_lazy("coverage"),
    "pd": gettext_lazy("probability of default"),
    "knock_outs": gettext_lazy("knock-outs"),
}


@dataclass(frozen=True)
class Difference:
    """One figure that came out otherwise. Figures are exact decimals as text, None = not known."""

    code: str
    name: str
    stored: str | None
    found: str | None


@dataclass(frozen=True)
class Replay:
    """A stored score and what its rows give today for the same moment and card."""

    score: RiskScore
    differences: tuple[Difference, ...]
    causes: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return not self.differences


def replay_score(customer: Customer, *, as_of: dt.date) -> Replay:
    """Compute the score that held on a day again, from what its rows say of that moment.

    Raises Refused where the customer had no score by then.
    """
    score = score_on(customer, as_of)
    found = _computed(score)
    differences = tuple(_differences(score, found))
    return Replay(score, differences, tuple(_causes(score)) if differences else ())


def _computed(score: RiskScore) -> dict[str, Any]:
    """What the score's card makes of the customer's rows as they were known at its moment."""
    card = card_of(ScorecardVersion.objects.get(pk=score.card_version_id))
    columns = ", ".join(f"result.{name}" for name in (*FIGURES, "contributions", "knock_outs"))
    end = f"SELECT {columns} FROM result"
    parameters: dict[str, Any] = {
        "as_of": score.as_of,
        "known_at": score.known_at,
        "customer_ids": [score.customer_id],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement.evaluate_sql(card, BY_LIST, end=end), parameters)
        names = [column.name for column in cursor.description or ()]
        row = cursor.fetchone()
    found = dict(zip(names, row, strict=True)) if row else dict.fromkeys(names)
    for name in ("contributions", "knock_outs"):
        found[name] = json.loads(found[name] or "null")
    return found


def _text(value: Any) -> str | None:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return None if value is None else str(value)


def _differences(score: RiskScore, found: dict[str, Any]) -> list[Difference]:
    pairs = [(name, _text(getattr(score, name)), _text(found[name])) for name in FIGURES]
    pairs.append(("knock_outs", ", ".join(score.knock_outs), ", ".join(found["knock_outs"] or ())))
    named = [(name, str(NAMES[name]), stored, now) for name, stored, now in pairs]
    now = found["contributions"] or {}
    for code, (value, *_parts) in score.contributions.items():
        name = str(INDICATORS[code].name) if code in INDICATORS else code
        named.append((code, name, value, (now.get(code) or [None])[0]))
    return [Difference(*each) for each in named if each[2] != each[3]]


def _causes(score: RiskScore) -> list[str]:
    """Why a figure may come out otherwise, as far as the book can tell."""
    causes = []
    if score.formulas != statement.FORMULAS:
        causes.append(
            _("The formulas of indicators were changed by an upgrade after this score was made.")
        )
    of_customer = Q(survivor=score.customer_id) | Q(merged=score.customer_id)
    since = Q(merged_at__gt=score.scored_at) | Q(undone_at__gt=score.scored_at)
    if CustomerMerge.objects.filter(of_customer, since).exists():
        causes.append(_("Customers were merged or parted since: their rows moved."))
    if ImportUndo.objects.filter(finished_at__gt=score.scored_at).exists():
        causes.append(_("An import was undone since: what it had brought is gone."))
    history = ImportFile.objects.filter(options__history=True, finished_at__gt=score.scored_at)
    if history.exists():
        causes.append(_("History was imported since: it counts as known on its own days."))
    if not causes:
        causes.append(
            _(
                "Rows that had begun to be written before this moment were committed after it, "
                "as imports of many rows do."
            )
        )
    return causes
