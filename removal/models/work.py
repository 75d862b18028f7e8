"""What belongs to a case besides its way: evidence, checklists, and when somebody was late."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Attachment
from removal.models.cases import OfCaseQuerySet, RemovalCase
from removal.states import State
from riskcrm.accounts.models import User


class CaseEvidence(models.Model):
    """Something that bears out what a case says: in words, with the document where there is one."""

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="evidence")
    stage = models.CharField(_("stage"), max_length=13, choices=State.choices)
    title = models.CharField(_("what it shows"), max_length=200)
    text = models.TextField(_("where and when"), blank=True, default="")
    attachment = models.ForeignKey(
        Attachment,
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    sha256 = models.CharField(
        max_length=64, blank=True, default="", help_text="of the document when it was added"
    )
    added_by = models.ForeignKey(
        User, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("added at"))

    objects = OfCaseQuerySet["CaseEvidence"].as_manager()

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        permissions = [("contribute_to_removalcase", "Can add evidence and answers to a case")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="evidence_titled"),
            models.CheckConstraint(
                condition=Q(attachment__isnull=True, sha256="")
                | (Q(attachment__isnull=False) & ~Q(sha256="")),
                name="evidence_hashed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ChecklistAnswer(models.Model):
    """What somebody found about one item of a stage's checklist, in one round of the case."""

    class Answer(models.TextChoices):
        YES = "yes", pgettext_lazy("checklist", "yes")
        NO = "no", pgettext_lazy("checklist", "no")
        NOT_APPLICABLE = "n/a", pgettext_lazy("checklist", "does not apply")

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="answers")
    round = models.PositiveSmallIntegerField()
    stage = models.CharField(_("stage"), max_length=13, choices=State.choices)
    code = models.CharField(max_length=30)
    answer = models.CharField(_("answer"), max_length=3, choices=Answer.choices)
    note = models.TextField(_("what was found"))
    evidence = models.ForeignKey(
        CaseEvidence,
        verbose_name=_("evidence"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_by = models.ForeignKey(
        User, verbose_name=_("answered by"), on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("answer of a checklist")
        verbose_name_plural = _("answers of checklists")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round", "stage", "code"], name="one_answer_per_item"
            ),
            models.CheckConstraint(condition=~Q(note=""), name="answer_says_what_was_found"),
            models.CheckConstraint(
                condition=~Q(stage=State.LEGAL_REVIEW) | Q(evidence__isnull=False),
                name="legal_answers_have_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(stage=State.LEGAL_REVIEW, answer="n/a"),
                name="no_legal_item_is_left_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of case {self.case_id}"


class DeadlineNotice(models.Model):
    """That a deadline of a case has passed or comes near: raised once, by the sweep."""

    class Kind(models.TextChoices):
        STAGE_LATE = "stage_late", pgettext_lazy("deadline", "stage past its deadline")
        CURE_DUE = "cure_due", pgettext_lazy("deadline", "rectification ends soon")
        ACKNOWLEDGE = "acknowledge", pgettext_lazy("deadline", "appeal not acknowledged in time")
        ANSWER = "answer", pgettext_lazy("deadline", "appeal not answered in time")
        REVIEW = "review", pgettext_lazy("deadline", "review of an immediate removal is late")
        LAPSE = "lapse", pgettext_lazy("deadline", "right to terminate lapses soon")

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    due_date = models.DateField(_("due"))
    raised_at = models.DateTimeField(_("raised at"))

    objects = OfCaseQuerySet["DeadlineNotice"].as_manager()

    class Meta:
        verbose_name = _("passed deadline")
        verbose_name_plural = _("passed deadlines")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "due_date"], name="one_notice_per_deadline"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"
