"""What people are told, how they want to be told, and the digests they were sent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from customers.models.book import reach_of
from monitoring.models.alerts import Alert
from monitoring.models.rules import Severity
from riskcrm.accounts.models import User

# that an alert was raised or got graver is told to whom may take it, until somebody did; what else
# is said of an alert stands until it is closed or over
TO_DO = Q(alert__cleared_at=None, alert__closure=None) & (
    ~Q(kind__in=["alert_raised", "alert_graver"]) | Q(alert__acknowledgement=None)
)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> NoticeQuerySet:
        """The own ones; of those about a customer only while the customer is seen."""
        return self.filter(person_id=user.pk or 0).about_visible_to(user)

    def about_visible_to(self, user: Any) -> NoticeQuerySet:
        """Whoever was told: those about no customer, or about one that this person sees."""
        reach = reach_of(user)
        if not reach:
            return self.all()
        seen = Customer.objects.filter(reach)
        return self.filter(Q(customer__isnull=True) | Q(customer__in=seen))

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)

    def still_to_do(self) -> NoticeQuerySet:
        """Without those about an alert of which nothing is left to do."""
        return self.filter(TO_DO)

    def settled(self) -> NoticeQuerySet:
        return self.exclude(TO_DO)


class Notice(models.Model):
    """One thing one person is told, once.

    What it says is kept as a kind and its parts, and said in the reader's language when it is read.
    Names of customers are not kept: they are read where they stand.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.SlugField(_("kind"), max_length=40)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    parts = models.JSONField(default=dict, help_text="what the sentence of the kind names")
    link = models.CharField(max_length=200, help_text="the page it is about, from the root on")
    key = models.CharField(max_length=120, help_text="what it is about: a person is told it once")
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    alert = models.ForeignKey(Alert, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("time"))
    read_at = models.DateTimeField(_("read at"), null=True)
    is_mail_due = models.BooleanField(default=False, db_default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="one_notice_per_key"),
            models.CheckConstraint(condition=Q(link__startswith="/"), name="notice_links_within"),
        ]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notice_by_time"),
            models.Index(
                fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"
            ),
            models.Index(
                fields=["person", "id"], condition=Q(is_mail_due=True), name="notice_mail_due"
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class NoticeSettings(models.Model):
    """How somebody wants to be told; without a row the defaults hold."""

    class AtOnce(models.TextChoices):
        """From which severity on a mail leaves at once."""

        CRITICAL = "critical", _("critical only")
        HIGH = "high", _("high and critical")
        MEDIUM = "medium", _("medium and above")
        LOW = "low", _("all")
        NONE = "none", _("none")

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("every business day")
        WEEKLY = "weekly", _("on the first business day of a week")
        NONE = "none", _("never")

    person = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="notice_settings"
    )
    at_once = models.CharField(
        _("mails at once"), max_length=8, choices=AtOnce.choices, default=AtOnce.CRITICAL
    )
    digest = models.CharField(
        _("digest"), max_length=6, choices=Rhythm.choices, default=Rhythm.DAILY
    )
    digest_hour = models.PositiveSmallIntegerField(_("hour of the digest"), default=8)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest_hour__lte=23), name="digest_hour_of_a_day"),
            models.CheckConstraint(
                condition=Q(at_once__in=["critical", "high", "medium", "low", "none"]),
                name="notice_at_once_known",
            ),
            models.CheckConstraint(
                condition=Q(digest__in=["daily", "weekly", "none"]), name="digest_known"
            ),
        ]

    def __str__(self) -> str:
        return f"notice settings of {self.person_id}"


class Digest(models.Model):
    """The digest of one person for one day: written with its mail, so that there is one of each.

    A row without a mail says that there was nothing to tell.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests"
    )
    slot = models.DateField(help_text="the organisation's day it is for")
    made_at = models.DateTimeField(_("made at"))
    waiting = models.PositiveIntegerField(help_text="how much waited")
    listed = models.PositiveIntegerField(help_text="how much of it the mail lists")
    mails = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "slot"], name="one_digest_per_slot"),
            models.CheckConstraint(
                condition=Q(listed__lte=F("waiting")), name="digest_lists_what_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"digest of {self.person_id} for {self.slot}"
