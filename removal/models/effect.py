"""Whether removals helped: studies as they were registered, and what each look at them found."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from removal.effect.outcomes import Outcome
from removal.grounds import Ground
from riskcrm.accounts.models import Team, User
from riskcrm.jobs.models import Run


class EffectStudy(models.Model):
    """What is to be measured of which removals, written down before anything is looked at.

    A study is never changed, so that nobody looks until a design is found that pleases.
    """

    class Event(models.TextChoices):
        APPROVAL = "approval", pgettext_lazy("effect", "approval of the removal")
        WARNING = "warning", pgettext_lazy("effect", "warning")
        REDUCTION = "reduction", pgettext_lazy("effect", "first step of a reduction")

    HORIZONS = (180, 365)

    is_standing = models.BooleanField(
        default=False,
        help_text="the one over all removals of the latest two years, monthly",
    )
    event = models.CharField(_("event"), max_length=9, choices=Event.choices)
    first_day = models.DateField(_("events from"), null=True, help_text="null = moves on with time")
    final_day = models.DateField(_("events until"), null=True)
    outcome = models.CharField(
        pgettext_lazy("effect", "outcome"), max_length=10, choices=Outcome.choices
    )
    horizon = models.PositiveSmallIntegerField(
        _("horizon, days"), help_text="losses, cash and margins are counted for so long"
    )
    ground = models.CharField(
        _("ground"), max_length=12, choices=Ground.choices, blank=True, default=""
    )
    industry = models.CharField(
        _("industry"), max_length=2, choices=Customer.Industry.choices, blank=True, default=""
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    design = models.JSONField(help_text="controls by kind, windows in quarters, draws, seed")
    registered_by = models.ForeignKey(
        User, verbose_name=_("registered by"), null=True, on_delete=models.PROTECT,
        related_name="+", help_text="null = the schedule",
    )  # fmt: skip
    registered_at = models.DateTimeField(_("registered at"))

    class Meta:
        verbose_name = _("effect study")
        verbose_name_plural = _("effect studies")
        constraints = [
            models.UniqueConstraint(
                fields=["is_standing"], condition=Q(is_standing=True), name="one_standing_study"
            ),
            models.CheckConstraint(
                condition=Q(is_standing=True, first_day__isnull=True, final_day__isnull=True)
                | Q(is_standing=False, first_day__lte=F("final_day")),
                name="study_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(event__in=["approval", "warning", "reduction"]), name="study_event"
            ),
            models.CheckConstraint(condition=Q(horizon__in=[180, 365]), name="study_horizon"),
            models.CheckConstraint(
                condition=Q(is_standing=True) | Q(registered_by__isnull=False),
                name="study_registered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"effect study {self.pk}"


class EffectLook(models.Model):
    """One measuring of a study, as of a day. All are kept and counted: many find something."""

    study = models.ForeignKey(EffectStudy, on_delete=models.PROTECT, related_name="looks")
    number = models.PositiveIntegerField()
    first_day = models.DateField(_("events from"))
    final_day = models.DateField(_("events until"))
    as_of = models.DateField(_("as of"))
    share = models.FloatField(help_text="of the book that was drawn for controls, 0 to 1")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="+")
    result = models.JSONField(null=True, help_text="null = not finished")
    requested_by = models.ForeignKey(
        User, verbose_name=_("requested by"), null=True, on_delete=models.PROTECT,
        related_name="+", help_text="null = the schedule",
    )  # fmt: skip
    requested_at = models.DateTimeField(_("requested at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("look at a study")
        verbose_name_plural = _("looks at studies")
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="one_look_per_number"),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("final_day")), name="look_days_in_order"
            ),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="look_share"),
            models.CheckConstraint(
                condition=Q(result__isnull=True, finished_at__isnull=True)
                | Q(result__isnull=False, finished_at__isnull=False),
                name="look_finished_with_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} look {self.number}"


class EffectPart(models.Model):
    """What was read of some customers for a look; kept for the latest look, for its file."""

    look = models.ForeignKey(EffectLook, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField(help_text="the chunk of the run")
    rows = models.BinaryField(help_text="columns as a compressed NumPy archive")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["look", "number"], name="one_effect_part_per_chunk"),
        ]

    def __str__(self) -> str:
        return f"{self.look_id} {self.number}"
