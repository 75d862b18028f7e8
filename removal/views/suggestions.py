"""Pages of suggested removals: the queue, one suggestion, and what a person does with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe

from removal.criteria.bulk import SUGGESTION_ACTIONS
from removal.criteria.filters import SuggestionFilter
from removal.criteria.forms import DismissForm, TakeUpForm
from removal.criteria.tables import SuggestionTable
from removal.models import RemovalCase, Suggestion
from removal.selectors.criteria import evidence_of, lines_of, summary_of
from removal.services import suggestions as services
from riskcrm.accounts.removal_rights import VIEW_CRITERIA, VIEW_SUGGESTIONS
from riskcrm.accounts.roles import PROPOSE
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, made, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from scoring.models import Rating, Reading


class SuggestionList(ListPage):
    """Every suggestion for the customers that a person sees, the largest exposure first."""

    permission_required = VIEW_SUGGESTIONS
    table_class = SuggestionTable
    filterset_class = SuggestionFilter
    sorts: ClassVar[dict[str, Any]] = {
        "exposure": Sort("exposure", descending=True),
        "first_seen_at": "first_seen_at",
        "latest_seen_at": "latest_seen_at",
        "state": "state",
    }
    default_sort = "-exposure"
    default_columns: ClassVar[Sequence[str]] = (
        "customer", "state", "rules", "tier", "exposure", "manager", "first_seen_at",
    )  # fmt: skip
    detail_route = "removal:suggestion_detail"
    bulk_actions = SUGGESTION_ACTIONS
    title = gettext_lazy("Suggested removals")
    empty_text = gettext_lazy(
        "Nothing is suggested. The removal criteria in force are held against the book every "
        "night; what they find waits here for a person."
    )

    def get_queryset(self) -> QuerySet[Suggestion]:
        rows = Suggestion.objects.visible_to(self.request.user)
        rows = rows.select_related("customer__manager", "closed_by")
        return rows.prefetch_related("evidence__rule")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [
            (pgettext("suggestion", "Open"), "state=open"),
            (_("My customers"), "state=open&mine=1"),
            (pgettext("suggestion", "Taken up"), "state=taken_up"),
            (pgettext("suggestion", "Dismissed"), "state=dismissed"),
            (_("All"), ""),
        ]

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(VIEW_CRITERIA):
            return ()
        return [Act(_("Removal criteria"), reverse("removal:criteria_list"), "scale")]


@requires(VIEW_SUGGESTIONS)
@require_safe
def suggestion_detail(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """The rules that point at the customer, with the figures and the rows behind them."""
    return _show(request, _find(request, suggestion_id))


@requires(PROPOSE)
@require_POST
def suggestion_take_up(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Propose the removal; the case is the person's own from then on."""
    suggestion, form = _find(request, suggestion_id), TakeUpForm(request.POST)
    if form.is_valid():
        by, at = person_of(request), timezone.now()
        case: RemovalCase | None = made(
            form, lambda: services.take_up(suggestion, by=by, at=at, **form.cleaned_data)
        )
        if case:
            messages.success(request, _("The removal is proposed and waits for a decision."))
            return redirect("removal:case_detail", case_id=case.pk)
    return _show(request, _find(request, suggestion_id), take_up=form)


@requires(PROPOSE)
@require_POST
def suggestion_dismiss(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    suggestion, form = _find(request, suggestion_id), DismissForm(request.POST)
    by, at = person_of(request), timezone.now()
    if form.is_valid() and done(
        form, lambda: services.dismiss(suggestion, by=by, at=at, **form.cleaned_data)
    ):
        messages.success(request, _("The suggestion is dismissed."))
        return redirect("removal:suggestion_detail", suggestion.pk)
    return _show(request, _find(request, suggestion_id), dismiss=form)


def _find(request: HttpRequest, suggestion_id: int) -> Suggestion:
    rows = Suggestion.objects.visible_to(person_of(request)).select_related(
        "customer__manager", "customer__team", "criteria", "closed_by", "case"
    )
    return get_object_or_404(rows, pk=suggestion_id)


def _show(
    request: HttpRequest, suggestion: Suggestion, *, take_up: Any = None, dismiss: Any = None
) -> HttpResponse:
    seen = {"version": suggestion.version}
    found = evidence_of(suggestion)
    form = take_up or dismiss
    context = {
        "suggestion": suggestion,
        "customer": suggestion.customer,
        "evidence": [(each, lines_of(each, suggestion.customer_id)) for each in found],
        "take_up_form": take_up or TakeUpForm(
            initial={**seen, "summary": summary_of(suggestion)}, auto_id="take-up-%s"),
        "dismiss_form": dismiss or DismissForm(initial=seen, auto_id="dismiss-%s"),
        "obstacle": refusal_of(services.check_may_act, suggestion, by=person_of(request)),
        "rating": Rating.objects.filter(customer=suggestion.customer_id).first(),
        "reading": Reading.objects.filter(customer=suggestion.customer_id).first(),
    }  # fmt: skip
    status = status_of(form) if form else 200
    return render(request, "removal/suggestion_detail.html", context, status=status)
