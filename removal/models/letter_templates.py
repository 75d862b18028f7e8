"""The words that letters begin with, in versions that a second person publishes."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from removal.letters.kinds import Kind, Language
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import PUBLISH_LETTER_TEMPLATES


class LetterTemplateQuerySet(models.QuerySet["LetterTemplate"]):
    def published(self) -> Self:
        return self.filter(state=LetterTemplate.State.PUBLISHED)

    def publishable_by(self, user: User) -> Self:
        """Those that wait for this person: in review, and made by another."""
        if user.kind != User.Kind.PERSON or not user.has_perm(PUBLISH_LETTER_TEMPLATES):
            return self.none()
        return self.filter(state=LetterTemplate.State.REVIEW).exclude(created_by=user)


class LetterTemplate(models.Model):
    """One version of the words of a kind of letter in one language. A published one never changes.

    A draft is changed by who made it and nobody else: another person drafts a version of their own.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=7, choices=Language.choices)
    number = models.PositiveIntegerField(_("version"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(
        pgettext_lazy("letter", "text"), help_text="paragraphs with names in braces, see kinds"
    )
    note = models.TextField(_("reason for the version"), blank=True, default="")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    created_by = models.ForeignKey(
        User, verbose_name=_("created by"), null=True, on_delete=models.PROTECT, related_name="+",
        help_text="null = came with the product",
    )  # fmt: skip
    created_at = models.DateTimeField(_("created at"))
    published_by = models.ForeignKey(
        User, verbose_name=_("published by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("published at"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LetterTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template of letters")
        verbose_name_plural = _("templates of letters")
        permissions = [("publish_lettertemplate", "Can publish templates of letters by others")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "number"], name="one_letter_template_per_number"
            ),
            models.UniqueConstraint(
                fields=["kind", "language"],
                condition=Q(state="published"),
                name="one_published_letter_template",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(published_by=F("created_by")),
                name="letter_template_published_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review"], published_at__isnull=True)
                | Q(state__in=["published", "retired"], created_by__isnull=True)
                | Q(
                    state__in=["published", "retired"],
                    published_by__isnull=False,
                    published_at__isnull=False,
                ),
                name="letter_template_published_whole",
            ),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(body=""), name="letter_template_says_something"
            ),
        ]
        indexes = [models.Index(fields=["created_at", "id"], name="letter_template_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.number}"

    @property
    def title(self) -> str:
        """What people call it."""
        return f"{self.get_kind_display()}, {self.get_language_display()}, {self.number}"
