"""Removal cases over the API: the same filters, rules and services as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
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
from removal.api.case_serializers import (
    AppealIntakeSerializer,
    AppealSerializer,
    ProposalSerializer,
    ReasonSerializer,
    RemovalCaseSerializer,
)
from removal.filters import RemovalCaseFilter
from removal.models import Appeal, CaseStep, CureItem, RemovalCase, RemovalDecision
from removal.selectors.cases import reasons_in_every_language
from removal.transitions import TRANSITIONS
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import CONTRIBUTE
from riskcrm.accounts.roles import PROPOSE, VIEW_CASES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin


class Cases(generics.GenericAPIView[RemovalCase]):
    """What all views of cases share: which rows, in which shape."""

    serializer_class = RemovalCaseSerializer
    queryset = RemovalCase.objects.none()  # for the schema; the rows come from get_queryset
    lookup_url_kwarg = "case_id"

    def get_queryset(self) -> QuerySet[RemovalCase]:
        rows = RemovalCase.objects.visible_to(self.request.user)
        return rows.select_related(
            "customer", "proposed_by", "taken_over_by", "owner"
        ).prefetch_related(
            Prefetch("steps", CaseStep.objects.select_related("by").order_by("number")),
            Prefetch(
                "decisions", RemovalDecision.objects.select_related("decided_by").order_by("pk")
            ),
            Prefetch("cure_items", CureItem.objects.order_by("pk")),
            Prefetch("appeals", Appeal.objects.select_related("decided_by").order_by("pk")),
        )

    @property
    def person(self) -> User:
        return person_of(self.request)


class CaseCollection(IdempotentMixin, Cases, generics.ListAPIView[RemovalCase]):
    """List cases; propose one."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_CASES, "POST": PROPOSE}
    filterset_class = RemovalCaseFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "due_date": "due_date"}

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
            ground=wanted["ground"],
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


def act_view(act: str) -> type[CaseAct]:
    """The view of one act of the machine, for people; only a withdrawal has a scope for keys."""
    return type(
        "".join(part.title() for part in act.split("_")),
        (CaseAct,),
        {
            "__doc__": f"{act.replace('_', ' ').capitalize()}. A refusal says what is missing.",
            "permissions": {"POST": TRANSITIONS[act].permission},
            "act": staticmethod(getattr(services, act)),
        },
    )


class CaseAppeals(IdempotentMixin, Cases):
    """Take in a customer's appeal against the removal; from then on nothing of the case moves."""

    permissions: ClassVar[dict[str, str]] = {"POST": CONTRIBUTE}

    @extend_schema(request=AppealIntakeSerializer, responses={201: AppealSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        case = self.get_object()
        given = AppealIntakeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        appeal = services.file_appeal(
            case, **given.validated_data, by=self.person, at=timezone.now()
        )
        return Response(AppealSerializer(appeal).data, status=201)
