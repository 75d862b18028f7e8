"""What the market says of removals: who was asked, who answered, and in what mood."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from removal.models.cases import RemovalCase
from riskcrm.accounts.models import User


class FeedbackRound(models.Model):
    """So many people were asked on a day; the answers that came in belong to it."""

    title = models.CharField(_("title"), max_length=120)
    asked_date = models.DateField(_("asked on"))
    asked = models.PositiveIntegerField(_("people asked"))
    entered_by = models.ForeignKey(
        User, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("round of questions")
        verbose_name_plural = _("rounds of questions")
        constraints = [
            models.CheckConstraint(condition=Q(asked__gte=1), name="round_asked_somebody"),
            models.CheckConstraint(condition=~Q(title=""), name="round_has_title"),
        ]

    def __str__(self) -> str:
        return self.title


class MarketFeedback(models.Model):
    """What one respondent said. It is never scored, and decides nothing."""

    class Source(models.TextChoices):
        SURVEY = "survey", pgettext_lazy("feedback", "survey")
        TALK = "talk", pgettext_lazy("feedback", "talk with a customer")
        SALES = "sales", pgettext_lazy("feedback", "report of sales")
        COMPLAINT = "complaint", pgettext_lazy("feedback", "complaint")
        PARTNER = "partner", pgettext_lazy("feedback", "partner or trade body")
        PRESS = "press", pgettext_lazy("feedback", "press or internet")

    class Sentiment(models.TextChoices):
        POSITIVE = "positive", pgettext_lazy("feedback", "positive")
        NEUTRAL = "neutral", pgettext_lazy("feedback", "neutral")
        NEGATIVE = "negative", pgettext_lazy("feedback", "negative")

    class Topic(models.TextChoices):
        FAIRNESS = "fairness", pgettext_lazy("feedback", "fairness of the procedure")
        NOTICE = "notice", pgettext_lazy("feedback", "notice and reasons")
        TERMS = "terms", pgettext_lazy("feedback", "terms and limits")
        SUPPLY = "supply", pgettext_lazy("feedback", "supply and service")
        OTHER = "other", pgettext_lazy("feedback", "something else")

    asked_in = models.ForeignKey(
        FeedbackRound, verbose_name=_("round of questions"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="answers",
    )  # fmt: skip
    source = models.CharField(pgettext_lazy("feedback", "source"), max_length=9,
                              choices=Source.choices)  # fmt: skip
    given_date = models.DateField(_("given on"))
    respondent = models.CharField(_("respondent"), max_length=120)
    sentiment = models.CharField(_("sentiment"), max_length=8, choices=Sentiment.choices)
    topic = models.CharField(_("topic"), max_length=8, choices=Topic.choices)
    case = models.ForeignKey(
        RemovalCase, verbose_name=_("removal case"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+",
    )  # fmt: skip
    text = models.TextField(_("what was said"))
    entered_by = models.ForeignKey(
        User, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("market feedback")
        verbose_name_plural = _("market feedback")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="feedback_says_something"),
            models.CheckConstraint(
                condition=Q(sentiment__in=["positive", "neutral", "negative"]),
                name="feedback_sentiment",
            ),
        ]
        indexes = [models.Index(fields=["given_date", "id"], name="feedback_by_date")]

    def __str__(self) -> str:
        return f"{self.respondent}, {self.given_date}"
