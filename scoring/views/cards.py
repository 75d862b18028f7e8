"""The scorecards: their list, one version, two versions side by side, and how drafts begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from riskcrm.accounts.models import User
from riskcrm.accounts.roles import DRAFT_CARDS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused, refusal_of
from riskcrm.web.forms import made, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from scoring import selectors, services
from scoring.back_tests.evidence import evidence_of
from scoring.card_editor import compare
from scoring.card_editor.forms import ChampionForm, NewCardForm, StepForm, SubmitForm
from scoring.cards.value import Scorecard as Card
from scoring.indicators import INDICATORS
from scoring.models import ChampionProposal, Scorecard, ScorecardVersion
from scoring.tables import ScorecardTable
from scoring.views.customer import language, rule_name
from scoring.views.indicator import bins_of

VIEW = "scoring.view_scorecard"
State = ScorecardVersion.State


class ScorecardList(ListPage):
    """Every card with its versions."""

    permission_required = VIEW
    table_class = ScorecardTable
    sorts: ClassVar[dict[str, Any]] = {"code": "code"}
    default_sort = "code"
    title = gettext_lazy("Scorecards")
    empty_text = gettext_lazy("No scorecard yet. The first one is made by the set-up.")

    def get_queryset(self) -> QuerySet[Scorecard]:
        versions = ScorecardVersion.objects.select_related("published_by").order_by("-number")
        return Scorecard.objects.prefetch_related(Prefetch("versions", queryset=versions))

    def get_actions(self) -> Sequence[Act]:
        acts = [Act(_("Fitted scorecards"), reverse("scoring:fitting_list"))]
        if self.request.user.has_perm(DRAFT_CARDS):
            new = reverse("scoring:scorecard_create")
            acts.append(Act(_("New scorecard"), new, icon="plus", primary=True))
        return acts


def version_for(version_id: int) -> ScorecardVersion:
    """The version with the people who made it what it is."""
    versions = ScorecardVersion.objects.select_related(
        "scorecard", "based_on__scorecard", "created_by", "submitted_by", "published_by"
    )
    return get_object_or_404(versions, pk=version_id)


@requires(VIEW)
@require_safe
def scorecard_detail(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version of a card: what it says, its record and history, and what can be done with it."""
    return show_version(request, version_for(version_id))


def show_version(
    request: HttpRequest,
    version: ScorecardVersion,
    *,
    submit: SubmitForm | None = None,
    retire: StepForm | None = None,
    champion: ChampionForm | None = None,
) -> HttpResponse:
    user = person_of(request)
    card = selectors.card_of(version)
    seen = {"seen": version.version}
    context = {
        "card_version": version,
        "scorecard": version.scorecard,
        "card": card,
        "groups": groups_shown(card),
        "knock_outs": rules_shown(card),
        "record": record_shown(version),
        "versions": version.scorecard.versions.order_by("-number"),
        "compared_with": compared_with(version),
        "history": selectors.written_on(version),
        "evidence": evidence_of(version),
        "submit_form": submit or SubmitForm(initial=seen),
        "retire_form": retire or StepForm(initial=seen),
        "champion_form": champion or ChampionForm(),
        **_obstacles(version, user),
    }
    forms = [form for form in (submit, retire, champion) if form is not None]
    status = status_of(forms[0]) if forms else 200
    return render(request, "scoring/scorecard_detail.html", context, status=status)


def _obstacles(version: ScorecardVersion, user: User) -> dict[str, Any]:
    """Why this person may not do what can be done with a version; None where they may."""
    champion = services.check_may_propose_champion
    return {
        "may_not_draft": refusal_of(lambda _version, by: services.check_may_draft(by=by), version,
                                    by=user),
        "may_not_change": refusal_of(services.check_may_change, version, by=user),
        "may_not_retire": refusal_of(services.check_may_retire, version, by=user),
        "may_not_propose": refusal_of(champion, version.scorecard, by=user),
        "proposal": ChampionProposal.objects.open().filter(scorecard=version.scorecard).first(),
    }  # fmt: skip


