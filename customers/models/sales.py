"""What is sold and what comes back: orders, credit notes, returns, disputes, promises, losses."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.book import MONEY
from customers.models.facts import Fact, MoneyFact, words
from customers.models.ledger import Invoice, Payment

OPTIONAL_LINK: dict[str, Any] = {
    "null": True,
    "blank": True,
    "on_delete": models.PROTECT,
    "related_name": "+",
}


class Order(MoneyFact):
    """Goods or services that a customer has ordered."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SHIPPED = "shipped", _("shipped")
        INVOICED = "invoiced", _("invoiced")
        CANCELLED = "cancelled", _("cancelled")

    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.OPEN, db_default=State.OPEN
    )
    cost = models.DecimalField(
        _("cost of sales"), **MONEY, null=True, blank=True, help_text="null = not known"
    )
    wanted_date = models.DateField(_("wanted by"), null=True, blank=True)
    text = models.CharField(_("description"), **words(300))

    class Meta(MoneyFact.Meta):
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            *MoneyFact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gte=0), name="order_not_negative"),
        ]
        indexes = [
            *MoneyFact.Meta.indexes,
            # what is ordered and not yet invoiced
            models.Index(fields=["customer"], condition=Q(state__in=["open", "shipped"]),
                         name="order_under_way"),
        ]  # fmt: skip


class CreditNote(MoneyFact):
    """What the company takes back of an invoice, or owes the customer."""

    class Reason(models.TextChoices):
        RETURN = "return", _("goods returned")
        CANCELLATION = "cancellation", _("order cancelled")
        PRICE = "price", _("price corrected")
        QUALITY = "quality", _("poor quality")
        BONUS = "bonus", _("bonus or discount")
        GOODWILL = "goodwill", _("goodwill")
        OTHER = "other", _("other")

    invoice = models.ForeignKey(Invoice, verbose_name=_("invoice"), **OPTIONAL_LINK)
    reason = models.CharField(
        _("reason"), max_length=12, choices=Reason.choices, default=Reason.OTHER,
        db_default=Reason.OTHER,
    )  # fmt: skip
    cost = models.DecimalField(
        _("cost of sales"), **MONEY, null=True, blank=True, help_text="null = not known"
    )
    text = models.CharField(_("description"), **words(300))

    class Meta(MoneyFact.Meta):
        verbose_name = _("credit note")
        verbose_name_plural = _("credit notes")
        constraints = [
            *MoneyFact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="creditnote_positive"),
        ]


class GoodsReturn(MoneyFact):
    """Goods that came back, or were announced to come back."""

    class Cause(models.TextChoices):
        OURS = "ours", _("our defect or wrong delivery")
        CARRIER = "carrier", _("damaged on the way")
        CUSTOMER = "customer", _("customer's choice")
        UNKNOWN = "unknown", _("not known")

    order = models.ForeignKey(Order, verbose_name=_("order"), **OPTIONAL_LINK)
    invoice = models.ForeignKey(Invoice, verbose_name=_("invoice"), **OPTIONAL_LINK)
    cause = models.CharField(
        _("cause"), max_length=10, choices=Cause.choices, default=Cause.UNKNOWN,
        db_default=Cause.UNKNOWN,
    )  # fmt: skip
    text = models.CharField(_("description"), **words(300))

    class Meta(MoneyFact.Meta):
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        constraints = [
            *MoneyFact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="goodsreturn_positive"),
        ]


