"""Telling the owner of a key risk indicator that it has reached its amber or its red limit.

Where nobody owns it, or the owner has left, the heads of risk are told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from monitoring.book_days.figures import UNITS
from monitoring.kris.catalogue import KRIS
from monitoring.kris.limits import limits_now, status_of
from monitoring.models import BookDay, KriValue, Severity
from monitoring.services.notices import notify
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import HEAD_OF_RISK
from riskcrm.web.templatetags.riskcrm import figure_text

RANK = {"green": 0, "unknown": 0, "amber": 1, "red": 2}
SEVERITY = {"amber": Severity.MEDIUM, "red": Severity.HIGH}
LOOKED_BACK = dt.timedelta(days=31)
Said = Callable[[], str]


def tell_breaches(kept: BookDay, *, at: dt.datetime) -> None:
    """Tell the owners of indicators that are worse than on the day that was known before.

    Once for each indicator, day and colour; nothing while it stays, again when amber turns red.
    """
    limits, before = limits_now(), _known_before(kept)
    heads = list(User.objects.people().active().filter(groups__name=HEAD_OF_RISK))
    for value in kept.kris.filter(code__in=KRIS):
        owner, colour = limits[value.code].owner, _colour(value)
        if RANK[colour] > RANK[before.get(value.code, "green")]:
            told = [owner] if owner is not None and owner.is_active else heads
            _tell(value, told, colour, at=at)


def _colour(value: KriValue) -> str:
    return status_of(value.value, value.amber, value.red)


def _known_before(kept: BookDay) -> dict[str, str]:
    """By indicator the colour of the day before; a day on which it was not known ends nothing."""
    known = KriValue.objects.filter(
        day__lt=kept.day, day__gte=kept.day - LOOKED_BACK, value__isnull=False
    )
    newest = known.order_by("code", "-day_id").distinct("code")
    return {value.code: _colour(value) for value in newest}


def _tell(value: KriValue, people: list[User], colour: str, *, at: dt.datetime) -> None:
    kri, day = KRIS[value.code], value.day_id
    limit = value.red if colour == "red" else value.amber

    def figure(number: Decimal | None) -> Said:
        return lambda: f"{figure_text(number, kri.digits)} {UNITS.get(kri.unit, '')}".strip()

    notify(
        people,
        kind=f"kri_{colour}",
        severity=SEVERITY[colour],
        link=f"{reverse('monitoring:kri_list')}?as_of={day.isoformat()}#{value.code}",
        key=f"kri:{value.code}:{day.isoformat()}:{colour}",
        parts={
            "indicator": _in_each_language(lambda: str(kri.name)),
            "value": _in_each_language(figure(value.value)),
            "limit": _in_each_language(figure(limit)),
        },
        at=at,
    )


def _in_each_language(say: Said) -> dict[str, str]:
    """Said in the reader's language, so each is kept."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code[:2]] = say()
    return said
