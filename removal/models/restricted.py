"""What only the compliance officers know: matters, notes, who was let in, and their sealed log.

Tables of their own, with row-level policies that show nothing outside `removal.restricted.opened`:
a join or a count written by mistake elsewhere finds them empty. A customer or a case is a number
here, never a foreign key: nothing that is done to either meets these rows.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskcrm.accounts.models import User
from riskcrm.web.today import today


class RestrictedMatter(models.Model):
    """One thing about a customer that nobody outside the compartment may learn of.

    The customer's number and name are kept as they stood; who they are now is looked up.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("suspicious transaction report")
        REQUEST = "request", _("secret request of an authority")
        KEEP_OPEN = "keep_open", _("request to keep the relationship open")
        INQUIRY = "inquiry", _("own inquiry before a report")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("matter", "open")
        CLOSED = "closed", pgettext_lazy("matter", "closed")

    # in an address or a log of somebody else's it tells neither order nor number of matters
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer_key = models.BigIntegerField(db_index=True)
    customer_number = models.CharField(max_length=40)
    customer_name = models.CharField(max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    facts = models.TextField(_("facts"))
    reference = models.CharField(_("reference"), max_length=80, blank=True, default="")
    filed_date = models.DateField(_("filed on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))
    outcome = models.TextField(_("outcome"), blank=True, default="")
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("restricted matter")
        verbose_name_plural = _("restricted matters")
        default_permissions = ("view", "add", "change")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["open", "closed"]), name="matter_state"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, closed_by__isnull=True)
                | (Q(state="closed", closed_at__isnull=False, closed_by__isnull=False)
                   & ~Q(outcome="")),
                name="matter_closed_whole",
            ),
            models.CheckConstraint(condition=~Q(facts=""), name="matter_facts_given"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "opened_at", "id"], name="matter_by_state")]

    def __str__(self) -> str:
        return self.customer_name


class RestrictedNote(models.Model):
    """Something to add to a matter. Notes are never changed."""

    matter = models.ForeignKey(RestrictedMatter, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="matter_note_given")]

    def __str__(self) -> str:
        return f"note of {self.written_at:%Y-%m-%d %H:%M}"


class SendClearance(models.Model):
    """Whether the letters of a removal case may leave the house, as decided at a moment.

    The latest row of a case holds. `not_before` is the first day on which a cleared one may go.
    """

    class Decision(models.TextChoices):
        CLEAR = "clear", _("may go out")
        HOLD = "hold", _("held")

    case_key = models.BigIntegerField()
    decision = models.CharField(_("decision"), max_length=5, choices=Decision.choices)
    not_before = models.DateField(_("not before"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        default_permissions = ("add",)
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="clear") | Q(decision="hold", not_before__isnull=True),
                name="clearance_decision",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="clearance_reason_given"),
        ]
        indexes = [models.Index(fields=["case_key", "-id"], name="clearance_by_case")]

    def __str__(self) -> str:
        return f"{self.decision} case {self.case_key}"


class CompartmentGrantQuerySet(models.QuerySet["CompartmentGrant"]):
    def holding(self, on: dt.date) -> Self:
        """Those by which somebody may look on this day."""
        approved = self.filter(approved_at__isnull=False, revoked_at__isnull=True)
        return approved.filter(from_date__lte=on, until_date__gte=on)


class CompartmentGrant(models.Model):
    """One person outside the role may look, from a day to a day, because two officers say so."""

    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    from_date = models.DateField(pgettext_lazy("date", "from"))
    until_date = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("ended at"), null=True)

    objects = CompartmentGrantQuerySet.as_manager()

    class Meta:
        default_permissions = ("add",)
        constraints = [
            models.CheckConstraint(
                condition=Q(from_date__lte=F("until_date")), name="grant_from_until"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="grant_reason_given"),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("person")), name="grant_not_for_oneself"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_at__isnull=False)
                   & ~Q(approved_by=F("proposed_by")) & ~Q(approved_by=F("person"))),
                name="grant_by_two_persons",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} {self.from_date}–{self.until_date}"

    @property
    def is_over(self) -> bool:
        return self.revoked_at is not None or self.until_date < today()


class SealedEntry(models.Model):
    """One act or look inside the compartment. Each entry hashes the one before; none changes.

    The ordinary audit events would tell, so they are not written for what happens here.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(_("time"))
    act = models.CharField(_("act"), max_length=40)
    actor_id = models.CharField(max_length=40)
    body = models.TextField(help_text="canonical JSON: actor, matter, customer, reason, what else")
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class SealedHead(models.Model):
    """Which entry was the latest on a day, and the salt of what the audit chain was told of it.

    An ordinary event holds SHA-256(salt + hash) each day, whether anything happened or not: nobody
    reads from it if there are entries, and none can be changed afterwards without it showing.
    """

    noted_at = models.DateTimeField()
    number = models.BigIntegerField(help_text="0 = no entry yet")
    hash = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16)
    event_id = models.BigIntegerField(unique=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"entry {self.number} at {self.noted_at:%Y-%m-%d %H:%M}"
