"""When an alert is raised, and how far the book was held against that."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    LOW = "low", pgettext_lazy("severity", "low")
    MEDIUM = "medium", pgettext_lazy("severity", "medium")
    HIGH = "high", pgettext_lazy("severity", "high")
    CRITICAL = "critical", pgettext_lazy("severity", "critical")


class AlertRule(models.Model):
    """When to raise an alert: a figure crosses a threshold, or the tier rises.

    Raised at `raise_at`, cleared only at `clear_at`, so that a figure that wavers around the
    threshold is one episode. Shares are per cent, as in the readings.
    """

    class Kind(models.TextChoices):
        THRESHOLD = "threshold", _("a figure crosses a threshold")
        TIER_RISE = "tier_rise", _("the tier rises")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    subject = models.CharField(
        _("figure"),
        max_length=40,
        blank=True,
        default="",
        help_text="an indicator's code, or score",
    )
    raise_at = models.DecimalField(_("raise at"), max_digits=18, decimal_places=4, null=True)
    clear_at = models.DecimalField(_("clear at"), max_digits=18, decimal_places=4, null=True)
    falling = models.BooleanField(
        _("dangerous when low"), default=False, help_text="raise at or below instead of above"
    )
    escalate_at = models.DecimalField(
        _("one severity higher at"), max_digits=18, decimal_places=4, null=True
    )
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    is_active = models.BooleanField(_("switched on"), default=True)

    # what decides on alerts, so that a change of it is held against the whole book
    DECIDING = (
        "kind",
        "subject",
        "raise_at",
        "clear_at",
        "falling",
        "escalate_at",
        "severity",
        "is_active",
    )

    class Meta:
        verbose_name = _("alert rule")
        verbose_name_plural = _("alert rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="tier_rise") | Q(raise_at__isnull=False, clear_at__isnull=False),
                name="threshold_given",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The rule's name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class RuleSweep(models.Model):
    """How far the whole book was held against the rules as they are, one row.

    Customers are swept when they change; when a rule changes, all others must be once as well.
    """

    rules = models.CharField(max_length=64, help_text="a hash of what the rules say")
    after_id = models.BigIntegerField(
        null=True, default=0, help_text="customers up to this id are done; null = all are"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_rule_sweep")]

    def __str__(self) -> str:
        return "all customers" if self.after_id is None else f"customers up to {self.after_id}"
