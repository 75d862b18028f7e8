"""Stepwise reduction: what a customer gets less of, on which ground, from when, and back."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import DateField, ExpressionWrapper, F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import MONEY, CreditRestriction, Security, ServiceKind
from removal.models.cases import OfCaseQuerySet, RemovalCase
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import RELEASE_REDUCTION
from riskcrm.web.today import today

NOTICE_OVER = ExpressionWrapper(F("notice_date") + F("notice_days"), output_field=DateField())


class ReductionStepQuerySet(OfCaseQuerySet["ReductionStep"]):
    def waiting(self) -> Self:
        return self.filter(state=ReductionStep.State.PLANNED)

    def releasable_by(self, user: User) -> Self:
        """Planned steps that this person may release: of others' planning and customers."""
        if user.kind != User.Kind.PERSON or not user.has_perm(RELEASE_REDUCTION):
            return self.none()
        others = ~Q(case__customer__manager=user) | Q(case__customer__manager__isnull=True)
        waiting = self.visible_to(user).waiting().exclude(responsible=user)
        return waiting.exclude(planned_by=user).filter(others)

    def unconfirmed(self) -> Self:
        """Steps that the other system has yet to carry out, or to take back."""
        return self.exclude(awaits=ReductionStep.Awaits.NOTHING)

    def overdue_for(self, user: User) -> Self:
        """Steps whose confirmation is late, for who planned or may release them: to ask after."""
        if user.kind != User.Kind.PERSON:
            return self.none()
        rows = self.visible_to(user).confirmation_late(today())
        return rows if user.has_perm(RELEASE_REDUCTION) else rows.filter(planned_by=user)

    def confirmation_late(self, day: dt.date) -> Self:
        return self.unconfirmed().filter(confirm_by_date__lt=day)


