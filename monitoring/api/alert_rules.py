"""Alert rules over the API: what the book is watched for, version by version.

A key reads them. Rules are written, tried, asked for and decided by people alone: the same calls
work for a person who is signed in, and a key is refused.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers.api.acts import Act, act_paths, text
from monitoring.alert_rules.filters import AlertRuleFilter, RuleVersionFilter
from monitoring.alert_rules.selectors import newest_runs, rules_for, tally_of, versions
from monitoring.api.people import Named
from monitoring.models import APPROVE_RULES, CHANGE_RULES, AlertRule, DryRun, RuleVersion, Severity
from monitoring.models.rules import Versus
from monitoring.services import alert_rules as services
from monitoring.services.dry_runs import request_dry_run
from riskcrm.accounts.roles import VIEW_ALERTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.serializers import KnownFieldsMixin

MARK = {"required": False, "allow_null": True, "max_digits": 18, "decimal_places": 4}
TREE = (
    "further conditions, all of which have to hold: a condition {subject, compare, value, versus, "
    "days, share, provider}, or a list of them under `all` or `any`; null = none"
)
SCOPE = (
    "whom the rule is about: lists `industries`, `countries`, `kinds`, `tiers`, `teams` (ids); one "
    "that is absent asks nothing"
)


class ScopeSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Whom a rule is about; a list that is absent asks nothing."""

    industries = serializers.ListField(child=serializers.CharField(), required=False)
    countries = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="two letters each, ISO 3166"
    )
    kinds = serializers.ListField(child=serializers.CharField(), required=False)
    tiers = serializers.ListField(child=serializers.CharField(), required=False)
    teams = serializers.ListField(
        child=serializers.IntegerField(), required=False, help_text="ids of teams"
    )


class AlertRuleSaidSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What a rule says. Shares are per cent, amounts in the base currency."""

    name_en = serializers.CharField(max_length=120)
    name_zh = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(choices=AlertRule.Kind.choices, required=False)
    subject = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="code of the leading figure"
    )
    raise_at = serializers.DecimalField(**MARK)  # type: ignore[arg-type]
    clear_at = serializers.DecimalField(
        **MARK,
        help_text="where the alert ends, on the safe side of `raise_at`",  # type: ignore[arg-type]
    )
    escalate_at = serializers.DecimalField(**MARK)  # type: ignore[arg-type]
    falling = serializers.BooleanField(required=False, help_text="dangerous when low")
    versus = serializers.ChoiceField(
        choices=Versus.choices, required=False, allow_blank=True,
        help_text="empty = the figure as it is; past = its change; peers = against its industry",
    )  # fmt: skip
    days = serializers.IntegerField(required=False, min_value=0, help_text="of a change alone")
    as_share = serializers.BooleanField(required=False, help_text="in per cent")
    provider = serializers.CharField(required=False, allow_blank=True, max_length=80)
    also = serializers.JSONField(required=False, allow_null=True, help_text=TREE)
    scope = ScopeSerializer(required=False, help_text=SCOPE)
    severity = serializers.ChoiceField(choices=Severity.choices)
    cooldown_days = serializers.IntegerField(required=False, min_value=0, max_value=365)
    muted_by = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="codes of rules that say more"
    )
    recipients = serializers.ListField(
        child=serializers.CharField(), required=False,
        help_text="roles that are told besides who looks after the customer",
    )  # fmt: skip
    playbook_en = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    playbook_zh = serializers.CharField(required=False, allow_blank=True, max_length=4000)


class DryRunSerializer(serializers.ModelSerializer[DryRun]):
    """What a version would have raised over the last 90 days. Alerts, customers and those that went
    bad are counted among the customers you see, the other figures of the whole book; null until it
    is done."""

    alerts = serializers.SerializerMethodField()
    customers = serializers.SerializerMethodField()
    went_bad = serializers.SerializerMethodField()
    failed = serializers.CharField(read_only=True, help_text="why it could not be tried")

    class Meta:
        model = DryRun
        fields: ClassVar[list[str]] = [
            "id", "first_date", "final_date", "looked_at", "asked_at", "done_at", "failed",
            "alerts", "customers", "went_bad", "customers_read", "held_before", "not_evaluated",
        ]  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: DryRun) -> Any:
        is_done = instance.done_at is not None and not instance.failed
        person = person_of(self.context["request"])
        self._tally = tally_of(instance, person) if is_done else None
        return super().to_representation(instance)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_alerts(self, _run: DryRun) -> int | None:
        return self._tally.alerts if self._tally else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_customers(self, _run: DryRun) -> int | None:
        return self._tally.customers if self._tally else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_went_bad(self, _run: DryRun) -> int | None:
        return self._tally.gone_bad if self._tally else None


class RuleVersionSerializer(serializers.ModelSerializer[RuleVersion]):
    """What a rule says, said or is to say. `said` has the fields of the rule, marks as text."""

    rule = serializers.CharField(source="rule.code", read_only=True)
    created_by = Named(read_only=True, allow_null=True)
    asked_by = Named(read_only=True, allow_null=True)
    decided_by = Named(read_only=True, allow_null=True)

    class Meta:
        model = RuleVersion
        fields: ClassVar[list[str]] = [
            "id", "rule", "number", "state", "said", "needs_second", "reason", "created_by",
            "created_at", "asked_by", "asked_at", "decided_by", "decided_at", "decision",
            "in_force_at", "version",
        ]  # fmt: skip
        read_only_fields = fields


class RuleVersionDetailSerializer(RuleVersionSerializer):
    """A version with how it did on the past; null where it was not tried as it is now."""

    dry_run = serializers.SerializerMethodField()

    class Meta(RuleVersionSerializer.Meta):
        fields: ClassVar[list[str]] = [*RuleVersionSerializer.Meta.fields, "dry_run"]
        read_only_fields = fields

    @extend_schema_field(DryRunSerializer(allow_null=True))
    def get_dry_run(self, row: RuleVersion) -> Any:
        run = newest_runs([row]).get(row.pk)
        return DryRunSerializer(run, context=self.context).data if run else None


class WatchingRuleSerializer(serializers.ModelSerializer[AlertRule]):
    """A rule as it holds now; `number` is its version in force, 0 before the first."""

    running = serializers.IntegerField(help_text="episodes of customers that you see")
    versions = RuleVersionSerializer(many=True, read_only=True)

    class Meta:
        model = AlertRule
        fields: ClassVar[list[str]] = [
            "code", "name_en", "name_zh", "kind", "subject", "raise_at", "clear_at", "escalate_at",
            "falling", "versus", "days", "as_share", "provider", "also", "scope", "severity",
            "cooldown_days", "muted_by", "recipients", "playbook_en", "playbook_zh", "number",
            "is_active", "running", "versions",
        ]  # fmt: skip
        read_only_fields = fields


class Rules(generics.GenericAPIView[AlertRule]):
    serializer_class: Any = WatchingRuleSerializer
    queryset = AlertRule.objects.none()
    lookup_field = lookup_url_kwarg = "code"

    def get_queryset(self) -> QuerySet[AlertRule]:
        newest = versions().order_by("-number")
        return rules_for(person_of(self.request)).prefetch_related(Prefetch("versions", newest))


class RuleCollection(IdempotentMixin, Rules, generics.ListAPIView[AlertRule]):
    """List alert rules with their versions; begin a new one, as a draft. Keys are refused."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_ALERTS, "POST": CHANGE_RULES}
    filterset_class = AlertRuleFilter

    @extend_schema(request=AlertRuleSaidSerializer, responses={201: RuleVersionDetailSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = AlertRuleSaidSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        by = person_of(request)
        draft = services.draft_rule(given.validated_data, by=by, at=timezone.now())
        self.versioned = draft
        address = reverse("api-rule-version", kwargs={"version_id": draft.pk}, request=request)
        body = RuleVersionDetailSerializer(draft, context=self.get_serializer_context()).data
        return Response(body, status=201, headers={"Location": address})


class RuleItem(Rules, generics.RetrieveAPIView[AlertRule]):
    """One alert rule with its versions, the newest first."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_ALERTS}


class Versions(generics.GenericAPIView[RuleVersion]):
    serializer_class: Any = RuleVersionDetailSerializer
    queryset = RuleVersion.objects.none()
    lookup_url_kwarg = "version_id"

    def get_queryset(self) -> QuerySet[RuleVersion]:
        return versions()


class VersionCollection(Versions, generics.ListAPIView[RuleVersion]):
    """List versions of alert rules."""

    serializer_class = RuleVersionSerializer
    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_ALERTS}
    filterset_class = RuleVersionFilter


class VersionItem(VersionedMixin, Versions, generics.RetrieveAPIView[RuleVersion]):
    """One version; a draft is changed by who began it."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_ALERTS, "PATCH": CHANGE_RULES}
    tells_more = True  # the dry run comes to its end without the version

    @extend_schema(request=AlertRuleSaidSerializer, responses=RuleVersionDetailSerializer)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        draft = self.get_object()
        given = AlertRuleSaidSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        self.versioned = services.change_version(
            draft, given.validated_data, version=self.version, by=person_of(request),
            at=timezone.now(),
        )  # fmt: skip
        return Response(self.get_serializer(self.get_queryset().get(pk=draft.pk)).data)


class VersionDiscarding(IdempotentMixin, Versions):
    """Give up what is not decided; a rule that never was in force goes with it."""

    permissions: ClassVar[dict[str, str]] = {"POST": CHANGE_RULES}

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = KnownNothing(data=request.data)
        given.is_valid(raise_exception=True)
        draft = self.get_object()
        services.discard_version(draft, by=person_of(request), at=timezone.now())
        return Response(status=204)


class KnownNothing(KnownFieldsMixin, serializers.Serializer[Any]):
    """No words at all."""


urlpatterns: list[URLPattern] = [
    path("alert-rules/", RuleCollection.as_view(), name="api-alert-rules"),
    path("alert-rules/<slug:code>/", RuleItem.as_view(), name="api-alert-rule"),
    *act_paths(
        "alert-rules/<slug:code>/", "api-alert-rule", Rules,
        Act("draft", services.draft_version,
            "Begin a new version from what the rule says; of a rule that is off, to switch it on.",
            answer=RuleVersionDetailSerializer, status=201),
        Act("switch-off", services.switch_off_rule,
            "Ask a second person to switch the rule off; it goes on until then.",
            {"reason": text("why")}, answer=RuleVersionDetailSerializer, status=201),
        permission=CHANGE_RULES,
    ),
    path("alert-rule-versions/", VersionCollection.as_view(), name="api-rule-versions"),
    path(
        "alert-rule-versions/<int:version_id>/", VersionItem.as_view(), name="api-rule-version"
    ),
    path(
        "alert-rule-versions/<int:version_id>/discard/", VersionDiscarding.as_view(),
        name="api-rule-version-discard",
    ),
    *act_paths(
        "alert-rule-versions/<int:version_id>/", "api-rule-version", Versions,
        Act("try", request_dry_run,
            "Try a draft, as it is now, on the last 90 days; ask for the version until its"
            " `dry_run` is done.",
            answer=DryRunSerializer, status=202),
        Act("ask", services.ask_version,
            "Put a draft in force; where it changes alerts of a rule that is switched on, a second"
            " person decides first.", {"reason": text("why")}, needs_version=True),
        permission=CHANGE_RULES,
    ),
    *act_paths(
        "alert-rule-versions/<int:version_id>/", "api-rule-version", Versions,
        Act("decide", services.decide_version,
            "Agree or turn down, as a second person.",
            {"approve": serializers.BooleanField(), "decision": text("why")}),
        permission=APPROVE_RULES,
    ),
]  # fmt: skip
