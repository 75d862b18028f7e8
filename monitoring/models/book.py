"""The book as a whole: its figures as they are, and its ageing at the end of each month."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from customers.models import CellQuerySet, CustomerGroup
from customers.models.receivables import BOOK_SUM
from riskcrm.accounts.models import Team, User
from scoring.indicators import AGEING
from scoring.models import Tier


class ByAge(models.Model):
    """What is open of the customers of one manager and team by how long it is due."""

    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    manager = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    not_due = models.DecimalField(**BOOK_SUM)
    due_1_30 = models.DecimalField(**BOOK_SUM)
    due_31_60 = models.DecimalField(**BOOK_SUM)
    due_61_90 = models.DecimalField(**BOOK_SUM)
    due_91_180 = models.DecimalField(**BOOK_SUM)
    due_181_365 = models.DecimalField(**BOOK_SUM)
    due_over_365 = models.DecimalField(**BOOK_SUM)
    no_due_date = models.DecimalField(**BOOK_SUM)

    objects = CellQuerySet.as_manager()

    class Meta:
        abstract = True


class BookReading(ByAge):
    """The book's figures per manager, team and tier, so that no page adds up a million rows.

    They are as old as the oldest reading they are added up from, whenever that was done.
    """

    SUMS = ("exposure", "overdue", *AGEING, "open_without_rate")

    tier = models.CharField(max_length=8, choices=Tier.choices)
    customers = models.PositiveIntegerField()
    exposure = models.DecimalField(**BOOK_SUM)
    overdue = models.DecimalField(**BOOK_SUM)
    open_without_rate = models.BigIntegerField(
        default=0, db_default=0, help_text="open invoices that are in none of the amounts"
    )
    as_of = models.DateField(null=True, help_text="of the oldest reading in it; null = none")
    read_at = models.DateTimeField()

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


class AgeingCell(ByAge):
    """What was open at a month's end of the customers of one manager and team, by age."""

    month = models.ForeignKey(AgeingMonth, on_delete=models.CASCADE, related_name="cells")

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


class GroupAgeingCell(ByAge):
    """The same of the customers who belonged to a group then."""

    month = models.ForeignKey(AgeingMonth, on_delete=models.CASCADE, related_name="group_cells")
    group = models.ForeignKey(CustomerGroup, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "group", "team", "manager"],
                nulls_distinct=False,
                name="one_group_cell_per_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month_id} {self.group_id} {self.team_id} {self.manager_id}"
