"""How customers of each tier are treated: what they may owe, on which terms, and who looks when."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import MONEY, Customer
from riskcrm.accounts.models import User
from scoring.models.ratings import Tier

PUBLISH_TREATMENTS = "scoring.publish_treatmentpolicy"
PER_CENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]


class Verdict(models.TextChoices):
    """What an order desk is told, from the mildest to the gravest."""

    ALLOW = "allow", _("allow")
    PREPAY = "prepay", _("prepay")
    HOLD = "hold", _("hold")
    DENY = "deny", _("deny")


class TreatmentPolicyQuerySet(models.QuerySet["TreatmentPolicy"]):
    def publishable_by(self, user: User) -> Self:
        """Those that wait for this person: in review, and neither made nor changed by them."""
        if user.kind != User.Kind.PERSON or not user.has_perm(PUBLISH_TREATMENTS):
            return self.none()
        others = self.filter(state=TreatmentPolicy.State.REVIEW).exclude(created_by=user)
        return others.exclude(authors__person=user)


class TreatmentPolicy(models.Model):
    """One version of how tiers are treated. A published one never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    number = models.PositiveIntegerField(_("version"), unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    loss_given_default = models.DecimalField(
        _("loss given default, %"), max_digits=5, decimal_places=2, default=Decimal(60),
        validators=PER_CENT, help_text=_("share of what is owed at default that is lost"),
    )  # fmt: skip
    capital_cost = models.DecimalField(
        _("cost of capital, % a year"), max_digits=5, decimal_places=2, default=Decimal(8),
        validators=PER_CENT,
    )  # fmt: skip
    servicing_cost = models.DecimalField(
        _("cost of servicing a customer for a year, base currency"), **MONEY,
        default=Decimal(0), db_default=Decimal(0), validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    check_hours = models.PositiveSmallIntegerField(
        _("hours that a credit check holds"), default=24, validators=[MinValueValidator(1)]
    )
    note = models.TextField(_("reason for the version"), blank=True, default="")
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    submitted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True)
    applied_to = models.BigIntegerField(
        null=True, default=0, db_default=0, editable=False,
        help_text="id of the customer up to whom the book was held against it; null = all of it",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TreatmentPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("treatment policy")
        verbose_name_plural = _("treatment policies")
        permissions = [("publish_treatmentpolicy", "Can publish treatment policies of others")]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="published"), name="one_published_treatment"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(published_by=F("created_by")),
                name="treatment_published_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(loss_given_default__range=(0, 100), capital_cost__range=(0, 100)),
                name="treatment_shares_in_range",
            ),
            models.CheckConstraint(
                condition=Q(servicing_cost__gte=0), name="treatment_servicing_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(created_by__isnull=True) | ~Q(note=""),
                name="treatment_policy_reasoned",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    def by_tier(self) -> dict[str, Treatment]:
        """What it grants, by tier."""
        return {each.tier: each for each in self.tiers.all()}


class TreatmentAuthor(models.Model):
    """Who had a hand in a policy, or answers for the key that had: none of them publishes it."""

    policy = models.ForeignKey(TreatmentPolicy, on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("author of a treatment policy")
        verbose_name_plural = _("authors of treatment policies")
        constraints = [
            models.UniqueConstraint(fields=["policy", "person"], name="one_author_per_policy"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Treatment(models.Model):
    """What the policy grants customers of one tier."""

    policy = models.ForeignKey(TreatmentPolicy, on_delete=models.CASCADE, related_name="tiers")
    tier = models.CharField(_("tier"), max_length=8, choices=Tier.choices)
    verdict = models.CharField(
        _("verdict on orders within the limit"), max_length=6, choices=Verdict.choices
    )
    over_limit_verdict = models.CharField(
        _("verdict on orders above the limit"), max_length=6, choices=Verdict.choices
    )
    limit_factor = models.DecimalField(
        _("share of the agreed limit, %"), max_digits=6, decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(500))],
    )  # fmt: skip
    order_limit = models.DecimalField(
        _("most per order, base currency"), **MONEY, null=True, blank=True,
        help_text=_("empty = no bound of its own"),
    )  # fmt: skip
    overdue_days = models.PositiveSmallIntegerField(
        _("days past due that orders may have"), default=0, db_default=0,
        help_text=_("with an invoice overdue for longer, orders are held"),
    )  # fmt: skip
    payment_days = models.PositiveSmallIntegerField(
        _("payment term, days"), null=True, blank=True, help_text=_("empty = as agreed")
    )
    prepayment_share = models.DecimalField(
        _("prepayment, %"), max_digits=5, decimal_places=2, validators=PER_CENT
    )
    deposit_share = models.DecimalField(
        _("deposit, % of the limit"), max_digits=5, decimal_places=2, validators=PER_CENT
    )
    review_days = models.PositiveSmallIntegerField(
        _("days between reviews"), validators=[MinValueValidator(1)]
    )
    is_automatic = models.BooleanField(
        _("stricter terms hold at once"), default=False, db_default=False,
        help_text=_("Without it they are proposed, as better terms always are."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
        constraints = [
            models.UniqueConstraint(fields=["policy", "tier"], name="one_treatment_per_tier"),
            models.CheckConstraint(
                condition=Q(
                    limit_factor__range=(0, 500),
                    prepayment_share__range=(0, 100),
                    deposit_share__range=(0, 100),
                ),
                name="treatment_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.tier


class SectorLimit(models.Model):
    """The most that all customers of one industry may owe together, base currency."""

    policy = models.ForeignKey(TreatmentPolicy, on_delete=models.CASCADE, related_name="sectors")
    industry = models.CharField(_("industry"), max_length=80, choices=Customer.Industry.choices)
    limit = models.DecimalField(_("limit"), **MONEY)

    class Meta:
        verbose_name = _("sector limit")
        verbose_name_plural = _("sector limits")
        constraints = [
            models.UniqueConstraint(fields=["policy", "industry"], name="one_limit_per_sector"),
            models.CheckConstraint(condition=Q(limit__gte=0), name="sector_limit_not_negative"),
        ]

    def __str__(self) -> str:
        return self.industry
