"""Pairs of customers that may be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.book import Customer, reach_of
from riskcrm.accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Pairs of whom the person sees both."""
        reach = reach_of(user)
        if not reach:
            return self
        mine = Customer.objects.filter(reach)
        return self.filter(first__in=mine, second__in=mine)


class DuplicatePair(models.Model):
    """Two customers that may be one, why, and what a person said of it. The older comes first."""

    class Strength(models.IntegerChoices):
        HINT = 1, _("hint")
        LIKELY = 2, _("likely")
        CERTAIN = 3, _("nearly certain")

    class Reason(models.TextChoices):
        """What two customers share."""

        REGISTRATION = "registration", _("registration number")
        NAME = "name", pgettext_lazy("customer", "name")
        PHONE = "phone", _("phone")
        EMAIL = "email", _("e-mail")
        ADDRESS = "address", _("address")
        REPRESENTATIVE = "representative", _("legal representative")
        BANK_ACCOUNT = "bank_account", _("bank account")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state", "open")
        DISMISSED = "dismissed", _("not a duplicate")
        MERGED = "merged", pgettext_lazy("state", "merged")

    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    reasons = models.JSONField(default=list)
    strength = models.PositiveSmallIntegerField(_("strength"), choices=Strength.choices)
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.OPEN, db_default=State.OPEN
    )
    found_at = models.DateTimeField(_("found at"))
    decided_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_because = models.CharField(
        _("reason"), max_length=300, blank=True, default="", db_default=""
    )

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        permissions = [("merge_customer", "Can merge customers and undo it")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_pair_of_two"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]
        indexes = [
            models.Index(fields=["state", "-strength", "id"], name="pair_by_strength"),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"

    @property
    def reason_names(self) -> list[str]:
        """What the two share, in the reader's language."""
        return [str(self.Reason(reason).label) for reason in self.reasons]
