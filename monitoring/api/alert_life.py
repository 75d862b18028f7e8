"""What is done with an alert, whose they are, and how good the rules are, over the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers

from customers.api.acts import Act, act_paths, saying
from customers.models import Customer, Plan
from monitoring.alerting import quality
from monitoring.alerting.filters import AlertedCustomerFilter, RuleQualityFilter
from monitoring.alerting.selectors import alerted_customers, with_advice, with_alerts
from monitoring.api.serializers import AlertDetailSerializer
from monitoring.api.views import Alerts
from monitoring.models import AlertClosure, RiskLead, RuleQuality
from monitoring.services.alert_life import assign_alert, close_alert, snooze_alert, wake_alert
from monitoring.services.escalations import name_risk_lead
from removal.models import RemovalCase
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.roles import (
    ACKNOWLEDGE,
    ALL_CUSTOMERS,
    KEEP_RISK_LEADS,
    VIEW_ALERT_QUALITY,
    VIEW_ALERTS,
)
from riskcrm.web.keyset import Sort
from riskcrm.web.permissions import Needed

PER_CENT = "per cent, 0 to 100; null = too few to say"
SHARE: dict[str, Any] = {"max_digits": 5, "decimal_places": 1}


class AlertRows(Alerts):
    """The alerts that acts are done to; the answer is the alert as it is then."""

    serializer_class = AlertDetailSerializer


def _person(label: str) -> Any:
    people = User.objects.filter(kind=User.Kind.PERSON)
    return serializers.PrimaryKeyRelatedField(queryset=people, allow_null=True, help_text=label)


def _row(model: Any, label: str) -> Any:
    return serializers.PrimaryKeyRelatedField(
        queryset=model.objects.all(), allow_null=True, required=False, help_text=label
    )


ACTS = (
    Act(
        "assign",
        saying(assign_alert, version="seen", assignee="to"),
        "Give an alert to a person who may acknowledge and sees the customer; null = back. "
        "409 `cannot_take`, `closed_already`, `cleared`.",
        {"assignee": _person("id of a person; null = whose customer it is")},
        needs_version=True,
    ),
    Act(
        "snooze",
        saying(snooze_alert, version="seen"),
        "Put an alert off; its deadlines run on from the end. Low ones for 90 days at most, medium "
        "30, high 14, critical 3. 409 `end_is_past`, `end_too_late`, `closed_already`, `cleared`.",
        {
            "until": serializers.DateTimeField(help_text="when it wakes, if not graver before"),
            "reason": serializers.CharField(help_text="why it can wait"),
        },
        needs_version=True,
    ),
    Act(
        "wake",
        saying(wake_alert, version="seen"),
        "End a snooze before its time. 409 `not_snoozed`.",
        needs_version=True,
    ),
    Act(
        "close",
        saying(close_alert, version="seen"),
        "Say what an alert led to. Once; what nobody acknowledged is acknowledged with it. A plan "
        "or a case is made first. 409 `closed_already`, `link_missing`, `link_does_not_fit`.",
        {
            "outcome": serializers.ChoiceField(choices=AlertClosure.Outcome.choices),
            "note": serializers.CharField(help_text="what was found out"),
            "plan": _row(Plan, "id of a plan of this customer; needed with outcome `plan`"),
            "case": _row(RemovalCase, "id of a case of this customer; needed with outcome `case`"),
        },
        needs_version=True,
    ),
)


class AlertedCustomerSerializer(serializers.ModelSerializer[Customer]):
    """A customer with its running alerts."""

    exposure = serializers.SerializerMethodField(help_text="in the base currency; null = not known")
    running = serializers.SerializerMethodField(help_text="running alerts")
    waiting = serializers.SerializerMethodField(help_text="of which nobody acknowledged")
    alert_ids = serializers.SerializerMethodField(help_text="ids of the running ones")

    class Meta:
        model = Customer
        fields: ClassVar[list[str]] = [
            "id", "number", "name", "exposure", "running", "waiting", "alert_ids",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DecimalField(18, 2, allow_null=True))
    def get_exposure(self, customer: Any) -> str | None:
        exposure = getattr(getattr(customer, "reading", None), "exposure", None)
        return None if exposure is None else str(exposure)

    @extend_schema_field(serializers.IntegerField())
    def get_running(self, customer: Any) -> int:
        return len(customer.alerts_now)

    @extend_schema_field(serializers.IntegerField())
    def get_waiting(self, customer: Any) -> int:
        return len(customer.alerts_open)

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_alert_ids(self, customer: Any) -> list[int]:
        return [alert.pk for alert in customer.alerts_now]


class AlertedCustomerCollection(generics.ListAPIView[Customer]):
    """Customers with running alerts."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_ALERTS}
    serializer_class = AlertedCustomerSerializer
    queryset = Customer.objects.none()
    filterset_class = AlertedCustomerFilter
    sorts: ClassVar[dict[str, Any]] = {"id": "pk", "name": "sort_key"}

    def get_queryset(self) -> QuerySet[Customer]:
        return alerted_customers(self.request.user)  # type: ignore[arg-type]

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        return with_alerts(list(rows or []), at=timezone.now())


