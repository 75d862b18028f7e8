"""Credit checks: what an order desk asked and was told, what is reserved, and who released what."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import MONEY, Customer, OfCustomerQuerySet
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import RELEASE
from scoring.models.ratings import Tier
from scoring.models.readings import SUM_OF_MONEY
from scoring.models.treatments import TreatmentPolicy, Verdict

LONGEST_REFERENCE = 80
HELD_FOR = dt.timedelta(days=14)  # what nobody releases by then has to be asked anew


class CreditCheckQuerySet(OfCustomerQuerySet["CreditCheck"]):
    def held(self, at: dt.datetime) -> Self:
        """Documents that wait for a release."""
        return self.filter(waits=True, asked_at__gt=at - HELD_FOR)

    def releasable_by(self, user: User, *, at: dt.datetime) -> Self:
        """Held documents that this person may release: of others' asking, and others' customers."""
        if user.kind != User.Kind.PERSON or not user.has_perm(RELEASE):
            return self.none()
        others = ~Q(customer__manager=user) | Q(customer__manager__isnull=True)
        waiting = self.visible_to(user).held(at).exclude(responsible=user)
        return waiting.exclude(asked_by=user).filter(others)


class CreditCheck(models.Model):
    """A question of an order desk and its answer, as the figures were then. Never rewritten.

    Amounts are in the base currency save for `amount`. The items of the exposure hold what is
    known; `unknown` counts the documents without a rate, which are in none of them.
    """

    class Outcome(models.TextChoices):
        """What becomes of one question among many."""

        ANSWERED = "answered", _("answered")
        REFUSED = "refused", _("refused")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="credit_checks")
    reference = models.CharField(
        _("document"), max_length=LONGEST_REFERENCE, blank=True, default="",
        help_text="number of the order or invoice; empty = a mere question",
    )  # fmt: skip
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    base_amount = models.DecimalField(
        _("amount in base currency"), **MONEY, null=True, help_text="null = no rate known"
    )
    verdict = models.CharField(_("verdict"), max_length=6, choices=Verdict.choices)
    reasons = models.JSONField(
        _("reasons"), default=list, help_text="code, verdict and figures of each, the gravest first"
    )
    prepayment = models.DecimalField(
        _("to be paid in advance"), **MONEY, null=True, help_text="null = the verdict is another"
    )
    payment_days = models.PositiveSmallIntegerField(_("payment term, days"), null=True)
    deposit = models.DecimalField(
        _("deposit"), **SUM_OF_MONEY, null=True,
        help_text="agreed limit × the treatment's share; null = there is no agreed limit",
    )  # fmt: skip

    ledger = models.DecimalField(_("open invoices"), **SUM_OF_MONEY)
    unbilled = models.DecimalField(_("unbilled orders"), **SUM_OF_MONEY)
    reserved = models.DecimalField(_("other reservations"), **SUM_OF_MONEY)
    unknown = models.PositiveIntegerField(_("documents without a rate"))
    agreed_limit = models.DecimalField(_("agreed limit"), **MONEY, null=True)
    limit_factor = models.DecimalField(
        _("share of the agreed limit, %"), max_digits=6, decimal_places=2
    )
    allowed = models.DecimalField(
        _("limit in force"), **SUM_OF_MONEY, null=True, help_text="agreed limit × share"
    )
    order_limit = models.DecimalField(_("most per order"), **MONEY, null=True)
    group_limit = models.DecimalField(_("limit of the group"), **MONEY, null=True)
    group_exposure = models.DecimalField(_("exposure of the group"), **SUM_OF_MONEY, null=True)
    sector_limit = models.DecimalField(_("limit of the industry"), **MONEY, null=True)
    sector_exposure = models.DecimalField(
        _("exposure of the industry"), max_digits=26, decimal_places=2, null=True
    )

    service = models.SlugField(
        _("kind of service"), max_length=40, blank=True, default="", db_default="",
        help_text="code of what is ordered; empty = it was not said",
    )  # fmt: skip
    restrictions = models.JSONField(
        _("credit restrictions"), null=True, default=list,
        help_text="those in force then, item by item; null = the check is older than these",
    )  # fmt: skip

    tier = models.CharField(_("tier"), max_length=8, choices=Tier.choices)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=1, null=True)
    score_as_of = models.DateField(_("score as of"), null=True)
    card_version_id = models.BigIntegerField(null=True)
    policy = models.ForeignKey(
        TreatmentPolicy, verbose_name=_("policy version"), on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    asked_by = models.ForeignKey(
        User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    responsible = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+",
        help_text="who asked, or the person who answers for the service user that asked",
    )  # fmt: skip
    asked_at = models.DateTimeField(_("asked at"))
    expires_at = models.DateTimeField(_("holds until"))
    wants_reservation = models.BooleanField(default=False)
    under = models.ForeignKey(
        "Release", null=True, on_delete=models.PROTECT, related_name="covers", db_index=False,
        help_text="the release of an earlier check of the document that let this one through",
    )  # fmt: skip
    waits = models.BooleanField(
        default=False, help_text="held, not released, and the latest check of its document"
    )

    objects = CreditCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit check")
        verbose_name_plural = _("credit checks")
        permissions = [("release_creditcheck", "Can release held orders that others asked for")]
        constraints = [
            # the target of the release's composite foreign key
            models.UniqueConstraint(
                fields=["id", "asked_by", "responsible"], name="check_with_responsible"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="check_amount_positive"),
            models.CheckConstraint(
                condition=Q(verdict__in=["allow", "prepay", "hold", "deny"]), name="check_verdict"
            ),
            models.CheckConstraint(
                condition=Q(waits=False) | (Q(verdict="hold") & ~Q(reference="")),
                name="only_held_documents_wait",
            ),
            # what nobody knows the worth of is let through by a second person alone
            models.CheckConstraint(
                condition=Q(verdict__in=["hold", "deny"])
                | Q(base_amount__isnull=False, unknown=0)
                | Q(under__isnull=False),
                name="unknown_amounts_are_held",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="check_by_time"),
            models.Index(fields=["waits", "id"], name="check_held_first"),
            models.Index(fields=["customer", "asked_at", "id"], name="check_of_customer"),
            models.Index(fields=["reference"], name="check_by_reference"),
            models.Index(fields=["verdict", "asked_at", "id"], name="check_by_verdict"),
            models.Index(
                fields=["asked_at", "id"], condition=Q(waits=True), name="check_waiting"
            ),
            models.Index(
                fields=["customer", "reference"], condition=Q(waits=True), name="check_held"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"credit check {self.pk}"

    @property
    def total(self) -> Decimal | None:
        """The exposure with this document; None while some of it is unknown."""
        if self.unknown or self.base_amount is None:
            return None
        return self.ledger + self.unbilled + self.reserved + self.base_amount

    @property
    def available(self) -> Decimal | None:
        """What of the limit is left before this document; below zero = exceeded; None = unknown."""
        if self.unknown or self.allowed is None:
            return None
        return self.allowed - self.ledger - self.unbilled - self.reserved


class ReservationQuerySet(OfCustomerQuerySet["Reservation"]):
    def live(self, at: dt.datetime) -> Self:
        """Those that count as exposure. They end by time alone: no job has to come by."""
        return self.filter(state=Reservation.State.LIVE, expires_at__gt=at)


class Reservation(models.Model):
    """Part of a customer's limit that is kept for a document until it is settled or cancelled."""

    class State(models.TextChoices):
        LIVE = "live", pgettext_lazy("reservation", "reserved")
        SETTLED = "settled", pgettext_lazy("reservation", "settled")
        CANCELLED = "cancelled", pgettext_lazy("reservation", "cancelled")
        REPLACED = "replaced", pgettext_lazy("reservation", "replaced")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="reservations")
    reference = models.CharField(_("document"), max_length=LONGEST_REFERENCE)
    check_row = models.OneToOneField(
        CreditCheck, verbose_name=_("credit check"), on_delete=models.PROTECT,
        related_name="reservation",
    )  # fmt: skip
    base_amount = models.DecimalField(_("amount in base currency"), **MONEY)
    reserved_at = models.DateTimeField(_("reserved at"))
    expires_at = models.DateTimeField(_("reserved until"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.LIVE)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey(
        User, verbose_name=_("closed by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "reference"],
                condition=Q(state="live"),
                name="one_live_reservation_per_document",
            ),
            models.CheckConstraint(condition=Q(base_amount__gt=0), name="reservation_positive"),
            models.CheckConstraint(condition=~Q(reference=""), name="reservation_of_a_document"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("reserved_at")), name="reservation_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(state="live", closed_at__isnull=True)
                | Q(state__in=["settled", "cancelled", "replaced"], closed_at__isnull=False),
                name="reservation_closed_with_time",
            ),
        ]
        indexes = [models.Index(fields=["reserved_at", "id"], name="reservation_by_time")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_over(self) -> bool:
        """Whether its time ended before anybody closed it."""
        return self.state == self.State.LIVE and self.expires_at <= timezone.now()

    def is_live(self, at: dt.datetime) -> bool:
        return self.state == self.State.LIVE and self.expires_at > at


class ReleaseQuerySet(models.QuerySet["Release"]):
    def covering(
        self, customer: Customer, reference: str, amount: Decimal, currency: str, at: dt.datetime
    ) -> Self:
        """Those in force for this document, while it is worth no more than what was released."""
        return self.filter(
            check_row__customer=customer,
            check_row__reference=reference,
            check_row__currency=currency,
            check_row__amount__gte=amount,
            expires_at__gt=at,
        )


class Release(models.Model):
    """A second person let a held document through. The database refuses who asked for it."""

    check_row = models.OneToOneField(
        CreditCheck, verbose_name=_("credit check"), on_delete=models.PROTECT, primary_key=True,
        related_name="release",
    )  # fmt: skip
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", help_text="as in the check"
    )
    released_by = models.ForeignKey(
        User, verbose_name=_("released by"), on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(_("released at"))
    expires_at = models.DateTimeField(_("released until"))

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [
            models.CheckConstraint(
                condition=~Q(released_by=F("asked_by")), name="released_by_second_person"
            ),
            models.CheckConstraint(
                condition=~Q(released_by=F("responsible")), name="nobody_behind_the_key_releases"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="release_reason_given"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("released_at")), name="release_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"release of credit check {self.check_row_id}"
