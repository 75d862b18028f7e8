"""Removal cases over the API: the same filters, rules and services as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers.models import Customer
from removal import services
from removal.api.case_serializers import ProposalSerializer, ReasonSerializer, RemovalCaseSerializer
from removal.filters import RemovalCaseFilter
from removal.models import RemovalCase
from removal.selectors.cases import reasons_in_every_language
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import DECIDE, PROPOSE, VIEW_CASES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin


class Cases(generics.GenericAPIView[RemovalCase]):
    """What all views of cases share: which rows, in which shape."""

    serializer_class = RemovalCaseSerializer
    queryset = RemovalCase.objects.none()  # for the schema; the rows come from get_queryset
    lookup_url_kwarg = "case_id"

    def get_queryset(self) -> QuerySet[RemovalCase]:
        return RemovalCase.objects.visible_to(self.request.user).select_related(
            "customer",
            "proposed_by",
            "taken_over_by",
            "decision__decided_by",
            "withdrawal__withdrawn_by",
        )

    @property
    def person(self) -> User:
        return person_of(self.request)


class CaseCollection(IdempotentMixin, Cases, generics.ListAPIView[RemovalCase]):
    """List cases; propose one."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_CASES, "POST": PROPOSE}
    filterset_class = RemovalCaseFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "decide_by_date": "decide_by_date"}

    @extend_schema(request=ProposalSerializer, responses={201: RemovalCaseSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        proposal = ProposalSerializer(data=request.data)
        proposal.is_valid(raise_exception=True)
        wanted = proposal.validated_data
        customer = Customer.objects.visible_to(self.person).filter(pk=wanted["customer"]).first()
        if customer is None:
            raise ValidationError(
                {"customer": [_("There is no such customer among those you see.")]}
            )
        reasons = wanted.get("reasons")
        if reasons is None:
            reasons = [reason["code"] for reason in reasons_in_every_language(customer)]
        case = services.propose_removal(
            customer,
            by=self.person,
            summary=wanted["summary"],
            reasons=reasons,
            at=timezone.now(),
        )
        address = reverse("api-case", kwargs={"case_id": case.pk}, request=request)
        body = self.get_serializer(self.get_queryset().get(pk=case.pk)).data
        return Response(body, status=201, headers={"Location": address})


class CaseItem(VersionedMixin, Cases, generics.RetrieveAPIView[RemovalCase]):
    """One case. Its `ETag` is what a decision sends back as `If-Match`."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_CASES}


class CaseAct(VersionedMixin, Cases):
    """An act that closes a case, for the state of it that the caller has seen."""

    needs_version = ("POST",)
    act: ClassVar[Callable[..., Any]]

    @extend_schema(request=ReasonSerializer, responses=RemovalCaseSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        case = self.get_object()
        given = ReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        type(self).act(
            case,
            by=self.person,
            reason=given.validated_data["reason"],
            version=self.version,
            at=timezone.now(),
        )
        self.versioned = self.get_queryset().get(pk=case.pk)
        return Response(self.get_serializer(self.versioned).data)


class CaseApproval(CaseAct):
    """Approve the removal. People only: no key has a scope for it."""

    permissions: ClassVar[dict[str, str]] = {"POST": DECIDE}
    act = services.approve_case


class CaseRejection(CaseAct):
    """Reject the removal. People only."""

    permissions: ClassVar[dict[str, str]] = {"POST": DECIDE}
    act = services.reject_case


class CaseWithdrawal(CaseAct):
    """Take one's own proposal back."""

    permissions: ClassVar[dict[str, str]] = {"POST": PROPOSE}
    act = services.withdraw_case
