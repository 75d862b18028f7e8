"""Reviews: a person looks at a customer again, by the calendar or because something happened."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, MarketEvent, OfCustomerQuerySet, of_nobody
from monitoring.models.alerts import Alert
from riskcrm.accounts.models import User
from riskcrm.accounts.review_rights import COMPLETE_REVIEWS
from riskcrm.accounts.roles import ALL_CUSTOMERS

EVENT = "event:"  # before the kind of a market event


def said_reason(reason: str) -> str:
    """A reason as a person reads it: what opened a review by itself is kept as a code."""
    if reason.startswith(EVENT) and (kind := reason.removeprefix(EVENT)) in MarketEvent.Kind:
        return str(_("confirmed: %(what)s") % {"what": MarketEvent.Kind(kind).label})
    return str(ReviewCause.Kind(reason).label) if reason in ReviewCause.Kind else reason


class ReviewQuerySet(OfCustomerQuerySet["Review"]):
    def open(self) -> Self:
        return self.filter(completed_at__isnull=True)

    def overdue(self, day: dt.date) -> Self:
        return self.open().filter(due_date__lt=day)

    def waiting_for(self, user: User, *, risen: dt.date | None = None) -> Self:
        """Open ones of the customers a person manages, of those nobody at work manages for who sees
        all, and those due before `risen` for who sees to what is long overdue."""
        if user.kind != User.Kind.PERSON or not user.has_perm(COMPLETE_REVIEWS):
            return self.none()
        whose = Q(customer__manager=user)
        if user.has_perm(ALL_CUSTOMERS):
            for nobodys in of_nobody("customer__"):
                whose |= nobodys
        if risen is not None:
            whose |= Q(due_date__lt=risen)
        return self.visible_to(user).open().filter(whose)


class Review(models.Model):
    """One look at a customer, from opened to completed; at most one is open at a time."""

    class Kind(models.TextChoices):
        SCHEDULED = "scheduled", _("scheduled")
        EVENT = "event", _("because of an event")
        ALERT = "alert", _("because of an alert")
        FIRST = "first", _("first rating")

    class Result(models.TextChoices):
        UNCHANGED = "unchanged", _("nothing to change")
        OVERRIDE = "override", _("override proposed")
        PLAN = "plan", _("plan agreed")
        REMOVAL = "removal", _("removal proposed")
        TERMS = "terms", _("limit or treatment changed")
        ENDED = "ended", _("ended: the customer has left")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    reasons = ArrayField(models.TextField(), verbose_name=_("reasons"), default=list)
    alert = models.ForeignKey(Alert, null=True, on_delete=models.SET_NULL, related_name="reviews")
    due_date = models.DateField(_("due"))
    opened_at = models.DateTimeField(_("opened at"))
    completed_at = models.DateTimeField(_("completed at"), null=True)
    completed_by = models.ForeignKey(
        User, verbose_name=_("completed by"), null=True, on_delete=models.PROTECT, related_name="+",
        help_text="null = open, or ended by the system",
    )  # fmt: skip
    result = models.CharField(
        _("result"), max_length=9, choices=Result.choices, blank=True, default="", db_default=""
    )
    findings = models.TextField(_("findings"), blank=True, default="", db_default="")
    seen = models.JSONField(
        _("figures that were seen"), null=True,
        help_text="name -> exact decimal as text, null = unknown; the next review compares",
    )  # fmt: skip

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        permissions = [
            ("complete_review", "Can complete reviews of customers"),
            ("oversee_review", "Can see to reviews that are long overdue"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(completed_at__isnull=True),
                name="one_open_review_per_customer",
            ),
            models.CheckConstraint(
                condition=Q(
                    completed_at__isnull=True, completed_by__isnull=True, result="", findings=""
                )
                | Q(completed_at__isnull=False, completed_by__isnull=False)
                & ~Q(result__in=["", "ended"])
                & ~Q(findings="")
                | Q(
                    completed_at__isnull=False,
                    completed_by__isnull=True,
                    result="ended",
                    findings="",
                ),
                name="review_completed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["due_date", "id"], name="review_by_due"),
            models.Index(
                fields=["due_date", "id"],
                condition=Q(completed_at__isnull=True),
                name="review_open_by_due",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.completed_at is None

    @property
    def said_reasons(self) -> list[str]:
        """The reasons in the reader's language, where they are not somebody's own words."""
        return [said_reason(reason) for reason in self.reasons]


class ReviewCause(models.Model):
    """Something happened after which a customer is looked at again. The row is the queue.

    Triggers write it with what happened: a tier that rose to high, a market event that was
    confirmed (`event:` and its kind), another name or registration number.
    """

    class Kind(models.TextChoices):
        TIER_HIGH = "tier_high", _("the tier rose to high")
        IDENTITY = "identity", _("the name or the registration number changed")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=24)

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id}"
