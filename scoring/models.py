"""What the book's readings and scores are kept in. Rows of history are never rewritten."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Round
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from customers.models import MONEY, Customer
from riskcrm.accounts.models import User

# what one point of score weighs in the order of danger against one point before caps
SCORE_OVER_POINTS = 1_000_000
# a sum over one customer's invoices may be longer than the longest single amount
SUM_OF_MONEY: dict[str, Any] = {"max_digits": 22, "decimal_places": 2}


class Tier(models.TextChoices):
    """How dangerous a customer is. Unrated is not low: too little is known."""

    UNRATED = "unrated", _("unrated")
    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")


class Scorecard(models.Model):
    """A way to score customers, kept as numbered versions."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    is_champion = models.BooleanField(_("scores the book"), default=False)

    class Meta:
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        constraints = [
            models.UniqueConstraint(
                fields=["is_champion"], condition=Q(is_champion=True), name="one_champion"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        is_chinese = (get_language() or "").startswith("zh")
        return self.name_zh if is_chinese else self.name_en


class ScorecardVersion(models.Model):
    """One state of a scorecard. Published versions never change."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    definition = models.JSONField(help_text="the scorecard value, see scoring/scorecard.py")
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True)

    class Meta:
        verbose_name = _("scorecard version")
        verbose_name_plural = _("scorecard versions")
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["scorecard"], condition=Q(state="published"), name="one_published_version"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(published_by=models.F("created_by")),
                name="published_by_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scorecard} {self.number}"


class Reading(models.Model):
    """The latest reading of a customer: exposure, ageing, and every indicator. One row each.

    Indicator columns bear the indicator's code; null means "not enough known", never zero.
    """

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="reading"
    )
    as_of = models.DateField(_("as of"))
    known_at = models.DateTimeField(_("known at"))

    exposure = models.DecimalField(_("exposure"), **SUM_OF_MONEY, default=0)
    overdue = models.DecimalField(_("overdue"), **SUM_OF_MONEY, default=0)
    unallocated = models.DecimalField(_("unallocated cash"), **SUM_OF_MONEY, null=True)
    oldest_days = models.IntegerField(_("oldest days past due"), default=0)
    credit_limit = models.DecimalField(_("credit limit"), **MONEY, null=True)
    not_due = models.DecimalField(_("not due"), **SUM_OF_MONEY, default=0)
    due_1_30 = models.DecimalField(_("1–30 days"), **SUM_OF_MONEY, default=0)
    due_31_60 = models.DecimalField(_("31–60 days"), **SUM_OF_MONEY, default=0)
    due_61_90 = models.DecimalField(_("61–90 days"), **SUM_OF_MONEY, default=0)
    due_91_180 = models.DecimalField(_("91–180 days"), **SUM_OF_MONEY, default=0)
    due_181_365 = models.DecimalField(_("181–365 days"), **SUM_OF_MONEY, default=0)
    due_over_365 = models.DecimalField(_("over 365 days"), **SUM_OF_MONEY, default=0)
    no_due_date = models.DecimalField(_("no due date"), **SUM_OF_MONEY, default=0)
    open_without_rate = models.IntegerField(
        _("open invoices without a rate"), default=0, help_text="in none of the amounts above"
    )

    # payment behaviour
    dbt_paid = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    dbt_open = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    payment_index = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    late_frequency = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    overdue_ratio = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    over_90_ratio = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    max_dpd = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    consecutive_late = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    # credit use and exposure
    dso = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    average_days_delinquent = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    utilisation = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    over_limit_days = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    invoice_surge = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    activity_drop = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    tenure = models.DecimalField(max_digits=18, decimal_places=4, null=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        indexes = [
            models.Index(fields=["-exposure", "customer"], name="reading_by_exposure"),
            models.Index(fields=["-overdue", "customer"], name="reading_by_overdue"),
            models.Index(fields=["-oldest_days", "customer"], name="reading_by_oldest_days"),
        ]

    def __str__(self) -> str:
        return f"reading of {self.customer_id} as of {self.as_of}"


class Rating(models.Model):
    """Where a customer stands now. A trigger gives every new customer an unrated one."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="rating"
    )
    tier = models.CharField(_("tier"), max_length=8, choices=Tier.choices, default=Tier.UNRATED)
    rated_tier = models.CharField(
        max_length=8,
        choices=Tier.choices,
        default=Tier.UNRATED,
        db_default=Tier.UNRATED,
        help_text="the tier, and while that is unrated the one before; unrated = never rated",
    )
    computed_tier = models.CharField(max_length=8, choices=Tier.choices, default=Tier.UNRATED)
    below_since = models.DateField(
        null=True, help_text="first reading that asked for a lower tier than the one in force"
    )
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=1, null=True)
    points = models.DecimalField(
        _("points"),
        max_digits=10,
        decimal_places=4,
        default=-1,
        help_text="uncapped; -1 = never scored",
    )
    danger = models.GeneratedField(
        expression=Coalesce(F("score"), Round(F("points"), 1)) * SCORE_OVER_POINTS + F("points"),
        output_field=models.DecimalField(max_digits=18, decimal_places=4),
        db_persist=True,
        help_text="the order of danger: by score, or by points where there is no score,"
        " and among equal scores by points; one NOT NULL number, so that an index leads"
        " every list",
    )
    change = models.DecimalField(
        _("change"), max_digits=5, decimal_places=1, null=True, help_text="against the score before"
    )
    score_row = models.BigIntegerField(null=True, help_text="id of the RiskScore behind it")
    as_of = models.DateField(_("as of"), null=True)
    tier_since = models.DateField(_("tier since"), null=True)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        indexes = [
            models.Index(fields=["-danger", "customer"], name="rating_by_danger"),
            models.Index(fields=["tier", "-danger", "customer"], name="rating_by_tier"),
            models.Index(
                fields=["-change", "customer"],
                condition=Q(change__isnull=False),
                name="rating_by_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.tier}"


class RiskScore(models.Model):
    """A score as it was computed. Never rewritten; a new row only where something differs."""

    customer_id = models.BigIntegerField()
    card_version_id = models.BigIntegerField()
    as_of = models.DateField(_("as of"))
    known_at = models.DateTimeField(_("known at"))
    points = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    score = models.DecimalField(
        _("score"),
        max_digits=5,
        decimal_places=1,
        null=True,
        help_text="0 to 100, higher = riskier",
    )
    tier = models.CharField(_("computed tier"), max_length=8, choices=Tier.choices)
    coverage = models.DecimalField(
        _("coverage"), max_digits=5, decimal_places=4, help_text="0 to 1, share of weight known"
    )
    contributions = models.JSONField(
        help_text="code -> [value, sub-score, points], exact decimals as text, null = unknown"
    )
    knock_outs = models.JSONField(default=list, help_text="codes of the knock-out rules that hit")
    reason_method = models.CharField(
        max_length=1, default="A", help_text="how reasons are ranked, see scoring/scorecard.py"
    )
    run_id = models.BigIntegerField(null=True)
    scored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("risk score")
        verbose_name_plural = _("risk scores")
        # a day scored again after its past was changed has a further row: the newest holds
        indexes = [
            models.Index(
                fields=["customer_id", "card_version_id", "as_of", "known_at", "id"],
                name="score_by_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"score {self.score} of {self.customer_id} as of {self.as_of}"


class RatingChange(models.Model):
    """A customer whose reading or rating changed; monitoring takes the row: it is the queue.

    `from_tier` is the last rated tier before: who was unrated in between has risen from there.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    from_tier = models.CharField(max_length=8)
    to_tier = models.CharField(max_length=8)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.customer_id} {self.from_tier} → {self.to_tier}"


class Unscorable(models.Model):
    """A customer whose figures make the database refuse the score; it holds nobody else up.

    Taken off the queue of changes and kept here until a score succeeds: after its next change, in
    the nightly run, or when a person asks for it.
    """

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="unscorable"
    )
    error = models.TextField(_("error"))
    attempts = models.PositiveIntegerField(_("attempts"), default=1)
    since = models.DateTimeField(_("since"))
    tried_at = models.DateTimeField(_("tried at"))

    class Meta:
        verbose_name = _("customer that cannot be scored")
        verbose_name_plural = _("customers that cannot be scored")

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.error}"
