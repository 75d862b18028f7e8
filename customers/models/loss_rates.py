"""What share of what is open is lost in the end, by how old it is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LossRate(models.Model):
    """The loss rate of one ageing bucket from a day on. Rows are added, never changed.

    Scoring estimates and writes them; without any, `receivables.loss_rates.ASSUMED` holds.
    """

    bucket = models.CharField(_("bucket"), max_length=12)
    share = models.DecimalField(
        _("loss rate"), max_digits=7, decimal_places=6, help_text="0 to 1, of the open amount"
    )
    effective_date = models.DateField(_("in force from"))
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("loss rate")
        verbose_name_plural = _("loss rates")
        constraints = [
            models.CheckConstraint(condition=Q(share__range=(0, 1)), name="loss_rate_is_a_share"),
            models.UniqueConstraint(
                fields=["bucket", "effective_date", "recorded_at"], name="one_loss_rate_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bucket} {self.share}"
