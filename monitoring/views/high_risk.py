"""The queue of high-risk customers and the choice of its team."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from customers.models import Customer
from monitoring.emergency.filters import QueueFilter
from monitoring.emergency.forms import DeskForm, HandBackForm
from monitoring.emergency.queue import desk, fill_queue, queue_of
from monitoring.emergency.tables import QueueTable
from monitoring.services import high_risk_desk as services
from monitoring.views.form_page import BOTH, form_page
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import CHOOSE_DESK, VIEW_QUEUE, WORK_QUEUE
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import succeeded
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today


class HighRiskQueue(ListPage):
    """High-tier customers for the team that looks after them."""

    permission_required = VIEW_QUEUE
    table_class = QueueTable
    filterset_class = QueueFilter
    sorts: ClassVar[dict[str, Any]] = {
        "expected_loss": Sort(
            "rating__expected_loss", True, True, optional="rating__expected_loss"
        ),
        "exposure": Sort("reading__exposure", True, True, optional="reading"),
        "name": "sort_key",
    }
    default_sort = "-expected_loss"
    title = gettext_lazy("High-risk customers")
    template_name = "monitoring/highrisk_queue.html"
    empty_text = gettext_lazy(
        "No customer of the high tier fits. Those that rise come by themselves."
    )

    def get_queryset(self) -> QuerySet[Customer]:
        return queue_of(person_of(self.request))

    def prepare(self, rows: list[Any]) -> list[Any]:
        return fill_queue(rows, by=person_of(self.request), day=today())

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [
            (_("All"), ""), (_("Taken by me"), "taken=me"), (_("Taken by nobody"), "taken=nobody"),
        ]  # fmt: skip

    def get_context(self) -> dict[str, Any]:
        return {"desk": desk()}

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(CHOOSE_DESK):
            return []
        return [Act(_("Choose the team"), reverse("monitoring:high_risk_team"), "settings")]


@requires(CHOOSE_DESK)
@require_http_methods(BOTH)
def high_risk_team(request: HttpRequest) -> HttpResponse:
    """Which team has the queue."""
    now = desk()
    form = DeskForm(request.POST or None, initial={"team": now.team_id if now else None})
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form, lambda: services.choose_desk(by=by, at=at, **form.cleaned_data),
        title=_("Team for high-risk customers"), verb=_("Give it the queue"),
        back=reverse("monitoring:high_risk_queue"), said=_("The team has the queue."),
        intro=_team_words(now),
    )  # fmt: skip


def _team_words(now: Any) -> str:
    rule = _(
        "Being of the team shows nobody a customer: each member sees what the own role and team"
        " allow. So put people into it whose role sees every customer."
    )
    if now is None:
        return rule
    members = User.objects.people().active().filter(team=now.team_id).order_by("name")
    blind = [str(person) for person in members if not person.has_perm(ALL_CUSTOMERS)]
    if not blind:
        return rule
    return (
        rule + " " + _("These see only some of the queue: %(names)s.") % {"names": ", ".join(blind)}
    )


@requires(WORK_QUEUE)
@require_POST
def high_risk_take(request: HttpRequest, customer_id: int) -> HttpResponse:
    customer, by = _find(request, customer_id), person_of(request)
    act = lambda: services.take_customer(customer, by=by, at=timezone.now())  # noqa: E731
    succeeded(request, act, _("You have taken %(customer)s.") % {"customer": customer})
    return redirect("monitoring:high_risk_queue")


@requires(WORK_QUEUE)
@require_http_methods(BOTH)
def high_risk_hand_back(request: HttpRequest, customer_id: int) -> HttpResponse:
    customer, form = _find(request, customer_id), HandBackForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form, lambda: services.hand_back(customer, by=by, at=at, **form.cleaned_data),
        title=_("Hand %(customer)s back") % {"customer": customer}, verb=_("Hand back"),
        back=reverse("monitoring:high_risk_queue"), said=_("The customer is back in the queue."),
    )  # fmt: skip


def _find(request: HttpRequest, customer_id: int) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(request.user), pk=customer_id)
