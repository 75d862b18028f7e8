"""The book's figures at the end of each day, as they were kept, and reports of months made of them.

Sums only, per team and manager, so that everybody sees those of their own customers.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models import CellQuerySet, Customer
from customers.models.receivables import BOOK_SUM
from monitoring.models.book import ByAge
from riskcrm.accounts.models import Team, User
from riskcrm.web.today import organisation_zone
from scoring.models import SUM_OF_MONEY, Tier

EVENING = dt.time(23, 30)  # what is kept before it is not yet the whole day


class BookDay(models.Model):
    """The figures of a day were kept, as they were known at a moment.

    Read on the day itself, perhaps before it was over; or looked up afterwards, if it was missed.
    """

    class Source(models.TextChoices):
        READINGS = "readings", _("readings of the day")
        SNAPSHOTS = "snapshots", _("snapshots of the month's end")
        LEDGER = "ledger", _("the ledger, looked up afterwards")

    day = models.DateField(_("day"), primary_key=True)
    known_at = models.DateTimeField(_("known at"))
    source = models.CharField(_("read from"), max_length=9, choices=Source.choices)
    counted = models.JSONField(
        default=list, help_text="what was counted that day; what is not in it is not known"
    )
    read_of = models.DateField(
        _("oldest reading"), null=True, help_text="of a day that was read; null = of others"
    )
    moves_since = models.DateField(
        _("moves since"), null=True,
        help_text="the end of the day since which moves are counted; null = they are not",
    )  # fmt: skip

    class Meta:
        verbose_name = _("day of the book")
        verbose_name_plural = _("days of the book")

    def __str__(self) -> str:
        return f"book of {self.day}"

    @property
    def was_read(self) -> bool:
        """False for a day that was missed and looked at afterwards."""
        return self.source == self.Source.READINGS

    @property
    def is_partial(self) -> bool:
        """Read before the day was over, and not again in its evening."""
        evening = dt.datetime.combine(self.day, EVENING, tzinfo=organisation_zone())
        return self.was_read and self.known_at < evening

    @property
    def is_stale(self) -> bool:
        """Some of its customers were last read on a day before."""
        return self.read_of is not None and self.read_of < self.day


class BookDayCell(ByAge):
    """The customers of one manager, team and tier at the end of a day."""

    SUMS = (
        "customers", "exposure", "overdue", "expected_loss", "over_limit", "squares",
        "open_without_rate", "sales_90", "opening_90", "sales_month", "payments_month",
    )  # fmt: skip

    day = models.ForeignKey(BookDay, on_delete=models.CASCADE, related_name="cells")
    tier = models.CharField(max_length=8, choices=Tier.choices)
    customers = models.PositiveIntegerField()
    exposure = models.DecimalField(**BOOK_SUM)
    overdue = models.DecimalField(**BOOK_SUM)
    expected_loss = models.DecimalField(**BOOK_SUM, null=True, help_text="null = not known")
    over_limit = models.DecimalField(
        **BOOK_SUM, null=True, help_text="exposure of who uses more than the limit; null = unknown"
    )
    squares = models.DecimalField(
        max_digits=48, decimal_places=4, help_text="sum of each customer's exposure squared"
    )
    open_without_rate = models.BigIntegerField()
    sales_90 = models.DecimalField(**BOOK_SUM, help_text="invoiced in the 90 days to this day")
    opening_90 = models.DecimalField(**BOOK_SUM, help_text="open 90 days before")
    sales_month = models.DecimalField(**BOOK_SUM, help_text="invoiced since the month began")
    payments_month = models.DecimalField(**BOOK_SUM, help_text="received since the month began")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "team", "manager", "tier"],
                nulls_distinct=False,
                name="one_book_day_cell",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.team_id} {self.manager_id} {self.tier}"


class OfDay(models.Model):
    """Something of the customers of one manager and team at the end of a day."""

    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    manager = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")

    objects = CellQuerySet.as_manager()

    class Meta:
        abstract = True


class BookDayPart(OfDay):
    """One industry, region, move between tiers, or thing that is counted, on a day."""

    class Kind(models.TextChoices):
        INDUSTRY = "industry", _("industry")
        REGION = "region", _("region")
        MOVE = "move", _("move between tiers")
        COUNT = "count", _("count")

    day = models.ForeignKey(BookDay, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    code = models.CharField(max_length=80, blank=True)
    number = models.BigIntegerField(help_text="customers; of a count: how many")
    amount = models.DecimalField(**BOOK_SUM, help_text="their exposure; 0 of a count")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "kind", "code", "team", "manager"],
                nulls_distinct=False,
                name="one_book_day_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.kind} {self.code}"


class BookDayTop(OfDay):
    """One of the ten largest debtors of a manager and team on a day."""

    day = models.ForeignKey(BookDay, on_delete=models.CASCADE, related_name="largest")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    tier = models.CharField(max_length=8, choices=Tier.choices)
    exposure = models.DecimalField(**SUM_OF_MONEY)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "customer"], name="one_place_among_largest"),
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.customer_id}"


class KriLimit(models.Model):
    """A version of a key risk indicator's limits and owner, as asked for and as decided.

    Tighter limits hold at once; looser ones once a second person agrees.
    """

    code = models.SlugField(_("indicator"), max_length=40)
    version = models.PositiveIntegerField(_("version"))
    amber = models.DecimalField(_("amber limit"), max_digits=12, decimal_places=4)
    red = models.DecimalField(_("red limit"), max_digits=12, decimal_places=4)
    is_looser = models.BooleanField(default=False, db_default=False)
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    in_force_at = models.DateTimeField(_("in force since"), null=True)
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("limit of a key risk indicator")
        verbose_name_plural = _("limits of key risk indicators")
        permissions = [("approve_krilimit", "Can approve a looser limit")]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_kri_version"),
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(in_force_at__isnull=True),
                name="one_kri_limit_waits",
            ),
            models.CheckConstraint(
                condition=~models.Q(approved_by=models.F("asked_by")), name="kri_four_eyes"
            ),
            models.CheckConstraint(
                condition=models.Q(in_force_at__isnull=True)
                | models.Q(is_looser=False)
                | models.Q(approved_by__isnull=False),
                name="kri_looser_by_two",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="kri_reason_given"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class KriValue(models.Model):
    """A key risk indicator of the whole book on a day. Null = not known that day."""

    day = models.ForeignKey(BookDay, on_delete=models.CASCADE, related_name="kris")
    code = models.SlugField(max_length=40)
    formula_version = models.PositiveSmallIntegerField()
    numerator = models.DecimalField(max_digits=48, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=48, decimal_places=4, null=True)
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    amber = models.DecimalField(max_digits=12, decimal_places=4)
    red = models.DecimalField(max_digits=12, decimal_places=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "code"], name="one_kri_a_day")]

    def __str__(self) -> str:
        return f"{self.day_id} {self.code} {self.value}"


class MonthReport(models.Model):
    """The management report of a month's end, in one language, as it was made."""

    month_end = models.DateField(_("month's end"))
    language = models.CharField(_("language"), max_length=8)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", help_text="null = schedule"
    )
    content = models.BinaryField()
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("management report")
        verbose_name_plural = _("management reports")
        constraints = [
            models.UniqueConstraint(fields=["month_end", "language"], name="one_month_report"),
        ]

    def __str__(self) -> str:
        return f"report of {self.month_end} {self.language}"
