"""Shapes of invoices, payments and allocations in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from customers.api.serializers import AMOUNT_HELP, BASE_HELP, CUSTOMER_HELP, MONEY
from customers.models import Allocation, Invoice, Payment
from riskcrm.web.serializers import KnownFieldsMixin

VOID_HELP = "entered by mistake: it counts for nothing, and stays readable"
COST_HELP = "cost of sales in `currency`; null = not known"
REFERENCE_HELP = "what the payer wrote; numbers of invoices in it are proposed for allocation"


class InvoiceSerializer(serializers.ModelSerializer[Invoice]):
    """An invoice and what of it is still open."""

    customer_number = serializers.CharField(source="customer.number", help_text=CUSTOMER_HELP)
    paid = serializers.DecimalField(
        **MONEY, read_only=True, help_text="what payments settle, in `currency`"
    )
    credited = serializers.DecimalField(
        **MONEY, read_only=True, help_text="what credit notes settle, in `currency`"
    )
    written_off = serializers.DecimalField(
        **MONEY, read_only=True, help_text="what was given up, in `currency`"
    )
    open_amount = serializers.DecimalField(
        **MONEY, read_only=True, help_text="amount less all that settles it, in `currency`"
    )

    class Meta:
        model = Invoice
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_number",
            "number",
            "invoice_date",
            "due_date",
            "amount",
            "currency",
            "base_amount",
            "cost",
            "paid",
            "credited",
            "written_off",
            "open_amount",
            "is_void",
            "recorded_at",
        ]
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "base_amount": {"help_text": BASE_HELP},
            "cost": {"help_text": COST_HELP},
            "is_void": {"help_text": VOID_HELP},
        }


class InvoiceRowSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """An invoice to post. The same customer and number again changes it, or nothing."""

    customer = serializers.CharField(max_length=40, help_text=CUSTOMER_HELP)
    number = serializers.CharField(max_length=60, help_text="unique within the customer")
    invoice_date = serializers.DateField()
    due_date = serializers.DateField(
        required=False,
        allow_null=True,
        default=None,
        help_text="not before the invoice date; null says nothing, a known one stays",
    )
    amount = serializers.DecimalField(**MONEY, help_text=AMOUNT_HELP)
    currency = serializers.CharField(min_length=3, max_length=3, help_text="ISO 4217, such as USD")
    cost = serializers.DecimalField(
        **MONEY, min_value=0, required=False, allow_null=True, default=None, help_text=COST_HELP
    )


class AllocationSerializer(serializers.ModelSerializer[Allocation]):
    """The part of a payment that settles an invoice."""

    invoice_number = serializers.CharField(source="invoice.number", read_only=True)

    class Meta:
        model = Allocation
        fields: ClassVar[list[str]] = [
            "invoice",
            "invoice_number",
            "effective_date",
            "amount",
            "base_amount",
        ]
        read_only_fields = fields


class PaymentSerializer(serializers.ModelSerializer[Payment]):
    """Money received, and to which invoices it went."""

    customer_number = serializers.CharField(source="customer.number", help_text=CUSTOMER_HELP)
    allocations = AllocationSerializer(many=True, read_only=True, source="parts")

    class Meta:
        model = Payment
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_number",
            "source_key",
            "received_date",
            "amount",
            "currency",
            "base_amount",
            "method",
            "payer",
            "reference",
            "allocations",
            "is_void",
            "recorded_at",
        ]
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "base_amount": {"help_text": BASE_HELP},
            "is_void": {"help_text": VOID_HELP},
        }


class AllocationRowSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    invoice = serializers.CharField(max_length=60, help_text="number of the customer's invoice")
    amount = serializers.DecimalField(
        **MONEY, min_value=0, help_text="in the invoice's currency; 0 takes it back"
    )


class PaymentRowSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A payment to post. The same customer and source key again changes it, or nothing."""

    customer = serializers.CharField(max_length=40, help_text=CUSTOMER_HELP)
    source_key = serializers.CharField(max_length=80, help_text="unique within the customer")
    received_date = serializers.DateField()
    amount = serializers.DecimalField(**MONEY, help_text=AMOUNT_HELP)
    currency = serializers.CharField(min_length=3, max_length=3, help_text="ISO 4217, such as USD")
    method = serializers.ChoiceField(
        choices=Payment.Method.choices, default=Payment.Method.UNKNOWN, required=False
    )
    payer = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    reference = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text=REFERENCE_HELP
    )
    allocations = AllocationRowSerializer(
        many=True,
        required=False,
        allow_null=True,
        default=None,
        help_text="all of them: one left out is taken back; null says nothing about them",
    )
