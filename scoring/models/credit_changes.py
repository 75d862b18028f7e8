"""What credit checks rest on beside the ledger: what changed of it, and sums of industries."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer


class CreditChange(models.Model):
    """Something changed that a later check may answer otherwise, or a held document was released.

    Triggers write it in the transaction of the change, whoever makes it. A sweep, one at a time,
    gives rows that have been committed their `position`; who reads by position misses nothing
    that is committed late.
    """

    class Kind(models.TextChoices):
        TIER = "tier", _("tier")
        LIMIT = "limit", _("credit limit")
        STATUS = "status", _("status")
        GROUP = "group", _("customer group")
        LIST = "list", _("decision on a screening hit")
        POLICY = "policy", _("treatment policy")
        TREATMENT = "treatment", _("treatment")
        CASE = "case", _("removal case")
        REDUCTION = "reduction", _("credit restriction")
        RELEASE = "release", _("release")

    position = models.BigIntegerField(null=True, unique=True)
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.CASCADE, related_name="+", db_index=False,
        db_constraint=False,  # it would cost a look-up for each row of a run over the book
        help_text="null = every customer",
    )  # fmt: skip
    kind = models.CharField(max_length=9, choices=Kind.choices)
    check_id = models.BigIntegerField(null=True, help_text="the credit check of a release")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("credit change")
        verbose_name_plural = _("credit changes")
        indexes = [
            models.Index(
                fields=["id"], condition=Q(position__isnull=True), name="credit_change_unnumbered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id}"


class SectorExposure(models.Model):
    """What all customers of an industry owe and have on order, as it was added up latest.

    Only where the policy in force has a limit for the industry; reservations are not in it.
    """

    industry = models.CharField(max_length=80, primary_key=True)
    owed = models.DecimalField(max_digits=26, decimal_places=2)
    unknown = models.PositiveIntegerField(help_text="documents without a rate, in no sum")
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("exposure of an industry")
        verbose_name_plural = _("exposures of industries")

    def __str__(self) -> str:
        return self.industry
