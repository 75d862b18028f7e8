"""What authorities and regulators ask, and what they were answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.book import Customer
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS, VIEW_REQUESTS
from riskcrm.web.today import today

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser


class AuthorityRequestQuerySet(models.QuerySet["AuthorityRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All of them for who may see them and every customer, else none: a request can be secret,
        and that there is one about a customer is part of the secret."""
        return self if user.has_perms([VIEW_REQUESTS, ALL_CUSTOMERS]) else self.none()

    def open(self) -> Self:
        return self.filter(state=AuthorityRequest.State.OPEN)

    def overdue(self, day: dt.date) -> Self:
        return self.open().filter(deadline_date__lt=day)


class AuthorityRequest(models.Model):
    """A request of an authority or regulator, with its deadline and the answer."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        REFUSED = "refused", _("refused")

    authority = models.CharField(_("authority"), max_length=200)
    reference = models.CharField(
        _("reference"), max_length=80, help_text=_("their file number, as the letter bears it")
    )
    received_date = models.DateField(_("received on"))
    subject = models.CharField(_("subject"), max_length=200)
    question = models.TextField(_("what they ask"), blank=True, default="")
    customer = models.ForeignKey(
        Customer,
        verbose_name=_("customer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True, default="")
    deadline_date = models.DateField(_("deadline"))
    responsible = models.ForeignKey(
        User, verbose_name=_("responsible person"), on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), blank=True, default="")
    answered_date = models.DateField(_("answered on"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuthorityRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of an authority")
        verbose_name_plural = _("requests of authorities")
        constraints = [
            models.UniqueConstraint(fields=["authority", "reference"], name="one_request_per_file"),
            models.CheckConstraint(
                condition=Q(state="open", answer="", answered_date__isnull=True)
                | (
                    Q(state__in=["answered", "refused"], answered_date__isnull=False)
                    & ~Q(answer="")
                ),
                name="request_closed_with_answer",
            ),
            models.CheckConstraint(
                condition=Q(deadline_date__gte=F("received_date")), name="request_deadline_after"
            ),
            models.CheckConstraint(
                condition=Q(answered_date__isnull=True) | Q(answered_date__gte=F("received_date")),
                name="request_answered_after",
            ),
        ]
        indexes = [
            models.Index(fields=["deadline_date", "id"], name="request_by_deadline"),
            models.Index(fields=["received_date", "id"], name="request_by_receipt"),
            models.Index(fields=["state", "deadline_date", "id"], name="request_by_state"),
        ]

    def __str__(self) -> str:
        return f"request {self.reference}"

    @property
    def days_late(self) -> int:
        """Days since the deadline of a request that is still open; 0 while there is time."""
        if self.state != self.State.OPEN:
            return 0
        return max((today() - self.deadline_date).days, 0)
