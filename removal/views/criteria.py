"""Pages of removal criteria: the versions, one of them with what it led to, and its life."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from removal.criteria.filters import CriterionSetFilter
from removal.criteria.forms import NoteForm, WholeRuleForm
from removal.criteria.learning import FEWEST_ANSWERED, FEWEST_ENDED
from removal.criteria.subjects import HISTORY
from removal.criteria.tables import CriterionSetTable
from removal.models import KEEP_CRITERIA, PUBLISH_CRITERIA, CriterionSet
from removal.selectors.criteria import rule_rows
from removal.services import criteria as services
from riskcrm.accounts.removal_rights import VIEW_CRITERIA
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, made, status_of, succeeded
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires
from scoring.forms import ReasonForm

State = CriterionSet.State


class CriteriaList(ListPage):
    """Every version, the newest first."""

    permission_required = VIEW_CRITERIA
    table_class = CriterionSetTable
    filterset_class = CriterionSetFilter
    sorts: ClassVar[dict[str, Any]] = {"number": Sort("number", descending=True)}
    default_sort = "-number"
    detail_route = "removal:criteria_detail"
    title = gettext_lazy("Removal criteria")
    empty_text = gettext_lazy("No version is like that. Take a filter away.")

    def get_queryset(self) -> QuerySet[CriterionSet]:
        rows = CriterionSet.objects.select_related("created_by", "published_by")
        return rows.annotate(rule_count=Count("rules"))

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [(_("All"), ""), (_("In force"), "state=published"), (_("Drafts"), "state=draft")]


@requires(VIEW_CRITERIA)
@require_safe
def criteria_detail(request: HttpRequest, criteria_id: int) -> HttpResponse:
    """One version: its rules in words, what each led to, and who has to do what."""
    return _show(request, _find(criteria_id))


@requires(KEEP_CRITERIA)
@require_POST
def criteria_draft(request: HttpRequest) -> HttpResponse:
    """Begin a draft with the rules in force."""
    criteria = services.draft_criteria(by=person_of(request), at=timezone.now())
    return redirect("removal:criteria_detail", criteria.pk)


@requires(KEEP_CRITERIA)
@require_http_methods(["GET", "HEAD", "POST"])
def rule_add(request: HttpRequest, criteria_id: int) -> HttpResponse:
    return _write(request, _find(criteria_id), None)


@requires(KEEP_CRITERIA)
@require_http_methods(["GET", "HEAD", "POST"])
def rule_change(request: HttpRequest, criteria_id: int, rule_id: int) -> HttpResponse:
    criteria = _find(criteria_id)
    return _write(request, criteria, get_object_or_404(criteria.rules, pk=rule_id))


def _write(request: HttpRequest, criteria: CriterionSet, rule: Any) -> HttpResponse:
    """A rule of a draft on one page: its words, its ground and its conditions."""
    form = WholeRuleForm(criteria.version, rule, request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, at, said = person_of(request), timezone.now(), form.said()
        written = made(
            form.own, lambda: services.write_rule(criteria, rule=rule, by=by, at=at, **said)
        )
        if written:
            messages.success(request, _("The rule is saved."))
            return redirect("removal:criteria_detail", criteria.pk)
    status = status_of(form.own)
    if request.method == "POST" and status == 200:
        status = 422  # something is wrong with a condition
    context = {
        "criteria": criteria,
        "rule": rule,
        "form": form,
        "history": list(HISTORY.values()),
        "is_draft": criteria.state == State.DRAFT,
    }
    return render(request, "removal/criterionrule_form.html", context, status=status)


@requires(KEEP_CRITERIA)
@require_POST
def rule_remove(request: HttpRequest, criteria_id: int, rule_id: int) -> HttpResponse:
    criteria = _find(criteria_id)
    rule = get_object_or_404(criteria.rules.select_related("criteria"), pk=rule_id)
    by, at = person_of(request), timezone.now()
    remove = partial(services.remove_rule, rule, version=criteria.version, by=by, at=at)
    succeeded(request, remove, _("The rule is taken out of the draft."))
    return redirect("removal:criteria_detail", criteria.pk)


@requires(KEEP_CRITERIA)
@require_POST
def criteria_submit(request: HttpRequest, criteria_id: int) -> HttpResponse:
    said = _("The criteria wait for another person to publish them.")
    return _act(request, criteria_id, services.submit_criteria, said, NoteForm)


@requires(KEEP_CRITERIA)
@require_POST
def criteria_return(request: HttpRequest, criteria_id: int) -> HttpResponse:
    return _act(
        request, criteria_id, services.return_criteria, _("The criteria are a draft again.")
    )


@requires(PUBLISH_CRITERIA)
@require_POST
def criteria_publish(request: HttpRequest, criteria_id: int) -> HttpResponse:
    said = _("The criteria are in force. The book is held against them within minutes.")
    return _act(request, criteria_id, services.publish_criteria, said)


@requires(PUBLISH_CRITERIA)
@require_POST
def criteria_retire(request: HttpRequest, criteria_id: int) -> HttpResponse:
    said = _("The criteria are retired; what they suggested lapses within minutes.")
    return _act(request, criteria_id, services.retire_criteria, said)


def _find(criteria_id: int) -> CriterionSet:
    people = ("created_by", "submitted_by", "published_by")
    return get_object_or_404(CriterionSet.objects.select_related(*people), pk=criteria_id)


def _act(
    request: HttpRequest,
    criteria_id: int,
    act: Callable[..., Any],
    said: str,
    form_class: type[NoteForm] | type[ReasonForm] = ReasonForm,
) -> HttpResponse:
    criteria, form = _find(criteria_id), form_class(request.POST)
    by, at = person_of(request), timezone.now()
    if form.is_valid() and done(form, lambda: act(criteria, by=by, at=at, **form.cleaned_data)):
        messages.success(request, said)
        return redirect("removal:criteria_detail", criteria.pk)
    return _show(request, _find(criteria_id), form)


def _show(request: HttpRequest, criteria: CriterionSet, form: Any = None) -> HttpResponse:
    seen = {"version": criteria.version}
    is_note = isinstance(form, NoteForm)
    context = {
        "criteria": criteria,
        "rules": rule_rows(criteria),
        "history": list(HISTORY.values()),
        "authors": [each.person for each in criteria.authors.select_related("person")],
        "note_form": form if is_note else NoteForm(initial={**seen, "note": criteria.note}),
        "reason_form": form if form and not is_note else ReasonForm(initial=seen),
        "obstacle": refusal_of(
            services.check_may_publish_criteria, criteria, by=person_of(request)
        ),
        "in_force": CriterionSet.objects.in_force().first(),
        "fewest_answered": FEWEST_ANSWERED,
        "fewest_ended": FEWEST_ENDED,
    }
    status = status_of(form) if form else 200
    return render(request, "removal/criterionset_detail.html", context, status=status)
