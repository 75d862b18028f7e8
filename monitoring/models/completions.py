"""Who has completed which course, told by the self-test or by somebody else."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from monitoring.models.training import VIEW_TRAINING, CourseVersion
from riskcrm.accounts.models import User


class CompletionQuerySet(models.QuerySet["Completion"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self if user.has_perm(VIEW_TRAINING) else self.filter(person=user.pk)


class Completion(models.Model):
    """A person has completed a version of a course. Never changed.

    One's own is recorded by the self-test alone; any other is recorded by somebody else.
    """

    class How(models.TextChoices):
        SELF_TEST = "self_test", _("self-test and confirmation")
        RECORDED = "recorded", _("recorded by somebody else")
        SYSTEM = "system", _("told by another system")

    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="completions"
    )
    version = models.ForeignKey(
        CourseVersion, verbose_name=_("version"), on_delete=models.PROTECT,
        related_name="completions",
    )  # fmt: skip
    completed_at = models.DateTimeField(_("completed at"))
    expires_at = models.DateTimeField(_("valid until"))
    score = models.PositiveSmallIntegerField(_("score, %"), null=True)
    attested = models.BooleanField(_("confirmed"), default=False)
    how = models.CharField(_("how"), max_length=9, choices=How.choices)
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    responsible = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+",
        help_text="who answers for it: who recorded it, or the person behind a key",
    )  # fmt: skip
    recorded_at = models.DateTimeField(_("recorded at"))
    source_key = models.CharField(
        _("key in the other system"), max_length=80, blank=True, default=""
    )

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion of a course")
        verbose_name_plural = _("completions of courses")
        constraints = [
            models.CheckConstraint(
                condition=Q(how="self_test", recorded_by=F("person"), attested=True)
                | (Q(how__in=["recorded", "system"]) & ~Q(responsible=F("person"))),
                name="own_completion_by_self_test_alone",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__lte=100), name="score_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(completed_at__lte=F("recorded_at"), expires_at__gt=F("completed_at")),
                name="completion_in_order",
            ),
            models.UniqueConstraint(
                fields=["recorded_by", "source_key"], condition=~Q(source_key=""),
                name="one_completion_per_key_of_system",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["person", "-completed_at"], name="completion_of_person"),
            models.Index(fields=["completed_at", "id"], name="completion_by_time"),
        ]

    def __str__(self) -> str:
        return f"completion {self.pk}"
