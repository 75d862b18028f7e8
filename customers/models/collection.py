"""Plans of collecting that are used again and again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

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
