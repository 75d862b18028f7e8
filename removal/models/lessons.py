"""What became of a case, and what was learnt from it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from removal.models.cases import OfCaseQuerySet, RemovalCase
from riskcrm.accounts.models import User


class CaseLesson(models.Model):
    """The result of an ended case in words, and its lesson; one per round of the case."""

    class Signal(models.TextChoices):
        """When it could have been seen: what a criterion is judged by."""

        EARLIER = "earlier", pgettext_lazy("lesson", "should have been seen earlier")
        IN_TIME = "in_time", pgettext_lazy("lesson", "was seen in time")
        WRONGLY = "wrongly", pgettext_lazy("lesson", "should not have been proposed")

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="lessons")
    round = models.PositiveSmallIntegerField()
    result = models.TextField(_("result"), help_text=_("what became of the customer and the money"))
    lesson = models.TextField(_("lesson"), help_text=_("what we do differently next time"))
    signal = models.CharField(_("the signs"), max_length=8, choices=Signal.choices)
    written_by = models.ForeignKey(
        User, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))

    objects = OfCaseQuerySet["CaseLesson"].as_manager()

    class Meta:
        verbose_name = _("lesson of a case")
        verbose_name_plural = _("lessons of cases")
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="one_lesson_per_round"),
            models.CheckConstraint(
                condition=~Q(result="") & ~Q(lesson=""), name="lesson_says_something"
            ),
        ]
        indexes = [models.Index(fields=["-written_at", "-id"], name="case_lesson_by_time")]

    def __str__(self) -> str:
        return f"lesson of case {self.case_id}"
