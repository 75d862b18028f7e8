"""The steps of a version: sent for review, reviewed, retired; and which card scores the book."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from riskcrm.accounts.roles import DRAFT_CARDS, PUBLISH_CARDS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, status_of
from riskcrm.web.permissions import requires
from scoring import selectors, services
from scoring.back_tests.evidence import evidence_of
from scoring.card_editor.forms import ChampionForm, ReviewForm, StepForm, SubmitForm
from scoring.models import ChampionProposal, ScorecardVersion
from scoring.views.cards import (
    VIEW,
    compared_with,
    parts_between,
    record_shown,
    records_between,
    show_version,
    version_for,
)


@requires(DRAFT_CARDS)
@require_POST
def scorecard_submit(request: HttpRequest, version_id: int) -> HttpResponse:
    """Send a draft for review."""
    version = version_for(version_id)
    form = SubmitForm(request.POST)
    if form.is_valid() and _did(request, form, services.submit_card, version):
        messages.success(request, _("The version is in review. Another person has to publish it."))
        return redirect("scoring:scorecard_review", version.pk)
    return show_version(request, version_for(version_id), submit=form)


@requires(DRAFT_CARDS)
@require_POST
def scorecard_retire(request: HttpRequest, version_id: int) -> HttpResponse:
    """Give a draft up, or take a published version out of use."""
    version = version_for(version_id)
    form = StepForm(request.POST)
    if form.is_valid() and _did(request, form, services.retire_card, version):
        messages.success(request, _("The version is retired."))
        return redirect("scoring:scorecard_detail", version.pk)
    return show_version(request, version_for(version_id), retire=form)


@requires(VIEW)
@require_safe
def scorecard_review(request: HttpRequest, version_id: int) -> HttpResponse:
    """What differs from the version in force, who wrote what when, and the decision."""
    return _show_review(request, version_for(version_id))


@requires(PUBLISH_CARDS)
@require_POST
def scorecard_publish(request: HttpRequest, version_id: int) -> HttpResponse:
    """Put the version in force; the book is scored by it if the card scores the book."""
    version = version_for(version_id)
    form = ReviewForm(request.POST)
    if form.is_valid() and _did(request, form, services.publish_card, version):
        said = _("The version is published.")
        if version.scorecard.is_champion:
            said = _("The version is published. The book is being scored by it.")
        messages.success(request, said)
        return redirect("scoring:scorecard_detail", version.pk)
    return _show_review(request, version_for(version_id), form)


@requires(DRAFT_CARDS)
@require_POST
def scorecard_return(request: HttpRequest, version_id: int) -> HttpResponse:
    """Back to its authors, as a draft."""
    version = version_for(version_id)
    form = ReviewForm(request.POST)
    if form.is_valid() and _did(request, form, services.return_card, version):
        messages.success(request, _("The version is a draft again."))
        return redirect("scoring:scorecard_detail", version.pk)
    return _show_review(request, version_for(version_id), form)


def _did(
    request: HttpRequest, form: forms.Form, act: Callable[..., Any], version: ScorecardVersion
) -> bool:
    by, at = person_of(request), timezone.now()
    return done(form, lambda: act(version, by=by, at=at, **form.cleaned_data))


def _show_review(
    request: HttpRequest, version: ScorecardVersion, form: ReviewForm | None = None
) -> HttpResponse:
    user = person_of(request)
    other = compared_with(version)
    context = {
        "card_version": version,
        "other": other,
        "parts": parts_between(other, version),
        "records": records_between(other, version),
        "record": record_shown(version),
        "history": selectors.written_on(version),
        "evidence": evidence_of(version),
        "form": form or ReviewForm(initial={"seen": version.version}),
        "is_open": version.state == ScorecardVersion.State.REVIEW,
        "may_not_publish": refusal_of(services.check_may_publish, version, by=user),
        "may_not_return": refusal_of(services.check_may_return, version, by=user),
    }
    status = 200 if form is None else status_of(form)
    return render(request, "scoring/scorecard_review.html", context, status=status)


# --- the card that scores the book ---


@requires(DRAFT_CARDS)
@require_POST
def champion_propose(request: HttpRequest, version_id: int) -> HttpResponse:
    """Propose that this version's card score the book."""
    version = version_for(version_id)
    form = ChampionForm(request.POST)
    by, at = person_of(request), timezone.now()
    if form.is_valid() and done(form, lambda: services.propose_champion(
        version.scorecard, by=by, reason=form.cleaned_data["reason"], at=at
    )):  # fmt: skip
        messages.success(request, _("The card is proposed. Another person has to decide."))
        return redirect("scoring:scorecard_detail", version.pk)
    return show_version(request, version, champion=form)


@requires(VIEW)
@require_safe
def champion_detail(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The proposed card beside the one that scores the book, and the decision."""
    return _show_proposal(request, _proposal(proposal_id))


@requires(PUBLISH_CARDS)
@require_POST
def champion_approve(request: HttpRequest, proposal_id: int) -> HttpResponse:
    said = _("The card scores the book from now on. The book is being scored by it.")
    return _decide(request, proposal_id, services.make_champion, said)


@requires(PUBLISH_CARDS)
@require_POST
def champion_reject(request: HttpRequest, proposal_id: int) -> HttpResponse:
    said = _("The proposal is rejected. The book is scored as before.")
    return _decide(request, proposal_id, services.keep_champion, said)


def _proposal(proposal_id: int) -> ChampionProposal:
    rows = ChampionProposal.objects.select_related("scorecard", "proposed_by", "decided_by")
    return get_object_or_404(rows, pk=proposal_id)


def _decide(
    request: HttpRequest, proposal_id: int, act: Callable[..., Any], said: str
) -> HttpResponse:
    proposal = _proposal(proposal_id)
    form = ChampionForm(request.POST)
    by, at = person_of(request), timezone.now()
    if form.is_valid() and done(
        form, lambda: act(proposal, by=by, reason=form.cleaned_data["reason"], at=at)
    ):
        messages.success(request, said)
        return redirect("scoring:champion_detail", proposal.pk)
    return _show_proposal(request, _proposal(proposal_id), form)


def _show_proposal(
    request: HttpRequest, proposal: ChampionProposal, form: ChampionForm | None = None
) -> HttpResponse:
    version = selectors.published_of(proposal.scorecard)
    champion = ScorecardVersion.objects.scoring_book().first()
    context = {
        "proposal": proposal,
        "card_version": version,
        "other": champion,
        "parts": parts_between(champion, version) if version else [],
        "form": form or ChampionForm(),
        "may_not_decide": refusal_of(
            services.check_may_decide_champion, proposal, by=person_of(request)
        ),
    }
    status = 200 if form is None else status_of(form)
    return render(request, "scoring/champion_detail.html", context, status=status)
