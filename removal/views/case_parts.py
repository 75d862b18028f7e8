"""What people add to a case on its page: ground, evidence, answers, items to make good, time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from removal import services
from removal.checklists import items_of
from removal.forms import (
    AnswerForm,
    CheckCureForm,
    CureItemForm,
    EvidenceForm,
    ExtensionForm,
    GroundForm,
    OwnerForm,
    SubmitCureForm,
)
from removal.models import ChecklistAnswer, CureItem, RemovalCase
from removal.selectors.deadlines import time_is_over
from removal.selectors.letters import notice_is_out
from removal.services.evidence import ANSWERS
from removal.services.rectifying import ADDABLE, CURABLE
from removal.states import State
from removal.transitions import ASSESS, CHECK_CURE, CONTRIBUTE
from removal.views.case_page import find_case
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import VIEW_CASES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done, status_of
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

BOTH = ["GET", "HEAD", "POST"]


def fill_in(
    request: HttpRequest,
    case: RemovalCase,
    form: forms.BaseForm,
    act: Callable[[], object],
    *,
    title: str,
    said: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page of a form about a case: shown, refused, or done and back to the case."""
    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, said)
        return redirect("removal:case_detail", case_id=case.pk)
    context = {
        "case": case,
        "customer": case.customer,
        "form": form,
        "title": title,
        **(more or {}),
    }
    return render(request, "removal/case_form.html", context, status=status_of(form))


@requires(CONTRIBUTE)
@require_http_methods(BOTH)
def case_revise(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put summary, ground, clause and facts right."""
    case = find_case(request, case_id)
    form = GroundForm(request.POST or None, instance=find_case(request, case_id))
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.revise_case(case, by=by, at=at, **form.cleaned_data),
        title=_("Ground and facts"), said=_("The case is revised."),
    )  # fmt: skip


@requires(ASSESS)
@require_http_methods(BOTH)
def case_assign(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say who leads the case from now on."""
    case = find_case(request, case_id)
    form = OwnerForm(request.POST or None, initial={"version": case.version, "owner": case.owner})
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.assign_case(case, by=by, at=at, **form.cleaned_data),
        title=_("Who leads this case"), said=_("The case is assigned."),
    )  # fmt: skip


@requires(CONTRIBUTE)
@require_http_methods(BOTH)
def evidence_add(request: HttpRequest, case_id: int) -> HttpResponse:
    """Add a piece of evidence."""
    case = find_case(request, case_id)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.add_evidence(case, by=by, at=at, **form.cleaned_data),
        title=_("Add evidence"), said=_("The evidence is added."), more={"has_file": True},
    )  # fmt: skip


@requires(CONTRIBUTE)
@require_http_methods(BOTH)
def checklist_answer(request: HttpRequest, case_id: int, code: str) -> HttpResponse:
    """Answer an item of the checklist of the present stage."""
    case = find_case(request, case_id)
    item = next((each for each in items_of(case.state) if each.code == code), None)
    if item is None:
        return redirect("removal:case_detail", case_id=case.pk)
    former = case.answers.filter(round=case.round, stage=case.state, code=code).first()
    initial = (
        {"answer": former.answer, "note": former.note, "evidence": former.evidence}
        if former
        else {}
    )
    form = AnswerForm(request.POST or None, case=case, initial=initial)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.answer_checklist(case, code=code, by=by, at=at, **form.cleaned_data),
        title=str(item.name), said=_("The answer is kept."), more={"lead": item.question},
    )  # fmt: skip


