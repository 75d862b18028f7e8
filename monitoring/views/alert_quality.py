"""Pages of alerts by customer, and of how good the rules are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from customers.models import Customer
from monitoring.alerting import quality
from monitoring.alerting.filters import AlertedCustomerFilter, RuleQualityFilter
from monitoring.alerting.selectors import (
    alerted_customers,
    bad_customers,
    known_quarters,
    with_advice,
    with_alerts,
)
from monitoring.alerting.tables import (
    AlertedCustomerTable,
    RuleQualityTable,
    gravest_first,
    name_of_quarter,
    quality_lines,
)
from monitoring.models import AlertRule, RuleQuality
from riskcrm.accounts.roles import VIEW_ALERT_QUALITY, VIEW_ALERTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

ALL = "all"


class AlertedCustomerList(ListPage):
    """Customers with running alerts, each with all of theirs."""

    permission_required = VIEW_ALERTS
    table_class = AlertedCustomerTable
    filterset_class = AlertedCustomerFilter
    sorts: ClassVar[dict[str, Any]] = {
        "exposure": Sort("reading__exposure", True, True, optional="reading"),
        "name": "sort_key",
    }
    default_sort = "-exposure"
    default_columns = ("gravest", "name", "tier", "running", "waiting", "due_at", "exposure")
    title = gettext_lazy("Alerts by customer")
    empty_text = gettext_lazy("No customer has an alert. The rules are checked at every scoring.")

    def get_queryset(self) -> QuerySet[Customer]:
        return alerted_customers(person_of(self.request))

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("One by one"), reverse("monitoring:alert_list"), "bell")]

    def prepare(self, rows: list[Any]) -> list[Any]:
        for row in with_alerts(rows, at=timezone.now()):
            row.alerts_now = gravest_first(row.alerts_now)
        return rows


class RuleQualityList(ListPage):
    """How good each rule was in a quarter; the newest one where none is chosen."""

    permission_required = VIEW_ALERT_QUALITY
    table_class = RuleQualityTable
    filterset_class = RuleQualityFilter
    sorts: ClassVar[dict[str, Any]] = {"alerts": Sort("alerts", True, True)}
    default_sort = "-alerts"
    default_columns = (
        "rule", "advice", "alerts", "precision", "recall", "lead_days", "idle", "late",
    )  # fmt: skip
    title = gettext_lazy("Quality of alert rules")
    empty_text = gettext_lazy("Nothing is counted yet. The figures are read once a day.")

    def get_queryset(self) -> QuerySet[RuleQuality]:
        rows = RuleQuality.objects.select_related("rule")
        if self.request.GET.get("quarter"):
            return rows
        newest = known_quarters()[:1]
        return rows.filter(quarter__in=newest)

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [
            (name_of_quarter(quarter), f"quarter={quarter.isoformat()}")
            for quarter in known_quarters()[:4]
        ]

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Rules"), reverse("monitoring:alert_rule_list"), "list-check")]

    def prepare(self, rows: list[Any]) -> list[Any]:
        return with_advice(rows, at=timezone.now())


@requires(VIEW_ALERT_QUALITY)
@require_GET
def rule_quality(request: HttpRequest, code: str) -> HttpResponse:
    """One rule quarter by quarter, and the customers that went bad with the warning they had."""
    rule = None if code == ALL else get_object_or_404(AlertRule, code=code)
    rows: list[Any] = list(
        RuleQuality.objects.filter(rule=rule).select_related("rule").order_by("-quarter")[:8]
    )
    with_advice(rows, at=timezone.now())
    quarter = _asked(request, rows)
    bad = (
        bad_customers(quarter, rule.pk if rule else None, person=person_of(request))
        if quarter
        else []
    )
    context = {
        "rule": rule,
        "rows": rows,
        **quality_lines(rows),
        "quarter": quarter and name_of_quarter(quarter),
        "bad": bad,
        "advice": rows[0].advice if rows else quality.Advice.NONE,
        "least": {"judged": quality.LEAST_JUDGED, "bad": quality.LEAST_BAD},
    }
    return render(request, "monitoring/rulequality_detail.html", context)


def _asked(request: HttpRequest, rows: list[Any]) -> dt.date | None:
    """The quarter of the address, else the newest one."""
    asked = request.GET.get("quarter", "")
    if not asked:
        return rows[0].quarter if rows else None
    found = [row.quarter for row in rows if row.quarter.isoformat() == asked]
    if not found:
        raise Http404
    return found[0]  # type: ignore[no-any-return]
