"""What lies above a customer's terms for a time, and the kinds of service it may be about."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.book import MONEY, Customer, OfCustomerQuerySet
from customers.models.collection import in_reader_language
from riskcrm.accounts.models import User


class ServiceKind(models.Model):
    """A kind of service that can be suspended or delivered less often by itself."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    is_active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("kind of service")
        verbose_name_plural = _("kinds of service")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_reader_language(self.name_en, self.name_zh)


class CreditRestrictionQuerySet(OfCustomerQuerySet["CreditRestriction"]):
    def in_force(self, day: dt.date) -> Self:
        """Those that credit checks of this day obey."""
        rows = self.filter(lifted_at__isnull=True, from_date__lte=day)
        return rows.filter(Q(until_date__isnull=True) | Q(until_date__gte=day))


class CreditRestriction(models.Model):
    """What a customer may have less of from a day on, whatever its terms and treatment say.

    A row is written once. It ends by its last day or is lifted; another value is another row.
    """

    class Kind(models.TextChoices):
        LIMIT = "limit", pgettext_lazy("restriction", "lower credit limit")
        TERMS = "terms", pgettext_lazy("restriction", "shorter payment term")
        PREPAYMENT = "prepayment", pgettext_lazy("restriction", "prepayment")
        DEPOSIT = "deposit", pgettext_lazy("restriction", "deposit")
        SUSPENSION = "suspension", pgettext_lazy("restriction", "suspension of a service")
        FREQUENCY = "frequency", pgettext_lazy("restriction", "fewer orders of a service")
        SHIPMENT = "shipment", pgettext_lazy("restriction", "shipment hold")
        IDENTITY = "identity", pgettext_lazy("restriction", "additional identity verification")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="credit_restrictions", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = models.DecimalField(
        _("value"), **MONEY, null=True,
        help_text="base currency, days, per cent or orders, as the kind has it",
    )  # fmt: skip
    period_days = models.PositiveSmallIntegerField(_("in so many days"), null=True)
    service = models.ForeignKey(
        ServiceKind, verbose_name=_("kind of service"), null=True, on_delete=models.PROTECT,
        related_name="+", help_text="null = every kind",
    )  # fmt: skip
    from_date = models.DateField(_("in force from"))
    until_date = models.DateField(_("last day"), null=True)
    source_kind = models.CharField(max_length=40, help_text="what it follows from, an upper app's")
    source_id = models.BigIntegerField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True)

    objects = CreditRestrictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit restriction")
        verbose_name_plural = _("credit restrictions")
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_id"],
                condition=Q(lifted_at__isnull=True),
                name="one_restriction_per_source",
            ),
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=models.F("from_date")),
                name="restriction_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="restriction_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(kind="prepayment", value__gt=0, value__lte=100)
                | Q(kind__in=["limit", "terms"], value__isnull=False)
                | Q(kind="deposit", value__gt=0)
                | Q(kind="frequency", value__gte=1, period_days__gte=1)
                | Q(kind__in=["suspension", "shipment", "identity"], value__isnull=True),
                name="restriction_has_its_value",
            ),
            models.CheckConstraint(
                condition=Q(service__isnull=True) | Q(kind__in=["suspension", "frequency"]),
                name="only_services_have_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="restriction_lifted_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "id"], name="restriction_of_customer"),
            # what a credit check looks at
            models.Index(
                fields=["customer"], condition=Q(lifted_at__isnull=True), name="restriction_open"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id} from {self.from_date}"
