"""Letters to customers: drafted by one person, released by another, then never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from customers.models.book import reach_of
from removal.letters.kinds import Kind, Language
from removal.models.cases import RemovalCase
from removal.models.letter_templates import LetterTemplate
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import RELEASE_LETTERS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the cases of customers that this person sees."""
        reach = reach_of(user)
        if not reach:
            return self
        return self.filter(case__customer__in=Customer.objects.filter(reach))

    def releasable_by(self, user: User) -> Self:
        """Those that wait for this person: visible, and not of their writing."""
        if user.kind != User.Kind.PERSON or not user.has_perm(RELEASE_LETTERS):
            return self.none()
        waiting = self.visible_to(user).filter(state=Letter.State.WAITING)
        return waiting.exclude(drafted_by=user).exclude(responsible=user)

    def unproven(self) -> Self:
        """Those that went out and of which nobody knows that they arrived."""
        return self.filter(state=Letter.State.SENT)


class Letter(models.Model):
    """A letter of a case. What was released is kept as it is, with the hash of its PDF."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("letter", "draft")
        WAITING = "waiting", pgettext_lazy("letter", "waits for release")
        RELEASED = "released", pgettext_lazy("letter", "released")
        SENT = "sent", pgettext_lazy("letter", "on its way")
        ARRIVED = "arrived", pgettext_lazy("letter", "arrived")
        RETURNED = "returned", pgettext_lazy("letter", "came back")
        CANCELLED = "cancelled", pgettext_lazy("letter", "cancelled")

    WRITTEN = (State.DRAFT, State.WAITING)  # what may still be changed
    OUT = (State.RELEASED, State.SENT, State.ARRIVED, State.RETURNED)

    case = models.ForeignKey(
        RemovalCase, verbose_name=_("case"), on_delete=models.PROTECT, related_name="letters"
    )
    number = models.PositiveIntegerField(_("number"), help_text="within the case, from 1")
    round = models.PositiveIntegerField(default=1, help_text="the round of the case it belongs to")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=7, choices=Language.choices)
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(encoder=DjangoJSONEncoder, help_text="all that the sheet states")
    subject_original = models.CharField(max_length=300)
    body_original = models.TextField(help_text="as the template gave it, before anybody edited it")
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(pgettext_lazy("letter", "text"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    drafted_by = models.ForeignKey(
        User, verbose_name=_("drafted by"), on_delete=models.PROTECT, related_name="+"
    )
    responsible = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+",
        help_text="the drafter, or who answers for the drafting service user",
    )  # fmt: skip
    drafted_at = models.DateTimeField(_("drafted at"))
    sent_back_because = models.TextField(blank=True, default="")
    released_by = models.ForeignKey(
        User, verbose_name=_("released by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(_("released at"), null=True)
    pdf = models.FileField(upload_to="letters/", max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    sent_at = models.DateTimeField(_("sent at"), null=True, help_text="of the first delivery")
    arrived_on = models.DateField(_("arrived on"), null=True, help_text="of several the latest")
    is_arrival_proven = models.BooleanField(_("arrival proven"), default=False)
    # null = not cancelled, or by a deadline that passed
    cancelled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    cancelled_because = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("removal", "letter")
        verbose_name_plural = pgettext_lazy("removal", "letters")
        permissions = [
            ("release_letter", "Can release letters that others drafted"),
            ("deliver_letter", "Can record how letters were delivered and answered"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_letter_per_number"),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True)
                | (~Q(released_by=F("drafted_by")) & ~Q(released_by=F("responsible"))),
                name="letter_released_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["draft", "waiting"], released_by__isnull=True,
                    released_at__isnull=True, pdf="", sha256="",
                )
                | Q(state="cancelled")
                | (
                    Q(
                        state__in=["released", "sent", "arrived", "returned"],
                        released_by__isnull=False, released_at__isnull=False,
                    )
                    & ~Q(pdf="")
                    & Q(sha256__regex="^[0-9a-f]{64}$")
                ),
                name="letter_released_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="arrived", arrived_on__isnull=False)
                | (~Q(state="arrived") & Q(arrived_on__isnull=True, is_arrival_proven=False)),
                name="letter_arrived_on_a_day",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="cancelled", cancelled_at__isnull=False) & ~Q(cancelled_because="")
                )
                | (~Q(state="cancelled") & Q(cancelled_by__isnull=True, cancelled_because="")),
                name="letter_cancelled_whole",
            ),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(body=""), name="letter_says"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["drafted_at", "id"], name="letter_by_time"),
            models.Index(fields=["state", "drafted_at", "id"], name="letter_by_state"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What both sides call it: the case, and its number there."""
        return f"RC-{self.case_id}/{self.number}"

    @property
    def is_written(self) -> bool:
        return self.state in self.WRITTEN

    @property
    def is_out(self) -> bool:
        return self.state in self.OUT
