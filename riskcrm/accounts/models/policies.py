"""The written policies that staff work by, and who has said that they know them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models.people import User

CHINESE = User.Language.CHINESE.value


class PolicyDocument(models.Model):
    """A policy under its lasting name; what it says stands in its versions."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")

    def __str__(self) -> str:
        return self.code


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def latest_ones(self) -> Self:
        """The newest version of each policy that is not withdrawn."""
        newest = PolicyVersion.objects.filter(document__withdrawn_at__isnull=True)
        newest = newest.order_by("document_id", "-number").distinct("document_id")
        return self.filter(pk__in=newest.values("pk"))

    def waiting_for(self, person: User) -> Self:
        """Those that this person has still to acknowledge."""
        done = PolicyAcknowledgement.objects.filter(person=person)
        return self.latest_ones().exclude(pk__in=done.values("version_id"))


class PolicyVersion(models.Model):
    """What a policy says from a day on, in both languages. A trigger keeps rows as they are."""

    document = models.ForeignKey(PolicyDocument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    title_en = models.CharField(_("title in English"), max_length=200)
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    text_en = models.TextField(_("text in English"))
    text_zh = models.TextField(_("text in Chinese"))
    effective_date = models.DateField(_("in force from"))
    published_by = models.ForeignKey(
        User, verbose_name=_("published by"), on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("published at"))

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a policy")
        verbose_name_plural = _("versions of policies")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="one_policy_version_per_number"
            ),
            models.CheckConstraint(
                condition=~Q(title_en="") & ~Q(title_zh="") & ~Q(text_en="") & ~Q(text_zh=""),
                name="policy_in_both_languages",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title_en} ({self.number})"

    @property
    def title(self) -> str:
        """In the language of who reads it."""
        return self.title_zh if get_language() == CHINESE else self.title_en

    @property
    def text(self) -> str:
        return self.text_zh if get_language() == CHINESE else self.text_en


class PolicyAcknowledgement(models.Model):
    """A person says that they know a version of a policy: once."""

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="acknowledgements", db_index=False
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(_("acknowledged at"))

    class Meta:
        verbose_name = _("acknowledgement of a policy")
        verbose_name_plural = _("acknowledgements of policies")
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="policy_acknowledged_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} knows {self.version_id}"
