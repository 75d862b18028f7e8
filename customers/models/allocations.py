"""What settles what: the parts of payments, credit notes and write-offs given to invoices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.book import MONEY, Customer, OfCustomerQuerySet
from customers.models.ledger import Invoice, Payment
from customers.models.sales import CreditNote, WriteOff

# what an invoice can be settled by, by the name of the field that leads there
SOURCES: dict[str, type[models.Model]] = {
    "payment": Payment,
    "credit_note": CreditNote,
    "write_off": WriteOff,
}
SOURCE: dict[str, Any] = {
    "null": True,
    "blank": True,
    "on_delete": models.PROTECT,
    "db_index": False,
}


def exactly_one() -> Q:
    """One of the sources is named and no other."""
    condition = Q()
    for chosen in SOURCES:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in SOURCES})
    return condition


def by_source(prefix: str, names: Iterable[str]) -> list[models.Index]:
    """Indexes for the database, when a source is taken back: most rows are of another one."""
    return [
        models.Index(
            fields=[name], condition=Q(**{f"{name}__isnull": False}), name=f"{prefix}_by_{name}"
        )
        for name in names
    ]


class SettlingMixin(models.Model):
    """A row about one payment, credit note or write-off."""

    payment: Any
    credit_note: Any
    write_off: Any

    class Meta:
        abstract = True

    @property
    def source_kind(self) -> str:
        """The name of the field that leads to the source: `payment`, `credit_note`, `write_off`."""
        return next(name for name in SOURCES if getattr(self, f"{name}_id") is not None)

    @property
    def source(self) -> Any:
        """The payment, credit note or write-off itself."""
        return getattr(self, self.source_kind)


class AllocationState(models.Model):
    """How much settles an invoice, in the invoice's currency, and since which day.

    An amount of zero is an allocation taken back: the row stays, so that its past can be read.
    """

    effective_date = models.DateField(_("date"))
    amount = models.DecimalField(_("amount"), **MONEY)
    base_amount = models.DecimalField(
        _("amount in base currency"), **MONEY, null=True, help_text="at the invoice's rate"
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        abstract = True


class AllocationQuerySet(OfCustomerQuerySet["Allocation"]):
    def standing(self) -> AllocationQuerySet:
        """Those that were not taken back."""
        return self.filter(amount__gt=0)


class Allocation(SettlingMixin, AllocationState):
    """The part of a payment, credit note or write-off that settles an invoice.

    Indexed by customer first, like all of the ledger: always ask for it by customer and invoice.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="allocations", db_index=False
    )
    payment = models.ForeignKey(
        Payment, verbose_name=_("payment"), related_name="allocations", **SOURCE
    )
    credit_note = models.ForeignKey(
        CreditNote, verbose_name=_("credit note"), related_name="allocations", **SOURCE
    )
    write_off = models.ForeignKey(
        WriteOff, verbose_name=_("write-off"), related_name="allocations", **SOURCE
    )
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="allocations", db_index=False
    )

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "invoice", "payment", "credit_note", "write_off"],
                include=["effective_date", "amount", "base_amount", "recorded_at"],
                nulls_distinct=False,
                name="one_allocation_per_pair",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="allocation_not_negative"),
            models.CheckConstraint(condition=exactly_one(), name="allocation_of_one_source"),
        ]
        indexes = [
            models.Index(fields=["effective_date", "id"], name="allocation_by_date"),
            # for the database, when one of these is taken back
            models.Index(fields=["payment"], name="allocation_by_payment"),
            models.Index(fields=["invoice"], name="allocation_by_invoice"),
            *by_source("allocation", ("credit_note", "write_off")),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.source_kind} {self.source} to {self.invoice_id}"


class AllocationRevision(AllocationState):
    """A former state of an allocation, true until it was superseded."""

    allocation = models.ForeignKey(
        Allocation, on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    payment = models.ForeignKey(Payment, related_name="+", **SOURCE)
    credit_note = models.ForeignKey(CreditNote, related_name="+", **SOURCE)
    write_off = models.ForeignKey(WriteOff, related_name="+", **SOURCE)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="+", db_index=False)
    superseded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "allocation", "superseded_at"],
                name="one_allocation_state_at_a_time",
            ),
            models.CheckConstraint(
                condition=exactly_one(), name="allocationrevision_of_one_source"
            ),
        ]
        indexes = [
            models.Index(fields=["allocation"], name="allocation_state_by_row"),
            models.Index(fields=["payment"], name="allocation_state_by_payment"),
            models.Index(fields=["invoice"], name="allocation_state_by_invoice"),
            *by_source("allocated", ("credit_note", "write_off")),
        ]

    def __str__(self) -> str:
        return f"{self.allocation_id} until {self.superseded_at}"


class OpenCreditQuerySet(OfCustomerQuerySet["OpenCredit"]):
    pass


class OpenCredit(SettlingMixin):
    """What is left of a payment, credit note or write-off: it settles no invoice yet.

    Worked out from them and their allocations by the service that writes these, in the same
    transaction. A table of its own, since few of millions of payments have something left, and
    the list of those must not look through the others.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="open_credits", db_index=False
    )
    payment = models.ForeignKey(
        Payment, verbose_name=_("payment"), related_name="+",
        **{**SOURCE, "on_delete": models.CASCADE},
    )  # fmt: skip
    credit_note = models.ForeignKey(
        CreditNote, verbose_name=_("credit note"), related_name="+",
        **{**SOURCE, "on_delete": models.CASCADE},
    )  # fmt: skip
    write_off = models.ForeignKey(
        WriteOff, verbose_name=_("write-off"), related_name="+",
        **{**SOURCE, "on_delete": models.CASCADE},
    )  # fmt: skip
    effective_date = models.DateField(_("date"))
    amount = models.DecimalField(_("amount left"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)

    objects = OpenCreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("open credit")
        verbose_name_plural = _("open credits")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "payment", "credit_note", "write_off"],
                nulls_distinct=False,
                name="one_open_credit_per_source",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="opencredit_positive"),
            models.CheckConstraint(condition=exactly_one(), name="opencredit_of_one_source"),
        ]
        indexes = [
            *by_source("opencredit", SOURCES),
            models.Index(fields=["effective_date", "id"], name="opencredit_by_date"),
            models.Index(fields=["currency", "effective_date", "id"],
                         name="opencredit_by_currency"),
            models.Index(fields=["customer", "effective_date"], name="opencredit_of_customer"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} of {self.source}"
