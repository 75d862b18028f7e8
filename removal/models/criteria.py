"""Removal criteria in versions, and the customers they suggest to people."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, OfCustomerQuerySet
from removal.grounds import Ground
from removal.models.cases import RemovalCase
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import PROPOSE
from scoring.models import SUM_OF_MONEY, Tier

KEEP_CRITERIA = "removal.change_criterionset"
PUBLISH_CRITERIA = "removal.publish_criterionset"


class CriterionSetQuerySet(models.QuerySet["CriterionSet"]):
    def in_force(self) -> Self:
        return self.filter(state=CriterionSet.State.PUBLISHED)

    def publishable_by(self, user: User) -> Self:
        """Those that wait for this person: in review, and neither made nor changed by them."""
        if user.kind != User.Kind.PERSON or not user.has_perm(PUBLISH_CRITERIA):
            return self.none()
        others = self.filter(state=CriterionSet.State.REVIEW).exclude(created_by=user)
        return others.exclude(authors__person=user)


class CriterionSet(models.Model):
    """One version of the rules by which removals are suggested. A published one never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    number = models.PositiveIntegerField(_("version"), unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    note = models.TextField(_("reason for the version"), blank=True, default="")
    created_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="null = it came with the product",
    )  # fmt: skip
    created_at = models.DateTimeField(_("created at"))
    submitted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True)
    swept_at = models.DateTimeField(
        _("held against the book at"), null=True, editable=False,
        help_text="null of a published one = it is due now",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CriterionSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("removal criteria")
        verbose_name_plural = _("removal criteria")
        permissions = [("publish_criterionset", "Can publish removal criteria of others")]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="published"), name="one_published_criteria"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "retired"])
                | Q(published_by__isnull=False, published_at__isnull=False),
                name="criteria_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | Q(submitted_by__isnull=False) & ~Q(published_by=F("submitted_by")),
                name="criteria_published_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(published_by=F("created_by")),
                name="criteria_not_published_by_maker",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(note=""), name="criteria_reasoned"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class CriterionAuthor(models.Model):
    """Who had a hand in a version, or answers for the key that had: none of them publishes it."""

    criteria = models.ForeignKey(CriterionSet, on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("author of removal criteria")
        verbose_name_plural = _("authors of removal criteria")
        constraints = [
            models.UniqueConstraint(fields=["criteria", "person"], name="one_author_per_criteria"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class CriterionRule(models.Model):
    """One rule of a version; `code` is the same for what it became in later versions."""

    criteria = models.ForeignKey(CriterionSet, on_delete=models.CASCADE, related_name="rules")
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    reason_en = models.TextField(
        _("reason in English"), help_text=_("as the person reads it who takes the suggestion up")
    )
    reason_zh = models.TextField(_("reason in Chinese"))
    ground = models.CharField(
        pgettext_lazy("removal", "ground"), max_length=16, choices=Ground.choices
    )
    tree = models.JSONField(help_text="conditions; see removal/criteria/tree.py")

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            models.UniqueConstraint(fields=["criteria", "code"], name="one_rule_per_code"),
            models.CheckConstraint(
                condition=~Q(name_en="") & ~Q(name_zh="") & ~Q(reason_en="") & ~Q(reason_zh=""),
                name="rule_in_both_languages",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the language of who reads it."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    @property
    def reason(self) -> str:
        return self.reason_zh if (get_language() or "").startswith("zh") else self.reason_en


class SuggestionQuerySet(OfCustomerQuerySet["Suggestion"]):
    def open(self) -> Self:
        return self.filter(state=Suggestion.State.OPEN)

    def for_inbox_of(self, user: User) -> Self:
        """Open ones of one's own customers; who sees all also those of customers without a manager.

        Officers find all the others by the list.
        """
        if not user.has_perm(PROPOSE):
            return self.none()
        mine = Q(customer__manager=user) | Q(customer__manager__isnull=True)
        return self.visible_to(user).open().filter(mine)


class Suggestion(models.Model):
    """A customer that the criteria in force point at, for a person to take up or to dismiss.

    It decides nothing: a removal is proposed by the person who takes it up.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("suggestion", "open")
        TAKEN_UP = "taken_up", pgettext_lazy("suggestion", "taken up")
        DISMISSED = "dismissed", pgettext_lazy("suggestion", "dismissed")
        LAPSED = "lapsed", pgettext_lazy("suggestion", "lapsed")

    class Because(models.TextChoices):
        NOT_MET = "not_met", _("no criterion is met any more")
        CASE_OPEN = "case_open", _("a removal case is open")
        NOT_ACTIVE = "not_active", _("the customer is no longer active")
        NO_CRITERIA = "no_criteria", _("no removal criteria are in force")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="removal_suggestions"
    )
    criteria = models.ForeignKey(
        CriterionSet, on_delete=models.PROTECT, related_name="suggestions",
        help_text="the version by which it was seen latest",
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    lapsed_because = models.CharField(
        max_length=12, choices=Because.choices, blank=True, default=""
    )
    exposure = models.DecimalField(
        _("exposure"), **SUM_OF_MONEY, default=0, help_text="base currency, when seen latest"
    )
    tier = models.CharField(_("tier"), max_length=8, choices=Tier.choices, default=Tier.UNRATED)
    first_seen_at = models.DateTimeField(_("first seen"))
    latest_seen_at = models.DateTimeField(_("seen latest"))
    closed_by = models.ForeignKey(
        User, verbose_name=pgettext_lazy("suggestion", "closed by"), null=True,
        on_delete=models.PROTECT, related_name="+", help_text="null = the system",
    )  # fmt: skip
    closed_at = models.DateTimeField(_("closed at"), null=True)
    reason = models.TextField(_("reason"), blank=True, default="")
    pause_until = models.DateField(
        _("not again before"), null=True,
        help_text="null = only when the figures have got worse",
    )  # fmt: skip
    case = models.OneToOneField(
        RemovalCase, null=True, on_delete=models.PROTECT, related_name="suggestion"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggested removal")
        verbose_name_plural = _("suggested removals")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="open"), name="one_open_suggestion"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="suggestion_closed_with_time",
            ),
            models.CheckConstraint(
                condition=Q(state="taken_up", case__isnull=False, closed_by__isnull=False)
                | (~Q(state="taken_up") & Q(case__isnull=True)),
                name="suggestion_taken_up_with_case",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | (Q(closed_by__isnull=False) & ~Q(reason="")),
                name="suggestion_dismissed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="lapsed", closed_by__isnull=True) & ~Q(lapsed_because="")
                | (~Q(state="lapsed") & Q(lapsed_because="")),
                name="suggestion_lapsed_because",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-exposure", "id"], name="suggestion_by_exposure"),
            models.Index(fields=["customer", "-id"], name="suggestion_of_customer"),
        ]

    def __str__(self) -> str:
        return str(self.customer)


class SuggestionEvidence(models.Model):
    """A rule that was met, with the figures that met it, as they were seen latest."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="evidence")
    rule = models.ForeignKey(CriterionRule, on_delete=models.PROTECT, related_name="evidence")
    figures: models.JSONField[Any, Any] = models.JSONField(
        help_text="for each condition of the rule: its place, the value, whether it holds"
    )
    is_met = models.BooleanField(default=True, help_text="false = it was met, and no longer is")
    first_seen_at = models.DateTimeField(_("first seen"))
    latest_seen_at = models.DateTimeField(_("seen latest"))

    class Meta:
        verbose_name = _("evidence of a suggestion")
        verbose_name_plural = _("evidence of suggestions")
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "rule"], name="one_evidence_per_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.rule_id}"


class PastMonth(models.Model):
    """A month end whose outcomes were counted: what became of customers within a year after it."""

    as_of = models.DateField(primary_key=True)
    days = models.PositiveSmallIntegerField(help_text="past due by more than so many is bad")
    horizon = models.PositiveSmallIntegerField(help_text="days after the month end")
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("month end with its outcomes")
        verbose_name_plural = _("month ends with their outcomes")

    def __str__(self) -> str:
        return self.as_of.isoformat()


class PastOutcome(models.Model):
    """A customer that was bad at a month end, or went bad within a year after it."""

    customer_id = models.BigIntegerField()
    month = models.ForeignKey(PastMonth, on_delete=models.CASCADE, related_name="outcomes")
    was_bad = models.BooleanField()
    is_bad = models.BooleanField()

    class Meta:
        verbose_name = _("outcome of a customer")
        verbose_name_plural = _("outcomes of customers")
        constraints = [
            models.UniqueConstraint(fields=["month", "customer_id"], name="one_past_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} after {self.month_id}"
