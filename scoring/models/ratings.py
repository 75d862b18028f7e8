"""Where customers stand: ratings, the scores behind them, and who cannot be scored."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from scoring.models.readings import SUM_OF_MONEY

# what one point of score weighs in the order of danger against one point before caps
SCORE_OVER_POINTS = 1_000_000


class Tier(models.TextChoices):
    """How dangerous a customer is. Unrated is not low: too little is known."""

    UNRATED = "unrated", _("unrated")
    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")


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
        help_text="the card's tier, and while unrated the one before; unrated = never rated",
    )
    card_tier = models.CharField(
        max_length=8,
        choices=Tier.choices,
        default=Tier.UNRATED,
        db_default=Tier.UNRATED,
        help_text="the tier by the card alone; `tier` differs while an override is in force",
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
    pd = models.DecimalField(
        _("probability of default"), max_digits=7, decimal_places=4, null=True,
        help_text="per cent; null = the card has no calibration, or the customer no score",
    )  # fmt: skip
    expected_loss = models.DecimalField(
        _("expected loss"), **SUM_OF_MONEY, null=True,
        help_text="probability of default × loss given default × (open + ordered); base currency",
    )  # fmt: skip
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
            models.Index(
                fields=["-expected_loss", "customer"],
                condition=Q(expected_loss__isnull=False),
                name="rating_by_loss",
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
    pd = models.DecimalField(
        _("probability of default"), max_digits=7, decimal_places=4, null=True,
        help_text="per cent, by the card's calibration",
    )  # fmt: skip
    run_id = models.BigIntegerField(null=True)
    scored_at = models.DateTimeField()
    formulas = models.CharField(
        max_length=12, default="", db_default="", help_text="digest of the SQL of all indicators"
    )

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


class RatingHistory(models.Model):
    """Which tier held from the end of a day on; a row is written only where it changes."""

    customer_id = models.BigIntegerField()
    as_of = models.DateField(_("as of"))
    tier = models.CharField(_("tier"), max_length=8, choices=Tier.choices)
    card_tier = models.CharField(max_length=8, choices=Tier.choices)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("rating of the past")
        verbose_name_plural = _("ratings of the past")
        indexes = [
            models.Index(
                fields=["customer_id", "-as_of", "-id"], include=["tier"], name="rating_of_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.tier} from {self.as_of}"


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
