"""Alerts: one episode each, what was seen, and what a person says of it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, OfCustomerQuerySet
from monitoring.models.rules import AlertRule, Severity
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ACKNOWLEDGE, ALL_CUSTOMERS
from scoring.models import Tier


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
        OUT_OF_SCOPE = "out_of_scope", _("the rule is not about this customer any more")
        MUTED = "muted", _("an alert that says more took its place")

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


class AlertEvidence(models.Model):
    """What a rule saw when it mattered: at first, and each time it was graver or clearly worse.

    New evidence adds a row, never a second alert.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="evidence")
    as_of = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4, null=True)
    from_tier = models.CharField(max_length=8, choices=Tier.choices, blank=True, default="")
    to_tier = models.CharField(max_length=8, choices=Tier.choices, blank=True, default="")
    figures: models.JSONField[Any, Any] = models.JSONField(
        null=True, help_text="of each further condition: its place, the value, whether it holds"
    )
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
