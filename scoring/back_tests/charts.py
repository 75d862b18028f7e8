"""Pictures of a back-test's result."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

Result = dict[str, Any]
Chart = dict[str, Any]


def per_cent(value: float | None) -> float | None:
    return None if value is None else round(100 * value, 2)


def band_name(band: dict[str, Any]) -> str:
    return f"{band['from']:g}–{band['to']:g}"


def rates_chart(bands: list[dict[str, Any]]) -> Chart:
    """The bad rate of each band between the bounds of its interval."""
    return {
        "categories": [band_name(band) for band in bands],
        "series": [
            {"name": _("bad rate"), "values": [per_cent(b["rate"]) for b in bands], "tone": "high"},
            {"name": _("at least"), "values": [per_cent(b["low"]) for b in bands], "tone": "none"},
            {"name": _("at most"), "values": [per_cent(b["high"]) for b in bands], "tone": "none"},
        ],
        "unit": "%",
        "min": 0,
    }


def months_chart(months: list[dict[str, Any]]) -> Chart:
    """AUC month by month with its interval."""

    def values(name: str) -> list[float | None]:
        return [month["auc"][name] if month["auc"] else None for month in months]

    return {
        "categories": [month["as_of"] for month in months],
        "series": [
            {"name": _("AUC"), "values": values("value")},
            {"name": _("at least"), "values": values("low"), "tone": "none"},
            {"name": _("at most"), "values": values("high"), "tone": "none"},
        ],
        "min": 0.3,
        "max": 1,
    }


def capture_chart(result: Result) -> Chart:
    """What the worst so many per cent held, by card."""
    lines = [(_("bads"), result["card"], "of_bads"), (_("losses"), result["card"], "of_loss")]
    if result["challenger"]:
        lines += [
            (_("bads, challenger"), result["challenger"], "of_bads"),
            (_("losses, challenger"), result["challenger"], "of_loss"),
        ]
    return {
        "categories": [f"{each['share']:.0%}" for each in result["card"]["capture"]],
        "series": [
            {"name": name, "values": [per_cent(each[what]) for each in card["capture"]]}
            for name, card, what in lines
        ],
        "unit": "%",
        "min": 0,
        "max": 100,
    }


def calibration_chart(bands: list[dict[str, Any]]) -> Chart:
    return {
        "categories": [band_name(band) for band in bands],
        "series": [
            {"name": _("foretold"), "values": [per_cent(band["predicted"]) for band in bands]},
            {"name": _("came"), "values": [per_cent(b["rate"]) for b in bands], "tone": "high"},
        ],
        "unit": "%",
        "min": 0,
    }