class Dispute(MoneyFact):
    """A customer contests an invoice, or part of it. `amount` is what is disputed."""

    class Reason(models.TextChoices):
        QUALITY = "quality", _("quality")
        QUANTITY = "quantity", _("quantity")
        PRICE = "price", _("price")
        DELIVERY = "delivery", _("delivery")
        NOT_ORDERED = "not_ordered", _("not ordered")
        OTHER = "other", _("other")

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld: the customer was right")
        PARTLY = "partly", _("partly upheld")
        REJECTED = "rejected", _("rejected: the customer was wrong")
        WITHDRAWN = "withdrawn", _("withdrawn")

    invoice = models.ForeignKey(Invoice, verbose_name=_("invoice"), **OPTIONAL_LINK)
    reason = models.CharField(
        _("reason"), max_length=12, choices=Reason.choices, default=Reason.OTHER,
        db_default=Reason.OTHER,
    )  # fmt: skip
    text = models.TextField(_("what is disputed"), **words())
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN,
        db_default=Outcome.OPEN,
    )  # fmt: skip
    decided_date = models.DateField(_("decided on"), null=True, blank=True)
    granted_amount = models.DecimalField(
        _("amount granted"), **MONEY, null=True, blank=True, help_text="in the dispute's currency"
    )

    class Meta(MoneyFact.Meta):
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = [
            *MoneyFact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="dispute_positive"),
            models.CheckConstraint(
                condition=Q(outcome="open") | Q(decided_date__isnull=False),
                name="dispute_decided_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(decided_date__isnull=True) | Q(decided_date__gte=F("effective_date")),
                name="dispute_decided_after_it_began",
            ),
        ]
        indexes = [
            *MoneyFact.Meta.indexes,
            models.Index(fields=["customer", "invoice"], condition=Q(outcome="open"),
                         name="dispute_open"),
            models.Index(fields=["outcome", "effective_date", "id"], name="dispute_by_outcome"),
        ]  # fmt: skip


class PromiseToPay(MoneyFact):
    """What a customer has promised to pay until a day. Its outcome follows from the payments."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        KEPT = "kept", _("kept")
        BROKEN = "broken", _("broken")
        WITHDRAWN = "withdrawn", _("withdrawn")

    invoice = models.ForeignKey(Invoice, verbose_name=_("invoice"), **OPTIONAL_LINK)
    promised_date = models.DateField(_("promised for"))
    promised_by = models.CharField(_("promised by"), **words(120))
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN,
        db_default=Outcome.OPEN,
    )  # fmt: skip
    text = models.CharField(_("note"), **words(300))

    class Meta(MoneyFact.Meta):
        verbose_name = _("promise to pay")
        verbose_name_plural = _("promises to pay")
        constraints = [
            *MoneyFact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="promisetopay_positive"),
            models.CheckConstraint(
                condition=Q(promised_date__gte=F("effective_date")),
                name="promisetopay_for_a_later_day",
            ),
        ]
        indexes = [
            *MoneyFact.Meta.indexes,
            models.Index(fields=["promised_date", "id"], condition=Q(outcome="open"),
                         name="promisetopay_open"),
        ]  # fmt: skip


class WriteOff(MoneyFact):
    """What the company no longer expects to get of an invoice."""

    invoice = models.ForeignKey(Invoice, verbose_name=_("invoice"), **OPTIONAL_LINK)
    reason = models.CharField(_("reason"), **words(300))

    class Meta(MoneyFact.Meta):
        verbose_name = _("write-off")
        verbose_name_plural = _("write-offs")
        constraints = [
            *MoneyFact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="writeoff_positive"),
        ]


class Recovery(MoneyFact):
    """What came in after all of an amount that was written off."""

    write_off = models.ForeignKey(WriteOff, verbose_name=_("write-off"), **OPTIONAL_LINK)
    text = models.CharField(_("note"), **words(300))

    class Meta(MoneyFact.Meta):
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        constraints = [
            *MoneyFact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="recovery_positive"),
        ]


class DishonouredPayment(MoneyFact):
    """A payment that the bank gave back: a cheque without cover, a debit that was refused.

    It settles nothing from then on: see `services.dishonours`.
    """

    payment = models.ForeignKey(Payment, verbose_name=_("payment"), **OPTIONAL_LINK)
    reason = models.CharField(_("reason"), **words(200))
    taken_back = models.JSONField(
        null=True, editable=False, help_text="allocations that it took back: id, amount and day"
    )

    class Meta(MoneyFact.Meta):
        verbose_name = _("dishonoured payment")
        verbose_name_plural = _("dishonoured payments")
        constraints = [
            *MoneyFact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="dishonouredpayment_positive"),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(is_void=False), name="dishonoured_once"
            ),
        ]


class Complaint(Fact):
    """A complaint about a customer, or by one. Those by the customer are never scored."""

    class Direction(models.TextChoices):
        ABOUT = "about", _("about the customer")
        BY = "by", _("by the customer")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("found justified")
        REJECTED = "rejected", _("found unjustified")

    direction = models.CharField(_("direction"), max_length=5, choices=Direction.choices)
    text = models.TextField(_("complaint"), **words())
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.OPEN, db_default=State.OPEN
    )
    answer = models.TextField(_("answer"), **words())

    class Meta(Fact.Meta):
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
