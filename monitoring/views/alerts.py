"""Pages of alerts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_POST

from customers.models import Customer
from monitoring import services
from monitoring.alert_rules.evidence import Seen, seen_conditions
from monitoring.alert_rules.selectors import rule_as_of
from monitoring.bulk import ALERT_ACTIONS
from monitoring.filters.alerts import AlertFilter
from monitoring.forms import AcknowledgementForm
from monitoring.models import Alert, AlertEvidence, PlanVersion
from monitoring.selectors import figure_now, with_figures
from monitoring.tables.alerts import (
    AlertTable,
    bound_of,
    figure_link,
    figure_of,
    severity,
)
from monitoring.views.alert_life import acts_of, story_of
from riskcrm.accounts.plan_rights import ACTIVATE_PLANS
from riskcrm.accounts.roles import ACKNOWLEDGE, VIEW_ALERTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

MOST_EVIDENCE = 60


class AlertList(ListPage):
    """Every alert of the customers a person sees."""

    permission_required = VIEW_ALERTS
    table_class = AlertTable
    filterset_class = AlertFilter
    sorts: ClassVar[dict[str, Any]] = {
        "raised_at": Sort("raised_at", descending=True),
        "due_at": "due_at",
    }
    default_sort = "-raised_at"
    detail_route = "monitoring:alert_detail"
    bulk_actions = ALERT_ACTIONS
    default_columns = ("severity", "rule", "customer", "tier", "value", "raised_at", "due_at")
    title = gettext_lazy("Alerts")
    empty_text = gettext_lazy("No alerts. The rules are checked whenever a customer is scored.")

    def get_queryset(self) -> QuerySet[Alert]:
        # customers in queries of their own: nine tables joined take longer to plan than to read
        return (
            Alert.objects.visible_to(self.request.user)
            .select_related("rule", "acknowledgement", "closure", "assignee")
            .prefetch_related("customer__rating", "customer__reading", "customer__manager")
        )

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        tabs: list[tuple[Any, str]] = [(_("All"), ""), (pgettext("alert", "Open"), "state=open")]
        if self.request.user.has_perm(ACKNOWLEDGE):
            tabs.append((_("Waiting for me"), "waiting=1"))
        return [
            *tabs,
            (_("Critical"), "state=open&severity=critical"),
            (_("Past their deadline"), "late=1&sort=due_at"),
            (pgettext("alerts", "Went up"), "state=running&level=2"),
            (_("Acknowledged"), "state=acknowledged"),
            (_("Snoozed"), "snoozed=1"),
            (_("Closed"), "state=closed"),
        ]

    def get_actions(self) -> Sequence[Act]:
        return [
            Act(_("By customer"), reverse("monitoring:alerted_customer_list"), "users"),
            Act(_("Rules"), reverse("monitoring:alert_rule_list"), "list-check"),
        ]

    def prepare(self, rows: list[Any]) -> list[Any]:
        return prepared(rows)


def prepared(alerts: list[Any]) -> list[Any]:
    """Alerts with their newest evidence, their figure and whether they are late."""
    with_figures(alerts)
    now = timezone.now()
    for alert in alerts:
        alert.asleep = alert.is_snoozed(now)
        alert.late = alert.is_open and alert.due_at < now and not alert.asleep
    return alerts


@requires(VIEW_ALERTS)
@require_GET
def alert_detail(request: HttpRequest, alert_id: int) -> HttpResponse:
    """One alert: the figure over time, the customer behind it, and the act."""
    return _show(request, _find(request, alert_id))


@requires(ACKNOWLEDGE)
@require_POST
def alert_acknowledge(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Acknowledge one alert with a note."""
    alert = _find(request, alert_id)
    form = AcknowledgementForm(request.POST)
    if form.is_valid():
        note, by, at = form.cleaned_data["note"], person_of(request), timezone.now()
        if done(form, lambda: services.acknowledge_alert(alert, by=by, note=note, at=at)):
            messages.success(request, _("The alert is acknowledged."))
            return redirect("monitoring:alert_detail", alert_id=alert.pk)
    return _show(request, _find(request, alert_id), form=form, status=status_of(form))


@requires(VIEW_ALERTS)
@require_GET
def alert_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The alerts of one customer, for the customer's page."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=customer_id)
    alerts = customer.alerts.select_related("rule", "acknowledgement__by", "closure").order_by(
        "-raised_at", "-pk"
    )[:30]
    lines = [_line(alert) for alert in prepared(list(alerts))]
    context = {"customer": customer, "lines": lines}
    return render(request, "monitoring/_alert_panel.html", context)


