"""What would change the decision, and what to keep in mind: sentences with the study's figures."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from removal.effect import words
from riskcrm.web.templatetags.riskcrm import figure_text

Found = dict[str, Any]


def _percent(value: float) -> str:
    return f"{figure_text(100 * value, 1)} %"


def turning_points(result: Found) -> list[str]:
    """At which values the net would turn."""
    avoided = result["avoided"]
    lines = []
    even = None if avoided["why"] else avoided["break_even_pd"]
    if even is not None and 0 <= even <= 1:  # there is no other probability
        lines.append(
            _(
                "The net is nothing at a probability of default of %(even)s; %(used)s was used"
                " for the removed."
            )
            % {"even": _percent(even), "used": _percent(avoided["pd"])}
        )
    if not avoided["why"] and avoided["forgone"] is not None:
        lines.append(
            _("The net is nothing if the margin forgone were %(margin)s instead of %(used)s.")
            % {
                "margin": words.money(avoided["avoided"]["value"]),
                "used": words.money(avoided["forgone"]),
            }
        )
    effect = result["effect"]
    if effect["why"]:
        lines.append(_needed(effect))
    elif effect["range"] and effect["range"]["low"] < 0 < effect["range"]["high"]:
        lines.append(
            _("With more removals or more time the interval narrows; as it stands it holds nothing"
              " at all, too.")
        )  # fmt: skip
    return lines


def _needed(effect: Found) -> str:
    more = max(10 - effect["treated"], 0)
    controls = max(30 - effect["controls"], 0)
    said = _("%(treated)s more removals and %(controls)s more controls would allow an estimate.")
    return said % {"treated": more, "controls": controls}


def caveats(result: Found, *, looks: int, horizon: int) -> list[str]:
    """What the figures do not say."""
    lines = [
        _("The loss avoided is a model-based estimate: nobody sees what the removed would have"
          " done. Exposure is taken as it stood at the start of the quarter of removal."),
        _("That the removed owe nothing any more is so by definition and is not counted as a"
          " success."),
    ]  # fmt: skip
    pending = result["removed"] - result["avoided"]["removed"]
    if pending > 0:
        lines.append(
            ngettext(
                "%(number)s removal is younger than %(horizon)s days and not in the loss avoided.",
                "%(number)s removals are younger than %(horizon)s days and not in the loss"
                " avoided.",
                pending,
            )
            % {"number": pending, "horizon": horizon}
        )
    if result["share"] < 1:
        lines.append(
            _("Of customers without a case %(share)s were drawn at random as possible controls.")
            % {"share": _percent(result["share"])}
        )
    if looks > 1:
        lines.append(
            _("This study was looked at %(looks)s times; among many looks one finds something by"
              " chance.") % {"looks": looks}
        )  # fmt: skip
    chance = result["effect"].get("chance")
    if chance is not None:
        lines.append(
            _("Few were removed: a random choice of as many differs at least as much in"
              " %(share)s of draws.") % {"share": _percent(chance)}
        )  # fmt: skip
    return lines
