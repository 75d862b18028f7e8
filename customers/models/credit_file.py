"""What others say of a customer's credit: reports, references, statements, notes on the market."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.book import MONEY
from customers.models.facts import Fact, share, words


class CreditReport(Fact):
    """What a rating agency or credit bureau says of a customer on a day."""

    class Direction(models.TextChoices):
        SAFER = "safer", _("higher is safer")
        RISKIER = "riskier", _("higher is riskier")

    provider = models.CharField(_("provider"), max_length=80)
    score = models.DecimalField(_("score"), max_digits=10, decimal_places=2, null=True, blank=True)
    scale_min = models.DecimalField(
        _("lowest score of the scale"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    scale_max = models.DecimalField(
        _("highest score of the scale"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    direction = models.CharField(
        _("direction of the scale"), max_length=8, choices=Direction.choices,
        default=Direction.SAFER, db_default=Direction.SAFER,
    )  # fmt: skip
    rating = models.CharField(_("rating"), **words(20))
    default_probability = models.DecimalField(
        _("probability of default, %"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    defaults = models.PositiveIntegerField(_("recorded defaults"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    text = models.TextField(_("summary"), **words())

    class Meta(Fact.Meta):
        verbose_name = _("credit report")
        verbose_name_plural = _("credit reports")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(scale_min__isnull=True)
                | Q(scale_max__isnull=True)
                | Q(scale_min__lt=F("scale_max")),
                name="creditreport_scale_rises",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("effective_date")),
                name="creditreport_valid_after_its_day",
            ),
        ]


class CreditReference(Fact):
    """What a supplier or a bank says of how the customer pays."""

    class Kind(models.TextChoices):
        TRADE = "trade", _("trade reference")
        BANK = "bank", _("bank reference")

    class Opinion(models.TextChoices):
        GOOD = "good", _("good")
        FAIR = "fair", _("fair")
        POOR = "poor", _("poor")
        NONE = "none", _("no opinion")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices, default=Kind.TRADE,
                            db_default=Kind.TRADE)  # fmt: skip
    referee = models.CharField(_("referee"), max_length=200)
    opinion = models.CharField(
        _("opinion"), max_length=6, choices=Opinion.choices, default=Opinion.NONE,
        db_default=Opinion.NONE,
    )  # fmt: skip
    highest_credit = models.DecimalField(_("highest credit given"), **MONEY, null=True, blank=True)
    currency = models.CharField(_("currency"), **words(3))
    known_since = models.DateField(_("known since"), null=True, blank=True)
    days_late = models.IntegerField(_("days late on average"), null=True, blank=True)
    text = models.TextField(_("what was said"), **words())

    class Meta(Fact.Meta):
        verbose_name = _("credit reference")
        verbose_name_plural = _("credit references")


class FinancialStatement(Fact):
    """A customer's annual or interim accounts. `effective_date` is the balance sheet's day.

    Amounts are in the statement's currency, in units; null = not told.
    """

    currency = models.CharField(_("currency"), max_length=3)
    months = models.PositiveSmallIntegerField(_("months covered"), default=12, db_default=12)
    is_audited = models.BooleanField(_("audited"), default=False, db_default=False)
    is_consolidated = models.BooleanField(_("consolidated"), default=False, db_default=False)
    current_assets = models.DecimalField(_("current assets"), **MONEY, null=True, blank=True)
    total_assets = models.DecimalField(_("total assets"), **MONEY, null=True, blank=True)
    current_liabilities = models.DecimalField(
        _("current liabilities"), **MONEY, null=True, blank=True
    )
    total_liabilities = models.DecimalField(_("total liabilities"), **MONEY, null=True, blank=True)
    retained_earnings = models.DecimalField(_("retained earnings"), **MONEY, null=True, blank=True)
    equity = models.DecimalField(_("equity"), **MONEY, null=True, blank=True)
    sales = models.DecimalField(_("sales"), **MONEY, null=True, blank=True)
    ebit = models.DecimalField(
        _("earnings before interest and taxes"), **MONEY, null=True, blank=True
    )
    net_profit = models.DecimalField(_("net profit"), **MONEY, null=True, blank=True)
    note = models.TextField(_("note"), **words())

    class Meta(Fact.Meta):
        verbose_name = _("financial statement")
        verbose_name_plural = _("financial statements")


class MarketNote(Fact):
    """What a partner or an industry report says of a customer's place in its market."""

    class Kind(models.TextChoices):
        PARTNER = "partner", _("partner's report")
        INDUSTRY = "industry", _("industry report")
        POSITION = "position", _("market position")
        OTHER = "other", _("other")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.OTHER,
                            db_default=Kind.OTHER)  # fmt: skip
    source = models.CharField(_("source"), **words(200))
    title = models.CharField(_("title"), max_length=200)
    rating = models.PositiveSmallIntegerField(_("rating, 1 worst to 5 best"), null=True, blank=True)
    market_share = models.DecimalField(_("market share, %"), **share())
    text = models.TextField(_("what it says"), **words())

    class Meta(Fact.Meta):
        verbose_name = _("market note")
        verbose_name_plural = _("market notes")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)),
                name="marketnote_rating_in_range",
            ),
        ]
