"""Pictures of a look: the way of the event, mix and rate, customers lost."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from removal.effect.outcomes import IN_DAYS

Found = dict[str, Any]
Chart = dict[str, Any]


def _scaled(value: float | None, outcome: str) -> float | None:
    if value is None:
        return None
    return round(value if outcome in IN_DAYS else 100 * value, 2)


def unit_of(outcome: str) -> str:
    return pgettext("unit", "days") if outcome in IN_DAYS else pgettext("unit", "pp")


def event_chart(effect: Found, outcome: str) -> Chart:
    """The difference to the controls by quarter from the event, with its band."""
    steps = [each for each in effect["event_study"] if each.get("value") is not None]

    def values(name: str) -> list[float | None]:
        return [_scaled(each[name], outcome) for each in steps]

    return {
        "categories": [f"{each['quarter']:+d}" if each["quarter"] else "0" for each in steps],
        "series": [
            {"name": _("difference to the controls"), "values": values("value")},
            {"name": _("at least"), "values": values("low"), "tone": "none"},
            {"name": _("at most"), "values": values("high"), "tone": "none"},
        ],
        "unit": unit_of(outcome),
    }


def mix_chart(mix: Found) -> Chart | None:
    """How much of the change is who is in the book, and how much is how they pay."""
    parts = mix["split"]
    if parts is None:
        return None
    return {
        "categories": [_("who is in the book"), _("how they pay")],
        "series": [
            {"name": _("change, pp"), "values": [round(100 * parts[n], 2) for n in ("mix", "rate")]}
        ],
        "horizontal": True,
        "unit": pgettext("unit", "pp"),
    }


def lost_chart(rows: list[Found]) -> Chart:
    return {
        "categories": [each["quarter"] for each in rows],
        "series": [{"name": _("good customers that stopped buying"),
                    "values": [each["lost"] for each in rows]}],
    }  # fmt: skip