class RuleQualitySerializer(serializers.ModelSerializer[RuleQuality]):
    """How good a rule was in a quarter."""

    rule = serializers.CharField(
        source="rule.code", allow_null=True, read_only=True, help_text="null = all rules together"
    )
    precision = serializers.SerializerMethodField(help_text=PER_CENT)
    recall = serializers.SerializerMethodField(
        help_text=PER_CENT + "; of the customers that went bad those with an alert 60 to 365 days "
        "before"
    )
    median_days_ahead = serializers.SerializerMethodField(
        help_text="days from the first alert to the bad day; null = too few to say"
    )
    without_action_share = serializers.SerializerMethodField(
        help_text=PER_CENT + "; closed as false alarm or watched"
    )
    late_share = serializers.SerializerMethodField(help_text=PER_CENT + "; missed a deadline")
    alerts_per_analyst_day = serializers.SerializerMethodField(
        help_text="for each day on which somebody worked on alerts; null = nobody did"
    )
    duplicates = serializers.SerializerMethodField(help_text="hits that made no alert of their own")
    snoozed = serializers.IntegerField(help_text="alerts that sleep now")
    advice = serializers.CharField(help_text="`retire`, `tighten` or empty")

    class Meta:
        model = RuleQuality
        fields: ClassVar[list[str]] = [
            "rule", "quarter", "read_at", "alerts", "judged", "right", "precision", "bad",
            "warned", "foretold", "recall", "median_days_ahead", "closed", "without_action",
            "without_action_share", "late", "late_share", "analyst_days",
            "alerts_per_analyst_day", "duplicates", "snoozed", "advice",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DecimalField(**SHARE, allow_null=True))
    def get_precision(self, row: RuleQuality) -> str | None:
        return _text(quality.precision(row))

    @extend_schema_field(serializers.DecimalField(**SHARE, allow_null=True))
    def get_recall(self, row: RuleQuality) -> str | None:
        return _text(quality.recall(row))

    @extend_schema_field(serializers.DecimalField(**SHARE, allow_null=True))
    def get_median_days_ahead(self, row: RuleQuality) -> str | None:
        return _text(quality.lead_days(row))

    @extend_schema_field(serializers.DecimalField(**SHARE, allow_null=True))
    def get_without_action_share(self, row: RuleQuality) -> str | None:
        return _text(quality.idle_share(row))

    @extend_schema_field(serializers.DecimalField(**SHARE, allow_null=True))
    def get_late_share(self, row: RuleQuality) -> str | None:
        return _text(quality.late_share(row))

    @extend_schema_field(serializers.DecimalField(12, 2, allow_null=True))
    def get_alerts_per_analyst_day(self, row: RuleQuality) -> str | None:
        return _text(quality.per_analyst_day(row))

    @extend_schema_field(serializers.IntegerField())
    def get_duplicates(self, row: RuleQuality) -> int:
        return quality.duplicates(row)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


class RuleQualityCollection(generics.ListAPIView[RuleQuality]):
    """The quality of rules by quarter, read once a day."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": (VIEW_ALERT_QUALITY, ALL_CUSTOMERS)}
    serializer_class = RuleQualitySerializer
    queryset = RuleQuality.objects.select_related("rule")
    filterset_class = RuleQualityFilter
    sorts: ClassVar[dict[str, Any]] = {"id": "pk", "quarter": Sort("quarter", True, True)}

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        return with_advice(list(rows or []), at=timezone.now())


class TeamLeadSerializer(serializers.ModelSerializer[Team]):
    """A team and who takes its alerts when a deadline passes."""

    risk_lead = serializers.SerializerMethodField(
        help_text="id of the person; null = all risk officers"
    )

    class Meta:
        model = Team
        fields: ClassVar[list[str]] = ["id", "name", "risk_lead"]
        read_only_fields = fields

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_risk_lead(self, team: Team) -> int | None:
        lead: RiskLead | None = getattr(team, "risk_lead", None)
        return lead.person_id if lead else None


class TeamLeads(generics.GenericAPIView[Team]):
    """Teams with their risk leads."""

    serializer_class: Any = TeamLeadSerializer
    queryset = Team.objects.select_related("risk_lead")


class TeamLeadCollection(TeamLeads, generics.ListAPIView[Team]):
    """Who takes the alerts of which team when a deadline passes."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_ALERTS}
    sorts: ClassVar[dict[str, Any]] = {"id": "pk"}


LEAD_ACT = Act(
    "name-lead",
    name_risk_lead,
    "Name the risk lead of a team, or nobody. 409 `cannot_lead`.",
    {"person": _person("id of a risk officer; null = all of them")},
)

urlpatterns = [
    path(
        "alerts/by-customer/",
        AlertedCustomerCollection.as_view(),
        name="api-alerted-customers",
    ),
    path("alerts/quality/", RuleQualityCollection.as_view(), name="api-rule-quality"),
    path("alerts/leads/", TeamLeadCollection.as_view(), name="api-risk-leads"),
    *act_paths(
        "alerts/leads/<int:pk>/", "api-risk-lead", TeamLeads, LEAD_ACT, permission=KEEP_RISK_LEADS
    ),
    *act_paths("alerts/<int:alert_id>/", "api-alert", AlertRows, *ACTS, permission=ACKNOWLEDGE),
]