class ReductionStep(models.Model):
    """One thing a customer gets less of, while or before the relationship ends.

    What is planned never changes once it is released: another value is another step. While it is
    released a credit restriction of the customer follows from it.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("reduction", "waiting for release")
        RELEASED = "released", pgettext_lazy("reduction", "released")
        REVERSED = "reversed", pgettext_lazy("reduction", "reversed")
        DROPPED = "dropped", pgettext_lazy("reduction", "dropped before release")

    class Ground(models.TextChoices):
        CONTRACT = "contract", _("a right by the contract")
        DETERIORATION = "deterioration", _("proof that the customer's standing got worse")
        AGREEMENT = "agreement", _("agreed with the customer")
        DISCRETION = "discretion", _("own discretion, for future orders only")
        ASSURANCE = "assurance", _("adequate assurance was demanded and not given")

    class Awaits(models.TextChoices):
        NOTHING = "", _("nothing")
        APPLY = "apply", _("to be carried out")
        LIFT = "lift", _("to be taken back")

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="reduction_steps")
    kind = models.CharField(_("kind"), max_length=10, choices=CreditRestriction.Kind.choices)
    value = models.DecimalField(_("value"), **MONEY, null=True)
    period_days = models.PositiveSmallIntegerField(_("in so many days"), null=True)
    service = models.ForeignKey(
        ServiceKind, verbose_name=_("kind of service"), null=True, on_delete=models.PROTECT,
        related_name="+", help_text="null = every kind",
    )  # fmt: skip
    ground = models.CharField(_("legal ground"), max_length=13, choices=Ground.choices)
    evidence = models.TextField(_("evidence"))
    evidence_sha256 = models.CharField(
        _("hash of the document"), max_length=64, blank=True, default="",
        validators=[RegexValidator(r"^[0-9a-f]{64}$")],
    )  # fmt: skip
    effective_date = models.DateField(_("takes effect on"))
    notice_days = models.PositiveSmallIntegerField(_("days of notice"))
    notice_date = models.DateField(
        _("customer told on"), null=True, help_text="the day the notice arrived; null = not yet"
    )
    notice_text = models.TextField(_("how the customer was told"), blank=True, default="")
    letter = models.ForeignKey(
        "removal.Letter", verbose_name=_("letter that told it"), on_delete=models.PROTECT,
        related_name="+", null=True,
    )  # fmt: skip

    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED)
    planned_by = models.ForeignKey(
        User, verbose_name=_("planned by"), on_delete=models.PROTECT, related_name="+"
    )
    responsible = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+",
        help_text="the planner, or the person who answers for the planning service user",
    )  # fmt: skip
    planned_at = models.DateTimeField(_("planned at"))
    released_by = models.ForeignKey(
        User, verbose_name=_("released by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(_("released at"), null=True)
    ended_by = models.ForeignKey(
        User, verbose_name=_("ended by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ending = models.TextField(_("why it ended"), blank=True, default="")
    awaits = models.CharField(
        _("other system"), max_length=5, choices=Awaits.choices, blank=True, default=""
    )
    confirm_by_date = models.DateField(_("confirmation due"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReductionStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("reduction step")
        verbose_name_plural = _("reduction steps")
        permissions = [
            ("plan_reduction", "Can plan steps of a reduction"),
            ("release_reduction", "Can release and reverse steps that others planned"),
            ("confirm_reduction", "Can confirm steps for the system that carries them out"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(evidence=""), name="step_has_evidence"),
            models.CheckConstraint(
                condition=~Q(released_by=F("planned_by")), name="step_released_by_second_person"
            ),
            models.CheckConstraint(
                condition=~Q(released_by=F("responsible")),
                name="nobody_behind_the_key_releases_step",
            ),
            models.CheckConstraint(
                condition=Q(state="planned", released_by__isnull=True, ended_at__isnull=True)
                | Q(state="released", released_at__isnull=False, ended_at__isnull=True)
                | Q(state="reversed", released_at__isnull=False, ended_at__isnull=False)
                | Q(state="dropped", released_by__isnull=True, ended_at__isnull=False),
                name="step_state_has_its_people",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True, released_at__isnull=True)
                | Q(released_by__isnull=False, released_at__isnull=False),
                name="step_released_with_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ending="")),
                name="step_ended_with_reason",
            ),
            # nothing takes effect before the days of notice have run
            models.CheckConstraint(
                condition=Q(notice_date__isnull=True)
                | Q(notice_days=0)
                | Q(effective_date__gte=NOTICE_OVER),
                name="step_waits_for_its_notice",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["released", "reversed"])
                | Q(notice_days=0)
                | Q(notice_date__isnull=False),
                name="step_released_after_notice",
            ),
            models.CheckConstraint(
                condition=Q(awaits="", confirm_by_date__isnull=True)
                | Q(awaits="apply", state="released", confirm_by_date__isnull=False)
                | Q(awaits="lift", state="reversed", confirm_by_date__isnull=False),
                name="step_awaits_by_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind="prepayment", value__gt=0, value__lte=100)
                | Q(kind__in=["limit", "terms"], value__gte=0)
                | Q(kind="deposit", value__gt=0)
                | Q(kind="frequency", value__gte=1, period_days__gte=1)
                | Q(kind__in=["suspension", "shipment", "identity"], value__isnull=True),
                name="step_has_its_value",
            ),
        ]
        indexes = [
            models.Index(fields=["planned_at", "id"], name="step_by_time"),
            models.Index(fields=["effective_date", "id"], name="step_by_effective_date"),
            models.Index(
                fields=["confirm_by_date"], condition=~Q(awaits=""), name="step_unconfirmed"
            ),
            models.Index(fields=["id"], condition=Q(state="planned"), name="step_waiting"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"

    @property
    def is_confirmation_late(self) -> bool:
        return self.confirm_by_date is not None and self.confirm_by_date < today()

    @property
    def is_untold(self) -> bool:
        """Whether it is in force and the customer has not been told of it."""
        return self.state == self.State.RELEASED and self.notice_date is None


class ReductionConfirmation(models.Model):
    """What the system that carries steps out said of one, for it or for its reversal."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("reduction", "confirmed")
        FAILED = "failed", pgettext_lazy("reduction", "failed")

    step = models.ForeignKey(ReductionStep, on_delete=models.PROTECT, related_name="confirmations")
    awaited = models.CharField(max_length=5, choices=ReductionStep.Awaits.choices)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices)
    text = models.TextField(_("what it said"), blank=True, default="")
    reference = models.CharField(_("its reference"), max_length=120, blank=True, default="")
    told_by = models.ForeignKey(
        User, verbose_name=_("told by"), on_delete=models.PROTECT, related_name="+"
    )
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [
            models.UniqueConstraint(
                fields=["step", "awaited"], condition=Q(outcome="confirmed"),
                name="step_confirmed_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome="confirmed") | ~Q(text=""), name="failure_says_why"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.outcome} of step {self.step_id}"


class SecurityOffer(models.Model):
    """Security that the customer offers so that a step ends: accepted or refused, with a reason."""

    class State(models.TextChoices):
        OFFERED = "offered", pgettext_lazy("security", "offered")
        ACCEPTED = "accepted", pgettext_lazy("security", "accepted")
        REFUSED = "refused", pgettext_lazy("security", "refused")

    step = models.ForeignKey(ReductionStep, on_delete=models.PROTECT, related_name="offers")
    kind = models.CharField(_("kind"), max_length=10, choices=Security.Kind.choices)
    amount = models.DecimalField(_("amount"), **MONEY, help_text="base currency")
    given_by = models.CharField(_("given by"), max_length=200, blank=True, default="")
    offered_date = models.DateField(_("offered on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    text = models.TextField(_("what is offered"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OFFERED)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = models.TextField(_("reason"), blank=True, default="")
    security = models.ForeignKey(
        Security, verbose_name=_("security"), null=True, on_delete=models.PROTECT, related_name="+",
        help_text="the record of it, once accepted",
    )  # fmt: skip

    class Meta:
        verbose_name = _("offer of security")
        verbose_name_plural = _("offers of security")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="offer_positive"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("recorded_by")), name="offer_decided_by_second_person"
            ),
            models.UniqueConstraint(
                fields=["step"], condition=Q(state="offered"), name="one_open_offer_per_step"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(state__in=["accepted", "refused"], decided_by__isnull=False)
                    & Q(decided_at__isnull=False)
                    & ~Q(decision="")
                ),
                name="offer_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", security__isnull=False)
                | (~Q(state="accepted") & Q(security__isnull=True)),
                name="accepted_offer_has_its_security",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for step {self.step_id}"
