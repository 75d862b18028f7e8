"""Entries of the restricted list: proposed, approved by a second person, reviewed, ended."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Attachment, Customer, OfCustomerQuerySet, ScreeningEntry
from removal.listing.reasons import CHOICES, REASONS
from removal.models.cases import RemovalCase
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import APPROVE_ENTRY
from riskcrm.web.today import today

EXPIRING_DAYS = 30


def person(label: Any, **more: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        User, verbose_name=label, on_delete=models.PROTECT, related_name="+", **more
    )


class ListEntryQuerySet(OfCustomerQuerySet["ListEntry"]):
    def in_force(self) -> Self:
        return self.filter(state=ListEntry.State.ACTIVE)

    def open(self) -> Self:
        """Proposed or in force: a customer has at most one of these."""
        return self.filter(state__in=ListEntry.OPEN)

    def expiring(self, day: dt.date) -> Self:
        """In force, and to be reviewed or at their end within a month of this day."""
        soon = day + dt.timedelta(days=EXPIRING_DAYS)
        return self.in_force().filter(Q(review_date__lte=soon) | Q(expires_on__lte=soon))

    def decidable_by(self, user: User) -> Self:
        """Proposed ones that wait for this person: neither of their making nor their customers."""
        if user.kind != User.Kind.PERSON or not user.has_perm(APPROVE_ENTRY):
            return self.none()
        others = ~Q(customer__manager=user) | Q(customer__manager__isnull=True)
        waiting = self.visible_to(user).filter(state=ListEntry.State.PROPOSED)
        return waiting.exclude(responsible=user).filter(others)

    def reviewable_by(self, user: User) -> Self:
        """Those whose review was raised, for who may review them: not the proposer."""
        if user.kind != User.Kind.PERSON or not user.has_perm(APPROVE_ENTRY):
            return self.none()
        raised = self.visible_to(user).in_force().filter(review_raised_date__isnull=False)
        return raised.exclude(responsible=user)


class ListEntry(models.Model):
    """That a company, persons by name, or both are on the restricted list, and why, until when.

    What screening and credit checks read of it are entries of the own list in the book, written
    when it is approved. The row changes by its acts alone; see `ListEntryAct`.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("list entry", "proposed")
        ACTIVE = "active", pgettext_lazy("list entry", "in force")
        EXPIRED = "expired", pgettext_lazy("list entry", "expired")
        LIFTED = "lifted", pgettext_lazy("list entry", "lifted")
        REJECTED = "rejected", pgettext_lazy("list entry", "rejected")

    OPEN = (State.PROPOSED, State.ACTIVE)
    Bars = ScreeningEntry.Bars

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="list_entries")
    case = models.ForeignKey(
        RemovalCase, null=True, blank=True, on_delete=models.PROTECT, related_name="list_entries"
    )
    reason_class = models.CharField(_("class of reason"), max_length=16, choices=CHOICES)
    reason = models.TextField(_("reason"))
    covers_company = models.BooleanField(_("the company itself is listed"), default=True)
    bars = models.CharField(_("what is barred"), max_length=10, choices=Bars.choices)
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.PROPOSED
    )
    review_date = models.DateField(_("review on"))
    review_raised_date = models.DateField(null=True, help_text="when people were told of it")
    expires_on = models.DateField(_("listed until"))
    most_years = models.PositiveSmallIntegerField(help_text="of class and pack, when proposed")
    proposed_by = person(_("proposed by"))
    responsible = person("", help_text="the proposer, or who answers for the service user")
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = person(pgettext_lazy("list entry", "decided by"), null=True)
    decided_at = models.DateTimeField(pgettext_lazy("list entry", "decided at"), null=True)
    closed_at = models.DateTimeField(_("ended at"), null=True)
    screening_entry = models.ForeignKey(
        ScreeningEntry, null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ListEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("restricted list entry")
        verbose_name_plural = _("restricted list entries")
        permissions = [
            ("propose_listentry", "Can propose an entry of the restricted list"),
            ("approve_listentry", "Can approve, review and lift entries that others proposed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(state__in=["proposed", "active"]),
                name="one_open_list_entry",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "active", "expired", "lifted", "rejected"]),
                name="listed_state",
            ),
            models.CheckConstraint(
                condition=Q(reason_class__in=list(REASONS)), name="listed_for_a_known_reason"
            ),
            models.CheckConstraint(
                condition=Q(bars__in=["all_trade", "new_credit", "onboarding"]),
                name="listed_bars_something",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="listed_with_reason"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="listed_by_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("responsible"))),
                name="listed_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "active"], closed_at__isnull=True)
                | (~Q(state__in=["proposed", "active"]) & Q(closed_at__isnull=False)),
                name="listing_ended_with_time",
            ),
            models.CheckConstraint(
                condition=Q(review_date__lte=F("expires_on")), name="listed_reviewed_before_end"
            ),
            models.CheckConstraint(
                condition=Q(most_years__gte=1, most_years__lte=10), name="listed_for_some_years"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="listed_by_state"),
            models.Index(fields=["proposed_at", "id"], name="listed_by_time"),
            models.Index(fields=["expires_on", "id"], name="listed_by_expiry"),
            models.Index(fields=["review_date", "id"], name="listed_by_review"),
        ]

    def __str__(self) -> str:
        return f"restricted list entry {self.pk}"

    @property
    def reason_text(self) -> str:
        """The class of reason as the listed may read it."""
        return str(REASONS[self.reason_class].text)

    @property
    def days_to_review(self) -> int:
        return (self.review_date - today()).days

    @property
    def is_review_late(self) -> bool:
        return self.state == self.State.ACTIVE and self.review_date < today()


class ListedPerson(models.Model):
    """A person who is listed by name, for a reason of their own: being related is none."""

    class Role(models.TextChoices):
        REPRESENTATIVE = "representative", _("legal representative")
        OWNER = "owner", _("beneficial owner")
        DIRECTOR = "director", _("director or manager")
        GUARANTOR = "guarantor", _("guarantor")
        OTHER = "other", pgettext_lazy("role of a person", "other")

    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="persons")
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=14, choices=Role.choices)
    reason = models.TextField(_("own reason"))
    screening_entry = models.ForeignKey(
        ScreeningEntry, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("listed person")
        verbose_name_plural = _("listed persons")
        constraints = [
            models.UniqueConstraint(fields=["entry", "name"], name="listed_once_by_name"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(reason=""), name="listed_person_has_own_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListEvidence(models.Model):
    """What an entry rests on: a document of the customer or a reference, with the hash of it."""

    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="evidence")
    text = models.CharField(_("evidence"), max_length=500)
    document = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sha256 = models.CharField(max_length=64, help_text="of the file, or of the text without one")

    class Meta:
        verbose_name = _("evidence of an entry")
        verbose_name_plural = _("evidence of entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$") & ~Q(text=""),
                name="list_evidence_hashed",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ListEntryAct(models.Model):
    """One thing that was done to an entry, and what it said afterwards. Never changes."""

    class Act(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("act on an entry", "proposed")
        APPROVED = "approved", pgettext_lazy("act on an entry", "approved")
        REJECTED = "rejected", pgettext_lazy("act on an entry", "rejected")
        RAISED = "review_raised", pgettext_lazy("act on an entry", "review announced")
        KEPT = "kept", pgettext_lazy("act on an entry", "reviewed: kept")
        SHORTENED = "shortened", pgettext_lazy("act on an entry", "reviewed: shortened")
        EASED = "eased", pgettext_lazy("act on an entry", "eased on appeal")
        LIFTED = "lifted", pgettext_lazy("act on an entry", "lifted")
        EXPIRED = "expired", pgettext_lazy("act on an entry", "expired")

    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="acts")
    number = models.PositiveIntegerField(help_text="the version of the entry after it")
    act = models.CharField(_("act"), max_length=13, choices=Act.choices)
    by = person(pgettext_lazy("act on an entry", "by"), null=True, help_text="null = the sweep")
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), blank=True, default="")
    bars = models.CharField(_("what is barred"), max_length=10, choices=ScreeningEntry.Bars.choices)
    review_date = models.DateField(_("review on"))
    expires_on = models.DateField(_("listed until"))

    class Meta:
        verbose_name = _("act on an entry")
        verbose_name_plural = _("acts on entries")
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="one_act_per_entry_version"),
            models.CheckConstraint(
                condition=Q(act__in=["review_raised", "expired"], by__isnull=True)
                | (~Q(act__in=["review_raised", "expired"]) & Q(by__isnull=False) & ~Q(reason="")),
                name="list_act_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} entry {self.entry_id}"
