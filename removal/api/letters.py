"""Letters over the API: read them, record their way. Drafting and releasing are for people."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.acts import Act, act_paths, day, text
from removal import services
from removal.letters.files import answer_with_pdf
from removal.letters.filters import DeliveryFilter, LetterFilter
from removal.models import Letter, LetterAnswer, LetterDelivery
from removal.services.letter_deliveries import pdf_name
from riskcrm.accounts.removal_rights import DELIVER_LETTERS, VIEW_LETTERS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.serializers import KnownFieldsMixin


class DeliverySerializer(serializers.ModelSerializer[LetterDelivery]):
    """One attempt to bring a letter to its customer."""

    recorded_by = serializers.CharField(source="recorded_by.username", read_only=True)

    class Meta:
        model = LetterDelivery
        fields: ClassVar[list[str]] = [
            "id", "letter", "number", "channel", "address", "source", "tracking_number", "sent_at",
            "arrived_on", "arrival", "arrival_note", "opened_at", "returned_on",
            "returned_because", "file_name", "sha256", "recorded_by", "recorded_at", "version",
        ]  # fmt: skip
        read_only_fields = fields


class AnswerSerializer(serializers.ModelSerializer[LetterAnswer]):
    """What the customer said to a letter."""

    recorded_by = serializers.CharField(source="recorded_by.username", read_only=True)

    class Meta:
        model = LetterAnswer
        fields: ClassVar[list[str]] = [
            "id", "received_on", "text", "file_name", "sha256", "recorded_by", "recorded_at",
        ]  # fmt: skip
        read_only_fields = fields


class LetterSerializer(serializers.ModelSerializer[Letter]):
    """A letter of a case; the PDF of a released one is at `pdf/` below it."""

    reference = serializers.CharField(read_only=True)
    customer = serializers.IntegerField(source="case.customer_id", read_only=True)
    customer_number = serializers.CharField(source="case.customer.number", read_only=True)
    drafted_by = serializers.CharField(source="drafted_by.username", read_only=True)
    released_by = serializers.CharField(
        source="released_by.username", read_only=True, default=None, allow_null=True
    )
    deliveries = DeliverySerializer(many=True, read_only=True)
    answers = AnswerSerializer(many=True, read_only=True)

    class Meta:
        model = Letter
        fields: ClassVar[list[str]] = [
            "id", "case", "reference", "round", "customer", "customer_number", "kind", "language",
            "state", "subject", "body", "drafted_by", "drafted_at", "released_by", "released_at",
            "sha256", "sent_at", "arrived_on", "is_arrival_proven", "deliveries", "answers",
            "version",
        ]  # fmt: skip
        read_only_fields = fields


class PostingSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """How a released letter was sent; e-mails that leave from here are not recorded so."""

    channel = serializers.ChoiceField(LetterDelivery.Channel.choices)
    address = serializers.CharField(max_length=400)
    source = serializers.ChoiceField(  # type: ignore[assignment]
        LetterDelivery.Source.choices, help_text="where the address is from"
    )
    sent_at = serializers.DateTimeField(required=False, help_text="now if it is not said")
    tracking_number = serializers.CharField(max_length=80, required=False, allow_blank=True)


class Letters(generics.GenericAPIView[Letter]):
    """What all views of letters share: which rows, in which shape."""

    serializer_class = LetterSerializer
    queryset = Letter.objects.none()
    lookup_url_kwarg = "letter_id"

    def get_queryset(self) -> QuerySet[Letter]:
        rows = Letter.objects.visible_to(self.request.user)
        return rows.select_related("case__customer", "drafted_by", "released_by").prefetch_related(
            "deliveries__recorded_by", "answers__recorded_by"
        )


class LetterCollection(Letters, generics.ListAPIView[Letter]):
    """List letters."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_LETTERS}
    filterset_class = LetterFilter


class LetterItem(VersionedMixin, Letters, generics.RetrieveAPIView[Letter]):
    """One letter."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_LETTERS}


class LetterPdf(Letters):
    """The PDF of a released letter, as it was kept; 409 for one that is not released."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_LETTERS}

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:
        letter = self.get_object()
        if not letter.sha256:
            raise Refused(_("This letter is not released, so it has no PDF."), code="not_released")
        return answer_with_pdf(str(letter.pdf), pdf_name(letter))


class LetterDeliveries(IdempotentMixin, Letters):
    """Record that a released letter was posted, handed to a courier, or delivered by hand."""

    permissions: ClassVar[dict[str, str]] = {"POST": DELIVER_LETTERS}

    @extend_schema(request=PostingSerializer, responses={201: DeliverySerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        letter = self.get_object()
        given = PostingSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said, by = given.validated_data, person_of(request)
        delivery = services.record_posted(letter, by=by, at=timezone.now(), **said)
        return Response(DeliverySerializer(delivery).data, status=201)


class Deliveries(generics.GenericAPIView[LetterDelivery]):
    serializer_class = DeliverySerializer
    queryset = LetterDelivery.objects.none()
    lookup_url_kwarg = "delivery_id"

    def get_queryset(self) -> QuerySet[LetterDelivery]:
        letters = Letter.objects.visible_to(self.request.user)
        rows = LetterDelivery.objects.filter(letter__in=letters)
        return rows.select_related("letter__case", "recorded_by")


class DeliveryCollection(Deliveries, generics.ListAPIView[LetterDelivery]):
    """List the ways that letters went: a courier finds its own by the number it gave."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_LETTERS}
    filterset_class = DeliveryFilter


class DeliveryItem(VersionedMixin, Deliveries, generics.RetrieveAPIView[LetterDelivery]):
    """One attempt to bring a letter to its customer."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_LETTERS}


urlpatterns: list[URLPattern] = [
    path("letters/", LetterCollection.as_view(), name="api-letters"),
    path("letters/<int:letter_id>/", LetterItem.as_view(), name="api-letter"),
    path("letters/<int:letter_id>/pdf/", LetterPdf.as_view(), name="api-letter-pdf"),
    path(
        "letters/<int:letter_id>/deliveries/",
        LetterDeliveries.as_view(),
        name="api-letter-post",
    ),
    *act_paths(
        "letters/<int:letter_id>/",
        "api-letter",
        Letters,
        Act(
            "answer", services.record_answer, "Record what the customer said to the letter.",
            {"received_on": day("when it came"), "text": text("what they say", 10_000)},
        ),
        permission=DELIVER_LETTERS,
    ),
    path("letter-deliveries/", DeliveryCollection.as_view(), name="api-letter-deliveries"),
    path(
        "letter-deliveries/<int:delivery_id>/", DeliveryItem.as_view(), name="api-letter-delivery"
    ),
    *act_paths(
        "letter-deliveries/<int:delivery_id>/",
        "api-letter-delivery",
        Deliveries,
        Act(
            "arrive", services.record_arrival, "Record that it arrived, and how that is known.",
            {
                "arrived_on": day("when it arrived"),
                "note": text("what proves it: who signed, what the courier says", 300),
                "opened_at": serializers.DateTimeField(required=False),
            },
        ),
        Act(
            "return", services.record_returned, "Record that it came back, and why.",
            {"returned_on": day("when it came back"), "reason": text("why", 300)},
        ),
        permission=DELIVER_LETTERS,
    ),
]  # fmt: skip
