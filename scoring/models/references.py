"""What people enter of what others publish: grades of regions, and default rates by score."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import CreditReport
from riskcrm.accounts.models import User

ENTERED: dict[str, Any] = {"null": True, "on_delete": models.PROTECT, "related_name": "+"}


class RegionGrade(models.Model):
    """How risky a published list says a country or region is, from a day on. Never rewritten.

    Of several for one place and day the one recorded last counts. One without a grade takes the
    place off the list.
    """

    country = models.CharField(_("country"), max_length=2, help_text=_("two letters, ISO 3166"))
    region = models.CharField(
        _("region"), max_length=80, blank=True, default="", help_text=_("empty = the whole country")
    )
    grade = models.PositiveSmallIntegerField(
        _("grade, 1 safest to 5 riskiest"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("empty = on the list no longer"),
    )  # fmt: skip
    source = models.CharField(_("source"), max_length=200, help_text=_("the list, and its version"))
    effective_date = models.DateField(_("in force from"))
    recorded_at = models.DateTimeField(_("recorded at"))
    entered_by = models.ForeignKey(User, verbose_name=_("entered by"), **ENTERED)

    class Meta:
        verbose_name = _("grade of a region")
        verbose_name_plural = _("grades of regions")
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__isnull=True) | Q(grade__range=(1, 5)), name="region_grade_range"
            ),
            models.UniqueConstraint(
                fields=["country", "region", "effective_date", "recorded_at"],
                name="one_region_grade_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.region}".strip()


class ScoreTable(models.Model):
    """A provider's own table of scores and probabilities of default, from a day on.

    Never rewritten: a later one of the provider takes its place.
    """

    provider = models.CharField(_("provider"), max_length=80)
    direction = models.CharField(
        _("direction of the scale"), max_length=8, choices=CreditReport.Direction.choices,
        default=CreditReport.Direction.SAFER,
    )  # fmt: skip
    source = models.CharField(_("source"), max_length=200, help_text=_("where it is published"))
    effective_date = models.DateField(_("in force from"))
    recorded_at = models.DateTimeField(_("recorded at"))
    entered_by = models.ForeignKey(User, verbose_name=_("entered by"), **ENTERED)

    class Meta:
        verbose_name = _("table of scores")
        verbose_name_plural = _("tables of scores")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "effective_date", "recorded_at"],
                name="one_score_table_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.provider


class ScoreTableLine(models.Model):
    """From this score on, up to the next line's, so many customers in a hundred default."""

    table = models.ForeignKey(ScoreTable, on_delete=models.CASCADE, related_name="lines")
    score_from = models.DecimalField(_("score from"), max_digits=10, decimal_places=2)
    default_probability = models.DecimalField(
        _("probability of default, %"), max_digits=7, decimal_places=4,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip

    class Meta:
        verbose_name = _("line of a table of scores")
        verbose_name_plural = _("lines of tables of scores")
        constraints = [
            models.UniqueConstraint(
                fields=["table", "score_from"], name="one_score_line_per_bound"
            ),
            models.CheckConstraint(
                condition=Q(default_probability__range=(0, 100)), name="score_line_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score_from} → {self.default_probability} %"
