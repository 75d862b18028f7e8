"""What stops a case from moving, whoever asks."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, OfCustomerQuerySet
from riskcrm.accounts.models import User


class CaseBlockQuerySet(OfCustomerQuerySet["CaseBlock"]):
    def standing(self) -> Self:
        """Those that nobody has lifted."""
        return self.filter(lifted_at__isnull=True)


class CaseBlock(models.Model):
    """A reason why nothing of a customer's removal may move. The database refuses each step.

    Only the role that set it lifts it, with a reason.
    """

    class Kind(models.TextChoices):
        INSOLVENCY = "insolvency", pgettext_lazy("block", "insolvency proceedings")
        LEGAL_HOLD = "legal_hold", pgettext_lazy("block", "legal hold")
        KEEP_OPEN = "keep_open", pgettext_lazy("block", "request to keep the relationship open")
        APPEAL = "appeal", pgettext_lazy("block", "open appeal")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="case_blocks")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    reason = models.TextField(_("reason"))
    role = models.CharField(_("role"), max_length=20, help_text="of who set it; it alone lifts it")
    set_by = models.ForeignKey(
        User, verbose_name=_("set by"), on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(_("set at"))
    lifted_by = models.ForeignKey(
        User, verbose_name=_("lifted by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_because = models.TextField(_("lifted because"), blank=True, default="")

    objects = CaseBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        permissions = [
            ("set_caseblock", "Can set and lift some kind of block"),
            ("set_insolvency", "Can set and lift the block of insolvency proceedings"),
            ("set_legal_hold", "Can set and lift legal holds"),
            ("set_keep_open", "Can set and lift requests to keep a relationship open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=Q(lifted_at__isnull=True),
                name="one_block_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_because="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because="")),
                name="block_lifted_whole",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="block_reason_given"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on customer {self.customer_id}"
