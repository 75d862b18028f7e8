"""Other systems that are told what happens: where, signed with what, and each delivery."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from customers.models.book import reach_of
from riskcrm.accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

VIEW_WEBHOOKS = "monitoring.view_webhookendpoint"
CHANGE_WEBHOOKS = "monitoring.change_webhookendpoint"


class EventType(models.TextChoices):
    """What can be told. The values stand in the messages and never change."""

    ALERT_RAISED = "alert.raised", _("an alert is raised")
    ALERT_GRAVER = "alert.graver", _("an alert gets graver")
    ALERT_CLEARED = "alert.cleared", _("an alert is cleared")
    TIER_CHANGED = "tier.changed", _("a customer's tier changes")
    RESTRICTION_CHANGED = "credit_restriction.changed", _("a credit restriction changes")
    CASE_OPENED = "case.opened", _("a removal is proposed")
    CASE_DECIDED = "case.decided", _("a removal is decided")
    CASE_CLOSED = "case.closed", _("a removal case is closed")
    TEST = "webhook.test", _("a test")


class EndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def visible_to(self, user: User | AnonymousUser) -> EndpointQuerySet:
        """All of them to people who look after them; to a key the ones of its own."""
        if not isinstance(user, User) or not user.has_perm(VIEW_WEBHOOKS):
            return self.none()
        return self if user.kind == User.Kind.PERSON else self.filter(owner=user)

    def live(self, at: dt.datetime) -> EndpointQuerySet:
        """Switched on, and of a key that is in force."""
        on = self.filter(disabled_at__isnull=True, owner__is_active=True)
        return on.exclude(owner__api_keys__expires_at__lte=at)


class WebhookEndpoint(models.Model):
    """An address of another system that is told what happens to the customers its owner sees."""

    class Because(models.TextChoices):
        PERSON = "person", _("switched off by a person")
        FAILING = "failing", _("failed for days")
        GONE = "gone", _("the receiver answered that it is gone (410)")

    url = models.CharField(_("address"), max_length=500)
    description = models.CharField(_("description"), max_length=200, blank=True, default="")
    events = ArrayField(models.CharField(max_length=40), verbose_name=_("events"))
    owner = models.ForeignKey(
        User,
        verbose_name=_("service user"),
        on_delete=models.PROTECT,
        related_name="webhook_endpoints",
        help_text="only what this user sees is told",
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    disabled_at = models.DateTimeField(_("switched off at"), null=True)
    disabled_because = models.CharField(
        _("because"), max_length=8, choices=Because.choices, blank=True, default=""
    )
    failures = models.PositiveIntegerField(
        default=0, db_default=0, help_text="attempts that failed since one went well"
    )
    failing_since = models.DateTimeField(_("failing since"), null=True)
    resting_until = models.DateTimeField(null=True, help_text="nothing is tried before")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(
                condition=Q(disabled_at__isnull=True, disabled_because="")
                | (Q(disabled_at__isnull=False) & ~Q(disabled_because="")),
                name="webhook_disabled_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(events__len__gt=0), name="webhook_has_events"),
        ]

    def __str__(self) -> str:
        return self.description or self.url

    @property
    def is_enabled(self) -> bool:
        return self.disabled_at is None


class WebhookSecret(models.Model):
    """What messages to an endpoint are signed with; kept encrypted, shown when it is made.

    After a rotation the former one signs as well until it expires.
    """

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="secrets")
    sealed = models.TextField(help_text="encrypted with a key derived from RISKCRM_SECRET_KEY")
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"],
                condition=Q(expires_at__isnull=True),
                name="one_lasting_secret_per_webhook",
            ),
        ]

    def __str__(self) -> str:
        return f"secret of {self.endpoint_id}"

    def signs_at(self, at: dt.datetime) -> bool:
        return self.expires_at is None or at < self.expires_at


class MessageQuerySet(models.QuerySet["WebhookMessage"]):
    def visible_to(self, user: User | AnonymousUser) -> MessageQuerySet:
        """Those to endpoints that are seen, about nobody or about customers that are seen."""
        rows = self.filter(endpoint__in=WebhookEndpoint.objects.visible_to(user))
        reach = reach_of(user)
        if not reach:
            return rows
        seen = Customer.objects.filter(reach)
        return rows.filter(Q(customer__isnull=True) | Q(customer__in=seen))

    def waiting(self) -> MessageQuerySet:
        return self.filter(delivered_at__isnull=True, failed_at__isnull=True)


class WebhookMessage(models.Model):
    """One event told to one endpoint: at least once, always under the same id and text."""

    class Error(models.TextChoices):
        """Why the latest attempt failed; what the receiver says stands in the attempt."""

        NONE = "", pgettext_lazy("error", "none")
        STATUS = "status", _("the receiver answered with an error")
        REDIRECT = "redirect", _("the receiver answered with a redirect, which is not followed")
        TIMEOUT = "timeout", _("no complete answer in time")
        NO_ADDRESS = "no_address", _("the name has no address")
        FORBIDDEN = "forbidden", _("the address is an internal one")
        CONNECTION = "connection", _("no connection")
        TLS = "tls", _("the certificate does not hold")
        SECRET = "secret", _("the secret cannot be read; make a new one")
        OFF = "off", _("the webhook was switched off")

    message_id = models.CharField(_("id"), max_length=60)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="messages")
    event = models.CharField(_("event"), max_length=40, choices=EventType.choices)
    key = models.CharField(max_length=120, help_text="what happened: it is told once")
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    payload = models.TextField(_("text"), help_text="as it was signed: ids, numbers and addresses")
    created_at = models.DateTimeField(_("created at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_until = models.DateTimeField(_("tried again at"), null=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    failed_at = models.DateTimeField(_("given up at"), null=True)
    error = models.CharField(
        _("error"), max_length=10, choices=Error.choices, blank=True, default=""
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook message")
        verbose_name_plural = _("webhook messages")
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "key"], name="one_message_per_event"),
            models.UniqueConstraint(fields=["message_id"], name="one_message_per_id"),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(failed_at__isnull=True),
                name="message_delivered_or_given_up",
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "id"],
                condition=Q(delivered_at__isnull=True, failed_at__isnull=True),
                name="message_waiting",
            ),
            models.Index(fields=["endpoint", "-id"], name="message_by_endpoint"),
            models.Index(fields=["created_at"], name="message_by_time"),
        ]

    def __str__(self) -> str:
        return self.message_id


class WebhookAttempt(models.Model):
    """One attempt to deliver a message, and what came of it."""

    message = models.ForeignKey(WebhookMessage, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField(_("time"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    milliseconds = models.PositiveIntegerField(_("took, ms"))
    error = models.CharField(
        _("error"), max_length=10, choices=WebhookMessage.Error.choices, blank=True, default=""
    )
    answer = models.TextField(_("answer"), blank=True, default="", help_text="its first characters")

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [models.Index(fields=["message", "-id"], name="attempt_by_message")]

    def __str__(self) -> str:
        return f"attempt {self.pk} of {self.message_id}"


class WebhookCursor(models.Model):
    """How far a feed was told: the place in the audit chain, and in the feed of credit changes."""

    feed = models.CharField(max_length=20, primary_key=True)
    position = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.feed} up to {self.position}"
