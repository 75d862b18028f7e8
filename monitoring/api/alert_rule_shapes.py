"""Shapes of alert rules, their versions and dry runs in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from monitoring.alert_rules.selectors import run_of, tally_of
from monitoring.api.people import Named
from monitoring.models import AlertRule, DryRun, RuleVersion, Severity
from monitoring.models.rules import Versus
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.serializers import KnownFieldsMixin

MARK: dict[str, Any] = {
    "required": False,
    "allow_null": True,
    "max_digits": 18,
    "decimal_places": 4,
}
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
    raise_at = serializers.DecimalField(**MARK)
    clear_at = serializers.DecimalField(
        **MARK,
        help_text="where the alert ends, on the safe side of `raise_at`",
    )
    escalate_at = serializers.DecimalField(**MARK)
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
    failed = serializers.CharField(
        read_only=True,
        help_text="the kind of error because of which it could not be tried; empty = none",
    )

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
        run = run_of(row)
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


class KnownNothing(KnownFieldsMixin, serializers.Serializer[Any]):
    """No words at all."""