def groups_shown(card: Card) -> list[dict[str, Any]]:
    return [
        {
            "name": group.name.in_language(language()),
            "cap": group.cap,
            "weight": sum(factor.weight for factor in group.factors),
            "factors": [
                {
                    "indicator": INDICATORS[factor.indicator],
                    "factor": factor,
                    "bins": bins_of(factor, None),
                    "internal": factor.internal.in_language(language()),
                    "customer": factor.customer.in_language(language()),
                }
                for factor in group.factors
            ],
        }
        for group in card.groups
    ]


def rules_shown(card: Card) -> list[tuple[Any, ...]]:
    return [
        (rule_name(each), each, INDICATORS[each.indicator], each.internal.in_language(language()))
        for each in card.knock_outs
    ]


def record_shown(version: ScorecardVersion) -> list[tuple[str, str]]:
    """The governance record: what each field is called, and what it says; of what was published
    the validation too, which is the second person's."""
    validation = ["validation"] if version.published_at else []
    return [
        (_called(name), getattr(version, name)) for name in [*ScorecardVersion.RECORD, *validation]
    ]


def _called(name: str) -> str:
    return str(ScorecardVersion._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def compared_with(version: ScorecardVersion) -> ScorecardVersion | None:
    """What a reader wants to see a version beside: the one in force, else what it came from."""
    in_force = selectors.published_of(version.scorecard)
    if in_force is not None and in_force != version:
        return in_force
    return version.based_on


@requires(VIEW)
@require_safe
def scorecard_compare(request: HttpRequest, version_id: int) -> HttpResponse:
    """Two versions side by side: `with` is the older one, of this card or any other."""
    version = version_for(version_id)
    others = ScorecardVersion.objects.select_related("scorecard").exclude(pk=version.pk)
    asked = request.GET.get("with", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 18:
        other: ScorecardVersion | None = get_object_or_404(others, pk=asked)
    else:
        other = compared_with(version) or others.order_by("-pk").first()
    context = {
        "card_version": version,
        "other": other,
        "others": others.order_by("scorecard__code", "-number"),
        "parts": parts_between(other, version),
        "records": records_between(other, version),
    }
    return render(request, "scoring/scorecard_compare.html", context)


def parts_between(other: ScorecardVersion | None, version: ScorecardVersion) -> list[Any]:
    if other is None:
        return []
    old, new = selectors.card_of(other), selectors.card_of(version)
    return compare.shown(old, new, language())


def records_between(
    other: ScorecardVersion | None, version: ScorecardVersion
) -> list[tuple[str, str, str]]:
    """Fields of the governance record that differ: name, before, after."""
    if other is None:
        return []
    pairs = [(n, getattr(other, n), getattr(version, n)) for n in ScorecardVersion.RECORD]
    return [(_called(name), was, now) for name, was, now in pairs if was != now]


@requires(DRAFT_CARDS)
@require_http_methods(["GET", "HEAD", "POST"])
def scorecard_create(request: HttpRequest) -> HttpResponse:
    """Another card, which begins as a copy."""
    in_force = ScorecardVersion.objects.scoring_book()
    form = NewCardForm(request.POST or None, initial={"based_on": in_force.first()})
    if request.method == "POST" and form.is_valid():
        by, at = person_of(request), timezone.now()
        version = made(form, lambda: services.create_card(by=by, at=at, **form.cleaned_data))
        if version:
            return redirect("scoring:scorecard_edit", version.pk)
    return render(request, "scoring/scorecard_form.html", {"form": form}, status=status_of(form))


@requires(DRAFT_CARDS)
@require_POST
def scorecard_draft(request: HttpRequest, version_id: int) -> HttpResponse:
    """Begin the next version of this card with what this one says."""
    version = version_for(version_id)
    by, at = person_of(request), timezone.now()
    try:
        draft = services.draft_version(version.scorecard, by=by, at=at, based_on=version)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("scoring:scorecard_detail", version.pk)
    return redirect("scoring:scorecard_edit", draft.pk)
