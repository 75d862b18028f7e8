"""Drills of emergency plans, what they found, and what was done about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monitoring.models.emergency import EmergencyPlan, PlanVersion
from monitoring.models.plan_parts import PlanStep
from riskcrm.accounts.models import User


class Drill(models.Model):
    """A plan was tried: at a table or in earnest, on a day, by whom, and how it went."""

    class Kind(models.TextChoices):
        TABLETOP = "tabletop", pgettext_lazy("drill", "at the table")
        FUNCTIONAL = "functional", pgettext_lazy("drill", "in earnest")

    plan = models.ForeignKey(EmergencyPlan, on_delete=models.PROTECT, related_name="drills")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="drills")
    held_date = models.DateField(_("held on"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    scenario = models.TextField(_("what was played"))
    injects = models.TextField(
        _("surprises"), blank=True, default="", help_text=_("what was put in while it ran")
    )
    objectives = models.TextField(_("aims"), blank=True, default="")
    participants = models.ManyToManyField(
        User, verbose_name=_("participants"), related_name="drills", blank=True
    )
    evidence = models.TextField(
        _("evidence"), blank=True, default="", help_text=_("where minutes and records are kept")
    )
    retest_of = models.ForeignKey(
        "self", verbose_name=_("repeats"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="retests",
    )  # fmt: skip
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("drill")
        verbose_name_plural = _("drills")
        constraints = [
            models.CheckConstraint(condition=~Q(scenario=""), name="drill_says_what"),
            models.CheckConstraint(
                condition=Q(kind__in=["tabletop", "functional"]), name="drill_kind"
            ),
        ]
        indexes = [models.Index(fields=["-held_date", "-id"], name="drill_by_day")]

    def __str__(self) -> str:
        return f"drill {self.pk}"


class DrillTime(models.Model):
    """When a step was done in a drill; it was expected by the step's own minute."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="times")
    step = models.ForeignKey(PlanStep, on_delete=models.PROTECT, related_name="+")
    minute = models.PositiveSmallIntegerField(_("actual minute"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drill", "step"], name="one_drill_time_per_step")
        ]

    def __str__(self) -> str:
        return f"step {self.step_id} of drill {self.drill_id}"


class DrillFinding(models.Model):
    """What a drill showed, why it is so, and the corrective action: whose, until when, done how."""

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="findings")
    observation = models.TextField(_("what was seen"))
    root_cause = models.TextField(_("why it is so"))
    action = models.TextField(_("corrective action"))
    owner = models.ForeignKey(
        User, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="+"
    )
    due_date = models.DateField(_("due on"))
    done_at = models.DateTimeField(_("done at"), null=True)
    done_by = models.ForeignKey(
        User, verbose_name=_("done by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    done_note = models.TextField(_("what was done"), blank=True, default="")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("finding of a drill")
        verbose_name_plural = _("findings of drills")
        constraints = [
            models.CheckConstraint(
                condition=~Q(observation="") & ~Q(root_cause="") & ~Q(action=""),
                name="finding_says_what_why_and_then",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, done_note="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(done_note="")),
                name="finding_done_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_date"],
                condition=Q(done_at__isnull=True),
                name="finding_open_by_owner",
            )
        ]

    def __str__(self) -> str:
        return f"finding {self.pk}"
