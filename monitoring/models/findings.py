"""What tests and exceptions showed, and what was done about it."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monitoring.models.control import ControlTest, SampleItem
from removal.models.listing import person
from riskcrm.accounts.models import User
from riskcrm.web.today import today


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All for who may see controls; for others those that are theirs to answer."""
        if user.has_perm("monitoring.view_control"):
            return self
        if user.has_perm("monitoring.view_finding"):
            return self.filter(owner=user.pk)
        return self.none()

    def open(self) -> Self:
        return self.exclude(state=Finding.State.CLOSED)

    def overdue(self, day: dt.date) -> Self:
        return self.open().filter(due_date__lt=day)

    def to_answer_by(self, user: User) -> Self:
        return self.filter(state=Finding.State.OPEN, owner=user)

    def to_close_by(self, user: User) -> Self:
        if user.kind != User.Kind.PERSON or not user.has_perm("monitoring.close_finding"):
            return self.none()
        return self.filter(state=Finding.State.ANSWERED).exclude(owner=user)


class Finding(models.Model):
    """What a test or an exception showed, what is done about it, and that it was done."""

    class Severity(models.TextChoices):
        LOW = "low", pgettext_lazy("finding", "low")
        MEDIUM = "medium", pgettext_lazy("finding", "medium")
        HIGH = "high", pgettext_lazy("finding", "high")
        CRITICAL = "critical", pgettext_lazy("finding", "critical")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("finding", "open")
        ANSWERED = "answered", pgettext_lazy("finding", "followed up, to be closed")
        CLOSED = "closed", pgettext_lazy("finding", "closed")

    title = models.CharField(_("finding"), max_length=200)
    text = models.TextField(_("what was found"))
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    item = models.ForeignKey(
        SampleItem, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    source = models.CharField(_("seen at"), max_length=300, blank=True, default="")
    cause = models.TextField(_("root cause"), blank=True, default="")
    action = models.TextField(_("action"))
    owner = person(_("owner"))
    due_date = models.DateField(_("due by"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    raised_by = person(_("raised by"))
    raised_at = models.DateTimeField(_("raised at"))
    closed_by = person(_("closed by"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closing = models.TextField(_("why it is closed"), blank=True, default="")
    retest = models.ForeignKey(
        ControlTest, verbose_name=_("retest"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="retested",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("control", "finding")
        verbose_name_plural = pgettext_lazy("control", "findings")
        default_permissions = ("view", "add")
        permissions = [
            ("answer_finding", "Can own findings and follow them up"),
            ("close_finding", "Can close findings of others"),
            ("view_exceptions", "Can see reports of exceptions"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text="") & ~Q(action=""), name="finding_is_told"
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("owner")),
                name="finding_closed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_by__isnull=False, closed_at__isnull=False)
                & ~Q(closing="") & ~Q(cause="")
                | ~Q(state="closed") & Q(closed_by__isnull=True),
                name="finding_closed_whole",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["due_date", "id"], name="finding_by_due_date"),
            models.Index(fields=["-raised_at", "-id"], name="finding_by_time"),
            models.Index(fields=["owner", "state"], name="finding_of_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        return self.state != self.State.CLOSED and self.due_date < today()


class FollowUp(models.Model):
    """What an owner did about a finding, and what proves it; also why it was sent back."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="follow_ups")
    text = models.TextField(_("what was done"))
    evidence = models.TextField(_("evidence"), blank=True, default="")
    by = person(_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("follow-up of a finding")
        verbose_name_plural = _("follow-ups of findings")
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"follow-up of finding {self.finding_id}"
