"""What becomes of an alert between being raised and being closed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Plan
from monitoring.models.alerts import Alert
from monitoring.models.rules import Severity
from removal.models import RemovalCase
from riskcrm.accounts.models import User


class AlertSnooze(models.Model):
    """An alert that a person put aside until a moment, and why.

    It ends by itself then, when the alert turns graver, or when somebody wakes it.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="snoozes")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("snoozed at"))
    until = models.DateTimeField(_("until"))
    reason = models.TextField(_("reason"))
    severity = models.CharField(_("severity then"), max_length=8, choices=Severity.choices)
    woken_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    woken_at = models.DateTimeField(_("woken at"), null=True)

    class Meta:
        verbose_name = _("snooze")
        verbose_name_plural = _("snoozes")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="snooze_reasoned"),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="snooze_ends_later"),
            models.CheckConstraint(
                condition=Q(woken_by__isnull=True, woken_at__isnull=True)
                | Q(woken_by__isnull=False, woken_at__isnull=False),
                name="snooze_woken_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"snooze of {self.alert_id}"


class AlertClosure(models.Model):
    """What an alert led to, in the word of a person. Once. A plan or a case is there by then."""

    class Outcome(models.TextChoices):
        FALSE_ALARM = "false_alarm", _("false alarm")
        WATCHED = "watched", _("watched")
        PLAN = "plan", _("plan")
        CASE = "case", _("removal case")

    alert = models.OneToOneField(
        Alert, on_delete=models.CASCADE, primary_key=True, related_name="closure"
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    note = models.TextField(_("note"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("closed at"))
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(RemovalCase, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("closure of an alert")
        verbose_name_plural = _("closures of alerts")
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="closure_note_given"),
            models.CheckConstraint(
                condition=Q(plan__isnull=True) | Q(outcome="plan"), name="closure_plan_fits"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(outcome="case"), name="closure_case_fits"
            ),
            models.CheckConstraint(
                condition=Q(plan__isnull=False) | ~Q(outcome="plan"), name="closure_plan_named"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | ~Q(outcome="case"), name="closure_case_named"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="closure_by_time")]

    def __str__(self) -> str:
        return f"closure of {self.alert_id}"


class AlertBreach(models.Model):
    """A deadline of an alert that passed before anybody did what was due."""

    class Deadline(models.TextChoices):
        ACKNOWLEDGE = "acknowledge", _("to acknowledge")
        DECIDE = "decide", _("to close with an outcome")

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="breaches")
    deadline = models.CharField(_("deadline"), max_length=12, choices=Deadline.choices)
    due_at = models.DateTimeField(_("due at"))
    noticed_at = models.DateTimeField(_("noticed at"))

    class Meta:
        verbose_name = _("missed deadline of an alert")
        verbose_name_plural = _("missed deadlines of alerts")
        constraints = [
            models.UniqueConstraint(fields=["alert", "deadline"], name="one_breach_per_deadline"),
        ]

    def __str__(self) -> str:
        return f"{self.deadline} of {self.alert_id}"


class AlertEscalation(models.Model):
    """An alert that went up to the next level since a deadline passed.

    `to` is the person whom it went to; nobody = everybody who takes alerts of that level.
    """

    class Because(models.TextChoices):
        NOT_ACKNOWLEDGED = "not_taken", _("nobody acknowledged it in time")
        NOT_DECIDED = "not_decided", _("nobody closed it in time")

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="escalations")
    level = models.PositiveSmallIntegerField(_("level"), choices=Alert.Level.choices)
    at = models.DateTimeField(_("at"))
    because = models.CharField(_("because"), max_length=12, choices=Because.choices)
    to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = [
            models.UniqueConstraint(fields=["alert", "level"], name="one_escalation_per_level"),
            models.CheckConstraint(condition=Q(level__range=(2, 3)), name="escalation_goes_up"),
        ]

    def __str__(self) -> str:
        return f"escalation of {self.alert_id} to {self.level}"
