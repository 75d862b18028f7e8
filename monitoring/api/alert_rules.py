"""Alert rules over the API: what the book is watched for, version by version.

A key reads them. Rules are written, tried, asked for and decided by people alone: the same calls
work for a person who is signed in, and a key is refused.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers.api.acts import Act, act_paths, text
from monitoring.alert_rules.filters import AlertRuleFilter, RuleVersionFilter
from monitoring.alert_rules.selectors import rules_for, versions
from monitoring.api.alert_rule_shapes import (
    AlertRuleSaidSerializer,
    DryRunSerializer,
    KnownNothing,
    RuleVersionDetailSerializer,
    RuleVersionSerializer,
    WatchingRuleSerializer,
)
from monitoring.models import APPROVE_RULES, CHANGE_RULES, AlertRule, RuleVersion
from monitoring.services import alert_rules as services
from monitoring.services.dry_runs import request_dry_run
from riskcrm.accounts.roles import VIEW_ALERTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin


class Rules(generics.GenericAPIView[AlertRule]):
    serializer_class: Any = WatchingRuleSerializer
    queryset = AlertRule.objects.none()
    lookup_field = lookup_url_kwarg = "code"

    def get_queryset(self) -> QuerySet[AlertRule]:
        newest = versions().order_by("-number")
        return rules_for(person_of(self.request)).prefetch_related(Prefetch("versions", newest))


class RuleCollection(IdempotentMixin, VersionedMixin, Rules, generics.ListAPIView[AlertRule]):
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
            " person decides first. 409 `not_tried`, `tried_too_long_ago` (a week later).",
            {"reason": text("why")}, needs_version=True),
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
