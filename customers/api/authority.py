"""The register of requests over the API, for the system in which the lawyers keep their files."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers.api.acts import Act, act_paths, day, text
from customers.api.posting import Posting, posting_schema
from customers.api.serializers import CUSTOMER_HELP
from customers.authority.filters import AuthorityRequestFilter
from customers.models import AuthorityRequest, Customer
from customers.services import authority as services
from customers.services.post_each import post_requests
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import VIEW_REQUESTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin

CHANGE = "customers.change_authorityrequest"


class AuthorityRequestSerializer(serializers.ModelSerializer[AuthorityRequest]):
    """A request of an authority, and the answer once there is one."""

    customer_number = serializers.CharField(
        source="customer.number", read_only=True, allow_null=True, default=None
    )
    responsible = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)

    class Meta:
        model = AuthorityRequest
        fields: ClassVar[list[str]] = [
            "id",
            "authority",
            "reference",
            "received_date",
            "subject",
            "question",
            "customer",
            "customer_number",
            "legal_basis",
            "deadline_date",
            "responsible",
            "state",
            "answer",
            "answered_date",
            "recorded_at",
            "version",
        ]
        read_only_fields = fields


class NewAuthorityRequestSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A request to enter. The same file of the same authority cannot be entered twice."""

    authority = serializers.CharField(max_length=200)
    reference = serializers.CharField(max_length=80, help_text="the authority's file number")
    received_date = serializers.DateField()
    subject = serializers.CharField(max_length=200)
    question = serializers.CharField(required=False, allow_blank=True, default="")
    customer = serializers.CharField(
        max_length=40, required=False, allow_null=True, default=None, help_text=CUSTOMER_HELP
    )
    legal_basis = serializers.CharField(
        max_length=300, required=False, allow_blank=True, default=""
    )
    deadline_date = serializers.DateField(help_text="not before the day it was received")
    responsible = serializers.SlugRelatedField(
        slug_field="username",
        queryset=User.objects.people().active(),
        help_text="sign-in name of who sees to the answer",
    )


class Requests(generics.GenericAPIView[AuthorityRequest]):
    serializer_class = AuthorityRequestSerializer
    queryset = AuthorityRequest.objects.none()

    def get_queryset(self) -> QuerySet[AuthorityRequest]:
        rows = AuthorityRequest.objects.visible_to(person_of(self.request))
        return rows.select_related("customer", "responsible")


class AuthorityRequestCollection(Posting, Requests, generics.ListAPIView[AuthorityRequest]):
    """List requests of authorities; enter one, or enter and correct a list of them by their files.

    One that is in the register already is a 409: to correct one, say by `If-Match` what you have
    seen. In a list a row is all that your system knows.
    """

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": VIEW_REQUESTS,
        "POST": ("customers.add_authorityrequest", CHANGE),
    }
    filterset_class = AuthorityRequestFilter
    sorts: ClassVar[dict[str, str]] = {
        "id": "pk",
        "deadline_date": "deadline_date",
        "received_date": "received_date",
    }

    row_class = NewAuthorityRequestSerializer
    post_rows = post_requests

    @posting_schema(NewAuthorityRequestSerializer, AuthorityRequestSerializer, "AuthorityRequest")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if isinstance(request.data, list):
            return super().post(request, *args, **kwargs)
        given = NewAuthorityRequestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        fields, by = dict(given.validated_data), person_of(request)
        _find_customer(fields, by=by)
        row = services.register_request(by=by, at=timezone.now(), **fields)
        address = reverse("api-authority-request", kwargs={"pk": row.pk}, request=request)
        body = self.get_serializer(row).data
        return Response(body, status=201, headers={"Location": address})


def _find_customer(fields: dict[str, Any], *, by: User) -> None:
    """Put the customer in place of its number, where one is said."""
    if number := fields.get("customer"):
        fields["customer"] = get_object_or_404(Customer.objects.visible_to(by), number=number)


class AuthorityRequestItem(VersionedMixin, Requests, generics.RetrieveAPIView[AuthorityRequest]):
    """One request of an authority. Correct an open one with the `ETag` you have seen."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_REQUESTS, "PATCH": CHANGE}

    @extend_schema(
        request=NewAuthorityRequestSerializer(partial=True), responses=AuthorityRequestSerializer
    )
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row, by = self.get_object(), person_of(request)
        given = NewAuthorityRequestSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        fields = dict(given.validated_data)
        _find_customer(fields, by=by)
        self.versioned = services.change_request(
            row, by=by, at=timezone.now(), version=self.version, **fields
        )
        return Response(self.get_serializer(self.versioned).data)


CLOSED = [(s.value, s.label) for s in AuthorityRequest.State if s != AuthorityRequest.State.OPEN]
ACTS = act_paths(
    "authority-requests/<int:pk>/",
    "api-authority-request",
    Requests,
    Act("answer", services.answer_request,
        "Close a request with what was answered, or with why nothing was. It stays so.",
        {"state": serializers.ChoiceField(choices=CLOSED),
         "answer": text("what was answered, or why it was refused", 20000),
         "answered_date": day("not before the request came, not in the future")},
        needs_version=True),
    permission=CHANGE,
)  # fmt: skip
