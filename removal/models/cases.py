"""Ending a relationship lawfully: a case, its reasons, and a decision by a second person."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, OfCustomerQuerySet
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import DECIDE
from riskcrm.web.today import today
from scoring.models import SUM_OF_MONEY, Tier


class RemovalCaseQuerySet(OfCustomerQuerySet["RemovalCase"]):
    def open(self) -> Self:
        return self.filter(state=RemovalCase.State.PROPOSED)

    def decidable_by(self, user: User) -> Self:
        """Open cases that wait for this person: visible, not of their making or customers."""
        if user.kind != User.Kind.PERSON or not user.has_perm(DECIDE):
            return self.none()
        others = ~Q(customer__manager=user) | Q(customer__manager__isnull=True)
        waiting = self.visible_to(user).open().exclude(responsible=user)
        return waiting.exclude(taken_over_by=user).filter(others)

    def looked_after_by(self, person: User) -> Self:
        """Cases that this person answers for now: as the proposer, or taken over from one."""
        own = Q(taken_over_by__isnull=True, responsible=person)
        return self.filter(own | Q(taken_over_by=person))


class RemovalCase(models.Model):
    """A proposal to end the relationship with a customer, and what became of it.

    Reasons, score, tier, exposure and what was overdue of it are kept as they stood when the case
    was proposed.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for decision")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="removal_cases")
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PROPOSED
    )
    summary = models.TextField(_("why"))
    reasons = models.JSONField(
        _("reasons"), default=list, help_text="code, value, points, texts in both languages"
    )
    score_row = models.BigIntegerField(null=True, help_text="the RiskScore the proposal rests on")
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=1, null=True)
    tier = models.CharField(_("tier"), max_length=8, choices=Tier.choices, default=Tier.UNRATED)
    exposure = models.DecimalField(
        _("exposure"), **SUM_OF_MONEY, null=True, help_text="base currency; null = not read yet"
    )
    overdue = models.DecimalField(
        _("overdue"), **SUM_OF_MONEY, null=True, help_text="base currency; null = not read yet"
    )
    proposed_by = models.ForeignKey(
        User, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    responsible = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the proposer, or the person who answers for the proposing service user",
    )
    taken_over_by = models.ForeignKey(
        User,
        verbose_name=_("taken over by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="who looks after the case since its proposer's work was handed over",
    )
    taken_over_at = models.DateTimeField(_("taken over at"), null=True)
    proposed_at = models.DateTimeField(_("proposed at"))
    decide_by_date = models.DateField(_("decision due"))
    closed_at = models.DateTimeField(_("closed at"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RemovalCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("removal case")
        verbose_name_plural = _("removal cases")
        permissions = [
            ("propose_removalcase", "Can propose the removal of a customer"),
            ("decide_removalcase", "Can decide on a proposed removal"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="proposed"), name="one_open_case"
            ),
            # the target of the decision's composite foreign key
            models.UniqueConstraint(fields=["id", "proposed_by"], name="case_with_proposer"),
            models.UniqueConstraint(
                fields=["id", "proposed_by", "responsible"], name="case_with_responsible"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "approved", "rejected", "withdrawn"]),
                name="case_state",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", closed_at__isnull=True)
                | (~Q(state="proposed") & Q(closed_at__isnull=False)),
                name="case_closed_with_time",
            ),
            models.CheckConstraint(condition=~Q(summary=""), name="case_summary_given"),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="case_by_state"),
            models.Index(fields=["proposed_at", "id"], name="case_by_time"),
        ]

    def __str__(self) -> str:
        return f"removal case {self.pk}"

    @property
    def days_late(self) -> int:
        """Days since the one by which somebody had to decide; 0 while there is time, or decided."""
        if self.state != self.State.PROPOSED:
            return 0
        return max((today() - self.decide_by_date).days, 0)


class RemovalDecision(models.Model):
    """What a second person decided. The database refuses the proposer and a second decision."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    case = models.OneToOneField(
        RemovalCase, on_delete=models.PROTECT, primary_key=True, related_name="decision"
    )
    outcome = models.CharField(
        pgettext_lazy("case", "outcome"), max_length=10, choices=Outcome.choices
    )
    reason = models.TextField(_("reason"))
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", help_text="as in the case"
    )
    decided_by = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("case", "decided by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(pgettext_lazy("case", "decided at"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["approved", "rejected"]), name="decision_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("requested_by")), name="decided_by_second_person"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("responsible")), name="nobody_behind_the_key_decides"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_reason_given"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} case {self.case_id}"


class RemovalWithdrawal(models.Model):
    """The proposer took the case back. The database refuses anybody else."""

    case = models.OneToOneField(
        RemovalCase, on_delete=models.PROTECT, primary_key=True, related_name="withdrawal"
    )
    reason = models.TextField(_("reason"))
    withdrawn_by = models.ForeignKey(
        User, verbose_name=_("withdrawn by"), on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"))

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_reason_given"),
        ]

    def __str__(self) -> str:
        return f"withdrawal of case {self.case_id}"
