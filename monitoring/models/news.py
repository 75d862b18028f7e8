"""What the sweep of alerts found, until people and other systems are told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from monitoring.models.alerts import Alert


class AlertNews(models.Model):
    """An alert was raised, got graver or was cleared. The sweep writes the row: it is the queue."""

    class Kind(models.TextChoices):
        RAISED = "raised"
        GRAVER = "graver"
        CLEARED = "cleared"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="news")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["raised", "graver", "cleared"]), name="news_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"alert {self.alert_id} {self.kind}"
