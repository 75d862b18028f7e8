"""What was found, as its page shows it: every word in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskcrm.web.templatetags.riskcrm import figure_text
from scoring.fitting.logistic import CROWDED, USED, WEAK, WRONG_SIGN
from scoring.indicators import INDICATORS

FATES: dict[str, Promise] = {
    USED: gettext_lazy("in the card"),
    WEAK: gettext_lazy("left out: it tells next to nothing (IV below 0.02)"),
    CROWDED: gettext_lazy("left out: there must be ten bad outcomes for each column"),
    WRONG_SIGN: gettext_lazy("left out: beside the others it would turn its own evidence round"),
}


@dataclass(frozen=True)
class BinLine:
    """A bin of a column as a row of a table."""

    name: str
    figures: dict[str, Any]


@dataclass(frozen=True)
class ColumnShown:
    """A candidate with its bins, and a picture of them."""

    code: str
    name: str
    fate: Promise
    is_used: bool
    figures: dict[str, Any]
    bins: list[BinLine]
    chart: dict[str, Any]


def refusal_text(refusal: dict[str, Any]) -> str:
    """Why nothing was fitted, and what to do instead."""
    if "message" in refusal:  # what was wrong with a file, said when it was read
        return str(refusal["message"])
    facts = refusal.get("facts", {})
    if refusal["code"] == "too_few":
        return _(
            "Only %(bads)s bad outcomes and %(goods)s good ones were known; below %(least)s of "
            "either a fitted card would be a portrait of a few customers. Keep the expert card for "
            "the order of customers, and read the probabilities of its bands below: wide where "
            "little is known. A shorter horizon, fewer days past due or a longer time give more."
        ) % {name: facts.get(name) for name in ("bads", "goods", "least")}
    if refusal["code"] == "file_gone":
        return _("The table was not learnt from in time and has been deleted. Upload it again.")
    if refusal["code"] == "no_test":
        return _(
            "After %(day)s there are no rows of both kinds to test on. Choose an earlier day to "
            "learn up to, or a longer time."
        ) % {"day": facts.get("cut_off")}
    return _("None of the candidates tells good from bad. Choose others.")


def columns_shown(result: dict[str, Any]) -> list[ColumnShown]:
    return [_column(each) for each in result.get("columns", [])]


def _column(column: dict[str, Any]) -> ColumnShown:
    indicator = INDICATORS.get(column["code"])
    known = [each for each in column["bins"] if each["goods"] + each["bads"]]
    lines = [BinLine(_bin_name(each), each) for each in known]
    return ColumnShown(
        code=column["code"],
        name=column["code"] if indicator is None else str(indicator.name),
        fate=FATES[column["fate"]],
        is_used=column["fate"] == USED,
        figures=column,
        bins=lines,
        chart={
            "categories": [line.name for line in lines],
            "series": [
                {"name": _("weight of evidence"), "values": [each["woe"] for each in known]}
            ],
        },
    )


def _bin_name(each: dict[str, Any]) -> str:
    if each["missing"]:
        return _("not known")
    if each["categories"]:
        return _(", ").join(each["categories"])
    lower, upper = (_bound(each[end]) for end in ("lower", "upper"))
    if each["lower"] is None:
        return _("all") if each["upper"] is None else _("below %(bound)s") % {"bound": upper}
    if each["upper"] is None:
        return _("from %(bound)s") % {"bound": lower}
    return _("%(lower)s to below %(upper)s") % {"lower": lower, "upper": upper}


def _bound(value: float | None) -> str:
    """A bound with no more decimals than it has."""
    digits = next((n for n in range(4) if value is not None and round(value, n) == value), 4)
    return figure_text(value, digits=digits)


def bands_chart(bands: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What happened in each band beside the estimate and its interval, in per cent."""
    if not bands:
        return None
    series = {
        "observed": _("went bad, %"),
        "pd": _("estimate, %"),
        "low": _("95 % from, %"),
        "high": _("95 % to, %"),
    }
    return {
        "categories": [_bin_name(each | {"missing": False, "categories": []}) for each in bands],
        "series": [
            {"name": name, "values": [each[key] for each in bands]} for key, name in series.items()
        ],
        "unit": "%",
        "min": 0,
    }


def tested_on(result: dict[str, Any]) -> str:
    """One sentence on what the figures rest on."""
    said = {"rows": result["auc"]["rows"], "bads": result["auc"]["bads"], "day": result["cut_off"]}
    if result["tested"] == "folds":
        return (
            _(
                "Without dates: five folds, each scored by a fit to the others; %(rows)s rows, "
                "%(bads)s of them bad."
            )
            % said
        )
    return (
        _(
            "Learnt from what was known by %(day)s, tested on %(rows)s later rows, %(bads)s of "
            "them bad."
        )
        % said
    )
