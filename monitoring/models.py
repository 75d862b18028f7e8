"""Watching the book: rules, the alerts they raise, and the readings of the book as a whole."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from customers.models import CellQuerySet, Customer, OfCustomerQuerySet
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.roles import ACKNOWLEDGE, ALL_CUSTOMERS
from scoring.indicators import AGEING
from scoring.models import Tier

if TYPE_CHECKING:
    pass


class Severity(models.TextChoices):
    LOW = "low", pgettext_lazy("severity", "low")
    MEDIUM = "medium", pgettext_lazy("severity", "medium")
    HIGH = "high", pgettext_lazy("severity", "high")
    CRITICAL = "critical", pgettext_lazy("severity", "critical")


class AlertRule(models.Model):
    """When to raise an alert: a figure crosses a threshold, or the tier rises.

    Raised at `raise_at`, cleared only at `clear_at`, so that a figure that wavers around the
    threshold is one episode. Shares are per cent, as in the readings.
    """

    class Kind(models.TextChoices):
        THRESHOLD = "threshold", _("a figure crosses a threshold")
        TIER_RISE = "tier_rise", _("the tier rises")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    subject = models.CharField(
        _("figure"),
        max_length=40,
        blank=True,
        default="",
        help_text="an indicator's code, or score",
    )
    raise_at = models.DecimalField(_("raise at"), max_digits=18, decimal_places=4, null=True)
    clear_at = models.DecimalField(_("clear at"), max_digits=18, decimal_places=4, null=True)
    falling = models.BooleanField(
        _("dangerous when low"), default=False, help_text="raise at or below instead of above"
    )
    escalate_at = models.DecimalField(
        _("one severity higher at"), max_digits=18, decimal_places=4, null=True
    )
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    is_active = models.BooleanField(_("switched on"), default=True)

    # what decides on alerts, so that a change of it is held against the whole book
    DECIDING = (
        "kind",
        "subject",
        "raise_at",
        "clear_at",
        "falling",
        "escalate_at",
        "severity",
        "is_active",
    )

    class Meta:
        verbose_name = _("alert rule")
        verbose_name_plural = _("alert rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="tier_rise") | Q(raise_at__isnull=False, clear_at__isnull=False),
                name="threshold_given",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The rule's name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class AlertQuerySet(OfCustomerQuerySet["Alert"]):
    def open(self) -> Self:
        """Neither cleared by a later reading nor acknowledged by a person."""
        return self.filter(cleared_at__isnull=True, acknowledgement__isnull=True)

    def waiting_for(self, user: User, *, at: dt.datetime) -> Self:
        """Open alerts that this person should take, whether past their deadline or not."""
        late, due = self.waiting_parts(user, at=at)
        return late | due

    def waiting_parts(self, user: User, *, at: dt.datetime) -> tuple[Self, Self]:
        """Open alerts that this person should take: those past their deadline, and the others.

        Those of their own customers and of their team's customers without a manager; for who sees
        every customer also those of nobody's customers and all those past their deadline. Two
        parts, since an index leads to each of them and to no mixture of both.
        """
        if not user.has_perm(ACKNOWLEDGE):
            return self.none(), self.none()
        waiting = self.visible_to(user).open()
        late, due = waiting.filter(due_at__lt=at), waiting.filter(due_at__gte=at)
        theirs = Q(customer__manager=user)
        if user.has_perm(ALL_CUSTOMERS):
            nobodys = Q(customer__manager__isnull=True, customer__team__isnull=True)
            return late, due.filter(theirs | nobodys)
        if user.team_id:
            theirs |= Q(customer__manager__isnull=True, customer__team_id=user.team_id)
        return late.filter(theirs), due.filter(theirs)


class Alert(models.Model):
    """One episode in which a rule held for a customer, from raised to cleared."""

    class Ending(models.TextChoices):
        FELL_BACK = "fell_back", _("the figure fell back")
        UNKNOWN = "unknown", _("the figure is no longer known")
        GRAVER = "graver", _("a graver alert took its place")
        SWITCHED_OFF = "switched_off", _("the rule was switched off")
        MERGED = "merged", _("the customer was merged into another")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="alerts")
    rule = models.ForeignKey(AlertRule, on_delete=models.PROTECT, related_name="alerts")
    episode = models.PositiveIntegerField()
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    raised_at = models.DateTimeField(_("raised at"))
    latest_at = models.DateTimeField(_("latest evidence"))
    cleared_at = models.DateTimeField(_("cleared at"), null=True)
    cleared_because = models.CharField(
        _("cleared because"),
        max_length=12,
        choices=Ending.choices,
        blank=True,
        default="",
        db_default="",
    )
    hits = models.PositiveIntegerField(_("hits"), default=1)  # pieces of evidence
    due_at = models.DateTimeField(_("acknowledge by"))

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        permissions = [("acknowledge_alert", "Can acknowledge an alert")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "rule", "episode"], name="one_alert_per_episode"
            ),
            models.UniqueConstraint(
                fields=["customer", "rule"],
                condition=Q(cleared_at__isnull=True),
                name="one_running_episode",
            ),
            models.CheckConstraint(
                condition=Q(cleared_because="") | Q(cleared_at__isnull=False),
                name="reason_to_clear_only_once_cleared",
            ),
        ]
        indexes = [
            models.Index(fields=["-raised_at", "-id"], name="alert_by_time"),
            models.Index(
                fields=["-raised_at", "-id"],
                condition=Q(cleared_at__isnull=True),
                name="alert_running_by_time",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(cleared_at__isnull=True),
                name="alert_running_by_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"

    @property
    def is_open(self) -> bool:
        """Waits for a person. Costs a query unless `acknowledgement` was selected."""
        return self.cleared_at is None and not hasattr(self, "acknowledgement")


class RuleSweep(models.Model):
    """How far the whole book was held against the rules as they are, one row.

    Customers are swept when they change; when a rule changes, all others must be once as well.
    """

    rules = models.CharField(max_length=64, help_text="a hash of what the rules say")
    after_id = models.BigIntegerField(
        null=True, default=0, help_text="customers up to this id are done; null = all are"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_rule_sweep")]

    def __str__(self) -> str:
        return "all customers" if self.after_id is None else f"customers up to {self.after_id}"


class AlertEvidence(models.Model):
    """What a rule saw when it mattered: at first, and each time it was graver or clearly worse.

    New evidence adds a row, never a second alert.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="evidence")
    as_of = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4, null=True)
    from_tier = models.CharField(max_length=8, choices=Tier.choices, blank=True, default="")
    to_tier = models.CharField(max_length=8, choices=Tier.choices, blank=True, default="")
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "as_of", "value", "to_tier"],
                nulls_distinct=False,
                name="one_evidence_per_reading",
            ),
        ]

    def __str__(self) -> str:
        return f"evidence of {self.alert_id} as of {self.as_of}"


