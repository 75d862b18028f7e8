"""Who works here: people and service users, their teams, roles and keys."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from riskcrm.audit.services import Actor


class Team(models.Model):
    """People who share their customers."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def people(self) -> UserQuerySet:
        return self.filter(kind=User.Kind.PERSON)

    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users; a named class so that migrations can find it."""


class User(AbstractUser):
    """Somebody who acts. A role is a group; there is no super-user around the rules."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        SERVICE = "service", _("service user")

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        CHINESE = "zh-hans", "简体中文"

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=120)
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT
    )
    language = models.CharField(
        _("language"), max_length=10, choices=Language.choices, blank=True, default=""
    )
    is_demo = models.BooleanField(default=False, help_text="sign-in works in demo mode only")
    must_change_password = models.BooleanField(
        default=False, help_text="somebody else gave it; until it is changed nothing else is open"
    )
    responsible = models.ForeignKey(
        "self",
        verbose_name=_("responsible person"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="who answers for what a service user does",
    )

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="no_super_user"),
            models.CheckConstraint(
                condition=models.Q(kind="service") | models.Q(responsible__isnull=True),
                name="people_answer_for_themselves",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Rights come from roles and scopes alone: `is_superuser` opens nothing."""
        return bool(self.is_active and perm in self.get_all_permissions(obj))  # type: ignore[arg-type]

    @property
    def answerable_id(self) -> int | None:
        """Who answers for what this user does: oneself, or the person behind a service user."""
        return self.pk if self.kind == self.Kind.PERSON else self.responsible_id

    def as_actor(self) -> Actor:
        return Actor(kind=self.kind, id=str(self.pk), name=str(self))


class ApiKey(models.Model):
    """A secret by which a service user calls the API. Only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(_("name"), max_length=120)
    prefix = models.CharField(max_length=16, unique=True)
    secret_hash = models.BinaryField(max_length=32, help_text="SHA-256 of the whole key")
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    latest_use_at = models.DateTimeField(_("latest use"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} (crm_{self.prefix}_…)"

    def is_valid(self, at: datetime.datetime) -> bool:
        """Neither revoked nor expired at this moment."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)
