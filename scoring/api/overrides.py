"""Overrides over the API: look, ask, withdraw. Deciding is for people."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.acts import Act, act_paths, text
from customers.models import Customer
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.serializers import KnownFieldsMixin
from scoring import services
from scoring.models import DECIDE_OVERRIDES, Override
from scoring.overriding.filters import OverrideFilter
from scoring.overriding.forms import RATED

VIEW = "scoring.view_override"
ADD = "scoring.add_override"


class OverrideSerializer(serializers.ModelSerializer[Override]):
    """A tier in place of the card's: who asked, who decided, until when."""

    customer_number = serializers.CharField(source="customer.number", read_only=True)
    requested_by = serializers.CharField(source="requested_by.username", read_only=True)
    decided_by = serializers.CharField(
        source="decided_by.username", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = Override
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_number",
            "tier",
            "computed_tier",
            "score",
            "reason",
            "text",
            "evidence",
            "state",
            "requested_by",
            "requested_at",
            "expires_on",
            "decided_by",
            "decided_at",
            "decision",
            "ended_at",
            "ending",
            "version",
        ]
        read_only_fields = fields


class OverrideRequestSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What asks for an override."""

    customer = serializers.IntegerField(help_text="id of the customer")
    tier = serializers.ChoiceField(RATED)
    reason = serializers.ChoiceField(Override.Reason.choices)
    text = serializers.CharField(help_text="why")
    evidence = serializers.CharField(help_text="what proves it, and where it lies")
    expires_on = serializers.DateField(help_text="last day, at most 90 days ahead")


class Overrides(generics.GenericAPIView[Override]):
    serializer_class = OverrideSerializer
    queryset = Override.objects.none()
    lookup_url_kwarg = "override_id"

    def get_queryset(self) -> QuerySet[Override]:
        rows = Override.objects.visible_to(self.request.user)
        return rows.select_related("customer", "requested_by", "decided_by")


class OverrideCollection(IdempotentMixin, Overrides, generics.ListAPIView[Override]):
    """List overrides; ask for one."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW, "POST": ADD}
    filterset_class = OverrideFilter

    @extend_schema(request=OverrideRequestSerializer, responses={201: OverrideSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = OverrideRequestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = dict(given.validated_data)
        by = person_of(request)
        customer = Customer.objects.visible_to(by).filter(pk=said.pop("customer")).first()
        if customer is None:
            raise ValidationError(
                {"customer": [_("There is no such customer among those you see.")]}
            )
        made = services.request_override(customer, by=by, at=timezone.now(), **said)
        return Response(self.get_serializer(made).data, status=201)


class OverrideItem(VersionedMixin, Overrides, generics.RetrieveAPIView[Override]):
    """One override. Its `ETag` is what an act sends back as `If-Match`."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW}


REASON = {"reason": text("why")}
urlpatterns: list[URLPattern] = [
    path("overrides/", OverrideCollection.as_view(), name="api-overrides"),
    path("overrides/<int:override_id>/", OverrideItem.as_view(), name="api-override"),
    *act_paths(
        "overrides/<int:override_id>/",
        "api-override",
        Overrides,
        Act("approve", services.approve_override, "Let the tier hold.", REASON,
            permission=DECIDE_OVERRIDES, needs_version=True),
        Act("reject", services.reject_override, "Let the card's tier stand.", REASON,
            permission=DECIDE_OVERRIDES, needs_version=True),
        Act("lift", services.lift_override, "End it before its last day.", REASON,
            permission=DECIDE_OVERRIDES, needs_version=True),
        Act("withdraw", services.withdraw_override, "Take one's own request back.", REASON,
            needs_version=True),
        permission=ADD,
    ),
]  # fmt: skip
