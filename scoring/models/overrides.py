"""A person's tier in place of the card's: asked for by one, decided by another, for a while."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, OfCustomerQuerySet
from riskcrm.accounts.models import User
from scoring.models.ratings import Tier

MOST_DAYS = 90
DECIDE_OVERRIDES = "scoring.decide_override"


class OverrideQuerySet(OfCustomerQuerySet["Override"]):
    def waiting(self) -> Self:
        return self.filter(state=Override.State.WAITING)

    def in_force(self, day: dt.date) -> Self:
        return self.filter(state=Override.State.IN_FORCE, expires_on__gte=day)

    def decidable_by(self, user: User) -> Self:
        """Those that wait for this person: visible, not of their asking, nor of their customers."""
        if user.kind != User.Kind.PERSON or not user.has_perm(DECIDE_OVERRIDES):
            return self.none()
        others = ~Q(customer__manager=user) | Q(customer__manager__isnull=True)
        waiting = self.visible_to(user).waiting().filter(others)
        return waiting.exclude(requested_by=user).exclude(responsible=user)


class Override(models.Model):
    """A tier that a person sets above what the card says. The card goes on being computed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for decision")
        IN_FORCE = "in_force", _("in force")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LIFTED = "lifted", _("lifted")
        EXPIRED = "expired", _("expired")

    class Reason(models.TextChoices):
        WRONG_DATA = "wrong_data", _("data known to be wrong or late")
        ONE_OFF = "one_off", _("a single event that will not come again")
        SUPPORT = "support", _("a parent or guarantor stands behind the customer")
        SECURITY = "security", _("security that the card does not see")
        KNOWLEDGE = "knowledge", _("knowledge of a danger that the card does not see")
        OTHER = "other", _("other")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="overrides")
    tier = models.CharField(_("tier"), max_length=8, choices=Tier.choices)
    computed_tier = models.CharField(
        _("computed tier then"), max_length=8, choices=Tier.choices, default=Tier.UNRATED
    )
    score = models.DecimalField(_("score then"), max_digits=5, decimal_places=1, null=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    text = models.TextField(_("why"))
    evidence = models.TextField(_("evidence"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    requested_by = models.ForeignKey(
        User, verbose_name=_("requested by"), on_delete=models.PROTECT, related_name="+"
    )
    responsible = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+",
        help_text="who asked, or the person who answers for the asking service user",
    )  # fmt: skip
    requested_at = models.DateTimeField(_("requested at"))
    from_date = models.DateField(_("requested on"))
    expires_on = models.DateField(_("last day"))
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = models.TextField(_("reason of the decision"), blank=True, default="")
    ended_by = models.ForeignKey(
        User, verbose_name=_("ended by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ending = models.TextField(_("why it ended"), blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        permissions = [("decide_override", "Can decide on overrides that others asked for")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="waiting"), name="one_override_waits"
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="in_force"), name="one_override_in_force"
            ),
            models.CheckConstraint(condition=~Q(tier="unrated"), name="override_rates"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(evidence=""), name="override_told"),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("from_date"))
                & Q(expires_on__lte=F("from_date") + dt.timedelta(days=MOST_DAYS)),
                name="override_for_a_while",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("requested_by")) & ~Q(decided_by=F("responsible"))),
                name="override_decided_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn"], decided_by__isnull=True)
                | Q(
                    state__in=["in_force", "rejected", "lifted", "expired"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="override_decided_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["requested_at", "id"], name="override_by_time"),
            models.Index(fields=["state", "requested_at", "id"], name="override_by_state"),
            models.Index(
                fields=["expires_on"], condition=Q(state="in_force"), name="override_by_expiry"
            ),
        ]

    def __str__(self) -> str:
        return f"override {self.pk}"
