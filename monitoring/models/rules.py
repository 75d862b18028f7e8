"""When an alert is raised, and how far the book was held against that."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

CHANGE_RULES = "monitoring.change_alertrule"
APPROVE_RULES = "monitoring.approve_ruleversion"


class Severity(models.TextChoices):
    LOW = "low", pgettext_lazy("severity", "low")
    MEDIUM = "medium", pgettext_lazy("severity", "medium")
    HIGH = "high", pgettext_lazy("severity", "high")
    CRITICAL = "critical", pgettext_lazy("severity", "critical")


# the order of gravity, the gravest last
GRAVITY = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)


class Versus(models.TextChoices):
    """What the leading figure is held against its marks as; also the words in a stored tree."""

    ITSELF = "", _("as it is")
    PAST = "past", _("its change over time")
    PEERS = "peers", _("compared with its industry")


def codes() -> ArrayField[list[str], list[str]]:
    return ArrayField(
        models.CharField(max_length=40), blank=True, default=list, db_default=models.Value("{}")
    )


class AlertRule(models.Model):
    """When to raise an alert: a figure crosses a threshold, or the tier rises; for whom, and while
    which further conditions hold.

    Raised at `raise_at`, cleared only at `clear_at`, so that a figure that wavers around the
    threshold is one episode. Shares are per cent, as in the readings. What a rule says comes from
    its version in force; `number` is that version.
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
    versus = models.CharField(
        _("held against its marks"), max_length=5, choices=Versus.choices, blank=True, default="",
        db_default="",
    )  # fmt: skip
    days = models.PositiveSmallIntegerField(
        _("over days"), default=0, db_default=0,
        help_text="of a change: how far back it is compared; figures have the month end before it",
    )  # fmt: skip
    as_share = models.BooleanField(
        _("in per cent"), default=False, db_default=False,
        help_text="the change in per cent of before; the figure in per cent of its peers' median",
    )  # fmt: skip
    provider = models.CharField(_("provider"), max_length=80, blank=True, default="", db_default="")
    also: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        _("further conditions"), null=True,
        help_text="all must hold as well; see monitoring/alert_rules/tree.py",
    )  # fmt: skip
    scope: models.JSONField[dict[str, list[Any]], dict[str, list[Any]]] = models.JSONField(
        _("scope"), default=dict, db_default=models.Value({}, models.JSONField()),
        help_text="industries, countries, kinds, tiers, teams (ids); one that is absent = all",
    )  # fmt: skip
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    cooldown_days = models.PositiveSmallIntegerField(
        _("cooldown, days"), default=0, db_default=0,
        help_text="after its figure fell back no new alert for so long, unless it is graver",
    )  # fmt: skip
    muted_by = codes()  # codes of rules whose running alert keeps this one silent
    recipients = codes()  # roles that are told besides whoever looks after the customer
    playbook_en = models.TextField(
        _("what to do, in English"), blank=True, default="", db_default=""
    )
    playbook_zh = models.TextField(
        _("what to do, in Chinese"), blank=True, default="", db_default=""
    )
    number = models.PositiveIntegerField(_("version"), default=1, db_default=1)
    is_active = models.BooleanField(_("switched on"), default=True)

    # what decides on alerts, so that a change of it is held against the whole book
    DECIDING = (
        "kind",
        "subject",
        "raise_at",
        "clear_at",
        "falling",
        "escalate_at",
        "versus",
        "days",
        "as_share",
        "provider",
        "also",
        "scope",
        "muted_by",
        "cooldown_days",
        "severity",
        "is_active",
    )
    # what else a version of it says
    WORDS = ("name_en", "name_zh", "recipients", "playbook_en", "playbook_zh")

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
        return self.name_zh if _in_chinese() else self.name_en

    @property
    def playbook(self) -> str:
        """What to do, in the reader's language; empty where nobody wrote it."""
        return self.playbook_zh if _in_chinese() else self.playbook_en


def _in_chinese() -> bool:
    return (get_language() or "").startswith("zh")


class RuleSweep(models.Model):
    """How far the whole book was held against the rules as they are, one row.

    Customers are swept when they change; all others each night, and when a rule changes.
    """

    rules = models.CharField(max_length=64, help_text="a hash of what the rules say")
    after_id = models.BigIntegerField(
        null=True, default=0, help_text="customers up to this id are done; null = all are"
    )
    day = models.DateField(
        null=True, help_text="the day of which the book was begun latest: dates move by night"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_rule_sweep")]

    def __str__(self) -> str:
        return "all customers" if self.after_id is None else f"customers up to {self.after_id}"
