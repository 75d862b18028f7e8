"""Who takes what nobody took in time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models import Team, User


class RiskLead(models.Model):
    """To whom alerts of a team's customers go when its account managers miss a deadline.

    A team without one: everybody who may lead takes them.
    """

    team = models.OneToOneField(
        Team, on_delete=models.CASCADE, primary_key=True, related_name="risk_lead"
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(_("named at"))

    class Meta:
        verbose_name = _("risk lead of a team")
        verbose_name_plural = _("risk leads of teams")

    def __str__(self) -> str:
        return f"{self.person} for {self.team}"
