"""Contracts: what was agreed, what secures it, what is due from it, and where it was broken."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from customers.models.facts import Fact, MoneyFact, on_a_day, words


class Contract(Fact):
    """An agreement with a customer. `effective_date` is its first day."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_FORCE = "in_force", _("in force")
        ENDED = "ended", _("ended")
        TERMINATED = "terminated", _("terminated")

    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.IN_FORCE,
        db_default=State.IN_FORCE,
    )  # fmt: skip
    signed_date = models.DateField(_("signed on"), null=True, blank=True)
    end_date = models.DateField(_("last day"), null=True, blank=True)
    renews = models.BooleanField(_("renews itself"), default=False, db_default=False)
    renewal_months = models.PositiveSmallIntegerField(
        _("renews by, months"), null=True, blank=True,
        help_text="null = not known; the last day of one that renews itself is then not moved",
    )  # fmt: skip
    notice_given_date = models.DateField(
        _("notice given on"), null=True, blank=True,
        help_text="null = no notice was given; otherwise it ends on its last day",
    )  # fmt: skip
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), null=True, blank=True)
    notice_date = models.GeneratedField(
        expression=F("end_date") - F("notice_days"),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name=_("last day of notice"),
        help_text="null = no last day, or no notice agreed",
    )
    law = models.CharField(_("governing law"), **words(80))
    text = models.TextField(_("note"), **words())

    class Meta(Fact.Meta):
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(end_date__gte=F("effective_date")),
                name="contract_ends_after_it_began",
            ),
        ]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["end_date", "id"], condition=Q(state="in_force"),
                         name="contract_expiring"),
            models.Index(fields=["notice_date", "id"], condition=Q(state="in_force"),
                         name="contract_notice"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


def of_contract() -> models.ForeignKey[Contract, Contract]:
    return models.ForeignKey(
        Contract, verbose_name=_("contract"), on_delete=models.PROTECT, related_name="+",
    )  # fmt: skip


class ContractClause(Fact):
    """A clause of a contract that matters when it comes to the worst."""

    class Kind(models.TextChoices):
        NOTICE = "notice", _("notice")
        TERMINATION = "termination", _("termination for cause")
        SECURITY = "security", _("security")
        TITLE = "title", _("retention of title")
        INTEREST = "interest", _("late-payment interest")
        SET_OFF = "set_off", _("set-off")
        JURISDICTION = "jurisdiction", _("jurisdiction")
        OTHER = "other", _("other")

    contract = of_contract()
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    text = models.TextField(_("wording"))

    class Meta(Fact.Meta):
        verbose_name = _("contract clause")
        verbose_name_plural = _("contract clauses")


class Security(MoneyFact):
    """What secures a customer's debts. `amount` is what it is thought to be worth."""

    class Kind(models.TextChoices):
        DEPOSIT = "deposit", _("deposit")
        GUARANTEE = "guarantee", _("guarantee")
        MORTGAGE = "mortgage", _("mortgage")
        PLEDGE = "pledge", _("pledge")
        TITLE = "title", _("retention of title")
        INSURANCE = "insurance", _("credit insurance")
        OTHER = "other", _("other")

    contract = models.ForeignKey(
        Contract, verbose_name=_("contract"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    given_by = models.CharField(_("given by"), **words(200))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    text = models.TextField(_("note"), **words())

    class Meta(MoneyFact.Meta):
        verbose_name = _("security")
        verbose_name_plural = _("securities")
        constraints = [
            *MoneyFact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="security_positive"),
        ]


class Obligation(Fact):
    """Something that a contract asks of us or of the customer by a day."""

    class Party(models.TextChoices):
        CUSTOMER = "customer", _("the customer")
        US = "us", _("us")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        FULFILLED = "fulfilled", _("fulfilled")
        BREACHED = "breached", _("breached")
        WAIVED = "waived", _("waived")

    contract = of_contract()
    party = models.CharField(
        _("owed by"), max_length=10, choices=Party.choices, default=Party.CUSTOMER,
        db_default=Party.CUSTOMER,
    )  # fmt: skip
    text = models.TextField(_("what is owed"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.OPEN, db_default=State.OPEN
    )
    done_date = models.DateField(_("fulfilled on"), null=True, blank=True)

    class Meta(Fact.Meta):
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints = [
            *Fact.Meta.constraints,
            on_a_day("fulfilled", name="obligation_fulfilled_on_a_day"),
        ]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["effective_date", "id"], condition=Q(state="open"),
                         name="obligation_open"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)


class Breach(Fact):
    """A contract that was broken, by whom, and whether that was cured."""

    contract = of_contract()
    obligation = models.ForeignKey(
        Obligation, verbose_name=_("obligation"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    party = models.CharField(
        _("broken by"), max_length=10, choices=Obligation.Party.choices,
        default=Obligation.Party.CUSTOMER, db_default=Obligation.Party.CUSTOMER,
    )  # fmt: skip
    text = models.TextField(_("what happened"))
    cured_date = models.DateField(_("cured on"), null=True, blank=True)

    class Meta(Fact.Meta):
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)
