"""Why a customer has its score, down to the rows behind each figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.models import Customer
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.permissions import requires
from riskcrm.web.today import today
from scoring import selectors, services
from scoring.cards.reasons import Improvement
from scoring.cards.value import TIERS, Group, KnockOut
from scoring.figures import Figures, figures_of
from scoring.indicators import INDICATORS, Indicator, Use
from scoring.models import VIEW_RESTRICTED, Override, Rating, Unscorable
from scoring.selectors import Explanation
from scoring.views.history import history_chart

UrlOf = Callable[[str], str]  # where the rows behind an indicator are shown


def customer_for(request: HttpRequest, customer_id: int) -> Customer:
    """The customer, if this person may see it; otherwise there is none."""
    return get_object_or_404(Customer.objects.visible_to(request.user), pk=customer_id)


def language() -> str:
    return get_language() or "en"


@dataclass(frozen=True)
class Line:
    """One indicator on the page: its figure, and what it adds."""

    indicator: Indicator
    url: str
    value: Decimal | None
    sub_score: Decimal | None
    points: Decimal | None
    weight: Decimal


@dataclass(frozen=True)
class GroupLines:
    name: str
    cap: Decimal
    points: Decimal
    lines: list[Line]

    @property
    def is_capped(self) -> bool:
        return self.points > self.cap


@dataclass(frozen=True)
class Step:
    """An improvement in words: the figure to reach, and what would follow."""

    indicator: Indicator
    url: str
    bound: Decimal
    is_below: bool
    score: Decimal
    tier: str


@requires("scoring.view_riskscore")
@require_safe
def score_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The part of the customer's page that says why the score is what it is."""
    customer = customer_for(request, customer_id)
    rating = get_object_or_404(Rating, customer=customer)
    figures = figures_of(customer)
    context: dict[str, Any] = {
        "customer": customer,
        "rating": rating,
        "score": figures and figures.score,
        "override": Override.objects.in_force(today()).filter(customer=customer).first(),
        "unscorable": Unscorable.objects.filter(customer=customer).first(),
    }
    if figures is not None:
        url_of = partial(indicator_url, customer)
        context |= explained(request, figures, url_of) | advice(figures.explanation, url_of)
        context["history"] = history_chart(rating, figures.explanation.card)
        if rating.change is not None:
            context["scored_since"] = selectors.scored_since(rating)
    return render(request, "scoring/_score_panel.html", context)


