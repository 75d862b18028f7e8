"""Who is due to be screened, the hits that were found, and what people decided about them."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.book import Customer, OfCustomerQuerySet
from customers.models.screening_lists import ScreeningEntry
from riskcrm.accounts.models import User


class CustomerKeys(models.Model):
    """By which keys a customer's names and number are found when a list changes."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    keys = ArrayField(models.IntegerField(), default=list)
    is_cut = models.BooleanField(
        default=False,
        db_default=False,
        help_text="its names are like more entries than are looked at",
    )

    class Meta:
        indexes = [GinIndex(fields=["keys"], name="customer_keys", fastupdate=False)]

    def __str__(self) -> str:
        return f"keys of {self.customer_id}"


class ScreeningDue(models.Model):
    """A customer or an entry that is to be screened. The row is the queue.

    Customers get here by triggers, whichever way they came. Rows of customers have no constraint
    to the book: it would cost an import of a million a look-up each, and a row without its customer
    is simply thrown away. One that breaks the sweep is parked with the error, so that it holds up
    nobody else, and tried again after a day.
    """

    customer = models.ForeignKey(
        Customer,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    entry = models.ForeignKey(
        ScreeningEntry, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    parked_at = models.DateTimeField(null=True)
    error = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False, entry__isnull=True)
                | Q(customer__isnull=True, entry__isnull=False),
                name="screening_due_of_one",
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], name="screening_due_entries", condition=Q(entry__isnull=False)
            ),
            models.Index(
                fields=["customer", "entry"],
                name="screening_due_parked",
                condition=Q(parked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"due: customer {self.customer_id}, entry {self.entry_id}"


class ScreeningHitQuerySet(OfCustomerQuerySet["ScreeningHit"]):
    def open(self) -> Self:
        return self.filter(state=ScreeningHit.State.OPEN)


class ScreeningHit(models.Model):
    """A customer whose name or number is like an entry's; a person decides whether it is the same.

    One that was dismissed does not come back while neither name is another one. An open one is
    outdated once one of its names is not there any more and no other is alike, or its entry is not
    in force; when they are alike again, it opens again.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state", "open")
        CONFIRMED = "confirmed", _("confirmed")
        DISMISSED = "dismissed", _("dismissed")
        OUTDATED = "outdated", pgettext_lazy("screening hit", "outdated")

    class Outdated(models.TextChoices):
        """Why nobody has to decide on a hit any more."""

        RENAMED = "renamed", _("the customer's names are others by now")
        CHANGED = "changed", _("the entry's names are others by now")
        ENDED = "ended", _("the entry is not in force any more")

    class Whose(models.TextChoices):
        """Whose name is alike, if it is not the customer's own."""

        REPRESENTATIVE = "representative", _("legal representative")
        OWNER = "owner", _("beneficial owner")
        GUARANTOR = "guarantor", _("guarantor")

    class How(models.TextChoices):
        NUMBER = "number", _("same registration number")
        EXACT = "exact", _("same name")
        NORMALISED = "normalised", _("same name but for its legal form or the order of its words")
        PINYIN = "pinyin", _("sounds alike in pinyin")
        FUZZY = "fuzzy", _("differs by a character or so")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="screening_hits", db_index=False
    )
    entry = models.ForeignKey(ScreeningEntry, on_delete=models.PROTECT, related_name="hits")
    entry_version = models.PositiveIntegerField(help_text="the version of the entry that was seen")
    customer_name = models.CharField(max_length=200, help_text="which of the customer's names")
    whose = models.CharField(
        _("whose name"), max_length=14, choices=Whose.choices, blank=True, default="",
        db_default="", help_text="empty = the customer's own; else who stands behind it",
    )  # fmt: skip
    entry_name = models.CharField(max_length=200, help_text="which of the entry's names")
    score = models.PositiveSmallIntegerField(_("score"), help_text="0 to 100")
    how = models.CharField(_("found by"), max_length=10, choices=How.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    outdated = models.CharField(
        _("outdated, since"),
        max_length=8,
        choices=Outdated.choices,
        blank=True,
        default="",
        db_default="",
    )
    found_at = models.DateTimeField(_("found at"))

    objects = ScreeningHitQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening hit")
        verbose_name_plural = _("screening hits")
        permissions = [
            ("decide_screeninghit", "Can decide whether a hit is the customer"),
            ("screen_name", "Can screen a name against the lists"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "entry", "customer_name", "entry_name"],
                name="one_hit_per_names_seen",
            ),
            models.UniqueConstraint(
                fields=["customer", "entry"], condition=Q(state="open"), name="one_open_hit"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "confirmed", "dismissed", "outdated"]),
                name="hit_state",
            ),
            models.CheckConstraint(
                condition=Q(state="outdated", outdated__in=["renamed", "changed", "ended"])
                | (~Q(state="outdated") & Q(outdated="")),
                name="hit_outdated_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(score__lte=100), name="hit_score"),
        ]
        indexes = [
            models.Index(fields=["state", "score", "id"], name="hit_by_score"),
            models.Index(fields=["state", "found_at", "id"], name="hit_by_time"),
            models.Index(fields=["score", "id"], name="hit_of_any_state_by_score"),
            models.Index(fields=["found_at", "id"], name="hit_of_any_state_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_name} ~ {self.entry_name}"


class ScreeningDecision(models.Model):
    """What a person decided about a hit, and why. The latest counts; none is taken away."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        DISMISSED = "dismissed", _("dismissed")

    hit = models.ForeignKey(ScreeningHit, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices)
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("decision on a hit")
        verbose_name_plural = _("decisions on hits")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["confirmed", "dismissed"]), name="hit_decision_outcome"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hit_decision_reason_given"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} hit {self.hit_id}"