class Acknowledgement(models.Model):
    """A person has seen an alert and says what follows."""

    alert = models.OneToOneField(
        Alert, on_delete=models.CASCADE, primary_key=True, related_name="acknowledgement"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("acknowledged at"))
    note = models.TextField(_("note"))

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="note_given")]

    def __str__(self) -> str:
        return f"acknowledgement of {self.alert_id}"


# a sum over many customers' sums
BOOK_MONEY: dict[str, Any] = {"max_digits": 26, "decimal_places": 2}


class BookReading(models.Model):
    """The book's figures per manager, team and tier, so that no page adds up a million rows.

    They are as old as the oldest reading they are added up from, whenever that was done.
    """

    SUMS = ("exposure", "overdue", *AGEING, "open_without_rate")

    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    manager = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    tier = models.CharField(max_length=8, choices=Tier.choices)
    customers = models.PositiveIntegerField()
    exposure = models.DecimalField(**BOOK_MONEY)
    overdue = models.DecimalField(**BOOK_MONEY)
    not_due = models.DecimalField(**BOOK_MONEY)
    due_1_30 = models.DecimalField(**BOOK_MONEY)
    due_31_60 = models.DecimalField(**BOOK_MONEY)
    due_61_90 = models.DecimalField(**BOOK_MONEY)
    due_91_180 = models.DecimalField(**BOOK_MONEY)
    due_181_365 = models.DecimalField(**BOOK_MONEY)
    due_over_365 = models.DecimalField(**BOOK_MONEY)
    no_due_date = models.DecimalField(**BOOK_MONEY)
    open_without_rate = models.BigIntegerField(
        default=0, db_default=0, help_text="open invoices that are in none of the amounts"
    )
    as_of = models.DateField(null=True, help_text="of the oldest reading in it; null = none")
    read_at = models.DateTimeField()

    objects = CellQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "manager", "tier"],
                nulls_distinct=False,
                name="one_book_reading_per_cell",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.manager_id} {self.tier}"


class BookRefresh(models.Model):
    """The latest refresh of the book's readings, one row: when, what it saw, how long it took."""

    fingerprint = models.CharField(max_length=200, help_text="writes to the tables it sums up")
    read_at = models.DateTimeField()
    seconds = models.FloatField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_book_refresh")]

    def __str__(self) -> str:
        return f"book as of {self.read_at}"


class AgeingMonth(models.Model):
    """The ageing at the end of a month was kept, as it was known at a moment."""

    month_end = models.DateField(primary_key=True)
    known_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"ageing of {self.month_end}"


class AgeingCell(models.Model):
    """What was open at a month's end of the customers of one manager and team, by age."""

    month = models.ForeignKey(AgeingMonth, on_delete=models.CASCADE, related_name="cells")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    manager = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    not_due = models.DecimalField(**BOOK_MONEY)
    due_1_30 = models.DecimalField(**BOOK_MONEY)
    due_31_60 = models.DecimalField(**BOOK_MONEY)
    due_61_90 = models.DecimalField(**BOOK_MONEY)
    due_91_180 = models.DecimalField(**BOOK_MONEY)
    due_181_365 = models.DecimalField(**BOOK_MONEY)
    due_over_365 = models.DecimalField(**BOOK_MONEY)
    no_due_date = models.DecimalField(**BOOK_MONEY)

    objects = CellQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "team", "manager"],
                nulls_distinct=False,
                name="one_ageing_cell_per_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month_id} {self.team_id} {self.manager_id}"
