"""What a rule may be about, and what is known of its past.

Indicators of restricted matters are not among them: a suggestion is shown to people whose right to
these nobody has asked.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.indicators import INDICATORS, UNRESTRICTED, Indicator

# unrated is no tier: it is not known
TIER_RANKS = {"low": 1, "medium": 2, "high": 3}
# an external score counts for so many days, as for the indicator of external probabilities
FRESH_DAYS = 90


class Kind(enum.Enum):
    """Where a figure and its past come from."""

    FIGURE = "figure"  # the reading; of the past the ends of months
    TIER = "tier"  # each day on which it changed
    SCORE = "score"  # each day on which it changed, by the card in force
    EXTERNAL = "external"  # dated reports


HISTORY: dict[Kind, Promise] = {
    Kind.FIGURE: _(
        "Its past is kept at month ends: “for 60 days” means now and at each month end within the "
        "60 days, and at the one before them."
    ),
    Kind.TIER: _("Its past is known to the day."),
    Kind.SCORE: _(
        "Its past is known to the day, as far as the scorecard in force has scored the customer."
    ),
    Kind.EXTERNAL: _(
        "Its past are dated reports. One counts until the next, until it says it is no longer "
        "valid, and for 90 days at most; in a gap it is not known."
    ),
}


@dataclass(frozen=True)
class Subject:
    code: str
    name: Promise
    kind: Kind = Kind.FIGURE
    indicator: Indicator | None = None
    is_money: bool = False

    @property
    def history(self) -> Promise:
        return HISTORY[self.kind]


SUBJECTS: dict[str, Subject] = {
    each.code: each
    for each in (
        Subject("tier", _("Risk tier"), Kind.TIER),
        Subject("score", _("Risk score"), Kind.SCORE),
        Subject("external_score", _("External score"), Kind.EXTERNAL),
        Subject("exposure", pgettext_lazy("figure", "Exposure"), is_money=True),
        Subject("overdue", pgettext_lazy("figure", "Overdue amount"), is_money=True),
        Subject("oldest_days", _("Oldest days past due")),
        Subject("credit_limit", pgettext_lazy("figure", "Credit limit"), is_money=True),
        *(
            Subject(code, indicator.name, indicator=indicator)
            for code, indicator in INDICATORS.items()
            if code in UNRESTRICTED
        ),
    )
}
