"""What a look found, in sentences that one reads in a minute."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from removal.effect.outcomes import IN_DAYS
from riskcrm.web.templatetags.riskcrm import figure_text

Found = dict[str, Any]

GRADE_REASONS = {
    "too_few": pgettext_lazy("effect", "Too few customers to estimate anything."),
    "check_failed": pgettext_lazy(
        "effect", "A check that must show nothing shows something, so the sides differ otherwise."
    ),
    "few_treated": pgettext_lazy("effect", "Fewer than 40 removals could be compared."),
    "no_queue": pgettext_lazy(
        "effect", "Fewer than 30 controls had a case of their own; the others were only alike."
    ),
    "unlike": pgettext_lazy("effect", "The sides differ in score, size or tenure."),
    "checks_missing": pgettext_lazy("effect", "A check could not be made."),
    "estimators_differ": pgettext_lazy("effect", "The two estimates do not agree."),
}
GRADES = {
    "A": pgettext_lazy("effect", "strong"),
    "B": pgettext_lazy("effect", "fair"),
    "C": pgettext_lazy("effect", "weak"),
    "D": pgettext_lazy("effect", "none"),
}
CHECKS = {
    "fake_date": pgettext_lazy("effect", "A made-up event more than a year before"),
    "steady": pgettext_lazy("effect", "Days until our own books had an invoice"),
}
NOT_CHECKED = {
    "too_few": pgettext_lazy("effect", "not checked: too few customers with that much history"),
    "all_alike": pgettext_lazy("effect", "not checked: the same for everybody"),
}
COVARIATES = {
    "score": pgettext_lazy("effect", "score"),
    "size": pgettext_lazy("effect", "yearly sales, log₁₀"),
    "tenure": pgettext_lazy("effect", "customer for, quarters"),
}
CONTROLS = {
    "turned_down": pgettext_lazy("effect", "case rejected or withdrawn"),
    "later": pgettext_lazy("effect", "removed later"),
    "eligible": pgettext_lazy("effect", "same tier, no case"),
    "cured": pgettext_lazy("effect", "case cured"),
}


def money(amount: float | None) -> str:
    """An amount short enough for a sentence."""
    if amount is None:
        return pgettext("amount", "not known")
    size = abs(amount)
    if size >= 1_000_000:
        return _("%(number)s M") % {"number": figure_text(amount / 1_000_000, 1)}
    if size >= 10_000:
        return _("%(number)s k") % {"number": figure_text(amount / 1000, 0)}
    return figure_text(amount, 0)


def span(estimate: Found) -> str:
    """An interval of amounts in brackets."""
    return _("%(low)s to %(high)s") % {
        "low": money(estimate["low"]), "high": money(estimate["high"]),
    }  # fmt: skip


def certainty(estimate: Found) -> str:
    """How sure one may be of the sign."""
    if estimate["low"] > 0:
        return pgettext("effect", "positive")
    if estimate["high"] < 0:
        return pgettext("effect", "negative")
    if estimate["value"] > 0:
        return pgettext("effect", "positive but not certain")
    return pgettext("effect", "negative but not certain")


def _who(event: str, many: int) -> str:
    """The customers to whom it was done."""
    if event == "warning":
        said = ngettext("%(number)s customer warned", "%(number)s customers warned", many)
    elif event == "reduction":
        said = ngettext(
            "%(number)s customer with a first step of a reduction",
            "%(number)s customers with a first step of a reduction",
            many,
        )
    else:
        said = ngettext("%(number)s customer removed", "%(number)s customers removed", many)
    return said % {"number": many}


def in_a_sentence(result: Found, event: str) -> str:
    """The whole of it for who only passes by."""
    if not result.get("removed"):
        return _("Nobody was removed in the time that was looked at.")
    who, avoided = _who(event, result["removed"]), result["avoided"]
    if avoided["why"]:
        return _("%(who)s; too few to estimate what that avoided.") % {"who": who}
    said = {
        "who": who,
        "currency": settings.BASE_CURRENCY,
        "avoided": money(avoided["avoided"]["value"]),
        "span": span(avoided["avoided"]),
    }
    if avoided["net"] is None:
        return _("%(who)s: loss avoided %(currency)s %(avoided)s (%(span)s).") % said
    said |= {"net": money(avoided["net"]["value"]), "certainty": certainty(avoided["net"])}
    return (
        _(
            "%(who)s: loss avoided %(currency)s %(avoided)s (%(span)s), net of the margin forgone"
            " %(net)s, %(certainty)s."
        )
        % said
    )


def verdict(result: Found, event: str) -> list[str]:
    """Line 1 of the page: who went, what it saved, what it cost."""
    lines = [
        _("%(who)s (exposure %(exposure)s %(currency)s).")
        % {
            "who": _who(event, result["removed"]),
            "exposure": money(result["cash"]["exposure"]),
            "currency": settings.BASE_CURRENCY,
        }
    ]
    avoided = result["avoided"]
    if avoided["why"]:
        return [*lines, _cannot(avoided["removed"], avoided["comparable"])]
    lines.append(
        _("Estimated loss avoided %(avoided)s (%(span)s).")
        % {"avoided": money(avoided["avoided"]["value"]), "span": span(avoided["avoided"])}
    )
    if avoided["net"] is None:
        return [*lines, _("The margin forgone is not known, so there is no net figure.")]
    return [
        *lines,
        _("Margin forgone %(forgone)s: net %(net)s (%(span)s), %(certainty)s.")
        % {
            "forgone": money(avoided["forgone"]),
            "net": money(avoided["net"]["value"]),
            "span": span(avoided["net"]),
            "certainty": certainty(avoided["net"]),
        },
    ]


def _cannot(removed: int, controls: int) -> str:
    return _(
        "The loss avoided cannot be estimated: %(removed)s removals whose time is over and"
        " %(controls)s comparable customers; 10 and 30 are needed."
    ) % {"removed": removed, "controls": controls}


def cannot_be_estimated(effect: Found) -> str:
    return _(
        "The effect on paying cannot be estimated: %(treated)s removals and %(controls)s controls"
        " are known before and after; 10 and 30 are needed."
    ) % {"treated": effect["treated"], "controls": effect["controls"]}


def change_text(value: float | None, outcome: str) -> str:
    """A change of an outcome with its unit."""
    if value is None:
        return figure_text(None)
    if outcome in IN_DAYS:
        return _("%(number)s days") % {"number": _signed(value, 1)}
    return _("%(number)s pp") % {"number": _signed(100 * value, 1)}


def level_text(value: float | None, outcome: str) -> str:
    if value is None:
        return figure_text(None)
    if outcome in IN_DAYS:
        return _("%(number)s days") % {"number": figure_text(value, 1)}
    return f"{figure_text(100 * value, 1)} %"


def _signed(value: float, digits: int) -> str:
    text = figure_text(value, digits)
    return f"+{text}" if value > 0 and not text.startswith("−") else text


def estimate_text(estimate: Found | None, outcome: str) -> str:
    """A change with its interval."""
    if not estimate or estimate.get("value") is None:
        return figure_text(None)
    return _("%(value)s (%(low)s to %(high)s)") % {
        "value": change_text(estimate["value"], outcome),
        "low": change_text(estimate["low"], outcome),
        "high": change_text(estimate["high"], outcome),
    }


def range_text(found: Found | None, outcome: str) -> str:
    """From the one estimate to the other, with the widest interval."""
    if not found:
        return figure_text(None)
    return _("%(from)s to %(to)s (%(low)s to %(high)s)") % {
        name: change_text(found[name], outcome) for name in ("from", "to", "low", "high")
    }
