"""Emergency plans: what is done in the first hour of a bad day, by whom, and with which words."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from monitoring.models.rules import AlertRule, Severity
from riskcrm.accounts.models import User
from riskcrm.accounts.models.policies import CHINESE
from scoring.models import SUM_OF_MONEY

PERSON: dict[str, Any] = {"null": True, "on_delete": models.PROTECT, "related_name": "+"}


def in_language(row: Any, name: str) -> str:
    """A text of a row in the language of who reads it."""
    ending = "zh" if get_language() == CHINESE else "en"
    return str(getattr(row, f"{name}_{ending}"))


class EmergencyPlanQuerySet(QuerySet["EmergencyPlan"]):
    def drill_due(self, day: dt.date) -> Self:
        """Approved plans whose next drill is due by a day."""
        return self.filter(drill_due_date__lte=day, versions__state="approved")

    def review_due(self, day: dt.date) -> Self:
        return self.filter(review_due_date__lte=day, versions__state="approved")


class EmergencyPlan(models.Model):
    """A plan under its lasting name; what it says stands in its versions."""

    class Scenario(models.TextChoices):
        TOP_DEFAULT = "top_default", _("default of a top debtor")
        CUSTOMER_LOST = "customer_lost", _("loss of a good customer")
        COMPLAINTS = "complaints", _("a wave of complaints")
        WRONG_NOTICE = "wrong_notice", _("a mistaken mass notice")
        BUST_OUT = "bust_out", _("bust-out fraud")
        SANCTIONS = "sanctions", _("sanctions hit with goods in transit")
        SECTOR = "sector", _("many defaults in one sector")
        DATA_BREACH = "data_breach", _("data of the list got out")
        VIOLENCE = "violence", _("violence or threats")
        OUTAGE = "outage", _("system down at a deadline")
        OTHER = "other", pgettext_lazy("scenario", "other")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    scenario = models.CharField(_("scenario"), max_length=14, choices=Scenario.choices)
    is_top = models.BooleanField(
        _("drilled twice a year"),
        default=False,
        help_text=_("for the two scenarios that would hurt most; the others are drilled yearly"),
    )
    drill_due_date = models.DateField(_("next drill due"), null=True)
    reviewed_date = models.DateField(_("latest review"), null=True)
    reviewed_by = models.ForeignKey(User, verbose_name=_("reviewed by"), **PERSON)
    review_due_date = models.DateField(_("next review due"), null=True)

    objects = EmergencyPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency plan")
        verbose_name_plural = _("emergency plans")
        permissions = [
            ("approve_emergencyplan", "Can approve an emergency plan"),
            ("activate_emergencyplan", "Can activate an emergency plan"),
            ("drill_emergencyplan", "Can hold drills of emergency plans"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_date__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_date__isnull=False, reviewed_by__isnull=False),
                name="plan_reviewed_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PlanVersion(models.Model):
    """What a plan says. Drafted by some, approved by another; an approved one never changes.

    `authors` are the ids of all who wrote in it: the database refuses each of them as approver.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("plan", "draft")
        APPROVED = "approved", pgettext_lazy("plan", "approved")
        RETIRED = "retired", pgettext_lazy("plan", "retired")

    plan = models.ForeignKey(EmergencyPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    name_en = models.CharField(_("name in English"), max_length=160)
    name_zh = models.CharField(_("name in Chinese"), max_length=160)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    trigger_en = models.TextField(_("trigger in English"))
    trigger_zh = models.TextField(_("trigger in Chinese"))
    alert_rule = models.ForeignKey(
        AlertRule,
        verbose_name=_("alert rule that activates it"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="emergency_plans",
    )
    from_severity = models.CharField(
        _("from this severity of the alert on"),
        max_length=8,
        choices=Severity.choices,
        default=Severity.HIGH,
    )
    from_exposure = models.DecimalField(
        _("from this exposure on"),
        **SUM_OF_MONEY,
        null=True,
        blank=True,
        help_text=_("in the base currency; empty = whatever the customer owes"),
    )
    authors: Any = ArrayField(models.BigIntegerField(), default=list, db_default=models.Value("{}"))
    offered_by = models.ForeignKey(User, verbose_name=_("handed over by"), **PERSON)
    offered_at = models.DateTimeField(_("handed over at"), null=True)
    approved_by = models.ForeignKey(User, verbose_name=_("approved by"), **PERSON)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("version of an emergency plan")
        verbose_name_plural = _("versions of emergency plans")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version_per_number"),
            models.UniqueConstraint(
                fields=["plan", "state"],
                condition=Q(state__in=["draft", "approved"]),
                name="one_plan_draft_one_approved",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "approved", "retired"]), name="plan_version_state"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", approved_by__isnull=True, approved_at__isnull=True)
                | Q(
                    state__in=["approved", "retired"],
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    offered_by__isnull=False,
                ),
                name="plan_version_approved_whole",
            ),
            models.CheckConstraint(
                condition=Q(offered_by__isnull=True, offered_at__isnull=True)
                | Q(offered_by__isnull=False, offered_at__isnull=False),
                name="plan_version_offered_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("offered_by")),
                name="plan_approved_by_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(name_en="") & ~Q(name_zh="") & ~Q(trigger_en="") & ~Q(trigger_zh=""),
                name="plan_in_both_languages",
            ),
            models.CheckConstraint(
                condition=Q(from_exposure__isnull=True) | Q(from_exposure__gte=0),
                name="plan_exposure_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_en} ({self.number})"

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def trigger(self) -> str:
        return in_language(self, "trigger")

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT
