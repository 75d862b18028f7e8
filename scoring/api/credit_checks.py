"""Credit checks over the API: the service of the page, for order desks that are programs."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ASK, RELEASE, VIEW_CHECKS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.idempotency import IdempotentMixin
from scoring import services
from scoring.api.credit_serializers import (
    BatchAnswerSerializer,
    BatchAskSerializer,
    CreditCheckAskSerializer,
    CreditCheckSerializer,
    ReleaseAskSerializer,
    ReservationSerializer,
    name_in,
)
from scoring.credit.filters import CreditCheckFilter, ReservationFilter
from scoring.models import CreditCheck, Reservation

# to make a serializer takes longer than to use it, and a desk waits for it: one of each for all


@cache
def question() -> CreditCheckAskSerializer:
    return CreditCheckAskSerializer()


@cache
def answer() -> CreditCheckSerializer:
    return CreditCheckSerializer()


def shown(check: CreditCheck) -> dict[str, Any]:
    return dict(answer().to_representation(check))


class Checks(generics.GenericAPIView[CreditCheck]):
    """What all views of checks share: which rows, in which shape."""

    serializer_class = CreditCheckSerializer
    queryset = CreditCheck.objects.none()  # for the schema; the rows come from get_queryset
    lookup_url_kwarg = "check_id"

    def get_queryset(self) -> QuerySet[CreditCheck]:
        return CreditCheck.objects.visible_to(self.request.user).select_related(
            "customer", "policy", "asked_by", "reservation__customer", "release__released_by"
        )

    @property
    def person(self) -> User:
        return person_of(self.request)

    def asked(self, said: list[dict[str, Any]]) -> list[CreditCheck | Refused]:
        """The answers, in the order of the questions."""
        asks = [services.Ask(name_in(each), *(each[name] for name in ASKED)) for each in said]
        return services.check_credits(asks, by=self.person, at=timezone.now())


ASKED = ("amount", "currency", "reference", "reserve", "service")


class CheckCollection(IdempotentMixin, Checks, generics.ListAPIView[CreditCheck]):
    """List checks, the latest first; ask for one.

    Send an `Idempotency-Key`, then a call that is sent again after a timeout is answered as the
    first one was. A document has one reservation at most, with or without a key.
    """

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_CHECKS, "POST": ASK}
    filterset_class = CreditCheckFilter
    sorts: ClassVar[dict[str, str]] = {"asked_at": "asked_at"}
    default_sort = "-asked_at"

    @extend_schema(request=CreditCheckAskSerializer, responses={201: CreditCheckSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        [found] = self.asked([question().run_validation(request.data)])
        if isinstance(found, Refused):
            if found.field:
                raise ValidationError({found.field: [found.message]}, code=found.code)
            raise found
        address = reverse("api-credit-check", kwargs={"check_id": found.pk}, request=request)
        return Response(shown(found), status=201, headers={"Location": address})


class CheckBatch(IdempotentMixin, Checks):
    """Ask for up to a hundred checks; each is answered or refused by itself."""

    permissions: ClassVar[dict[str, str]] = {"POST": ASK}

    @extend_schema(request=BatchAskSerializer, responses=BatchAnswerSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = BatchAskSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        found: dict[int, CreditCheck | Refused] = {}
        understood: dict[int, dict[str, Any]] = {}
        for n, item in enumerate(given.validated_data["checks"]):
            try:
                understood[n] = question().run_validation(item)
            except ValidationError as wrong:
                found[n] = _misshapen(wrong.detail)
        found |= dict(zip(understood, self.asked(list(understood.values())), strict=True))
        results = [{"position": n, **_item(found[n])} for n in sorted(found)]
        return Response({"results": results})


def _misshapen(errors: Any) -> Refused:
    """The first thing that is wrong with a check, in the words of its field."""
    field, texts = next(iter(errors.items()))
    while isinstance(texts, dict | list) and texts:
        texts = next(iter(texts.values())) if isinstance(texts, dict) else texts[0]
    return Refused(str(texts), code="invalid", field=str(field))


def _item(answer: CreditCheck | Refused) -> dict[str, Any]:
    if isinstance(answer, Refused):
        said = {"code": answer.code, "field": answer.field, "reason": answer.message}
        return {"outcome": "refused", "check": None, **said}
    said = {"code": "", "field": "", "reason": ""}
    return {"outcome": "answered", "check": shown(answer), **said}


class CheckItem(Checks, generics.RetrieveAPIView[CreditCheck]):
    """One check, with what became of it."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_CHECKS}


class CheckRelease(Checks):
    """Release a held order. People only, and not who asked: no key has a scope for it."""

    permissions: ClassVar[dict[str, str]] = {"POST": RELEASE}

    @extend_schema(request=ReleaseAskSerializer, responses=CreditCheckSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        check = self.get_object()
        given = ReleaseAskSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.release_check(check, by=self.person, at=timezone.now(), **given.validated_data)
        return Response(shown(self.get_queryset().get(pk=check.pk)))


class Reservations(generics.GenericAPIView[Reservation]):
    serializer_class = ReservationSerializer
    queryset = Reservation.objects.none()  # for the schema
    lookup_url_kwarg = "reservation_id"

    def get_queryset(self) -> QuerySet[Reservation]:
        return Reservation.objects.visible_to(self.request.user).select_related("customer")


class ReservationCollection(Reservations, generics.ListAPIView[Reservation]):
    """List reservations, the latest first; with `live=1` those that count as exposure now."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_CHECKS}
    filterset_class = ReservationFilter
    sorts: ClassVar[dict[str, str]] = {"reserved_at": "reserved_at"}
    default_sort = "-reserved_at"


class ReservationItem(Reservations, generics.RetrieveAPIView[Reservation]):
    """One reservation."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_CHECKS}


class ReservationSettlement(Reservations):
    """The document is invoiced: the ledger counts it from now on. Sent twice it does no harm."""

    permissions: ClassVar[dict[str, str]] = {"POST": ASK}

    @extend_schema(request=None, responses=ReservationSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        by, at = person_of(request), timezone.now()
        done = services.settle_reservation(self.get_object(), by=by, at=at)
        return Response(self.get_serializer(done).data)


class ReservationCancellation(Reservations):
    """The document will not come: its part of the limit is free again. Sent twice, no harm."""

    permissions: ClassVar[dict[str, str]] = {"POST": ASK}

    @extend_schema(request=None, responses=ReservationSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        by, at = person_of(request), timezone.now()
        done = services.cancel_reservation(self.get_object(), by=by, at=at)
        return Response(self.get_serializer(done).data)
