"""Customers that need collecting: the worklist as it is stored, led by one number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.book import Customer, of_visible, reach_of
from customers.models.receivables import SUM
from riskcrm.accounts.models import Team, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ArrearsQuerySet(models.QuerySet["Arrears"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those whose customer this person sees.

        The row's own manager and team let an index lead; the customer's decide.
        """
        return of_visible(self.filter(reach_of(user)), user)


class Urgency(models.IntegerChoices):
    """Why somebody stands where they stand on the worklist."""

    WAITING = 0, _("promised, not due yet")
    NORMAL = 1, _("overdue")
    DUE = 2, _("promise or step due")
    BROKEN = 3, _("promise broken")


# what one step of urgency weighs against expected loss
URGENCY_OVER_WEIGHT = 10**26


class Arrears(models.Model):
    """A customer that needs collecting, beyond what the organisation tolerates. One row each.

    `overdue` leaves out what is disputed. The rank is one number, so that an index leads the
    worklist: urgency first, then what of the overdue amount is expected to be lost.
    """

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="arrears"
    )
    team = models.ForeignKey(
        Team, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    manager = models.ForeignKey(
        User, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    overdue = models.DecimalField(_("overdue"), **SUM)
    disputed = models.DecimalField(_("disputed"), **SUM, help_text="overdue, but not demanded now")
    items = models.IntegerField(_("overdue invoices"))
    without_rate = models.IntegerField(default=0, help_text="items that are in no amount")
    oldest_due_date = models.DateField(_("oldest due date"))
    weight = models.DecimalField(max_digits=26, decimal_places=2, help_text="expected loss")
    urgency = models.SmallIntegerField(_("urgency"), choices=Urgency.choices)
    rank = models.GeneratedField(
        expression=F("urgency") * models.Value(URGENCY_OVER_WEIGHT) + F("weight"),
        output_field=models.DecimalField(max_digits=32, decimal_places=2),
        db_persist=True,
    )
    read_at = models.DateTimeField()

    objects = ArrearsQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer in arrears")
        verbose_name_plural = _("customers in arrears")
        indexes = [
            models.Index(fields=["-rank", "customer"], name="arrears_by_rank"),
            models.Index(fields=["manager", "-rank", "customer"], name="arrears_by_manager"),
            models.Index(fields=["team", "-rank", "customer"], name="arrears_by_team"),
            models.Index(fields=["-overdue", "customer"], name="arrears_by_overdue"),
            models.Index(fields=["oldest_due_date", "customer"], name="arrears_by_age"),
        ]

    def __str__(self) -> str:
        return f"arrears of {self.customer_id}"


class ArrearsSweep(models.Model):
    """How far the whole book was looked through for the day and the tolerances, one row.

    Customers are looked at when they change; on a new day, or with new tolerances, all are.
    """

    day = models.DateField(null=True)
    tolerances = models.CharField(max_length=100, default="")
    after_id = models.BigIntegerField(null=True, help_text="done up to this id; null = all are")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_arrears_sweep")]

    def __str__(self) -> str:
        return f"{self.day} after {self.after_id}"
