"""Provision matrices: what was estimated of losses by age, from which months, and by whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models import User
from riskcrm.jobs.models import Run


class ProvisionMatrix(models.Model):
    """Loss rates by ageing bucket, estimated by one run over the ledger. Never rewritten.

    `rates`: per bucket its count, its moves (state -> how many; not kept at first), its rolls
    (state -> share of the amount, 0 to 1) and the loss
    share (exact decimal as text, 0 to 1, loss given default included; null = too few were seen, so
    the rate in force before goes on).
    """

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(_("from"))
    final_day = models.DateField(_("to"))
    loss_given_default = models.DecimalField(
        _("loss given default, %"), max_digits=5, decimal_places=2
    )
    rates = models.JSONField(default=list)
    requested_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    adopted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(_("adopted at"), null=True)

    class Meta:
        verbose_name = _("provision matrix")
        verbose_name_plural = _("provision matrices")
        permissions = [("adopt_provisionmatrix", "Can let estimated loss rates hold")]
        constraints = [
            models.CheckConstraint(
                condition=Q(adopted_by__isnull=True)
                | Q(requested_by__isnull=True)
                | ~Q(adopted_by=F("requested_by")),
                name="matrix_adopted_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(adopted_by__isnull=True, adopted_at__isnull=True)
                | Q(adopted_by__isnull=False, adopted_at__isnull=False),
                name="matrix_adopted_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.final_day}"
