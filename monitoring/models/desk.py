"""The team that looks after high-risk customers, and who of it has taken which."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, OfCustomerQuerySet
from riskcrm.accounts.models import Team, User


class HighRiskDesk(models.Model):
    """Which team has the queue of high-risk customers: one row, chosen by the head of risk.

    Its people see what their roles let them see: being of the team shows nobody a customer.
    """

    team = models.ForeignKey(
        Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="+"
    )
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(_("chosen at"))

    class Meta:
        verbose_name = _("team for high-risk customers")
        verbose_name_plural = _("team for high-risk customers")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_high_risk_desk")]

    def __str__(self) -> str:
        return "team for high-risk customers"


class DeskTake(models.Model):
    """Somebody of the team took a customer from the queue, until they hand it back."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="desk_takes")
    taken_by = models.ForeignKey(
        User, verbose_name=_("taken by"), on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(_("taken at"))
    handed_back_at = models.DateTimeField(_("handed back at"), null=True)
    handed_back_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    handed_back_because = models.TextField(_("handed back because"), blank=True, default="")

    objects = OfCustomerQuerySet["DeskTake"].as_manager()

    class Meta:
        verbose_name = _("customer taken by the high-risk team")
        verbose_name_plural = _("customers taken by the high-risk team")
        permissions = [("work_high_risk_queue", "Can take customers from the high-risk queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(handed_back_at__isnull=True),
                name="one_holder_per_customer",
            ),
            models.CheckConstraint(
                condition=Q(
                    handed_back_at__isnull=True, handed_back_by__isnull=True,
                    handed_back_because="",
                )
                | (
                    Q(handed_back_at__isnull=False, handed_back_by__isnull=False)
                    & ~Q(handed_back_because="")
                ),
                name="handed_back_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"take {self.pk}"