@requires("jobs.change_run")
@require_POST
def score_retry(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Have a customer that could not be scored tried again."""
    customer = customer_for(request, customer_id)
    try:
        services.retry_scoring(customer, by=person_of(request).as_actor(), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("The customer will be scored again within seconds."))
    return redirect("monitoring:customer_detail", customer.pk)


def explained(request: HttpRequest, figures: Figures, url_of: UrlOf) -> dict[str, Any]:
    """What a page shows of a score: what each figure gave to it, and where its rows are."""
    explanation = figures.explanation
    groups = [lines_of(explanation, group, url_of) for group in explanation.card.groups]
    return {
        "groups": groups,
        "waterfall": waterfall(groups, explanation.score.score),
        "minimum_coverage": explanation.card.minimum_coverage,
        **(missing(explanation, url_of) if explanation.score.score is None else {}),
        "card_version": explanation.score.card_version_id,
        "reasons": reasons_shown(explanation, url_of),
        "knock_outs": [
            (rule_name(each), each.internal.in_language(language()))
            for each in explanation.knock_outs()
        ],
        "unscored": unscored(request, figures, url_of),
    }


def advice(explanation: Explanation, url_of: UrlOf) -> dict[str, Any]:
    """What would change the tier from here on."""
    return {
        "steps": [step_of(each, url_of) for each in explanation.improvements()],
        "together": [(INDICATORS[code], url_of(code)) for code in explanation.joint_improvement()],
    }


def rule_name(rule: KnockOut) -> str:
    """A rule that does not reach the highest tier only keeps customers from a lower one."""
    return _("Knock-out rule") if rule.tier == TIERS[-1] else _("Floor rule")


def reasons_shown(explanation: Explanation, url_of: UrlOf) -> list[dict[str, Any]]:
    return [
        {
            "url": url_of(code),
            "text": explanation.card.factor(code).internal.in_language(language()),
            "points": explanation.contributions[code].points,
        }
        for code in explanation.reason_codes()
    ]


def missing(explanation: Explanation, url_of: UrlOf) -> dict[str, Any]:
    """The indicators that are not known, those that weigh most first."""
    unknown = [
        factor
        for factor in explanation.card.factors()
        if explanation.contributions[factor.indicator].value is None
    ]
    unknown.sort(key=lambda factor: -factor.weight)
    lines = [
        {
            "indicator": INDICATORS[factor.indicator],
            "url": url_of(factor.indicator),
            "weight": factor.weight,
        }
        for factor in unknown
    ]
    no_limit = any(factor.indicator == "utilisation" for factor in unknown)
    return {"missing": lines, "no_limit": no_limit}


def indicator_url(customer: Customer, code: str, day: dt.date | None = None) -> str:
    """Where the rows behind a figure are shown; with a day, those of the score that held then."""
    url = reverse("scoring:indicator_rows", args=[customer.pk, code])
    return f"{url}?as_of={day}" if day else url


def lines_of(explanation: Explanation, group: Group, url_of: UrlOf) -> GroupLines:
    lines = []
    for factor in group.factors:
        each = explanation.contributions[factor.indicator]
        lines.append(
            Line(
                INDICATORS[factor.indicator],
                url_of(factor.indicator),
                each.value,
                each.sub_score,
                each.points,
                factor.weight,
            )
        )
    lines.sort(key=lambda line: -(line.points or 0))
    points = sum((line.points or Decimal(0) for line in lines), Decimal(0))
    return GroupLines(group.name.in_language(language()), group.cap, points, lines)


def may_see(request: HttpRequest, indicator: Indicator) -> bool:
    """Whether this person may see an indicator's figures."""
    return indicator.use is not Use.RESTRICTED or request.user.has_perm(VIEW_RESTRICTED)


def unscored(
    request: HttpRequest, figures: Figures, url_of: UrlOf
) -> list[tuple[Indicator, str, Decimal | None]]:
    """The indicators that the card gives no weight, with their figures."""
    scored = {factor.indicator for factor in figures.explanation.card.factors()}
    return [
        (each, url_of(code), figures.values[code])
        for code, each in INDICATORS.items()
        if code not in scored and may_see(request, each)
    ]


def waterfall(groups: list[GroupLines], score: Decimal | None) -> dict[str, Any]:
    """The chart's data, group by group: what adds points, what its cap takes away, what remains.

    Without a score there is nothing to cap: the bars add up to the points that order customers.
    """
    bars: list[tuple[str, Decimal, str]] = []
    for group in groups:
        bars += [
            (capfirst(str(line.indicator.name)), line.points, line.url)
            for line in group.lines
            if line.points
        ]
        if score is not None and group.is_capped:
            words = _("Cap of “%(group)s”") % {"group": group.name}
            bars.append((words, group.cap - group.points, ""))
    return {
        "categories": [name for name, _points, _url in bars],
        "values": [round(float(points), 1) for _name, points, _url in bars],
        "links": [url for _name, _points, url in bars],
        "total": _("Points") if score is None else _("Score"),
        "sum": float(
            round(sum((bar[1] for bar in bars), Decimal(0)), 1) if score is None else score
        ),
    }


def step_of(found: Improvement, url_of: UrlOf) -> Step:
    return Step(
        INDICATORS[found.indicator],
        url_of(found.indicator),
        found.value if found.below is None else found.below,
        found.below is not None,
        found.score,
        found.tier,
    )
