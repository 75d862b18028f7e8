"""Allocations over the API: what settles what, and what is proposed for open credits."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers import services
from customers.api.posting import Posting, posting_schema
from customers.api.reading import ReadAsAsked
from customers.api.serializers import CUSTOMER_HELP, MONEY
from customers.ledger import selectors as ledger
from customers.ledger.filters import SOURCE_NAMES, AllocationFilter, OpenCreditFilter
from customers.ledger.matching import Rule, propose
from customers.models import SOURCES, Allocation, Customer, OpenCredit
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin

SOURCE_HELP = "what settles: a payment, a credit note or a write-off"


class SettlementSerializer(serializers.ModelSerializer[Allocation]):
    """What of a payment, credit note or write-off settles an invoice; zero = taken back."""

    customer_number = serializers.CharField(
        source="customer.number", read_only=True, help_text=CUSTOMER_HELP
    )
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=SOURCE_NAMES, source="source_kind", read_only=True, help_text=SOURCE_HELP
    )
    source_number = serializers.CharField(source="source.source_key", read_only=True)
    invoice_number = serializers.CharField(source="invoice.number", read_only=True)
    currency = serializers.CharField(
        source="invoice.currency", read_only=True, help_text="the invoice's"
    )

    class Meta:
        model = Allocation
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_number",
            "source",
            "source_number",
            "invoice",
            "invoice_number",
            "effective_date",
            "amount",
            "currency",
            "base_amount",
            "recorded_at",
        ]
        read_only_fields = fields


class SettlementRowSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """How much of a source settles an invoice. The same row again changes nothing."""

    customer = serializers.CharField(max_length=40, help_text=CUSTOMER_HELP)
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=SOURCE_NAMES, help_text=SOURCE_HELP
    )
    number = serializers.CharField(max_length=80, help_text="the source's number")
    invoice = serializers.CharField(max_length=60, help_text="number of the customer's invoice")
    amount = serializers.DecimalField(
        **MONEY, min_value=0, help_text="all of it, in the invoice's currency; 0 takes it back"
    )
    date = serializers.DateField(
        required=False,
        allow_null=True,
        default=None,
        help_text="since when it counts; null = as before, or since source and invoice are there",
    )


class Allocations(ReadAsAsked, generics.GenericAPIView[Allocation]):
    serializer_class = SettlementSerializer
    queryset = Allocation.objects.none()

    def get_queryset(self) -> QuerySet[Allocation]:
        rows = ledger.with_sources(Allocation.objects.visible_to(self.request.user))
        return self.reading.documents(rows)


class AllocationCollection(Posting, Allocations, generics.ListAPIView[Allocation]):
    """List allocations; post one, or a list of them."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_payment",
        "POST": ("customers.add_payment", "customers.change_payment"),
    }
    filterset_class = AllocationFilter
    row_class = SettlementRowSerializer
    post_rows = services.allocate

    def row(self, data: dict[str, Any]) -> services.AllocateRow:
        return services.AllocateRow(**data)

    @posting_schema(SettlementRowSerializer, SettlementSerializer, "Settlement")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)


class AllocationItem(Allocations, generics.RetrieveAPIView[Allocation]):
    """One allocation."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_payment"}


class OpenCreditSerializer(serializers.ModelSerializer[OpenCredit]):
    """What is left of a payment, credit note or write-off."""

    customer_number = serializers.CharField(
        source="customer.number", read_only=True, help_text=CUSTOMER_HELP
    )
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=SOURCE_NAMES, source="source_kind", read_only=True, help_text=SOURCE_HELP
    )
    source_number = serializers.CharField(source="source.source_key", read_only=True)
    source_id = serializers.IntegerField(source="source.pk", read_only=True)

    class Meta:
        model = OpenCredit
        fields: ClassVar[list[str]] = [
            "customer",
            "customer_number",
            "source",
            "source_id",
            "source_number",
            "effective_date",
            "amount",
            "currency",
        ]
        read_only_fields = fields


class OpenCreditCollection(generics.ListAPIView[OpenCredit]):
    """List what payments and credits have left to allocate."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_payment"}
    serializer_class = OpenCreditSerializer
    queryset = OpenCredit.objects.none()
    filterset_class = OpenCreditFilter
    sorts: ClassVar[dict[str, str]] = {"effective_date": "effective_date", "id": "pk"}

    def get_queryset(self) -> QuerySet[OpenCredit]:
        rows = OpenCredit.objects.visible_to(self.request.user)
        return rows.select_related("customer", *SOURCES)


class MatchProposalSerializer(serializers.Serializer[Any]):
    """An allocation that is proposed; post its first five fields to make it."""

    customer = serializers.CharField(help_text=CUSTOMER_HELP)
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=SOURCE_NAMES, help_text=SOURCE_HELP
    )
    number = serializers.CharField(help_text="the source's number")
    invoice = serializers.CharField(help_text="number of the customer's invoice")
    amount = serializers.DecimalField(**MONEY, help_text="what the pair would have in all")
    added = serializers.DecimalField(**MONEY, help_text="what of it is new")
    currency = serializers.CharField()
    rule = serializers.ChoiceField(choices=Rule.choices, help_text="why, for programs")
    why = serializers.CharField(help_text="why, in words")


class MatchProposalsSerializer(serializers.Serializer[Any]):
    results = MatchProposalSerializer(many=True)


class AllocationProposals(generics.GenericAPIView[Customer]):
    """What a customer's open credits may be for, the strongest reasons first."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_payment"}
    serializer_class = MatchProposalsSerializer
    queryset = Customer.objects.none()
    pagination_class = None

    @extend_schema(responses=MatchProposalsSerializer)
    def get(self, request: Request, pk: int) -> Response:
        customer = get_object_or_404(Customer.objects.visible_to(person_of(request)), pk=pk)
        credits = ledger.open_credits_of(customer)
        given = ledger.given_of(customer, credits)
        rows = [
            {
                "customer": customer.number,
                "source": p.credit.source,
                "number": p.credit.number,
                "invoice": p.item.number,
                "amount": p.amount + given.get((p.credit.source, p.credit.source_id, p.item.id), 0),
                "added": p.amount,
                "currency": p.item.currency,
                "rule": p.rule,
                "why": p.rule.label,
            }
            for p in propose(credits, ledger.open_items_of(customer))
        ]
        return Response(MatchProposalsSerializer({"results": rows}).data)
