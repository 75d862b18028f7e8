"""After the end: what runs off, what goes to court, what is written off, and what is made good."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import MONEY, Invoice, Recovery, WriteOff
from removal.models.cases import OfCaseQuerySet, RemovalCase
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from scoring.models import SUM_OF_MONEY


def somebody(label: Any = "", **more: Any) -> Any:
    named = {"verbose_name": label} if label else {}
    return models.ForeignKey(User, **named, on_delete=models.PROTECT, related_name="+", **more)


class RunOff(models.Model):
    """The day from which what a customer owes is run off, and how the ledger stood as it began.

    Sums are of the customer's documents with a known rate, in the base currency; what happened
    since is the ledger of today less these.
    """

    case = models.OneToOneField(
        RemovalCase, on_delete=models.PROTECT, primary_key=True, related_name="run_off"
    )
    started_date = models.DateField(_("relationship ended on"))
    opening = models.DecimalField(_("open then"), **SUM_OF_MONEY)
    without_rate = models.PositiveIntegerField(help_text="open invoices without a rate, in no sum")
    invoiced_before = models.DecimalField(**SUM_OF_MONEY)
    paid_before = models.DecimalField(**SUM_OF_MONEY)
    credited_before = models.DecimalField(**SUM_OF_MONEY)
    written_off_before = models.DecimalField(**SUM_OF_MONEY)
    opened_by = somebody(_("opened by"))
    opened_at = models.DateTimeField(_("opened at"))

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("run-off")
        verbose_name_plural = _("run-offs")
        permissions = [("keep_ending", "Can keep what follows the end of a relationship")]

    def __str__(self) -> str:
        return f"run-off of case {self.case_id}"


class RunOffItem(models.Model):
    """Something that has to come in, go back or be done by a day."""

    class Kind(models.TextChoices):
        RECEIVABLE = "receivable", pgettext_lazy("run-off", "receivable to collect")
        ORDER = "order", pgettext_lazy("run-off", "open order")
        DEPOSIT = "deposit", pgettext_lazy("run-off", "deposit to return or keep")
        GUARANTEE = "guarantee", pgettext_lazy("run-off", "guarantor to tell or call on")
        GOODS = "goods", pgettext_lazy("run-off", "goods to take back")
        DATA = "data", pgettext_lazy("run-off", "data to hand back or delete")
        OTHER = "other", pgettext_lazy("run-off", "other")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("run-off", "open")
        DONE = "done", pgettext_lazy("run-off", "done")
        DROPPED = "dropped", pgettext_lazy("run-off", "dropped")

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="run_off_items")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.CharField(_("what"), max_length=300)
    amount = models.DecimalField(
        _("amount"), **MONEY, null=True, blank=True, help_text="base currency; null = none"
    )
    due_date = models.DateField(_("due"))
    responsible = somebody(_("responsible"))
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.OPEN)
    planned_by = somebody()
    planned_at = models.DateTimeField()
    closed_by = somebody(null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    result = models.TextField(_("result"), blank=True, default="")

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a run-off")
        verbose_name_plural = _("items of a run-off")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="run_off_item_positive"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (Q(state__in=["done", "dropped"], closed_at__isnull=False) & ~Q(result="")),
                name="run_off_item_closed_with_result",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_late(self) -> bool:
        return self.state == self.State.OPEN and self.due_date < today()


class LegalRecovery(models.Model):
    """A matter by which a debt is pursued with the help of the law."""

    class Kind(models.TextChoices):
        DEMAND = "demand", pgettext_lazy("legal", "formal demand")
        COURT = "court", pgettext_lazy("legal", "action in court")
        ENFORCEMENT = "enforcement", pgettext_lazy("legal", "enforcement")
        INSOLVENCY = "insolvency", pgettext_lazy("legal", "claim in an insolvency")

    class State(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("legal", "being prepared")
        PENDING = "pending", pgettext_lazy("legal", "pending")
        DECIDED = "decided", pgettext_lazy("legal", "decided")
        ENFORCED = "enforced", pgettext_lazy("legal", "being enforced")
        ENDED = "ended", pgettext_lazy("legal", "ended")

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="legal_recoveries")
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    court = models.CharField(_("court or office"), max_length=200, blank=True, default="")
    file_number = models.CharField(_("file number"), max_length=120, blank=True, default="")
    claim_amount = models.DecimalField(_("claim"), **MONEY, help_text="base currency")
    opened_date = models.DateField(_("opened on"))
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.PREPARED
    )
    result = models.TextField(_("result"), blank=True, default="")
    ended_date = models.DateField(_("ended on"), null=True, blank=True)
    responsible = somebody(_("responsible"))
    recorded_by = somebody()
    recorded_at = models.DateTimeField(_("recorded at"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal recovery")
        verbose_name_plural = _("legal recoveries")
        constraints = [
            models.CheckConstraint(condition=Q(claim_amount__gt=0), name="claim_positive"),
            models.CheckConstraint(
                condition=(Q(state="ended", ended_date__isnull=False) & ~Q(result=""))
                | (~Q(state="ended") & Q(ended_date__isnull=True)),
                name="matter_ends_with_result",
            ),
            models.CheckConstraint(
                condition=Q(ended_date__isnull=True) | Q(ended_date__gte=F("opened_date")),
                name="matter_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["opened_date", "id"], name="matter_by_day")]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.get_kind_display(), self.file_number)))


class RecoveryCost(models.Model):
    """What a matter has cost. A correction is a row of its own, with a minus."""

    matter = models.ForeignKey(LegalRecovery, on_delete=models.PROTECT, related_name="costs")
    effective_date = models.DateField(_("date"))
    what = models.CharField(_("what for"), max_length=200)
    amount = models.DecimalField(_("amount"), **MONEY, help_text="base currency")
    recorded_by = somebody()
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("cost of recovery")
        verbose_name_plural = _("costs of recovery")
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="cost_not_nothing")]

    def __str__(self) -> str:
        return self.what


class LegalReceipt(models.Model):
    """A recovery in the ledger that came by a matter."""

    matter = models.ForeignKey(LegalRecovery, on_delete=models.PROTECT, related_name="receipts")
    recovery = models.OneToOneField(Recovery, on_delete=models.PROTECT, related_name="+")
    linked_by = somebody()
    linked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("receipt of a matter")
        verbose_name_plural = _("receipts of a matter")

    def __str__(self) -> str:
        return f"recovery {self.recovery_id}"


class SecondPerson(models.Model):
    """What one person proposes and another one decides. The database refuses the proposer."""

    reason = models.TextField(_("reason"))
    proposed_by = somebody(_("proposed by"))
    responsible = somebody(help_text="the proposer, or who answers for the proposing service user")
    proposed_at = models.DateTimeField(_("proposed at"))
    first_approved_by = somebody(
        _("first approved by"), null=True, help_text="where the amount asks for two"
    )
    decided_by = somebody(_("decided by"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = models.TextField(_("decision"), blank=True, default="")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="%(class)s_reason_given"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="%(class)s_by_second_person"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("responsible")), name="%(class)s_not_by_who_answers"
            ),
            models.CheckConstraint(
                condition=Q(first_approved_by__isnull=True)
                | (
                    ~Q(first_approved_by=F("proposed_by"))
                    & ~Q(first_approved_by=F("responsible"))
                    & (Q(decided_by__isnull=True) | ~Q(first_approved_by=F("decided_by")))
                ),
                name="%(class)s_first_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, state="proposed")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(state="proposed")),
                name="%(class)s_decided_by_somebody",
            ),
        ]


class Compensation(SecondPerson):
    """What the company offers the customer for the end; nothing is offered before a second yes."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("compensation", "waiting for decision")
        REJECTED = "rejected", pgettext_lazy("compensation", "rejected")
        OFFERED = "offered", pgettext_lazy("compensation", "offered")
        ACCEPTED = "accepted", pgettext_lazy("compensation", "accepted by the customer")
        REFUSED = "refused", pgettext_lazy("compensation", "refused by the customer")
        PAID = "paid", pgettext_lazy("compensation", "paid")

    # decided, and something of it is still to be done
    UNPAID = (State.OFFERED, State.ACCEPTED)

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="compensations")
    amount = models.DecimalField(_("amount"), **MONEY, help_text="base currency")
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.PROPOSED
    )
    answered_date = models.DateField(_("answered on"), null=True)
    paid_date = models.DateField(_("paid on"), null=True)
    paid_reference = models.CharField(
        _("payment reference"), max_length=120, blank=True, default=""
    )

    objects = OfCaseQuerySet.as_manager()

    class Meta(SecondPerson.Meta):
        verbose_name = _("compensation")
        verbose_name_plural = _("compensations")
        constraints = [
            *SecondPerson.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="compensation_positive"),
            models.CheckConstraint(
                condition=~Q(state="paid")
                | (Q(paid_date__isnull=False, answered_date__isnull=False) & ~Q(paid_reference="")),
                name="compensation_paid_with_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"compensation {self.pk}"


class ProposedWriteOff(SecondPerson):
    """A write-off of what a customer of a case owes; a second person has it entered in the book."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("write-off", "waiting for decision")
        WRITTEN = "written", pgettext_lazy("write-off", "written off")
        REJECTED = "rejected", pgettext_lazy("write-off", "rejected")

    case = models.ForeignKey(
        RemovalCase, on_delete=models.PROTECT, related_name="proposed_write_offs"
    )
    invoice = models.ForeignKey(
        Invoice, verbose_name=_("invoice"), on_delete=models.PROTECT, related_name="+"
    )
    amount = models.DecimalField(_("amount"), **MONEY, help_text="in the invoice's currency")
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.PROPOSED
    )
    write_off = models.OneToOneField(
        WriteOff, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = OfCaseQuerySet.as_manager()

    class Meta(SecondPerson.Meta):
        verbose_name = _("proposed write-off")
        verbose_name_plural = _("proposed write-offs")
        constraints = [
            *SecondPerson.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="proposedwriteoff_positive"),
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(state="proposed"), name="one_open_write_off"
            ),
            models.CheckConstraint(
                condition=Q(state="written", write_off__isnull=False)
                | (~Q(state="written") & Q(write_off__isnull=True)),
                name="written_off_has_its_record",
            ),
        ]

    def __str__(self) -> str:
        return f"write-off of {self.invoice_id}"
