"""Invoices, payments, and the rates between currencies."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.book import MONEY, Customer, OfCustomerQuerySet


class ExchangeRate(models.Model):
    """What one unit of a currency was worth in the base currency from a day on.

    Rows are added, never changed: the one recorded last for a day is the one that counts.
    """

    currency = models.CharField(_("currency"), max_length=3)
    effective_date = models.DateField(_("in force from"))
    rate = models.DecimalField(_("rate"), max_digits=18, decimal_places=8)
    recorded_at = models.DateTimeField(_("recorded at"))
    is_applied = models.BooleanField(
        default=True, db_default=True, help_text="documents follow it; until then it is a queue"
    )

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "effective_date", "recorded_at"], name="one_rate_at_a_time"
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_positive"),
        ]
        indexes = [
            models.Index(fields=["effective_date", "id"], name="rate_by_date"),
            models.Index(fields=["currency", "effective_date", "id"], name="rate_by_currency"),
            models.Index(fields=["id"], condition=Q(is_applied=False), name="rate_not_applied"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.rate} from {self.effective_date}"


class InvoiceState(models.Model):
    """What an invoice says. Shared by the current row and its revisions."""

    invoice_date = models.DateField(_("invoice date"))
    due_date = models.DateField(_("due date"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    base_amount = models.DecimalField(
        _("amount in base currency"), **MONEY, null=True, help_text="null = no rate known"
    )
    cost = models.DecimalField(
        _("cost of sales"), **MONEY, null=True, blank=True, help_text="null = not known"
    )
    is_void = models.BooleanField(
        _("void"), default=False, db_default=False, help_text=_("entered by mistake")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        abstract = True


class InvoiceQuerySet(OfCustomerQuerySet["Invoice"]):
    pass


class Invoice(InvoiceState):
    """A demand for payment; what is still open follows from its allocations."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="invoices", db_index=False
    )
    number = models.CharField(_("invoice number"), max_length=60)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.UniqueConstraint(fields=["customer", "number"], name="one_invoice_per_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_amount_positive"),
            models.CheckConstraint(
                condition=Q(due_date__isnull=True) | Q(due_date__gte=F("invoice_date")),
                name="invoice_due_after_issue",
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0), name="invoice_cost_not_negative"
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "invoice_date"],
                include=["id", "due_date", "amount", "base_amount", "recorded_at", "is_void"],
                name="invoice_reading",
            ),
            models.Index(fields=["number"], name="invoice_by_number"),
            # the list of all invoices: by day, also of one currency, and by the day they fall due
            models.Index(fields=["invoice_date", "id"], name="invoice_by_date"),
            models.Index(fields=["currency", "invoice_date", "id"], name="invoice_by_currency"),
            models.Index(fields=["due_date"], name="invoice_by_due_date"),
            models.Index(fields=["customer"], condition=Q(is_void=True), name="invoice_void"),
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceRevision(InvoiceState):
    """A former state of an invoice, true until it was superseded."""

    invoice = models.ForeignKey(
        Invoice, on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    superseded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "invoice", "superseded_at"], name="one_invoice_state_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["invoice"], name="invoice_state_by_row")]

    def __str__(self) -> str:
        return f"{self.invoice_id} until {self.superseded_at}"


class PaymentState(models.Model):
    """What a payment says. Shared by the current row and its revisions."""

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("bank transfer")
        CARD = "card", _("card")
        CASH = "cash", _("cash")
        CHEQUE = "cheque", _("cheque")
        DRAFT = "draft", _("banker's draft")
        OTHER = "other", _("other")
        UNKNOWN = "unknown", _("not known")

    received_date = models.DateField(_("received on"))
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    base_amount = models.DecimalField(
        _("amount in base currency"), **MONEY, null=True, help_text="null = no rate known"
    )
    method = models.CharField(
        _("method"), max_length=10, choices=Method.choices, default=Method.UNKNOWN
    )
    payer = models.CharField(_("payer account"), max_length=80, blank=True, default="")
    reference = models.CharField(
        pgettext_lazy("payment", "reference"), max_length=200, blank=True, default="",
        db_default="",
        help_text="what the payer wrote: often the numbers of the invoices that are meant",
    )  # fmt: skip
    is_void = models.BooleanField(
        _("void"), default=False, db_default=False, help_text=_("entered by mistake")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        abstract = True


class PaymentQuerySet(OfCustomerQuerySet["Payment"]):
    pass


class Payment(PaymentState):
    """Money received from a customer."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="payments", db_index=False
    )
    source_key = models.CharField(_("payment number"), max_length=80)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(fields=["customer", "source_key"], name="one_payment_per_key"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
        ]
        indexes = [
            models.Index(
                fields=["customer", "received_date"],
                include=[
                    "id",
                    "amount",
                    "currency",
                    "base_amount",
                    "method",
                    "payer",
                    "recorded_at",
                    "is_void",
                ],
                name="payment_reading",
            ),
            models.Index(fields=["source_key"], name="payment_by_source_key"),
            # the list of all payments: by day, also of one currency or method
            models.Index(fields=["received_date", "id"], name="payment_by_date"),
            models.Index(fields=["currency", "received_date", "id"], name="payment_by_currency"),
            models.Index(fields=["method", "received_date", "id"], name="payment_by_method"),
            models.Index(fields=["customer"], condition=Q(is_void=True), name="payment_void"),
        ]

    def __str__(self) -> str:
        return self.source_key


class PaymentRevision(PaymentState):
    """A former state of a payment, true until it was superseded."""

    payment = models.ForeignKey(
        Payment, on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    superseded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "payment", "superseded_at"], name="one_payment_state_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["payment"], name="payment_state_by_row")]

    def __str__(self) -> str:
        return f"{self.payment_id} until {self.superseded_at}"
