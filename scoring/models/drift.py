"""Drift: how far a month's customers are from those that a card was made for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scoring.models.cards import ScorecardVersion


class DriftMonth(models.Model):
    """A card's score and indicators at a month end against the month it was made on.

    Kept, since a page cannot bin a million snapshots; it can be worked out again at any time.
    """

    card_version = models.ForeignKey(
        ScorecardVersion,
        on_delete=models.CASCADE,
        related_name="drift",
    )
    as_of = models.DateField(_("month end"))
    counts = models.JSONField(help_text="by indicator, and `score`: customers per bin; last: none")
    overrides = models.JSONField(
        null=True, help_text="customers by `rated`, `up`, `down`, `unrated`; null = not counted yet"
    )
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("month of drift")
        verbose_name_plural = _("months of drift")
        constraints = [
            models.UniqueConstraint(fields=["card_version", "as_of"], name="one_drift_per_month"),
        ]

    def __str__(self) -> str:
        return f"{self.card_version_id} {self.as_of}"
