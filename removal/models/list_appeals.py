"""Appeals against entries of the restricted list."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from removal.models.listing import ListEntry, person
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import ADD_APPEAL, REVIEW_APPEALS
from riskcrm.web.today import today


class ListAppealQuerySet(models.QuerySet["ListAppeal"]):
    def visible_to(self, user: object) -> Self:
        entries = ListEntry.objects.visible_to(user)  # type: ignore[arg-type]
        return self.filter(entry__in=entries)

    def open(self) -> Self:
        return self.filter(state__in=ListAppeal.OPEN)

    def reviewable_by(self, user: User) -> Self:
        """Open ones for who had no part in the entry."""
        if user.kind != User.Kind.PERSON or not user.has_perm(REVIEW_APPEALS):
            return self.none()
        had_part = Q(entry__proposed_by=user) | Q(entry__responsible=user)
        return self.visible_to(user).open().exclude(had_part | Q(entry__decided_by=user))

    def to_acknowledge_by(self, user: User) -> Self:
        if not user.has_perm(ADD_APPEAL):
            return self.none()
        return self.visible_to(user).filter(state=ListAppeal.State.RECEIVED)


class ListAppeal(models.Model):
    """What somebody says against an entry, by when they hear from us, and what was decided.

    The database refuses a reviewer who proposed or approved the entry, and a decision for somebody
    whose identity was not checked.
    """

    class Channel(models.TextChoices):
        LETTER = "letter", pgettext_lazy("came by", "letter")
        MAIL = "mail", pgettext_lazy("came by", "e-mail")
        PHONE = "phone", pgettext_lazy("came by", "telephone")

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("appeal", "received")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("appeal", "acknowledged")
        UPHELD = "upheld", pgettext_lazy("appeal", "upheld: entry lifted")
        PARTLY = "partly", pgettext_lazy("appeal", "partly upheld")
        DISMISSED = "dismissed", pgettext_lazy("appeal", "dismissed")

    OPEN = (State.RECEIVED, State.ACKNOWLEDGED)
    OUTCOMES = (State.UPHELD, State.PARTLY, State.DISMISSED)

    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="appeals")
    channel = models.CharField(_("came by"), max_length=6, choices=Channel.choices)
    appellant = models.CharField(_("from whom"), max_length=200)
    statement = models.TextField(_("what they say"))
    received_date = models.DateField(_("received on"))
    acknowledge_by_date = models.DateField(_("acknowledge by"))
    answer_by_date = models.DateField(_("answer by"))
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.RECEIVED
    )
    recorded_by = person(_("entered by"))
    recorded_at = models.DateTimeField(_("recorded at"))
    acknowledged_by = person(_("acknowledged by"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)
    identity_check = models.CharField(
        _("how their identity was checked"), max_length=500, blank=True, default=""
    )
    identity_checked_by = person(_("identity checked by"), null=True)
    decided_by = person(pgettext_lazy("appeal", "decided by"), null=True)
    decided_at = models.DateTimeField(pgettext_lazy("appeal", "decided at"), null=True)
    answer = models.TextField(_("answer"), blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ListAppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal against an entry")
        verbose_name_plural = _("appeals against entries")
        permissions = [("review_listappeal", "Can decide appeals against entries of others")]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state__in=["received", "acknowledged"]),
                name="one_open_list_appeal",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["received", "acknowledged", "upheld", "partly", "dismissed"]
                ),
                name="list_appeal_state",
            ),
            models.CheckConstraint(
                condition=~Q(appellant="") & ~Q(statement=""), name="list_appeal_says_something"
            ),
            models.CheckConstraint(
                condition=Q(acknowledge_by_date__gte=F("received_date"))
                & Q(answer_by_date__gte=F("received_date")),
                name="list_appeal_deadlines_after",
            ),
            models.CheckConstraint(
                condition=Q(state="received", acknowledged_at__isnull=True)
                | (~Q(state="received") & Q(acknowledged_at__isnull=False)),
                name="list_appeal_acknowledged",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["received", "acknowledged"], decided_by__isnull=True, answer=""
                )
                | (
                    Q(state__in=["upheld", "partly", "dismissed"])
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(answer="")
                    & ~Q(identity_check="")
                ),
                name="list_appeal_decided_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by_date", "id"],
                condition=Q(state__in=["received", "acknowledged"]),
                name="list_appeal_open",
            ),
            models.Index(fields=["received_date", "id"], name="list_appeal_by_receipt"),
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def due_date(self) -> dt.date:
        """By when the next thing has to be done."""
        is_new = self.state == self.State.RECEIVED
        return self.acknowledge_by_date if is_new else self.answer_by_date

    @property
    def days_late(self) -> int:
        """Days since the deadline of what comes next; 0 while there is time, or decided."""
        return max((today() - self.due_date).days, 0) if self.is_open else 0
