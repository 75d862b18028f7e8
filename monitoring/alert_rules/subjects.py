"""What an alert rule may be about, and how each is known now and in the past.

Figures of restricted matters are not among them: whoever sees the alert would know of it.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monitoring.kris.catalogue import KRIS
from removal.criteria.subjects import TIER_RANKS
from scoring.indicators import AGEING, INDICATORS, UNRESTRICTED, Indicator
from scoring.models import Reading

__all__ = ["SUBJECTS", "TIER_RANKS", "Kind", "Subject"]


class Kind(enum.Enum):
    """Where a subject comes from, and so what its past is."""

    FIGURE = "figure"  # the reading; of the past the ends of months
    SCORE = "score"  # by the card in force; of the past each day on which it changed
    TIER = "tier"  # each day on which it changed
    EXTERNAL = "external"  # dated reports, each for 90 days at most
    DATE = "date"  # days until a date, which the calendar moves
    BOOK = "book"  # a key risk indicator of the whole book, as it was kept of a day


# of which a change over time can be asked, and which can be compared with the industry's median
WITH_PAST = frozenset({Kind.FIGURE, Kind.SCORE, Kind.TIER, Kind.EXTERNAL, Kind.BOOK})
WITH_PEERS = frozenset({Kind.FIGURE, Kind.SCORE})


@dataclass(frozen=True)
class Subject:
    code: str
    name: Promise
    kind: Kind = Kind.FIGURE
    indicator: Indicator | None = None
    is_money: bool = False
    is_days: bool = False
    kri: str = ""

    @property
    def is_of_customer(self) -> bool:
        """Whether it differs by customer: what leads a rule must."""
        return self.kind is not Kind.BOOK


def _aged(code: str) -> Promise:
    name = Reading._meta.get_field(code).verbose_name  # type: ignore[union-attr]
    return format_lazy("{}: {}", pgettext_lazy("figure", "Open amount"), name)


SUBJECTS: dict[str, Subject] = {
    each.code: each
    for each in (
        Subject("tier", _("Risk tier"), Kind.TIER),
        Subject("score", _("Risk score"), Kind.SCORE),
        Subject("external_score", _("External score"), Kind.EXTERNAL),
        Subject("exposure", pgettext_lazy("figure", "Exposure"), is_money=True),
        Subject("overdue", pgettext_lazy("figure", "Overdue amount"), is_money=True),
        Subject("oldest_days", _("Oldest days past due"), is_days=True),
        Subject("credit_limit", pgettext_lazy("figure", "Credit limit"), is_money=True),
        *(Subject(code, _aged(code), is_money=True) for code in AGEING),
        Subject("contract_days", _("Days until a contract ends"), Kind.DATE, is_days=True),
        Subject("notice_days", _("Days until the last day of notice"), Kind.DATE, is_days=True),
        Subject("case_days", _("Days until the removal case is due"), Kind.DATE, is_days=True),
        *(
            Subject(code, indicator.name, indicator=indicator)
            for code, indicator in INDICATORS.items()
            if code in UNRESTRICTED
        ),
        *(Subject(f"book_{code}", kri.name, Kind.BOOK, kri=code) for code, kri in KRIS.items()),
    )
}
