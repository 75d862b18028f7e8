"""What people ask about data kept of them: access, correction, explanation, objection, erasure."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, reach_of
from removal.models.listing import person
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import VIEW_SUBJECT_REQUESTS
from riskcrm.web.today import today


class SubjectRequestQuerySet(models.QuerySet["SubjectRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Of customers in reach; those about nobody in the book for who sees everybody."""
        if not user.has_perm(VIEW_SUBJECT_REQUESTS):
            return self.none()
        reach = reach_of(user)
        return self.filter(customer__in=Customer.objects.filter(reach)) if reach else self

    def open(self) -> Self:
        return self.filter(state=SubjectRequest.State.OPEN)

    def overdue(self, day: dt.date) -> Self:
        return self.open().filter(deadline_date__lt=day)


class SubjectRequest(models.Model):
    """Somebody's request about data of their own, its clock, and what they were answered."""

    class Kind(models.TextChoices):
        ACCESS = "access", pgettext_lazy("subject request", "access")
        CORRECTION = "correction", pgettext_lazy("subject request", "correction")
        EXPLANATION = "explanation", pgettext_lazy("subject request", "explanation")
        OBJECTION = "objection", pgettext_lazy("subject request", "objection")
        ERASURE = "erasure", pgettext_lazy("subject request", "erasure")

    class Channel(models.TextChoices):
        LETTER = "letter", pgettext_lazy("came by", "letter")
        MAIL = "mail", pgettext_lazy("came by", "e-mail")
        PHONE = "phone", pgettext_lazy("came by", "telephone")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state", "open")
        GRANTED = "granted", pgettext_lazy("subject request", "granted")
        PARTLY = "partly", pgettext_lazy("subject request", "granted in part")
        REFUSED = "refused", pgettext_lazy("subject request", "refused")

    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    channel = models.CharField(_("came by"), max_length=6, choices=Channel.choices)
    subject = models.CharField(_("who asks"), max_length=200)
    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="subject_requests",
    )  # fmt: skip
    question = models.TextField(_("what they ask"))
    received_date = models.DateField(_("received on"))
    deadline_date = models.DateField(_("deadline"))
    recorded_by = person(_("entered by"))
    recorded_at = models.DateTimeField(_("recorded at"))
    identity_check = models.CharField(
        _("how their identity was checked"), max_length=500, blank=True, default=""
    )
    identity_checked_by = person(_("identity checked by"), null=True)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), blank=True, default="")
    exemption = models.CharField(
        _("why not, or not all"), max_length=500, blank=True, default="",
        help_text=_("the legal exemption that is relied on"),
    )  # fmt: skip
    answered_by = person(_("answered by"), null=True)
    answered_date = models.DateField(_("answered on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SubjectRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of a data subject")
        verbose_name_plural = _("requests of data subjects")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["access", "correction", "explanation", "objection", "erasure"]
                ),
                name="subject_request_kind",
            ),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(question=""), name="subject_request_says_something"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answer="", answered_by__isnull=True)
                | (
                    Q(state__in=["granted", "partly", "refused"])
                    & Q(answered_by__isnull=False, answered_date__isnull=False)
                    & ~Q(answer="")
                    & ~Q(identity_check="")
                ),
                name="subject_request_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "granted"]) | ~Q(exemption=""),
                name="subject_request_refused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(deadline_date__gte=F("received_date")),
                name="subject_request_deadline_after",
            ),
        ]
        indexes = [
            models.Index(fields=["deadline_date", "id"], name="subject_request_by_deadline"),
            models.Index(fields=["received_date", "id"], name="subject_request_by_receipt"),
        ]

    def __str__(self) -> str:
        return f"subject request {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def days_late(self) -> int:
        """Days since the deadline of a request that is still open; 0 while there is time."""
        return max((today() - self.deadline_date).days, 0) if self.is_open else 0
