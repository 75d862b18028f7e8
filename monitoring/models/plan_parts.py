"""What a version of an emergency plan is made of: roles, steps, communications and the rest."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monitoring.models.emergency import PERSON, PlanVersion, in_language
from riskcrm.accounts.models import User


class OfVersion(models.Model):
    """A part of a version, in its place; a trigger keeps those of an approved version."""

    position = models.PositiveSmallIntegerField(_("place"), default=1)

    class Meta:
        abstract = True


class PlanRole(OfVersion):
    """Who has which part in an emergency, their deputy, and how both are reached."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="roles")
    code = models.SlugField(_("code"), max_length=30)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    person = models.ForeignKey(User, verbose_name=_("person"), blank=True, **PERSON)
    person_contact = models.CharField(_("how to reach them"), max_length=120, blank=True)
    deputy = models.ForeignKey(User, verbose_name=_("deputy"), blank=True, **PERSON)
    deputy_contact = models.CharField(_("how to reach the deputy"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("role in an emergency")
        verbose_name_plural = _("roles in an emergency")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="one_plan_role_per_code"),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("person")),
                name="plan_deputy_is_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> str:
        return in_language(self, "name")


class PlanStep(OfVersion):
    """Something that is done in the first hours: by which minute, and by which role."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="steps")
    minute = models.PositiveSmallIntegerField(
        _("by minute"), help_text=_("minutes after the activation by which it is done")
    )
    role = models.ForeignKey(
        PlanRole, verbose_name=_("responsible"), on_delete=models.PROTECT, related_name="steps"
    )
    text_en = models.CharField(_("what is done, in English"), max_length=400)
    text_zh = models.CharField(_("what is done, in Chinese"), max_length=400)

    class Meta:
        verbose_name = _("step of an emergency plan")
        verbose_name_plural = _("steps of emergency plans")
        ordering = ["minute", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text_en="") & ~Q(text_zh=""), name="plan_step_in_both_languages"
            ),
        ]

    def __str__(self) -> str:
        return self.text_en

    @property
    def text(self) -> str:
        return in_language(self, "text")


class PlanMessage(OfVersion):
    """Who is told what, by whom, and by which template of letters."""

    class Audience(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        LEGAL = "legal", pgettext_lazy("audience", "lawyers")
        REGULATOR = "regulator", _("regulator")
        INSURER = "insurer", _("insurer")
        STAFF = "staff", pgettext_lazy("audience", "own staff")
        PRESS = "press", _("press")

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="messages")
    audience = models.CharField(_("who is told"), max_length=10, choices=Audience.choices)
    speaker = models.ForeignKey(
        PlanRole, verbose_name=_("who may speak"), on_delete=models.PROTECT, related_name="messages"
    )
    letter_kind = models.CharField(
        _("kind of letter"), max_length=20, blank=True, default="",
        help_text=_("the published template of this kind is used; empty = no letter"),
    )  # fmt: skip
    text_en = models.TextField(_("what is said, in English"))
    text_zh = models.TextField(_("what is said, in Chinese"))

    class Meta:
        verbose_name = _("communication in an emergency")
        verbose_name_plural = _("communications in an emergency")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.audience} {self.version_id}"

    @property
    def text(self) -> str:
        return in_language(self, "text")


class PlanSection(OfVersion):
    """One of the other things that a plan says."""

    class Kind(models.TextChoices):
        HOLDS = "holds", _("what is held")
        CLOCKS = "clocks", _("legal clocks")
        PRESERVATION = "preservation", _("what is preserved")
        STAND_DOWN = "stand_down", _("when it ends")
        DEPENDENCIES = "dependencies", _("what it depends on")

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(_("about"), max_length=12, choices=Kind.choices)
    text_en = models.TextField(_("text in English"))
    text_zh = models.TextField(_("text in Chinese"))

    class Meta:
        verbose_name = _("section of an emergency plan")
        verbose_name_plural = _("sections of emergency plans")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind"], name="one_plan_section_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version_id}"

    @property
    def text(self) -> str:
        return in_language(self, "text")
