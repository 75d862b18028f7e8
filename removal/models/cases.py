"""Ending a relationship lawfully: a case, its reasons, and each step of its way."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_
from typing import Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, OfCustomerQuerySet, reach_of
from removal.grounds import IMMEDIATE, Ground
from removal.models.packs import PolicyPack
from removal.states import ENDED, OPEN
from removal.states import State as CaseState
from removal.transitions import DECIDE_IMMEDIATE, DECIDE_LARGE, PROPOSING, edges
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import DECIDE
from riskcrm.web.today import today
from scoring.models import SUM_OF_MONEY, Tier

M = TypeVar("M", bound=models.Model)


def _immediate() -> Q:
    """Cases that are immediate, as `RemovalCase.is_immediate` has it."""
    found = Q()
    for ground in IMMEDIATE:
        packs = PolicyPack.objects.letting_end_at_once(ground).values("pk")
        found |= Q(ground=ground) & (Q(pack__isnull=True) | Q(pack__in=packs))
    return found


class RemovalCaseQuerySet(OfCustomerQuerySet["RemovalCase"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def late(self, day: dt.date) -> Self:
        """Open cases whose stage should have been over before this day."""
        return self.open().filter(due_date__lt=day)

    def immediate(self) -> Self:
        """Cases that end a relationship at once, by ground and pack."""
        return self.filter(_immediate())

    def of_others(self, user: User) -> Self:
        """Cases that are not of this person's making, nor about their own customers."""
        others = ~Q(customer__manager=user) | Q(customer__manager__isnull=True)
        acted = CaseStep.objects.filter(case=models.OuterRef("pk"), act__in=PROPOSING, by=user)
        made = self.exclude(proposed_by=user).exclude(responsible=user)
        return made.exclude(taken_over_by=user).filter(others, ~models.Exists(acted))

    def decidable_by(self, user: User) -> Self:
        """Cases that wait for this person's decision: visible, not theirs, not decided by them."""
        if user.kind != User.Kind.PERSON or not user.has_perm(DECIDE):
            return self.none()
        waiting = self.visible_to(user).filter(state=CaseState.DECISION).of_others(user)
        if not user.has_perm(DECIDE_IMMEDIATE):
            waiting = waiting.exclude(_immediate(), approvals_needed=1)
        if not user.has_perm(DECIDE_LARGE):
            waiting = waiting.exclude(needs_higher_role=True, approvals_needed=1)
        said = RemovalDecision.objects.filter(
            case=models.OuterRef("pk"), round=models.OuterRef("round"), decided_by=user
        )
        return waiting.exclude(models.Exists(said))

    def looked_after_by(self, person: User) -> Self:
        """Cases that this person answers for now: as the proposer, or taken over from one."""
        own = Q(taken_over_by__isnull=True, responsible=person)
        return self.filter(own | Q(taken_over_by=person))