@requires(ASSESS)
@require_http_methods(BOTH)
def cure_item_add(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say what the customer has to do."""
    case = find_case(request, case_id)
    form = CureItemForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.add_cure_item(case, by=by, at=at, **form.cleaned_data),
        title=_("Add a rectification item"), said=_("The item is added."),
    )  # fmt: skip


@requires(CONTRIBUTE)
@require_http_methods(BOTH)
def cure_submit(request: HttpRequest, case_id: int, item_id: int) -> HttpResponse:
    """Hand in the evidence that an item was done."""
    case = find_case(request, case_id)
    item = get_object_or_404(case.cure_items, pk=item_id)
    form = SubmitCureForm(request.POST or None, case=case)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.submit_cure(item, by=by, at=at, **form.cleaned_data),
        title=_("Hand in evidence"), said=_("Somebody else checks it now."),
        more={"lead": item.what},
    )  # fmt: skip


@requires(CHECK_CURE)
@require_http_methods(BOTH)
def cure_check(request: HttpRequest, case_id: int, item_id: int) -> HttpResponse:
    """Say whether an item was met."""
    case = find_case(request, case_id)
    item = get_object_or_404(case.cure_items.select_related("evidence"), pk=item_id)
    form = CheckCureForm(request.POST or None, item=item)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.check_cure(item, by=by, at=at, **form.finding_of()),
        title=_("Check an item"), said=_("The finding is kept."),
        more={"lead": item.what, "evidence": item.evidence},
    )  # fmt: skip


@requires(ASSESS)
@require_http_methods(BOTH)
def rectification_extend(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the customer more time."""
    case = find_case(request, case_id)
    initial = {"version": case.version, "until": case.due_date}
    form = ExtensionForm(request.POST or None, initial=initial)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.extend_rectification(case, by=by, at=at, **form.cleaned_data),
        title=_("Extend the rectification period"), said=_("The customer has more time."),
    )  # fmt: skip


@requires(VIEW_CASES)
@require_GET
def work_panel(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ground, evidence, checklist and what is to be made good, for the case's page."""
    case, user = find_case(request, case_id), person_of(request)
    may_lead = user.has_perm(ASSESS) and case.is_open
    context = {
        "case": case,
        "evidence": case.evidence.select_related("added_by", "attachment").order_by("pk"),
        "checklist": _checklist(case),
        "cure_items": _cure_items(case, user),
        "extensions": case.extensions.filter(round=case.round).order_by("number"),
        "may_contribute": user.has_perm(CONTRIBUTE) and case.is_open,
        "may_answer": user.has_perm(ANSWERS.get(State(case.state), ASSESS)) and case.is_open,
        "may_lead": may_lead,
        "may_add_item": may_lead and case.state in ADDABLE and not notice_is_out(case),
    }
    return render(request, "removal/_case_work.html", context)


def _checklist(case: RemovalCase) -> list[dict[str, Any]]:
    """The items of the present stage, and what was answered in the stages before it."""
    rows = case.answers.filter(round=case.round).select_related("answered_by", "evidence")
    answers: dict[tuple[str, str], ChecklistAnswer] = {(row.stage, row.code): row for row in rows}
    stages = [
        stage for stage in ANSWERS if stage == case.state or any(s == stage for s, _c in answers)
    ]
    return [
        {
            "stage": stage.label,
            "is_now": stage == case.state,
            "items": [
                {"item": item, "answer": answers.get((stage, item.code))}
                for item in items_of(stage)
            ],
        }
        for stage in (State.ASSESSMENT, State.LEGAL_REVIEW, State.SETTLEMENT)
        if stage in stages
    ]


def _cure_items(case: RemovalCase, user: User) -> list[dict[str, Any]]:
    """What the customer has to do, and what this person can do about each."""
    rows = case.cure_items.filter(round=case.round).select_related(
        "evidence", "submitted_by", "checked_by"
    )
    curable = case.state in CURABLE
    is_over = time_is_over(case, today())
    checkable = {CureItem.State.SUBMITTED} | ({CureItem.State.OPEN} if is_over else set())
    return [
        {
            "item": item,
            "may_submit": curable
            and user.has_perm(CONTRIBUTE)
            and item.state in (CureItem.State.OPEN, CureItem.State.FAILED),
            "may_check": curable
            and user.has_perm(CHECK_CURE)
            and item.state in checkable
            and item.submitted_by_id != user.pk,
        }
        for item in rows.order_by("pk")
    ]
