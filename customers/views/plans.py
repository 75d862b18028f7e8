"""Plans: how they end, those of one customer, and what they have taught."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from customers.follow_up.filters import LessonFilter
from customers.follow_up.forms import EndingForm, ReasonForm
from customers.follow_up.tables import LessonTable
from customers.models import Plan
from customers.records.follow_up import PLANS
from customers.services import plans as services
from customers.views.acts import act_view
from customers.views.find import find_customer
from customers.views.records import MORE
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

PLANS_SHOWN = 30


def _beside(_request: HttpRequest, plan: Plan) -> dict[str, Any]:
    return {
        "measures": [label for code, label in Plan.Measure.choices if code in plan.measures],
        "is_late": plan.state == Plan.State.OPEN
        and bool(plan.due_date and plan.due_date < today()),
        "ending_form": EndingForm(initial={"done_date": today()}),
        "drop_form": ReasonForm(auto_id="drop_%s"),
    }


MORE[PLANS.name] = _beside


def _end(request: HttpRequest, plan: Plan, form: Form) -> str:
    assert isinstance(form, EndingForm)  # noqa: S101 (for the type checker)
    services.end_plan(plan, form.ending(), by=person_of(request), at=timezone.now())
    return _("The plan has ended. What it taught is among the lessons learned.")


def _drop(request: HttpRequest, plan: Plan, form: Form) -> str:
    reason = form.cleaned_data["reason"]
    services.drop_plan(plan, reason=reason, by=person_of(request), at=timezone.now())
    return _("The plan is dropped.")


plan_end = act_view(
    PLANS, lambda request, _plan: EndingForm(request.POST), _end, shown_as="ending_form"
)
plan_drop = act_view(
    PLANS,
    lambda request, _plan: ReasonForm(request.POST, auto_id="drop_%s"),
    _drop,
    shown_as="drop_form",
)


@requires(PLANS.permission("view"))
@require_GET
def plan_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The plans of a customer: those under way, and what came of the others."""
    customer = find_customer(request, customer_id)
    rows = Plan.objects.filter(customer=customer).standing().select_related("responsible")
    plans = list(rows.order_by("-effective_date", "-pk")[:PLANS_SHOWN])
    is_open = [plan.state == Plan.State.OPEN for plan in plans]
    context = {
        "customer": customer,
        "under_way": [plan for plan, yes in zip(plans, is_open, strict=True) if yes],
        "ended": [plan for plan, yes in zip(plans, is_open, strict=True) if not yes],
        "today_is": today(),
    }
    return render(request, "customers/_plan_panel.html", context)


class LessonList(ListPage):
    """What plans have taught, of the customers a person sees."""

    permission_required = PLANS.permission("view")
    table_class = LessonTable
    filterset_class = LessonFilter
    title = gettext_lazy("Lessons learned")
    empty_text = gettext_lazy("No lesson yet. Each plan that ends leaves one here.")
    default_columns = (
        "lesson", "customer", "is_solved", "is_risk_lower", "responsible", "effective_date",
    )  # fmt: skip
    default_sort = "-effective_date"
    sorts: ClassVar[dict[str, Any]] = {
        "effective_date": Sort("effective_date", descending=True, tie_reversed=True)
    }

    def get_queryset(self) -> QuerySet[Plan]:
        rows: QuerySet[Plan] = Plan.objects.visible_to(self.request.user).standing()
        return rows.exclude(lesson="").select_related("customer", "responsible")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return (
            (_("All"), ""),
            (_("Solved"), "is_solved=true"),
            (_("Not solved"), "is_solved=false"),
        )
