"""How a prospect becomes a customer: a checklist with evidence, and a second person's decision."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from customers.models.book import Customer, OfCustomerQuerySet


def person(label: Any, **more: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, on_delete=models.PROTECT, related_name="+",
        **more,
    )  # fmt: skip


class OnboardingItem(models.Model):
    """One line of the checklist that every prospect passes. An administrator words them."""

    class Proof(models.TextChoices):
        """What must be in the book before the line can pass."""

        NONE = "none", _("evidence in words")
        CREDIT_REPORT = "credit_report", _("a credit report that is valid")
        CREDIT_TERMS = "credit_terms", _("a credit limit")
        SCREENING = "screening", _("screening without an open or confirmed hit")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    help_en = models.CharField(_("what to do, in English"), max_length=300, blank=True, default="")
    help_zh = models.CharField(_("what to do, in Chinese"), max_length=300, blank=True, default="")
    proof = models.CharField(_("needs"), max_length=14, choices=Proof.choices, default=Proof.NONE)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    archived_at = models.DateTimeField(_("no longer asked since"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("onboarding item")
        verbose_name_plural = _("onboarding checklist")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        is_chinese = (get_language() or "").startswith("zh")
        return self.name_zh if is_chinese else self.name_en

    @property
    def help(self) -> str:
        is_chinese = (get_language() or "").startswith("zh")
        return self.help_zh if is_chinese else self.help_en


class OnboardingCheck(models.Model):
    """What was found of a prospect for one line of the checklist, and by whom."""

    class State(models.TextChoices):
        PASSED = "passed", _("passed")
        FAILED = "failed", _("failed")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="onboarding_checks", db_index=False
    )
    item = models.ForeignKey(OnboardingItem, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("result"), max_length=6, choices=State.choices)
    evidence = models.TextField(_("evidence"))
    checked_by = person(_("checked by"))
    checked_at = models.DateTimeField(_("checked at"))

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("onboarding check")
        verbose_name_plural = _("onboarding checks")
        constraints = [
            models.UniqueConstraint(fields=["customer", "item"], name="one_check_per_item"),
            models.CheckConstraint(condition=~Q(evidence=""), name="check_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_state_display()}"


class AdmissionQuerySet(OfCustomerQuerySet["Admission"]):
    def waiting(self) -> AdmissionQuerySet:
        return self.filter(outcome=Admission.Outcome.WAITING)

    def decidable_by(self, user: Any) -> AdmissionQuerySet:
        """Those of customers in reach that wait for somebody else than who asked or checked."""
        if not user.has_perm("customers.decide_admission"):
            return self.none()
        waiting = self.visible_to(user).waiting().exclude(answers_id=user.pk)
        others = ~Q(taken_over_by_id=user.pk) | Q(taken_over_by__isnull=True)
        return waiting.exclude(checkers__contains=[user.pk]).filter(others)

    def asked_by(self, user: Any) -> AdmissionQuerySet:
        """Those that wait and that this person asked for, answers for, or looks after."""
        asked = Q(requested_by=user.pk) | Q(answers=user.pk) | Q(taken_over_by=user.pk)
        return self.visible_to(user).waiting().filter(asked)


class Admission(models.Model):
    """That a prospect become an active customer: asked by one person, decided by another.

    Who checked a line of the checklist does not decide either.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("admission", "waiting")
        ADMITTED = "admitted", pgettext_lazy("admission", "admitted")
        RETURNED = "returned", pgettext_lazy("admission", "returned")
        DECLINED = "declined", pgettext_lazy("admission", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("admission", "withdrawn")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="admissions", db_index=False
    )
    requested_by = person(_("requested by"))
    answers = person(_("who answers for the request"))
    taken_over_by = person(
        _("taken over by"), null=True, blank=True, db_index=False,
        help_text="who looks after the request since its asker's work was handed over",
    )  # fmt: skip
    taken_over_at = models.DateTimeField(_("taken over at"), null=True, blank=True)
    requested_at = models.DateTimeField(_("requested at"))
    checks = models.JSONField(_("checks"), help_text="the checklist as it stood when requested")
    checkers = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        help_text="ids of the people who checked, or answer for a key that did",
    )
    outcome = models.CharField(
        _("outcome"), max_length=9, choices=Outcome.choices, default=Outcome.WAITING
    )
    decided_by = person(_("decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, default="")

    objects = AdmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("admission")
        verbose_name_plural = _("admissions")
        permissions = [("decide_admission", "Can decide whether a prospect becomes a customer")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(outcome="waiting"), name="one_waiting_admission"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("requested_by")) & ~Q(decided_by=F("answers"))),
                name="admission_decided_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(checkers__contains=[F("decided_by")]),
                name="admission_not_decided_by_who_checked",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(taken_over_by__isnull=True)
                | ~Q(decided_by=F("taken_over_by")),
                name="admission_decided_by_no_taker",
            ),
            models.CheckConstraint(
                condition=Q(outcome="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | Q(outcome="withdrawn", decided_by__isnull=True, decided_at__isnull=False)
                | (
                    ~Q(outcome__in=["waiting", "withdrawn"])
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                name="admission_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["requested_at", "id"], condition=Q(outcome="waiting"),
                         name="admission_waiting"),
            models.Index(fields=["customer"], name="admission_of_customer"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.customer}: {self.get_outcome_display()}"

    @property
    def asking(self) -> tuple[int | None, ...]:
        """Who asked, answers for it, or looks after it: they do not decide."""
        return self.requested_by_id, self.answers_id, self.taken_over_by_id
