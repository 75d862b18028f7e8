"""Up to which amount who may decide, and from which on two must."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskcrm.accounts.models import User
from scoring.models import SUM_OF_MONEY


class ApprovalLimitsQuerySet(models.QuerySet["ApprovalLimits"]):
    def in_force(self) -> ApprovalLimits | None:
        return self.filter(state=ApprovalLimits.State.IN_FORCE).first()

    def waiting_for(self, user: User) -> Self:
        """Proposed ones that this person may put in force."""
        if not user.has_perm("removal.approve_approvallimits"):
            return self.none()
        return self.filter(state=ApprovalLimits.State.PROPOSED).exclude(proposed_by=user)


class ApprovalLimits(models.Model):
    """A version of the amounts, of which one is in force; a second person puts it there."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("limits", "proposed")
        IN_FORCE = "in_force", pgettext_lazy("limits", "in force")
        REJECTED = "rejected", pgettext_lazy("limits", "rejected")
        RETIRED = "retired", pgettext_lazy("limits", "replaced")

    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.PROPOSED
    )
    officer_most = models.DecimalField(
        _("a risk officer decides up to"),
        **SUM_OF_MONEY,
        help_text=_("exposure in the base currency; above it the head of risk decides"),
    )
    two_above = models.DecimalField(
        _("two people decide above"), **SUM_OF_MONEY, help_text=_("exposure in the base currency")
    )
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(
        User, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = ApprovalLimitsQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval limits")
        verbose_name_plural = _("approval limits")
        permissions = [("approve_approvallimits", "Can put approval limits in force")]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state__in=["proposed", "in_force"]),
                name="one_of_limits_in_force",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="limits_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True)
                | (~Q(state="proposed") & Q(decided_by__isnull=False)),
                name="limits_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(officer_most__gte=0, two_above__gte=0), name="limits_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"approval limits {self.pk}"
