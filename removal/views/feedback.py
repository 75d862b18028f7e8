"""Pages of market feedback: what was said, entering it, and how many were asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from removal.effect.filters import FeedbackFilter
from removal.effect.forms import FeedbackForm, RoundForm
from removal.effect.tables import FeedbackTable
from removal.models import MarketFeedback
from removal.selectors.effect import feedback
from removal.selectors.effect_sides import response_rate
from removal.services.feedback import record_feedback, record_round
from riskcrm.accounts.removal_rights import ADD_FEEDBACK, VIEW_FEEDBACK
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import made, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today


class FeedbackList(ListPage):
    """Everything that was said, the latest first."""

    permission_required = VIEW_FEEDBACK
    template_name = "removal/feedback_list.html"
    table_class = FeedbackTable
    filterset_class = FeedbackFilter
    sorts: ClassVar[dict[str, Any]] = {"given_date": Sort("given_date", descending=True)}
    default_sort = "-given_date"
    title = gettext_lazy("Market feedback")
    empty_text = gettext_lazy(
        "No feedback yet. Enter what customers, sales or the press say of removals; studies count"
        " it with its response rate."
    )

    def get_queryset(self) -> QuerySet[MarketFeedback]:
        return feedback()

    def get_context(self) -> dict[str, Any]:
        return {"response": response_rate()}

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(ADD_FEEDBACK):
            return []
        return [
            Act(_("Round of questions"), reverse("removal:feedback_round_add"), "users"),
            Act(_("Enter feedback"), reverse("removal:feedback_add"), "plus", primary=True),
        ]


@requires(ADD_FEEDBACK)
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_add(request: HttpRequest) -> HttpResponse:
    """Enter what somebody said."""
    form = FeedbackForm(request.POST or None, initial={"given_date": today()})
    return _entered(request, form, record_feedback, _("Enter feedback"))


@requires(ADD_FEEDBACK)
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_round_add(request: HttpRequest) -> HttpResponse:
    """Enter that so many people were asked."""
    form = RoundForm(request.POST or None, initial={"asked_date": today()})
    return _entered(request, form, record_round, _("Round of questions"))


def _entered(
    request: HttpRequest, form: forms.Form, act: Callable[..., Any], title: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        by, said = person_of(request), form.cleaned_data
        if made(form, lambda: act(**said, by=by, at=timezone.now())):
            messages.success(request, _("It is written down."))
            return redirect("removal:feedback_list")
    context = {"form": form, "title": title}
    return render(request, "removal/feedback_form.html", context, status=status_of(form))
