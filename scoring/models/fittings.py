"""Scorecards fitted to outcomes: what was asked for, and what was found."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models import User
from riskcrm.jobs.models import Run
from scoring.models.cards import ScorecardVersion


class Fitting(models.Model):
    """One fit of a card to a labelled history. What was found never changes; a new fit is a row."""

    class Source(models.TextChoices):
        HISTORY = "history", _("history of the book")
        TABLE = "table", _("uploaded table")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("columns to be chosen")
        WAITING = "waiting", _("being fitted")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    name = models.CharField(_("name"), max_length=120)
    source = models.CharField(_("source"), max_length=8, choices=Source.choices)
    days = models.PositiveSmallIntegerField(_("days past due that count as bad"))
    horizon = models.PositiveSmallIntegerField(
        _("days that are looked ahead"), validators=[MinValueValidator(1)]
    )
    first_month = models.DateField(_("from"), null=True, blank=True)
    final_month = models.DateField(_("to"), null=True, blank=True)
    cut_off = models.DateField(_("learn from what was known by"), null=True, blank=True)
    true_rate = models.DecimalField(
        _("share of bads in the book, %"), max_digits=7, decimal_places=4, null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.0001")), MaxValueValidator(Decimal("99.9999"))],
        help_text=_("where the rows hold more bads, or fewer, than the book; empty = as many"),
    )  # fmt: skip
    base_score = models.DecimalField(
        _("base score"), max_digits=6, decimal_places=2, default=Decimal(600), db_default=600,
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    base_odds = models.DecimalField(
        _("good to one bad at the base score"), max_digits=7, decimal_places=2,
        default=Decimal(50), db_default=50, validators=[MinValueValidator(Decimal("0.01"))],
    )  # fmt: skip
    pdo = models.DecimalField(
        _("points that double the odds"), max_digits=6, decimal_places=2, default=Decimal(20),
        db_default=20, validators=[MinValueValidator(Decimal(1))],
    )  # fmt: skip
    with_challenger = models.BooleanField(
        _("train gradient boosting beside it"), default=True, db_default=True
    )
    candidates = models.JSONField(_("candidates"), default=list, blank=True)
    columns = models.JSONField(default=dict, blank=True, help_text="what each column is")
    preview = models.JSONField(default=dict, blank=True, help_text="header, first rows")
    file = models.FileField(upload_to="fittings/", max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    result = models.JSONField(default=dict, blank=True, help_text="see scoring/fitting/report.py")
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="+")
    card_version = models.ForeignKey(
        ScorecardVersion, null=True, on_delete=models.PROTECT, related_name="fittings",
        help_text="the draft that was made of it",
    )  # fmt: skip
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("requested at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("fitted scorecard")
        verbose_name_plural = _("fitted scorecards")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["uploaded", "waiting", "done", "refused"]),
                name="fitting_state",
            ),
            models.CheckConstraint(
                condition=Q(card_version__isnull=True) | Q(state="done"),
                name="card_of_a_finished_fitting",
            ),
            models.CheckConstraint(condition=Q(horizon__gte=1), name="fitting_looks_ahead"),
            models.CheckConstraint(
                condition=Q(base_score__gte=0, base_odds__gte=Decimal("0.01"), pdo__gte=1),
                name="fitting_has_a_scale",
            ),
        ]

    def __str__(self) -> str:
        return self.name
