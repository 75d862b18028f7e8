"""How the organisation collects: what it tolerates, and plans that are used again and again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from customers.models.book import MONEY
from customers.models.follow_up import CollectionStep


def in_reader_language(english: str, chinese: str) -> str:
    return chinese if (get_language() or "").startswith("zh") else english


class StepTemplate(models.Model):
    """A named plan of collecting: which steps, how many days after the oldest due date."""

    name_en = models.CharField(_("name in English"), max_length=120, unique=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    is_active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("collection template")
        verbose_name_plural = _("collection templates")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_reader_language(self.name_en, self.name_zh)


class TemplateStep(models.Model):
    """One step of a template."""

    template = models.ForeignKey(StepTemplate, on_delete=models.CASCADE, related_name="steps")
    days = models.PositiveSmallIntegerField(_("days overdue"))
    how = models.CharField(_("how"), max_length=10, choices=CollectionStep.How.choices)

    class Meta:
        ordering = ("days", "how")
        constraints = [
            models.UniqueConstraint(
                fields=["template", "days", "how"], name="one_template_step_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_how_display()} +{self.days}"


class CollectionSettings(models.Model):
    """What the organisation tolerates before it collects, and how often it reminds. One row."""

    least_amount = models.DecimalField(
        _("smallest amount"), **MONEY, default=50,
        help_text=_("In the base currency. Who owes less than this overdue is left alone."),
    )  # fmt: skip
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"), default=5,
        help_text=_("An invoice that is overdue for no more than this many days is left alone."),
    )  # fmt: skip
    reminder_pause_days = models.PositiveSmallIntegerField(
        _("days between reminders"), default=10,
        help_text=_("A customer is not reminded again within this many days."),
    )  # fmt: skip
    reminds_daily = models.BooleanField(
        _("prepare reminders every day"), default=False,
        help_text=_("Drafts of the day's reminders; a person looks at them before they are sent."),
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("collection settings")
        verbose_name_plural = _("collection settings")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_collection_settings"),
            models.CheckConstraint(
                condition=Q(least_amount__gte=0), name="least_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(grace_days__lte=365, reminder_pause_days__lte=365),
                name="collection_days_in_a_year",
            ),
        ]

    def __str__(self) -> str:
        return "collection settings"
