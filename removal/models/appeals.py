"""Looking at a removal again: when the customer appeals, and after an immediate one."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from removal.models.cases import OfCaseQuerySet, RemovalCase
from riskcrm.accounts.models import User


class AppealQuerySet(OfCaseQuerySet["Appeal"]):
    def open(self) -> Self:
        return self.filter(state=Appeal.State.OPEN)


class Appeal(models.Model):
    """A customer's objection to a removal. While it is open nothing of the case moves.

    Whoever decides on it has neither proposed nor led nor decided the case; the database holds to
    that.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("appeal", "open")
        UPHELD = "upheld", pgettext_lazy("appeal", "upheld")
        DISMISSED = "dismissed", pgettext_lazy("appeal", "dismissed")
        WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "withdrawn by the customer")

    class Channel(models.TextChoices):
        LETTER = "letter", pgettext_lazy("channel", "letter")
        EMAIL = "email", pgettext_lazy("channel", "e-mail")
        PHONE = "phone", pgettext_lazy("channel", "telephone")
        PERSON = "person", pgettext_lazy("channel", "in person")

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="appeals")
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    received_date = models.DateField(_("received on"))
    channel = models.CharField(_("came by"), max_length=6, choices=Channel.choices)
    from_whom = models.CharField(_("from whom"), max_length=200)
    text = models.TextField(_("what the customer says"))
    acknowledge_by_date = models.DateField(_("acknowledge by"))
    answer_by_date = models.DateField(_("answer by"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    acknowledged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.TextField(_("reason"), blank=True, default="")

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        permissions = [
            ("decide_appeal", "Can decide on appeals against removals"),
            ("review_immediate_removal", "Can review immediate removals afterwards"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="open"), name="one_open_appeal"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(state__in=["upheld", "dismissed", "withdrawn"], decided_by__isnull=False,
                      decided_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="appeal_decided_whole",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="appeal_says_what"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"appeal {self.pk} against case {self.case_id}"


class ImmediateReview(models.Model):
    """The look at an immediate removal afterwards, by somebody who had no part in it."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("review", "confirmed")
        OVERTURNED = "overturned", pgettext_lazy("review", "overturned")

    case = models.ForeignKey(
        RemovalCase, on_delete=models.PROTECT, related_name="immediate_reviews"
    )
    round = models.PositiveSmallIntegerField()
    due_date = models.DateField(_("due"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True, default="")
    reviewed_by = models.ForeignKey(
        User, verbose_name=_("reviewed by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)

    objects = OfCaseQuerySet["ImmediateReview"].as_manager()

    class Meta:
        verbose_name = _("review of an immediate removal")
        verbose_name_plural = _("reviews of immediate removals")
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="one_review_per_round"),
            models.CheckConstraint(
                condition=Q(outcome="", reviewed_by__isnull=True, reviewed_at__isnull=True)
                | (
                    Q(outcome__in=["confirmed", "overturned"], reviewed_by__isnull=False,
                      reviewed_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="immediate_review_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"review of case {self.case_id}"
