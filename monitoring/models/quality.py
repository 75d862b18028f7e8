"""Whether alerts were right, by rule and quarter: counted once a day, never on a page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, OfCustomerQuerySet
from monitoring.models.alerts import Alert
from monitoring.models.rules import AlertRule


class AlertResult(models.Model):
    """Whether an alert was right, once that can be said.

    Right: it led to a plan or a case, or the tier rose within 90 days. It can be said once the
    alert is closed or its 90 days are over.
    """

    alert = models.OneToOneField(
        Alert, on_delete=models.CASCADE, primary_key=True, related_name="result"
    )
    is_right = models.BooleanField(_("was right"))
    rose_date = models.DateField(_("tier rose on"), null=True)

    class Meta:
        verbose_name = _("result of an alert")
        verbose_name_plural = _("results of alerts")

    def __str__(self) -> str:
        return f"result of {self.alert_id}"


class BadCustomer(models.Model):
    """A customer that went bad in a quarter, as scorecards define it."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    quarter = models.DateField(_("quarter from"))
    bad_date = models.DateField(_("went bad on"))

    objects = OfCustomerQuerySet["BadCustomer"].as_manager()

    class Meta:
        verbose_name = _("customer that went bad")
        verbose_name_plural = _("customers that went bad")
        constraints = [
            models.UniqueConstraint(fields=["quarter", "customer"], name="bad_once_a_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} bad from {self.bad_date}"


class RuleQuality(models.Model):
    """How good the alerts of a rule were in a quarter; no rule = all of them together."""

    rule = models.ForeignKey(AlertRule, null=True, on_delete=models.CASCADE, related_name="quality")
    quarter = models.DateField(_("quarter from"))
    read_at = models.DateTimeField(_("counted at"))
    alerts = models.PositiveIntegerField(_("alerts"))
    hits = models.PositiveIntegerField(_("hits"))
    judged = models.PositiveIntegerField(_("judged"))
    right = models.PositiveIntegerField(_("right"))
    closed = models.PositiveIntegerField(_("closed"))
    without_action = models.PositiveIntegerField(_("closed without action"))
    late = models.PositiveIntegerField(_("with a missed deadline"))
    bad = models.PositiveIntegerField(_("customers that went bad"))
    warned = models.PositiveIntegerField(_("of which warned of in time"))
    foretold = models.PositiveIntegerField(_("of which alerted before"))
    lead_days = models.DecimalField(
        _("median days ahead"), max_digits=6, decimal_places=1, null=True
    )
    analyst_days = models.PositiveIntegerField(_("days that people worked on alerts"))

    class Meta:
        verbose_name = _("quality of a rule")
        verbose_name_plural = _("quality of rules")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "quarter"], nulls_distinct=False, name="one_quality_per_quarter"
            ),
        ]

    def __str__(self) -> str:
        return f"rule {self.rule_id} from {self.quarter}"
