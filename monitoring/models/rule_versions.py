"""Versions of alert rules, and what each of them would have raised."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, OfCustomerQuerySet
from monitoring.models.rules import APPROVE_RULES, AlertRule, Severity
from riskcrm.accounts.models import User


class RuleVersionQuerySet(models.QuerySet["RuleVersion"]):
    def open(self) -> Self:
        return self.filter(state__in=(RuleVersion.State.DRAFT, RuleVersion.State.WAITING))

    def waiting_for(self, user: User) -> Self:
        """Those that this person may decide on: asked for by others."""
        if user.kind != User.Kind.PERSON or not user.has_perm(APPROVE_RULES):
            return self.none()
        waiting = self.filter(state=RuleVersion.State.WAITING)
        return waiting.exclude(created_by=user).exclude(asked_by=user)


class RuleVersion(models.Model):
    """What a rule says, said or is to say, switched on or off. One in force never changes.

    What watches less than the one in force, and so each change of a rule that is switched on, is
    decided by a second person.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        WAITING = "waiting", _("waits for a second person")
        IN_FORCE = "in_force", _("in force")
        RETIRED = "retired", _("replaced")
        REJECTED = "rejected", _("rejected")

    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    said: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        help_text="the fields of the rule, exact decimals as text"
    )
    needs_second = models.BooleanField(default=False, db_default=False)
    reason = models.TextField(_("reason"), blank=True, default="")
    created_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="null = it came with the product",
    )  # fmt: skip
    created_at = models.DateTimeField(_("created at"))
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for at"), null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = models.TextField(_("decision"), blank=True, default="")
    in_force_at = models.DateTimeField(_("in force since"), null=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an alert rule")
        verbose_name_plural = _("versions of alert rules")
        permissions = [("approve_ruleversion", "Can decide on rules that others change")]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="one_rule_version"),
            models.UniqueConstraint(
                fields=["rule"], condition=Q(state__in=["draft", "waiting"]),
                name="one_open_rule_version",
            ),
            models.UniqueConstraint(
                fields=["rule"], condition=Q(state="in_force"), name="one_rule_version_in_force"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(asked_by__isnull=False)
                & ~Q(decided_by=F("asked_by"))
                & (Q(created_by__isnull=True) | ~Q(decided_by=F("created_by"))),
                name="rule_version_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["in_force", "retired"])
                | Q(needs_second=False)
                | Q(decided_by__isnull=False),
                name="rule_version_decided",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(created_by__isnull=True) | ~Q(reason=""),
                name="rule_version_reasoned",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rule.code} {self.number}"


class DryRun(models.Model):
    """What a version would have raised over the last days, as the stored past says. Once per
    content: a draft that changes is tried again. It counts for a week: the book moves on."""

    COUNTS_FOR = dt.timedelta(days=7)

    version = models.ForeignKey(RuleVersion, on_delete=models.CASCADE, related_name="dry_runs")
    content = models.CharField(max_length=64, help_text="a hash of what the version decides by")
    first_date = models.DateField(_("from"))
    final_date = models.DateField(_("to"))
    looked_at: ArrayField[list[dt.date], list[dt.date]] = ArrayField(
        models.DateField(), default=list, help_text="the days of which the book is known"
    )
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for at"))
    done_at = models.DateTimeField(_("done at"), null=True)
    failed = models.TextField(blank=True, default="")
    customers_read = models.PositiveIntegerField(null=True)
    held_before = models.PositiveIntegerField(
        null=True, help_text="customers of whom it held on the first day already"
    )
    not_evaluated = models.PositiveIntegerField(
        null=True, help_text="customers of whom it could not be said on the last day"
    )

    class Meta:
        verbose_name = _("dry run")
        verbose_name_plural = _("dry runs")
        constraints = [
            models.UniqueConstraint(fields=["version", "content"], name="one_dry_run_per_content"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(done_at__isnull=True), name="dry_run_waiting"),
        ]

    def __str__(self) -> str:
        return f"dry run of {self.version_id}"

    def counts_on(self, day: dt.date) -> bool:
        """Whether it is of late enough a day for a version to be asked for."""
        return self.final_date >= day - self.COUNTS_FOR


class DryRunHit(models.Model):
    """An alert that a dry run would have raised."""

    dry_run = models.ForeignKey(DryRun, on_delete=models.CASCADE, related_name="hits")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("raised on"))
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4, null=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    bad_date = models.DateField(
        _("went bad on"), null=True, help_text="null = it did not, until the run"
    )

    objects = OfCustomerQuerySet["DryRunHit"].as_manager()

    class Meta:
        verbose_name = _("alert of a dry run")
        verbose_name_plural = _("alerts of dry runs")
        constraints = [
            models.UniqueConstraint(
                fields=["dry_run", "customer", "day"], name="one_hit_per_customer_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dry_run_id} {self.customer_id} {self.day}"


class PeerMedian(models.Model):
    """The median of a figure among the customers of an industry, read anew each night."""

    subject = models.CharField(max_length=40)
    industry = models.CharField(max_length=2)
    value = models.DecimalField(max_digits=24, decimal_places=4)
    customers = models.PositiveIntegerField(help_text="how many it is the median of")
    as_of = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "industry"], name="one_peer_median"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} of {self.industry}"
