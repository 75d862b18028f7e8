"""The editor of a draft. Nothing is written before it is saved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import DRAFT_CARDS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused, refusal_of
from riskcrm.web.forms import made, status_of
from riskcrm.web.permissions import requires
from scoring import selectors, services
from scoring.card_editor.acts import done
from scoring.card_editor.figures import distributions_for
from scoring.card_editor.forms import RecordForm
from scoring.card_editor.names import loose, nested
from scoring.card_editor.preview import book_of, preview_of
from scoring.card_editor.shown import Form
from scoring.cards.data import to_definition
from scoring.cards.diff import differences, moves_scores
from scoring.cards.problems import Problem
from scoring.cards.value import InvalidScorecard, Scorecard
from scoring.columns import current_copy
from scoring.models import ASK_WHAT_IF, Reading, ScorecardVersion
from scoring.views.cards import compared_with, version_for
from scoring.what_if import what_if
from scoring.what_if.words import question_of

DROPPED = gettext_lazy(
    "Its probabilities of default were estimated for other points, so the draft has none any more. "
    "Calibrate it by a back-test."
)


@requires(DRAFT_CARDS)
@require_http_methods(["GET", "HEAD", "POST"])
def scorecard_edit(request: HttpRequest, version_id: int) -> HttpResponse:
    """A draft as a form; a button other than “Save” changes the form alone."""
    version = version_for(version_id)
    user = person_of(request)
    if refusal := refusal_of(services.check_may_change, version, by=user):
        messages.error(request, refusal.message)
        return redirect("scoring:scorecard_detail", version.pk)
    if request.method != "POST":
        record = RecordForm(instance=version)
        return _show(request, version, loose(version.definition), record)
    record = RecordForm(request.POST)
    given = nested((name, str(text)) for name, text in request.POST.items())
    if act := request.POST.get("act", ""):
        indicator = request.POST.get(f"new.{act.partition(':')[2]}", "")
        given, at = done(given, act, indicator=indicator)
        return _show(request, version, given, record, at=at)
    return _save(request, version, given, record, by=user)


def _save(
    request: HttpRequest, version: ScorecardVersion, given: Any, record: RecordForm, *, by: User
) -> HttpResponse:
    try:
        card, dropped = _with_estimates(selectors.read_definition(given), version)
    except InvalidScorecard as invalid:
        return _show(request, version, given, record, problems=invalid.problems)
    if not record.is_valid():
        return _show(request, version, given, record)
    seen = _seen(request)
    definition, told, at = to_definition(card), record.cleaned_data, timezone.now()
    saved = made(record, lambda: services.change_draft(
        version, by=by, at=at, seen=seen, definition=definition, **told))  # fmt: skip
    if saved is None:
        return _show(request, version, given, record)
    messages.success(request, _("The draft is saved."))
    if dropped:
        messages.warning(request, DROPPED)
    return redirect("scoring:scorecard_detail", version.pk)


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _with_estimates(card: Scorecard, version: ScorecardVersion) -> tuple[Scorecard, bool]:
    """The card with calibration and fit as long as they are of its scores; whether they are not."""
    old = selectors.card_of(version)
    if old.calibration is None and old.fit is None:
        return card, False
    if moves_scores(differences(old, card)):
        return card, True
    return replace(card, calibration=old.calibration, fit=old.fit), False


def _show(
    request: HttpRequest,
    version: ScorecardVersion,
    given: Any,
    record: RecordForm,
    *,
    problems: tuple[Problem, ...] = (),
    at: str = "",
) -> HttpResponse:
    form = Form(
        given, problems=problems, distributions=distributions_for(person_of(request)), at=at
    )
    context = {
        "card_version": version,
        "form": form,
        "record": record,
        "seen": _seen(request) if request.method == "POST" else version.version,
        "customer_number": request.POST.get("customer", ""),
    }
    if getattr(request, "htmx", None):
        return render(request, "scoring/_scorecard_editor.html", context)
    is_saved = request.method == "POST" and not request.POST.get("act")
    status = 422 if problems else status_of(record) if is_saved else 200
    return render(request, "scoring/scorecard_edit.html", context, status=status)


@requires(DRAFT_CARDS)
@require_POST
def scorecard_preview(request: HttpRequest, version_id: int) -> HttpResponse:
    """One customer under the version in force and under what the form says now."""
    version = version_for(version_id)
    context: dict[str, Any] = {"card_version": version}
    number = request.POST.get("customer", "").strip()
    if number:
        visible = Customer.objects.visible_to(person_of(request)).select_related("rating")
        customer = visible.filter(number=number).first()
        context |= {"number": number, "customer": customer}
        if customer is not None:
            context |= _previewed(request, version, customer)
    return render(request, "scoring/_scorecard_preview.html", context)


def _previewed(
    request: HttpRequest, version: ScorecardVersion, customer: Customer
) -> dict[str, Any]:
    reading = Reading.objects.filter(customer=customer).first()
    other = compared_with(version) or version
    if reading is None:
        return {"other": other}
    try:
        card = _said(request, version)
    except InvalidScorecard as invalid:
        return {"other": other, "reading": reading, "faults": len(invalid.problems)}
    preview = preview_of(reading, selectors.card_of(other), card)
    return {"other": other, "reading": reading, "preview": preview}


def _said(request: HttpRequest, version: ScorecardVersion) -> Scorecard:
    """The card as the form describes it now. Raises InvalidScorecard."""
    given = nested((name, str(text)) for name, text in request.POST.items())
    card, _dropped = _with_estimates(selectors.read_definition(given), version)
    return card


@requires(DRAFT_CARDS)
@require_POST
def scorecard_book(request: HttpRequest, version_id: int) -> HttpResponse:
    """The book under the version in force and under what the form says now."""
    if not request.user.has_perm(ASK_WHAT_IF):
        raise PermissionDenied
    version = version_for(version_id)
    other = compared_with(version) or version
    context: dict[str, Any] = {"other": other}
    try:
        question = question_of(_said(request, version), against=str(other.pk))
        context["book"] = book_of(what_if(question, current_copy(), person=person_of(request)))
    except InvalidScorecard as invalid:
        context["faults"] = len(invalid.problems)
    except Refused as refused:
        context["wait"] = refused.message
    return render(request, "scoring/_scorecard_book.html", context)
