"""Findings over the API. Only people write and close them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers.api.acts import Act, act_paths, text
from monitoring.control.filters import (
    FindingFilter,
    owners,
)
from monitoring.control.selectors import (
    findings,
)
from monitoring.models import ControlTest, Finding, SampleItem
from monitoring.services import findings as finding_services
from riskcrm.accounts.control_rights import (
    ANSWER_FINDINGS,
    CLOSE_FINDINGS,
    RAISE_FINDINGS,
    VIEW_FINDINGS,
)
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin


class FindingSerializer(serializers.ModelSerializer[Finding]):
    """A finding, who owns it and how it stands."""

    class Meta:
        model = Finding
        fields: ClassVar[list[str]] = [
            "id", "title", "text", "severity", "item", "source", "cause", "action", "owner",
            "due_date", "state", "is_late", "raised_by", "raised_at", "closed_by", "closed_at",
            "closing", "retest", "version",
        ]  # fmt: skip
        read_only_fields = fields

    is_late = serializers.BooleanField(read_only=True)


class FindingRequestSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What is wrong, and who has to put it right by when."""

    title = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=10_000)
    severity = serializers.ChoiceField(choices=Finding.Severity.choices)
    cause = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    action = serializers.CharField(max_length=10_000)
    owner = serializers.PrimaryKeyRelatedField(queryset=owners())
    due_date = serializers.DateField()
    item = serializers.PrimaryKeyRelatedField(
        queryset=SampleItem.objects.all(), required=False, allow_null=True
    )


class Findings(generics.GenericAPIView[Finding]):
    serializer_class: Any = FindingSerializer
    queryset = Finding.objects.none()
    lookup_url_kwarg = "finding_id"

    def get_queryset(self) -> QuerySet[Finding]:
        return findings(self.request.user)


class FindingCollection(IdempotentMixin, Findings, generics.ListAPIView[Finding]):
    """List findings; raise one."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": VIEW_FINDINGS, "POST": (VIEW_FINDINGS, RAISE_FINDINGS)
    }  # fmt: skip
    filterset_class = FindingFilter

    @extend_schema(request=FindingRequestSerializer, responses={201: FindingSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = FindingRequestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        by, at = person_of(request), timezone.now()
        row = finding_services.raise_finding(**given.validated_data, by=by, at=at)
        address = reverse("api-finding", kwargs={"finding_id": row.pk}, request=request)
        return Response(FindingSerializer(row).data, status=201, headers={"Location": address})


class FindingItem(VersionedMixin, Findings, generics.RetrieveAPIView[Finding]):
    """One finding."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_FINDINGS}


FINDING_PATH = "findings/<int:finding_id>/"
urlpatterns: list[URLPattern] = [
    path("findings/", FindingCollection.as_view(), name="api-findings"),
    path(FINDING_PATH, FindingItem.as_view(), name="api-finding"),
    *act_paths(
        FINDING_PATH,
        "api-finding",
        Findings,
        Act(
            "follow-up",
            finding_services.follow_up_finding,
            "Say what was done about it.",
            {
                "text": text("what was done", 10_000),
                "evidence": text("what proves it", 10_000),
                "cause": text(
                    "the root cause", 10_000, required=False, allow_blank=True, default=""
                ),
            },
            (VIEW_FINDINGS, ANSWER_FINDINGS),
            needs_version=True,
        ),
        Act(
            "send-back",
            finding_services.send_finding_back,
            "Say what is missing.",
            {"text": text("what is missing", 10_000)},
            (VIEW_FINDINGS, CLOSE_FINDINGS),
            needs_version=True,
        ),
        Act(
            "close",
            finding_services.close_finding,
            "Close what was followed up.",
            {
                "text": text("why it is closed", 10_000),
                "retest": serializers.PrimaryKeyRelatedField(
                    queryset=ControlTest.objects.all(),
                    required=False,
                    allow_null=True,
                    help_text="the later test of the same control that shows that it helped",
                ),
            },
            (VIEW_FINDINGS, CLOSE_FINDINGS),
            needs_version=True,
        ),
    ),
]
