"""Policy packs: each row is one version of what a jurisdiction asks when a relationship ends."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from removal.grounds import IMMEDIATE, Ground
from removal.packs.value import Parameter, parameter_of
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import APPROVE_PACKS


class PolicyPackQuerySet(models.QuerySet["PolicyPack"]):
    def plain(self) -> Self:
        """Packs of one jurisdiction; the others are put together of these."""
        return self.filter(parts=[])

    def standing(self) -> Self:
        """Those that hold, will hold, or held."""
        return self.filter(state__in=[PolicyPack.State.IN_FORCE, PolicyPack.State.RETIRED])

    def on(self, day: dt.date) -> Self:
        """Those that hold on a day."""
        ends = Q(effective_to__isnull=True) | Q(effective_to__gte=day)
        return self.standing().filter(ends, effective_from__lte=day)

    def letting_end_at_once(self, ground: str) -> Self:
        """Those by which this ground ends a relationship without a warning."""
        listed = Q()
        for name in IMMEDIATE[Ground(ground)]:
            listed |= Q(parameters__notice_exceptions__value__contains=[name])
        if ground == Ground.INSOLVENCY:
            listed &= Q(parameters__insolvency_bars_termination__value=False)
        return self.filter(listed)

    def approvable_by(self, user: User) -> Self:
        """Those that wait for this person: in review, and not drafted by them."""
        if user.kind != User.Kind.PERSON or not user.has_perm(APPROVE_PACKS):
            return self.none()
        others = Q(drafted_by__isnull=True) | ~Q(drafted_by=user)
        return self.filter(others, state=PolicyPack.State.REVIEW)


class PolicyPack(models.Model):
    """One version of the pack of a jurisdiction and a kind of business; in force, it never changes.

    `parts` names the packs that one was put together of, where the strictest of several holds.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("pack", "draft")
        REVIEW = "review", pgettext_lazy("pack", "in review")
        IN_FORCE = "in_force", pgettext_lazy("pack", "in force")
        RETIRED = "retired", pgettext_lazy("pack", "retired")
        REJECTED = "rejected", pgettext_lazy("pack", "rejected")

    class Kind(models.TextChoices):
        SELLER = "seller", pgettext_lazy("pack", "seller")
        LENDER = "lender", pgettext_lazy("pack", "lender")

    code = models.CharField(_("code"), max_length=40)
    jurisdiction = models.CharField(
        _("jurisdiction"), max_length=30, help_text=_("country code, or EU; several joined by +")
    )
    kind = models.CharField(_("business"), max_length=6, choices=Kind.choices)
    number = models.PositiveIntegerField(_("version"))
    effective_from = models.DateField(_("holds from"))
    effective_to = models.DateField(
        _("holds until"), null=True, blank=True, help_text=_("null = until another one does")
    )
    parameters = models.JSONField(
        _("parameters"), help_text="name -> value, unit, citation, effective_date, verified"
    )
    sha256 = models.CharField(_("hash"), max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    built_in = models.BooleanField(_("comes with the product"), default=False)
    parts = models.JSONField(_("put together of"), default=list, blank=True)
    based_on = models.ForeignKey(
        "self", verbose_name=_("based on"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(_("reason for the version"), blank=True, default="")
    drafted_by = models.ForeignKey(
        User, verbose_name=_("drafted by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField(_("drafted at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    approved_by = models.ForeignKey(
        User, verbose_name=_("decided by"), null=True, on_delete=models.PROTECT, related_name="+",
        help_text=_("who put it in force, or rejected it"),
    )  # fmt: skip
    approved_at = models.DateTimeField(_("decided at"), null=True)
    decision_reason = models.TextField(_("reason of the decision"), blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PolicyPackQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy pack")
        verbose_name_plural = _("policy packs")
        permissions = [("approve_policypack", "Can put policy packs of others in force")]
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="one_pack_per_number"),
            models.UniqueConstraint(
                fields=["code", "sha256"], condition=~Q(parts=[]), name="one_pack_of_parts"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state="in_force", effective_to__isnull=True, parts=[]),
                name="one_pack_to_come",
            ),
            models.CheckConstraint(
                condition=Q(drafted_by__isnull=True)
                | Q(approved_by__isnull=True)
                | ~Q(approved_by=F("drafted_by")),
                name="pack_approved_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(built_in=True) | Q(drafted_by__isnull=False), name="pack_has_a_drafter"
            ),
            models.CheckConstraint(
                condition=Q(built_in=True)
                | Q(state__in=["draft", "review"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="pack_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="pack_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(built_in=True) | ~Q(reason=""),
                name="pack_version_reasoned",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["seller", "lender"]), name="pack_of_a_known_business"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review", "in_force", "retired", "rejected"]),
                name="pack_state",
            ),
        ]
        indexes = [models.Index(fields=["code", "-number"], name="pack_by_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"

    def parameter(self, name: str) -> Parameter:
        """A parameter with its unit, citation and date. Raises KeyError for one there is not."""
        return parameter_of(self.parameters[name])

    def value(self, name: str) -> Any:
        """What a parameter holds; None = the pack knows no such rule."""
        return self.parameters[name]["value"]

    def rules(self) -> dict[str, Parameter]:
        """All parameters, as the date solver takes them."""
        return {name: parameter_of(row) for name, row in self.parameters.items()}
