"""Studied cases, good and bad, with what is to be learnt from them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from monitoring.models.training import codes
from removal.models import CaseLesson
from riskcrm.accounts.models import User


class StudiedCase(models.Model):
    """A case of the library. Its words name nobody; whose it was, `lesson_of` leads there, for who
    sees that customer."""

    class Outcome(models.TextChoices):
        GOOD = "good", pgettext_lazy("studied case", "went well")
        BAD = "bad", pgettext_lazy("studied case", "went badly")

    title = models.CharField(_("title"), max_length=160)
    outcome = models.CharField(_("outcome"), max_length=4, choices=Outcome.choices)
    story = models.TextField(_("what happened"))
    lesson = models.TextField(_("lesson"))
    grounds: Any = codes(_("grounds"), 20)
    reasons: Any = codes(_("reasons of the score"), 40)
    industry = models.CharField(
        _("industry"), max_length=2, choices=Customer.Industry.choices, blank=True, default=""
    )
    lesson_of = models.OneToOneField(
        CaseLesson, verbose_name=_("lesson of a case"), null=True, on_delete=models.PROTECT,
        related_name="studied",
    )  # fmt: skip
    written_by = models.ForeignKey(
        User, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("studied case")
        verbose_name_plural = _("studied cases")
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(story="") & ~Q(lesson=""),
                name="studied_case_says_something",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["good", "bad"]), name="studied_case_outcome"
            ),
        ]
        indexes = [models.Index(fields=["-written_at", "-id"], name="studied_case_by_time")]

    def __str__(self) -> str:
        return self.title
