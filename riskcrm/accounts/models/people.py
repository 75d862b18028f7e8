"""Who works here: people and service users, their teams and roles."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from riskcrm.audit.services import Actor


class Team(models.Model):
    """People who share their customers."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

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

    session_epoch = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="raising it ends every session that was begun before",
    )

    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        permissions = [
            ("hand_over_work", "Can hand over somebody's work within their team"),
            ("hand_over_anywhere", "Can hand over somebody's work to another team"),
        ]
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

    def get_session_auth_hash(self) -> str:
        """What a session must know to go on: the password, and how often all of them were ended."""
        value = f"{self.password}|{self.session_epoch}"
        return salted_hmac("riskcrm.accounts.session", value, algorithm="sha256").hexdigest()

    @property
    def answerable_id(self) -> int | None:
        """Who answers for what this user does: oneself, or the person behind a service user."""
        return self.pk if self.kind == self.Kind.PERSON else self.responsible_id

    def as_actor(self) -> Actor:
        return Actor(kind=self.kind, id=str(self.pk), name=str(self))
