"""The terms that customers have."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.book import MONEY, Customer


class CreditTerms(models.Model):
    """Limit and payment term of a customer from a day on. The newest row in force counts."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="credit_terms", db_index=False
    )
    effective_date = models.DateField(_("in force from"))
    credit_limit = models.DecimalField(
        _("credit limit"),
        **MONEY,
        null=True,
        blank=True,
        help_text="base currency; null = none set",
    )
    payment_days = models.PositiveSmallIntegerField(
        _("payment term"), null=True, blank=True, help_text="days from invoice to due date"
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("credit terms")
        verbose_name_plural = _("credit terms")
        indexes = [models.Index(fields=["effective_date", "id"], name="terms_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "effective_date", "recorded_at"], name="one_terms_per_moment"
            ),
            models.CheckConstraint(
                condition=Q(credit_limit__isnull=True) | Q(credit_limit__gte=0),
                name="credit_limit_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"terms of {self.customer_id} from {self.effective_date}"