class RemovalCase(models.Model):
    """A proposal to end the relationship with a customer, and how far it has come.

    Reasons, score, tier, exposure and what was overdue of it are kept as they stood when the case
    was proposed. `round` counts how often it came to be decided anew: a returned or reopened case
    begins another one, and what was answered before stays with its round.
    """

    State = CaseState

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="removal_cases")
    state = models.CharField(
        _("state"), max_length=13, choices=CaseState.choices, default=CaseState.PROPOSED
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    summary = models.TextField(_("why"))
    ground = models.CharField(
        _("ground"), max_length=12, choices=Ground.choices, blank=True, default=""
    )
    clause = models.CharField(
        _("clause or article"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("of the contract or the law, as the notice will cite it"),
    )
    facts = models.TextField(_("facts"), blank=True, default="")
    known_since = models.DateField(
        _("ground known since"),
        null=True,
        blank=True,
        help_text=_("the right to terminate lapses some time after that day"),
    )
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
    owner = models.ForeignKey(
        User,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="who has to bring this stage to its end; null = whoever of the role takes it",
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    stage_since = models.DateTimeField(_("in this stage since"))
    due_date = models.DateField(
        _("due"), null=True, help_text="by when the stage should be over; null = it has ended"
    )
    pack = models.ForeignKey(
        PolicyPack,
        verbose_name=_("policy pack"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="as it held when the case was proposed; null = from before there were packs",
    )
    lapse_date = models.DateField(
        _("right to terminate lapses"), null=True, help_text="null = it does not, or is not known"
    )
    approvals_needed = models.PositiveSmallIntegerField(_("approvals needed"), default=1)
    needs_higher_role = models.BooleanField(
        default=False, help_text="whether the amount is above what a risk officer decides alone"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RemovalCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("removal case")
        verbose_name_plural = _("removal cases")
        permissions = [
            ("propose_removalcase", "Can propose the removal of a customer"),
            ("assess_removalcase", "Can lead removal cases through their stages"),
            ("return_removalcase", "Can return a removal case for rework"),
            ("review_removalcase", "Can pass the legal review of a removal"),
            ("decide_removalcase", "Can decide on a proposed removal"),
            ("decide_immediate_removal", "Can decide on a removal on immediate grounds"),
            ("decide_large_removal", "Can decide on removals of any amount"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state__in=OPEN), name="one_open_case"
            ),
            # the targets of the decisions' composite foreign key
            models.UniqueConstraint(fields=["id", "proposed_by"], name="case_with_proposer"),
            models.UniqueConstraint(
                fields=["id", "proposed_by", "responsible"], name="case_with_responsible"
            ),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at__isnull=True, due_date__isnull=False)
                | Q(state__in=ENDED, closed_at__isnull=False, due_date__isnull=True),
                name="case_closed_with_time",
            ),
            models.CheckConstraint(condition=~Q(summary=""), name="case_summary_given"),
            models.CheckConstraint(
                condition=Q(ground__in=["", *Ground.values]), name="case_ground"
            ),
            models.CheckConstraint(
                condition=Q(approvals_needed__in=[1, 2]), name="case_approvals_needed"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="case_by_state"),
            models.Index(fields=["proposed_at", "id"], name="case_by_time"),
            models.Index(fields=["due_date", "id"], name="case_by_due_date"),
        ]

    def __str__(self) -> str:
        return f"removal case {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_immediate(self) -> bool:
        """Whether it rests on a ground that needs neither warning nor time to make good, and that
        its pack lets end a relationship so."""
        if self.ground not in IMMEDIATE or self.pack is None:
            return self.ground in IMMEDIATE
        if self.ground == Ground.INSOLVENCY and self.pack.value("insolvency_bars_termination"):
            return False
        names = IMMEDIATE[Ground(self.ground)]
        return not names.isdisjoint(self.pack.value("notice_exceptions"))

    @property
    def days_late(self) -> int:
        """Days since the one by which the stage had to be over; 0 while there is time, or ended."""
        if self.due_date is None:
            return 0
        return max((today() - self.due_date).days, 0)


class OfCaseQuerySet(models.QuerySet[M]):
    """Rows of cases: seen by whoever sees the customer."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        reach = reach_of(user)
        return self.filter(case__customer__in=Customer.objects.filter(reach)) if reach else self


class CaseStep(models.Model):
    """One act that moved a case: who, when, why, and whether the stage it left was late.

    Rows are never changed. The newest one says where the case is, and the database holds the case
    to it.
    """

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=30)
    from_state = models.CharField(max_length=13, blank=True, default="")
    to_state = models.CharField(max_length=13, choices=CaseState.choices)
    round = models.PositiveSmallIntegerField()
    reason = models.TextField(_("reason"), blank=True, default="")
    due_date = models.DateField(
        _("due"), null=True, help_text="by when the stage that was left should have been over"
    )
    by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="null = a deadline that passed",
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of a case")
        verbose_name_plural = _("steps of cases")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_steps_in_order"),
            models.UniqueConstraint(
                fields=["case", "round"],
                condition=Q(act="approve_case"),
                name="one_approval_per_round",
            ),
            models.CheckConstraint(
                condition=reduce(
                    or_,
                    (
                        Q(act=act, from_state=source, to_state=target)
                        for act, source, target in edges()
                    ),
                    Q(act="propose_removal", from_state="", to_state=CaseState.PROPOSED)
                    | Q(
                        act="approve_case",
                        from_state=CaseState.DECISION,
                        to_state=CaseState.TERMINATION,
                    ),
                ),
                name="case_step_allowed",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(act="expire_rectification"),
                name="people_move_cases",
            ),
        ]
        indexes = [models.Index(fields=["act", "at"], name="case_step_by_act")]

    def __str__(self) -> str:
        return f"{self.act} of case {self.case_id}"


class RemovalDecision(models.Model):
    """What a second person decided. The database refuses the proposing side, and anybody twice.

    A case above the amount for one approver has two rows that approve; one that rejects is enough.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome.choices)
    reason = models.TextField(_("reason"))
    exposure = models.DecimalField(
        _("exposure"), **SUM_OF_MONEY, null=True, help_text="base currency, as it stood then"
    )
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", help_text="as in the case"
    )
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round", "decided_by"], name="one_decision_per_person"
            ),
            models.UniqueConstraint(
                fields=["case", "round"],
                condition=Q(outcome="rejected"),
                name="one_rejection_per_round",
            ),
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
