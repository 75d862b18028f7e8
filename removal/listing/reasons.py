"""Why somebody is listed: classes of reasons, what each says, and how long each may last at most.

A class never lets an entry last longer than the policy pack; the shorter of both holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import ScreeningEntry

OnList = ScreeningEntry.ReasonClass


@dataclass(frozen=True)
class ReasonClass:
    """`text` is what the listed may read; `on_list` is what screening calls it."""

    code: str
    name: str | Promise
    text: str | Promise
    most_years: int
    on_list: str


REASONS: dict[str, ReasonClass] = {
    reason.code: reason
    for reason in (
        ReasonClass(
            "payment_default",
            pgettext_lazy("reason of an entry", "payment default"),
            _("Debts that were due stayed unpaid after a demand."),
            5,
            OnList.DEFAULT,
        ),
        ReasonClass(
            "fraud",
            pgettext_lazy("reason of an entry", "fraud"),
            _("Documents or statements turned out to be false."),
            5,
            OnList.FRAUD,
        ),
        ReasonClass(
            "breach",
            pgettext_lazy("reason of an entry", "breach of contract"),
            _("Essential duties of the contract were not kept."),
            3,
            OnList.BREACH,
        ),
        ReasonClass(
            "insolvency",
            pgettext_lazy("reason of an entry", "insolvency"),
            _("Insolvency proceedings were opened, and claims were lost in them."),
            3,
            OnList.LEGAL,
        ),
        ReasonClass(
            "sanctions",
            pgettext_lazy("reason of an entry", "sanctions"),
            _("The law forbids us to trade."),
            5,
            OnList.LEGAL,
        ),
        ReasonClass(
            "other",
            pgettext_lazy("reason of an entry", "another reason"),
            _("Another reason, which the notice states."),
            2,
            OnList.OTHER,
        ),
    )
}
CHOICES = [(reason.code, reason.name) for reason in REASONS.values()]
