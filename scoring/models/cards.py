"""Scorecards, their versions with who wrote on them, and which card is to score the book."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models import User
from riskcrm.accounts.roles import PUBLISH_CARDS


class Scorecard(models.Model):
    """A way to score customers, kept as numbered versions."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    is_champion = models.BooleanField(_("scores the book"), default=False)

    class Meta:
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        permissions = [("publish_scorecard", "Can publish scorecards that others wrote")]
        constraints = [
            models.UniqueConstraint(
                fields=["is_champion"], condition=Q(is_champion=True), name="one_champion"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        is_chinese = (get_language() or "").startswith("zh")
        return self.name_zh if is_chinese else self.name_en


class ScorecardVersionQuerySet(models.QuerySet["ScorecardVersion"]):
    def scoring_book(self) -> Self:
        """The published version of the champion; one at most."""
        return self.filter(scorecard__is_champion=True, state=ScorecardVersion.State.PUBLISHED)

    def decidable_by(self, user: User) -> Self:
        """Versions in review that this person may publish: not of their hand or of their keys."""
        if user.kind != User.Kind.PERSON or not user.has_perm(PUBLISH_CARDS):
            return self.none()
        wrote = ScorecardAuthor.objects.filter(person=user).values("card_version")
        waiting = self.filter(state=ScorecardVersion.State.REVIEW).exclude(submitted_by=user)
        return waiting.exclude(pk__in=wrote)


class ScorecardVersion(models.Model):
    """One state of a scorecard. Published versions never change."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    # what a reader must know of a version beside its figures; each is asked for before a review
    RECORD = (
        "purpose", "owner", "materiality", "lineage", "limits", "evidence", "restrictions",
        "monitoring",
    )  # fmt: skip

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    definition = models.JSONField(help_text="the scorecard value, see scoring/scorecard.py")
    based_on = models.ForeignKey(
        "self",
        verbose_name=_("drafted from"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    purpose = models.TextField(
        _("purpose"), blank=True, default="", db_default="",
        help_text=_("which customers it scores, and for which decisions"),
    )  # fmt: skip
    owner = models.TextField(
        _("responsible owner"), blank=True, default="", db_default="",
        help_text=_("who answers for it: a person or an office, not the author of this version"),
    )  # fmt: skip
    materiality = models.TextField(
        _("materiality"), blank=True, default="", db_default="",
        help_text=_("how much depends on it: exposure it scores, and what follows from its tiers"),
    )  # fmt: skip
    lineage = models.TextField(
        _("data lineage"), blank=True, default="", db_default="",
        help_text=_("which data it reads, from which systems, and on what grounds they are used"),
    )  # fmt: skip
    limits = models.TextField(
        _("assumptions and limits"), blank=True, default="", db_default="",
        help_text=_("what it takes for granted, and where it must not be trusted"),
    )  # fmt: skip
    evidence = models.TextField(
        _("development evidence"), blank=True, default="", db_default="",
        help_text=_("where its weights and bins come from: data, back-tests, judgement"),
    )  # fmt: skip
    restrictions = models.TextField(
        _("use restrictions"), blank=True, default="", db_default="",
        help_text=_("what nobody may use it for"),
    )  # fmt: skip
    monitoring = models.TextField(
        _("monitoring plan"), blank=True, default="", db_default="",
        help_text=_("what is watched, how often, and what makes it be changed"),
    )  # fmt: skip
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    submitted_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="who asked for the review, or who answers for the key that did",
    )  # fmt: skip
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    submit_note = models.TextField(_("why it was changed"), default="", db_default="")
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True)
    validation = models.TextField(
        _("independent validation"), default="", db_default="",
        help_text="what the second person checked and challenged; the reason for publishing it",
    )  # fmt: skip
    retired_at = models.DateTimeField(_("retired at"), null=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = ScorecardVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("scorecard version")
        verbose_name_plural = _("scorecard versions")
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["scorecard"], condition=Q(state="published"), name="one_published_version"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(published_by=F("created_by")),
                name="published_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(published_by=F("submitted_by")),
                name="card_published_by_other_than_submitter",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review", "published", "retired"]),
                name="card_version_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="review")
                | Q(submitted_by__isnull=False, submitted_at__isnull=False) & ~Q(submit_note=""),
                name="card_review_says_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scorecard} {self.number}"


class ScorecardAuthor(models.Model):
    """Somebody who wrote on a version, or who answers for a key that did. None may publish it."""

    card_version = models.ForeignKey(
        ScorecardVersion, on_delete=models.PROTECT, related_name="authors"
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("author of a scorecard version")
        verbose_name_plural = _("authors of scorecard versions")
        constraints = [
            models.UniqueConstraint(fields=["card_version", "person"], name="author_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} wrote on {self.card_version_id}"


class ChampionProposalQuerySet(models.QuerySet["ChampionProposal"]):
    def open(self) -> Self:
        return self.filter(state=ChampionProposal.State.OPEN)

    def decidable_by(self, user: User) -> Self:
        """Open proposals that wait for this person: not theirs or of their keys."""
        if user.kind != User.Kind.PERSON or not user.has_perm(PUBLISH_CARDS):
            return self.none()
        return self.open().exclude(proposed_by=user).exclude(responsible=user)


class ChampionProposal(models.Model):
    """That another card shall score the book, and what a second person decided."""

    class State(models.TextChoices):
        OPEN = "open", _("waiting for decision")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.TextField(_("why"))
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+",
        help_text="the proposer, or the person who answers for the proposing service user",
    )  # fmt: skip
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision_reason = models.TextField(_("reason"), default="", db_default="")

    objects = ChampionProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of the card that scores the book")
        verbose_name_plural = _("proposals of the card that scores the book")
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="open"), name="one_open_champion_proposal"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("responsible")),
                name="champion_decided_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    state__in=["approved", "rejected"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(decision_reason=""),
                name="champion_decision_whole",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="champion_reason_given"),
        ]

    def __str__(self) -> str:
        return f"{self.scorecard} to score the book"
