"""Signals: what the market says, and where a customer breaks the rules."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.book import MONEY
from customers.models.facts import Fact, words


class MarketEvent(Fact):
    """News, a lawsuit, an enforcement, a listing: what was heard of a customer, and from whom.

    Reprints of one event share its `cluster`, and count once. A person confirms that it is about
    this customer; until then it is not scored, and only who reported it, or who may confirm it,
    changes it.
    """

    class Kind(models.TextChoices):
        NEWS = "news", _("negative news")
        LITIGATION = "litigation", _("lawsuit against the customer")
        ENFORCEMENT = "enforcement", _("enforcement")
        LISTING = "listing", _("entry on a public list")
        RATING = "rating", _("rating change")
        INSOLVENCY = "insolvency", _("insolvency")
        OTHER = "other", _("other")

    class Confirmation(models.TextChoices):
        PENDING = "pending", _("not looked at yet")
        CONFIRMED = "confirmed", _("confirmed")
        DISMISSED = "dismissed", _("not this customer, or not true")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    source = models.CharField(_("source"), **words(120))
    url = models.CharField(_("address"), **words(500))
    credibility = models.PositiveSmallIntegerField(_("credibility, %"), default=50, db_default=50)
    severity = models.PositiveSmallIntegerField(_("severity, 1 to 5"), default=3, db_default=3)
    cluster = models.CharField(_("event"), **words(80))
    claimed_amount = models.DecimalField(_("amount claimed"), **MONEY, null=True, blank=True)
    currency = models.CharField(_("currency"), **words(3))
    text = models.TextField(_("what was said"), **words())
    confirmation = models.CharField(
        _("confirmation"), max_length=10, choices=Confirmation.choices,
        default=Confirmation.PENDING, db_default=Confirmation.PENDING,
    )  # fmt: skip
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+", db_index=False,
    )  # fmt: skip
    confirmed_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reported by"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+", db_index=False, editable=False,
    )  # fmt: skip

    class Meta(Fact.Meta):
        verbose_name = _("market event")
        verbose_name_plural = _("market events")
        permissions = [("confirm_marketevent", "Can say whether a market event is true")]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(credibility__range=(0, 100)), name="marketevent_credibility_in_range"
            ),
            models.CheckConstraint(
                condition=Q(severity__range=(1, 5)), name="marketevent_severity_in_range"
            ),
            models.CheckConstraint(
                condition=Q(confirmation="pending")
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="marketevent_decided_by_a_person",
            ),
        ]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["effective_date", "id"], condition=Q(confirmation="pending"),
                         name="marketevent_pending"),
            models.Index(fields=["customer", "cluster"], name="marketevent_of_cluster"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class PolicyViolation(Fact):
    """A rule of the company that a customer has broken, and the warning it got."""

    policy = models.CharField(_("policy"), max_length=120)
    severity = models.PositiveSmallIntegerField(_("severity, 1 to 5"), default=3, db_default=3)
    text = models.TextField(_("what happened"), **words())
    warned_date = models.DateField(_("warned on"), null=True, blank=True)
    warning = models.TextField(_("warning"), **words())
    settled_date = models.DateField(_("settled on"), null=True, blank=True)

    class Meta(Fact.Meta):
        verbose_name = _("policy violation")
        verbose_name_plural = _("policy violations")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(severity__range=(1, 5)), name="policyviolation_severity_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.policy
