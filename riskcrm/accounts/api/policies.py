"""Written policies and who knows them, over the API."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from riskcrm.accounts import services
from riskcrm.accounts.models import PolicyAcknowledgement, PolicyDocument, PolicyVersion
from riskcrm.accounts.roles import PUBLISH_POLICIES, VIEW_POLICIES, WATCH_POLICIES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.filters import FilterSet
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin

TEXTS: dict[str, Any] = {"trim_whitespace": False, "max_length": 200_000}


class PolicySerializer(serializers.ModelSerializer[PolicyVersion]):
    """What a policy says from a day on, in both languages. A version never changes."""

    code = serializers.CharField(source="document.code", help_text="the policy's lasting name")
    withdrawn_at = serializers.DateTimeField(source="document.withdrawn_at", allow_null=True)
    published_by = serializers.CharField(source="published_by.username")

    class Meta:
        model = PolicyVersion
        fields: ClassVar[list[str]] = [
            "id",
            "code",
            "number",
            "title_en",
            "title_zh",
            "text_en",
            "text_zh",
            "effective_date",
            "published_by",
            "published_at",
            "withdrawn_at",
        ]
        read_only_fields = fields


class NewVersionSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A new version, which everybody has to acknowledge anew."""

    title_en = serializers.CharField(max_length=200)
    title_zh = serializers.CharField(max_length=200)
    text_en = serializers.CharField(**TEXTS)
    text_zh = serializers.CharField(**TEXTS)
    effective_date = serializers.DateField(help_text="the first day on which it is in force")
    after = serializers.IntegerField(help_text="number of the version that you have seen last")


class NewPolicySerializer(NewVersionSerializer):
    """A policy that was not there before, with its first version."""

    after = None  # type: ignore[assignment]
    code = serializers.SlugField(max_length=60, help_text="lasting name, such as credit-approval")


class PolicyReasonSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=400)


class PolicyAcknowledgementSerializer(serializers.ModelSerializer[PolicyAcknowledgement]):
    """A person says that they know a version of a policy."""

    code = serializers.CharField(source="version.document.code")
    number = serializers.IntegerField(source="version.number")
    person = serializers.CharField(source="person.username")

    class Meta:
        model = PolicyAcknowledgement
        fields: ClassVar[list[str]] = ["id", "code", "number", "person", "acknowledged_at"]
        read_only_fields = fields


class PolicyFilter(FilterSet):
    code = django_filters.CharFilter(field_name="document__code")
    latest = django_filters.BooleanFilter(
        method="latest_ones", help_text="true: of each policy in force the newest version alone"
    )

    class Meta:
        model = PolicyVersion
        fields: ClassVar[list[str]] = []

    def latest_ones(self, rows: Any, _name: str, value: bool) -> Any:
        return rows.latest_ones() if value else rows


class AcknowledgementFilter(FilterSet):
    code = django_filters.CharFilter(field_name="version__document__code")
    number = django_filters.NumberFilter(field_name="version__number")
    person = django_filters.CharFilter(field_name="person__username")

    class Meta:
        model = PolicyAcknowledgement
        fields: ClassVar[list[str]] = []


class Policies(generics.GenericAPIView[PolicyVersion]):
    serializer_class: Any = PolicySerializer
    queryset = PolicyVersion.objects.select_related("document", "published_by")

    def document(self) -> PolicyDocument:
        return get_object_or_404(PolicyDocument, code=self.kwargs["code"])

    def latest(self, code: str) -> PolicyVersion:
        rows = self.get_queryset().filter(document__code=code)
        return get_object_or_404(rows.order_by("-number")[:1])

    def answer(self, code: str, status: int = 200) -> Response:
        """The latest version as it is now."""
        address = reverse("api-policy", kwargs={"code": code}, request=self.request)
        headers = {"Location": address} if status == 201 else None
        return Response(self.get_serializer(self.latest(code)).data, status, headers=headers)


class PolicyCollection(IdempotentMixin, Policies, generics.ListAPIView[PolicyVersion]):
    """List the versions of policies; publish a new policy."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_POLICIES, "POST": PUBLISH_POLICIES}
    filterset_class = PolicyFilter

    @extend_schema(request=NewPolicySerializer, responses={201: PolicySerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = NewPolicySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.publish_policy(by=person_of(request), at=timezone.now(), **given.validated_data)
        return self.answer(given.validated_data["code"], 201)


class PolicyItem(Policies):
    """The latest version of a policy, withdrawn or not."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_POLICIES}

    @extend_schema(responses=PolicySerializer)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.document().code)


class PolicyPublishing(IdempotentMixin, Policies):
    """Publish a new version of a policy."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": PUBLISH_POLICIES}

    @extend_schema(request=NewVersionSerializer, responses={201: PolicySerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        document = self.document()
        given = NewVersionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.publish_version(
            document, by=person_of(request), at=timezone.now(), **given.validated_data
        )
        return self.answer(document.code, 201)


class PolicyWithdrawal(Policies):
    """End a policy. Its versions stay to be read."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": PUBLISH_POLICIES}

    @extend_schema(request=PolicyReasonSerializer, responses=PolicySerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        document = self.document()
        given = PolicyReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.withdraw_policy(
            document, by=person_of(request), at=timezone.now(), **given.validated_data
        )
        return self.answer(document.code)


class AcknowledgementCollection(generics.ListAPIView[PolicyAcknowledgement]):
    """List who has acknowledged which version."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": WATCH_POLICIES}
    serializer_class = PolicyAcknowledgementSerializer
    queryset = PolicyAcknowledgement.objects.none()  # for the schema
    filterset_class = AcknowledgementFilter

    def get_queryset(self) -> QuerySet[PolicyAcknowledgement]:
        return PolicyAcknowledgement.objects.select_related("version__document", "person")


class PolicyAcknowledging(Policies):
    """Say that one knows this version, the latest one. People only; once more changes nothing."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": VIEW_POLICIES}

    @extend_schema(request=None, responses=PolicyAcknowledgementSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.get_queryset().filter(document__code=self.kwargs["code"])
        version = get_object_or_404(rows, number=self.kwargs["number"])
        known = services.acknowledge_policy(version, by=person_of(request), at=timezone.now())
        return Response(PolicyAcknowledgementSerializer(known).data)
