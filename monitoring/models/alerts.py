"""Alerts: one episode each, what was seen, and what a person says of it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, OfCustomerQuerySet, of_nobody
from monitoring.models.leads import RiskLead
from monitoring.models.rules import AlertRule, Severity
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import (
    ACKNOWLEDGE,
    ALL_CUSTOMERS,
    HEAD_ESCALATED_ALERTS,
    LEAD_ESCALATED_ALERTS,
)
from scoring.models import Tier


class AlertQuerySet(OfCustomerQuerySet["Alert"]):
    def open(self) -> Self:
        """Neither cleared by a later reading nor acknowledged by a person."""
        return self.filter(cleared_at__isnull=True, acknowledgement__isnull=True)

    def running(self) -> Self:
        return self.filter(cleared_at__isnull=True)

    def snoozed(self, at: dt.datetime) -> Self:
        """Those that sleep now: neither has their time ended nor did a graver hit wake them."""
        return self.filter(snoozed_until__gt=at, severity=F("snoozed_severity"))

    def awake(self, at: dt.datetime) -> Self:
        sleeps = Q(snoozed_until__gt=at, severity=F("snoozed_severity"))
        return self.filter(Q(snoozed_until__isnull=True) | ~sleeps)

    def to_decide(self) -> Self:
        """Taken by somebody and neither closed with an outcome nor over by itself."""
        return self.running().filter(acknowledgement__isnull=False, closure__isnull=True)

    def waiting_for(self, user: User, *, at: dt.datetime) -> Self:
        """Open alerts that this person should take, whether they went up the chain or not."""
        first, *others = self.waiting_parts(user, at=at)
        for part in others:
            first |= part
        return first

    def waiting_parts(self, user: User, *, at: dt.datetime) -> tuple[Self, ...]:
        """Open alerts that this person should take: those that went up the chain, those that were
        assigned to them, and those of their customers.

        None that are snoozed. Parts, since an index leads to each of them and to no mixture.
        """
        if not user.has_perm(ACKNOWLEDGE):
            return (self.none(),)
        waiting = self.visible_to(user).open().awake(at)
        first, higher = waiting.filter(level=1), waiting.filter(level__gt=1)
        theirs = FREE & _first_of(user)
        return (
            higher.filter(Q(assignee=user) | theirs | _higher_of(user)),
            first.filter(assignee=user),
            first.filter(theirs),
        )

    def in_hands_of(self, user: User) -> Self:
        """Those that are this person's: assigned, of their customers, or come up the chain."""
        theirs = Q(assignee=user) | FREE & _first_of(user) | _higher_of(user)
        return self.visible_to(user).filter(theirs)


# of nobody by name, or of somebody who left
FREE = Q(assignee__isnull=True) | Q(assignee__is_active=False)


def _first_of(user: User) -> Q:
    """Of what is nobody's by name: that of a person's own customers and of their team's that nobody
    at work manages; who sees every customer also takes nobody's."""
    theirs = Q(customer__manager=user)
    if user.has_perm(ALL_CUSTOMERS):
        where = Q(customer__team__isnull=True)
    elif user.team_id:
        where = Q(customer__team_id=user.team_id)
    else:
        return theirs
    for nobodys in of_nobody("customer__"):
        theirs |= nobodys & where
    return theirs


def _higher_of(user: User) -> Q:
    """What came up the chain to this person: to the risk lead of a customer's team, where there is
    none to everybody who may lead, and last to the head of risk."""
    higher = Q(pk__in=[])
    if user.has_perm(HEAD_ESCALATED_ALERTS):
        higher |= Q(level=3)
    if user.has_perm(LEAD_ESCALATED_ALERTS):
        others = RiskLead.objects.filter(person__is_active=True).exclude(person=user)
        led = Q(customer__team__in=others.values("team"))
        higher |= Q(level__gt=1) & (Q(customer__team__isnull=True) | ~led)
    return higher


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

    class Level(models.IntegerChoices):
        MANAGER = 1, _("account manager")
        RISK_LEAD = 2, _("risk lead of the team")
        HEAD_OF_RISK = 3, _("head of risk")

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
    decision_due_at = models.DateTimeField(_("close by"), null=True)
    next_due_at = models.DateTimeField(
        _("goes up at"), null=True, editable=False, help_text="the deadline that runs; null = none"
    )
    level = models.PositiveSmallIntegerField(
        _("level"), choices=Level.choices, default=Level.MANAGER, db_default=Level.MANAGER
    )
    assignee = models.ForeignKey(
        User, verbose_name=_("assigned to"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    # of its newest snooze, which holds while the alert is no graver than it was then
    snoozed_until = models.DateTimeField(_("snoozed until"), null=True)
    snoozed_severity = models.CharField(max_length=8, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        permissions = [
            ("acknowledge_alert", "Can acknowledge an alert"),
            ("lead_escalated_alert", "Takes alerts that went up to the risk lead"),
            ("head_escalated_alert", "Takes alerts that went up to the head of risk"),
        ]
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
            models.CheckConstraint(condition=Q(level__range=(1, 3)), name="alert_on_a_level"),
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
            models.Index(
                fields=["next_due_at", "id"],
                condition=Q(cleared_at__isnull=True, next_due_at__isnull=False),
                name="alert_by_next_deadline",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(cleared_at__isnull=True, level__gt=1),
                name="alert_escalated_by_deadline",
            ),
            models.Index(
                fields=["snoozed_until", "id"],
                condition=Q(cleared_at__isnull=True, snoozed_until__isnull=False),
                name="alert_snoozed_by_end",
            ),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"

    @property
    def is_open(self) -> bool:
        """Waits for a person. Costs a query unless `acknowledgement` was selected."""
        return self.cleared_at is None and not hasattr(self, "acknowledgement")

    def is_snoozed(self, at: dt.datetime) -> bool:
        is_asleep = self.snoozed_until is not None and self.snoozed_until > at
        return is_asleep and self.severity == self.snoozed_severity and self.cleared_at is None


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
