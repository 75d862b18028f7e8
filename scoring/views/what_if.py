"""What would change in the book: a version, as it is or with changes on trial, against another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from riskcrm.accounts.signed_in import person_of
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.export_files import FILES
from riskcrm.web.lists import EXPORT
from riskcrm.web.permissions import requires
from riskcrm.web.views.exports import TYPES
from scoring import selectors
from scoring.cards.value import InvalidScorecard, Scorecard
from scoring.columns import Copy, current_copy, current_past
from scoring.models import ASK_WHAT_IF, ScorecardVersion, TreatmentPolicy, Verdict
from scoring.what_if import After, Pick, Question, customers_of, what_if
from scoring.what_if.forms import TrialForm
from scoring.what_if.names_file import AT_MOST, names_file
from scoring.what_if.picture import figures_of
from scoring.what_if.trial import BOUNDS, changed, differences, is_trial
from scoring.what_if.words import after_text, parse_after, parse_pick, pick_words, question_of

# what of an address is about the other side, and goes along wherever the page leads
SIDES = ("against", "policy")


@dataclass(frozen=True)
class Asked:
    """What an address asks: the version, the card that is tried, and the question."""

    version: ScorecardVersion
    base: Scorecard
    question: Question
    said: dict[str, str]

    def url(self, name: str, **more: str) -> str:
        path = reverse(f"scoring:{name}", args=[self.version.pk])
        query = urlencode({**self.said, **more})
        return f"{path}?{query}" if query else path


def asked(request: HttpRequest, version_id: int) -> Asked:
    """What the address asks. Http404 for rows that are not there, Refused for what cannot be."""
    version = get_object_or_404(ScorecardVersion.objects.select_related("scorecard"), pk=version_id)
    said = {name: str(value) for name, value in request.GET.items() if value}
    base = selectors.card_of(version)
    card = base
    if is_trial(said):
        if not request.user.has_perm(ASK_WHAT_IF):
            raise PermissionDenied
        try:
            card = changed(base, said)
        except InvalidScorecard as error:
            raise Refused(
                _("This address asks for something that no scorecard can have. Start again."),
                code="invalid_trial",
            ) from error
    question = question_of(card, against=said.get("against", ""), policy=said.get("policy", ""))
    kept = {name: said[name] for name in SIDES if name in said}
    return Asked(version, base, question, kept | differences(base, card))


@requires("scoring.view_scorecard")
@require_http_methods(["GET", "HEAD", "POST"])
def what_if_page(request: HttpRequest, version_id: int) -> HttpResponse:
    """The book under the version beside the book under another; a POST only makes the address."""
    try:
        found = asked(request, version_id)
    except Refused as refused:
        return _refused(request, version_id, refused)
    form = TrialForm(found.question.new)
    if request.method == "POST":
        if not request.user.has_perm(ASK_WHAT_IF):
            raise PermissionDenied
        form = TrialForm(found.question.new, request.POST)
        if form.is_valid():
            return redirect(_tried(found, form.changed_card(), request.POST))
    context: dict[str, Any] = {
        "asked": found,
        "card_version": found.version,
        "form": form,
        "asked_bounds": [form[name] for name in BOUNDS],
        "wrong": {name.split(".")[1] for name in form.errors if "." in name},
        "may_try": request.user.has_perm(ASK_WHAT_IF),
        "others": ScorecardVersion.objects.select_related("scorecard").exclude(pk=version_id),
        "policies": TreatmentPolicy.objects.exclude(state=TreatmentPolicy.State.RETIRED),
        "is_trial": found.question.new != found.base,
        "plain_url": reverse("scoring:what_if", args=[version_id]),
    }
    try:
        copy = current_copy()
    except Refused as refused:
        return render(request, "scoring/what_if.html", context | {"wait": refused.message})
    answer = what_if(found.question, copy, person=person_of(request), past=current_past())
    context |= figures_of(answer, lambda **more: found.url("what_if_customers", **more))
    return render(request, "scoring/what_if.html", context, status=422 if form.errors else 200)


def _tried(found: Asked, card: Scorecard, said: Mapping[str, str]) -> str:
    sides = {name: said[name] for name in SIDES if said.get(name)}
    found = Asked(found.version, found.base, found.question, sides | differences(found.base, card))
    return found.url("what_if")


def _refused(request: HttpRequest, version_id: int, refused: Refused) -> HttpResponse:
    context = {
        "card_version": get_object_or_404(ScorecardVersion, pk=version_id),
        "refused": refused.message,
        "plain_url": reverse("scoring:what_if", args=[version_id]),
    }
    return render(request, "scoring/what_if.html", context, status=422)


@requires("scoring.view_scorecard")
@require_safe
def what_if_customers(request: HttpRequest, version_id: int) -> HttpResponse:
    """The customers behind one figure of the what-if, the largest exposure first."""
    try:
        found = asked(request, version_id)
        copy = current_copy()
        pick, after = parse_pick(request.GET), parse_after(request.GET.get("after", ""))
    except Refused as refused:
        return _refused(request, version_id, refused)
    if kind := request.GET.get("file", ""):
        return _file(request, found, copy, pick, kind)
    named, goes_on = customers_of(
        found.question, copy, pick, person=person_of(request), after=after
    )
    context = {
        "card_version": found.version,
        "named": named,
        "copy": copy,
        "pick": pick,
        "verdicts": [Verdict(each).label for each in (pick.from_verdict, pick.to_verdict) if each],
        "at_most": AT_MOST,
        "files": [
            (kind, found.url("what_if_customers", **pick_words(pick), file=kind)) for kind in FILES
        ],
        "back": found.url("what_if"),
        "next": goes_on and found.url("what_if_customers", **_words(pick, goes_on)),
    }
    return render(request, "scoring/what_if_customers.html", context)


def _file(request: HttpRequest, found: Asked, copy: Copy, pick: Pick, kind: str) -> HttpResponse:
    """The customers as a file; the audit keeps who took them along."""
    if not request.user.has_perm(EXPORT):
        raise PermissionDenied
    if kind not in FILES:
        raise Http404
    person = person_of(request)
    content = names_file(found.question, copy, pick, kind, person=person)
    with transaction.atomic():
        facts = {"format": kind, **found.said, **pick_words(pick)}
        record("export_what_if", by=person.as_actor(), obj=found.version, facts=facts,
               at=timezone.now())  # fmt: skip
    name = f'attachment; filename="what-if-{found.version.pk}.{kind}"'
    return HttpResponse(content, headers={"Content-Type": TYPES[kind], "Content-Disposition": name})


def _words(pick: Pick, after: After) -> dict[str, str]:
    return {**pick_words(pick), "after": after_text(after)}