def _line(alert: Any) -> dict[str, Any]:
    value = figure_link(alert, alert.figure)
    return {"alert": alert, "severity": severity(alert), "value": value, "evidence": alert.newest}


def _show(
    request: HttpRequest,
    alert: Alert,
    *,
    form: AcknowledgementForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = person_of(request)
    evidence = list(alert.evidence.order_by("-as_of", "-pk")[:MOST_EVIDENCE])
    customer = alert.customer
    others = Alert.objects.filter(customer=customer).open().exclude(pk=alert.pk)
    others = others.select_related("rule").order_by("-raised_at")[:10]
    context = {
        "alert": alert,
        "severity": severity(alert),
        "is_late": alert.is_open and alert.due_at < timezone.now(),
        "figures": _figures(alert),
        "evidence": [(row, figure_of(alert.rule, row.value)) for row in evidence],
        "conditions": _conditions(alert, evidence),
        "earlier": alert.episode - 1,
        "chart": _chart(alert, evidence),
        "customer": customer,
        "rating": getattr(customer, "rating", None),
        "reading": getattr(customer, "reading", None),
        "acknowledgement": getattr(alert, "acknowledgement", None),
        "form": form or AcknowledgementForm(),
        "may_not_acknowledge": refusal_of(services.check_may_acknowledge, alert, by=user),
        "closure": getattr(alert, "closure", None),
        "actions": [
            *acts_of(alert, user),
            *(_plans(alert) if user.has_perm(ACTIVATE_PLANS) else []),
        ],
        "may_act": not refusal_of(services.check_may_act, alert, by=user),
        **story_of(alert, at=timezone.now()),
        "others": [(other, severity(other)) for other in others],
    }
    return render(request, "monitoring/alert_detail.html", context, status=status)


def _plans(alert: Alert) -> list[Act]:
    """Plans in force for such an alert, or for whatever happens."""
    fits = Q(alert_rule=alert.rule_id) | Q(alert_rule__isnull=True)
    versions = PlanVersion.objects.filter(fits, state=PlanVersion.State.APPROVED)
    return [
        Act(
            _("Activate: %(plan)s") % {"plan": version.name},
            f"{reverse('monitoring:emergency_activate', args=[version.plan_id])}?alert={alert.pk}",
            "alert-triangle",
        )
        for version in versions.order_by("plan__code")
    ]


def _conditions(alert: Alert, evidence: list[AlertEvidence]) -> list[Seen]:
    """The further conditions as the rule had them when it saw the newest evidence."""
    if not evidence:
        return []
    return seen_conditions(rule_as_of(alert.rule, evidence[0].seen_at), evidence[0])


def _figures(alert: Alert) -> list[tuple[str, Any]]:
    """Where the figure stands now, and the rule's marks."""
    rule, now = alert.rule, figure_now(alert)
    marks = [
        (_("Raised at"), rule.raise_at, False),
        (_("One severity higher at"), rule.escalate_at, False),
        (_("Cleared at"), rule.clear_at, True),
    ]
    figures = [
        (label, bound_of(rule, value, clears=clears))
        for label, value, clears in marks
        if value is not None
    ]
    return figures if now is None else [(_("Now"), figure_link(alert, now)), *figures]


def _chart(alert: Alert, evidence: list[AlertEvidence]) -> dict[str, Any] | None:
    """The figure as the rule saw it and, while the episode runs, as it is now; no tiers."""
    points = [(row.as_of, row.value) for row in reversed(evidence) if row.value is not None]
    reading, now = getattr(alert.customer, "reading", None), figure_now(alert)
    if alert.cleared_at is None and points and reading and now is not None:
        points += [(reading.as_of, now)] if reading.as_of > points[-1][0] else []
    if len(points) < 2:
        return None
    rule, days = alert.rule, [day.isoformat() for day, _value in points]
    series = [{"name": rule.name, "values": [value for _day, value in points]}]
    if rule.raise_at is not None:
        series.append({"name": _("Raised at"), "values": [rule.raise_at] * len(points)})
    return {"time": True, "categories": days, "series": series}


def _find(request: HttpRequest, alert_id: int) -> Alert:
    alerts = Alert.objects.visible_to(person_of(request)).select_related(
        "rule",
        "acknowledgement__by",
        "closure__by",
        "closure__plan",
        "closure__case",
        "assignee",
        "customer__rating",
        "customer__reading",
        "customer__manager",
        "customer__team",
    )
    return get_object_or_404(alerts, pk=alert_id)
