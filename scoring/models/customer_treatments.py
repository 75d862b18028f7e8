"""Which treatment each customer has, and what is proposed to change of it."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, OfCustomerQuerySet
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS, DECIDE_TREATMENTS
from scoring.models.treatments import Treatment


class CustomerTreatmentQuerySet(OfCustomerQuerySet["CustomerTreatment"]):
    def due(self, day: dt.date) -> Self:
        """Those whose review is due; who has left needs none."""
        gone = (Customer.Status.EXITED, Customer.Status.MERGED)
        return self.filter(review_date__lte=day).exclude(customer__status__in=gone)


class CustomerTreatment(models.Model):
    """The treatment that holds for a customer: a published one, so its terms never change.

    `reviewed_…` say who looked at it latest; the audit keeps every review.
    """

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="treatment"
    )
    treatment = models.ForeignKey(Treatment, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("since"))
    review_date = models.DateField(_("next review"))
    agreed_days = models.PositiveSmallIntegerField(
        null=True, help_text="the payment term before a treatment set one; it comes back after"
    )
    decided_by = models.ForeignKey(
        User, verbose_name=_("accepted by"), null=True, on_delete=models.PROTECT, related_name="+",
        help_text="null = applied by the system",
    )  # fmt: skip
    reviewed_by = models.ForeignKey(
        User, verbose_name=_("reviewed by"), null=True, on_delete=models.PROTECT, related_name="+",
        help_text="null = nobody reviewed it yet",
    )  # fmt: skip
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    review_note = models.TextField(_("note of the review"), default="", db_default="")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = CustomerTreatmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("treatment of a customer")
        verbose_name_plural = _("treatments of customers")
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True, review_note="")
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & ~Q(review_note=""),
                name="treatment_reviewed_whole",
            ),
        ]
        indexes = [models.Index(fields=["review_date", "customer"], name="treatment_by_review")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.treatment_id}"


class TreatmentProposalQuerySet(OfCustomerQuerySet["TreatmentProposal"]):
    def open(self) -> Self:
        return self.filter(state=TreatmentProposal.State.OPEN)

    def decidable_by(self, user: User) -> Self:
        """Those that wait for this person: of the customers they manage; officers decide on all."""
        if user.kind != User.Kind.PERSON or not user.has_perm(DECIDE_TREATMENTS):
            return self.none()
        rows = self.visible_to(user).open()
        return rows if user.has_perm(ALL_CUSTOMERS) else rows.filter(customer__manager=user)


class TreatmentProposal(models.Model):
    """A change of a customer's treatment: proposed for a person's decision, or applied at once."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        OVERTAKEN = "overtaken", _("overtaken")
        APPLIED = "applied", _("applied at once")

    class Direction(models.TextChoices):
        BETTER = "better", _("better terms")
        STRICTER = "stricter", _("stricter terms")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="treatment_proposals", db_index=False
    )
    former = models.ForeignKey(
        Treatment, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="null = none was noted before",
    )  # fmt: skip
    proposed = models.ForeignKey(Treatment, on_delete=models.PROTECT, related_name="+")
    former_days = models.PositiveSmallIntegerField(_("payment term then, days"), null=True)
    proposed_days = models.PositiveSmallIntegerField(_("proposed payment term, days"), null=True)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.TextField(_("reason of the decision"), blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TreatmentProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed treatment")
        verbose_name_plural = _("proposed treatments")
        permissions = [("decide_treatmentproposal", "Can accept or decline proposed treatments")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="open"), name="one_open_treatment_proposal"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    state__in=["overtaken", "applied"],
                    decided_by__isnull=True,
                    decided_at__isnull=False,
                )
                | Q(
                    state__in=["accepted", "declined"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="treatment_proposal_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="declined_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["proposed_at", "id"], name="proposal_by_time"),
            models.Index(fields=["state", "proposed_at", "id"], name="proposal_by_state"),
            models.Index(fields=["customer", "-id"], name="proposal_newest"),
        ]

    def __str__(self) -> str:
        return f"treatment proposal {self.pk}"


class TreatmentDue(models.Model):
    """A customer whose tier has moved, so that its treatment is looked at. The row is the queue."""

    customer_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("treatment to be looked at")
        verbose_name_plural = _("treatments to be looked at")

    def __str__(self) -> str:
        return str(self.customer_id)
