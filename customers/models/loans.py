"""Loans with their instalments, for those who lend."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.book import MONEY
from customers.models.facts import MoneyFact, share, words


class Loan(MoneyFact):
    """Money lent to a customer. `amount` is the principal."""

    class Grade(models.TextChoices):
        """The five grades of the Measures for the Risk Classification of Financial Assets."""

        NORMAL = "normal", _("normal")
        SPECIAL_MENTION = "special_mention", _("special mention")
        SUBSTANDARD = "substandard", _("substandard")
        DOUBTFUL = "doubtful", _("doubtful")
        LOSS = "loss", _("loss")

    NON_PERFORMING = (Grade.SUBSTANDARD, Grade.DOUBTFUL, Grade.LOSS)

    outstanding = models.DecimalField(
        _("outstanding principal"), **MONEY, null=True, blank=True, help_text="null = not known"
    )
    interest_rate = models.DecimalField(
        _("interest rate, % a year"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    maturity_date = models.DateField(_("maturity"), null=True, blank=True)
    grade = models.CharField(
        _("grade"), max_length=16, choices=Grade.choices, default=Grade.NORMAL,
        db_default=Grade.NORMAL,
    )  # fmt: skip
    purpose = models.CharField(_("purpose"), **words(200))

    class Meta(MoneyFact.Meta):
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        constraints = [
            *MoneyFact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="loan_positive"),
            models.CheckConstraint(
                condition=Q(outstanding__isnull=True) | Q(outstanding__gte=0),
                name="loan_outstanding_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(maturity_date__isnull=True) | Q(maturity_date__gte=F("effective_date")),
                name="loan_matures_after_it_began",
            ),
        ]


class Instalment(MoneyFact):
    """A part of a loan that is due on a day. `amount` is principal and interest together."""

    loan = models.ForeignKey(
        Loan, verbose_name=_("loan"), on_delete=models.PROTECT, related_name="+"
    )
    paid_amount = models.DecimalField(
        _("paid"), **MONEY, null=True, blank=True, help_text="null = nothing known"
    )
    paid_date = models.DateField(_("paid on"), null=True, blank=True)

    class Meta(MoneyFact.Meta):
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        constraints = [
            *MoneyFact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_positive"),
            models.CheckConstraint(
                condition=Q(paid_amount__isnull=True) | Q(paid_amount__lte=F("amount")),
                name="instalment_paid_at_most_owed",
            ),
        ]


class BankStatement(MoneyFact):
    """The figures of a customer's bank statement. `amount` is the closing balance.

    `effective_date` is the last day it covers.
    """

    bank = models.CharField(_("bank"), **words(120))
    account = models.CharField(_("account"), **words(80))
    from_date = models.DateField(_("from"), null=True, blank=True)
    opening = models.DecimalField(_("opening balance"), **MONEY, null=True, blank=True)
    inflow = models.DecimalField(_("paid in"), **MONEY, null=True, blank=True)
    outflow = models.DecimalField(_("paid out"), **MONEY, null=True, blank=True)
    largest_payer = models.CharField(_("largest payer"), **words(200))
    largest_payer_share = models.DecimalField(_("largest payer's share, %"), **share())
    note = models.TextField(_("note"), **words())

    class Meta(MoneyFact.Meta):
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
