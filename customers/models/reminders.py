"""Reminders of overdue invoices: their levels with the letters' words, runs, and what was asked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.allocations import OpenCredit
from customers.models.book import MONEY, Customer, OfCustomerQuerySet
from customers.models.ledger import Invoice
from customers.models.receivables import SUM
from customers.receivables.sql import with_items
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.jobs.models import Run

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Language(models.TextChoices):
    """Languages that letters are written in."""

    ENGLISH = "en", "English"
    CHINESE = "zh-hans", "简体中文"


class ReminderLevel(models.Model):
    """How firm a reminder is: from how many days overdue on, and its letter in both languages."""

    number = models.PositiveSmallIntegerField(_("level"), unique=True)
    days = models.PositiveSmallIntegerField(_("from days overdue"), unique=True)
    subject_en = models.CharField(_("subject in English"), max_length=200)
    body_en = models.TextField(_("letter in English"), max_length=4000)
    subject_zh = models.CharField(_("subject in Chinese"), max_length=200)
    body_zh = models.TextField(_("letter in Chinese"), max_length=4000)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("reminder level")
        verbose_name_plural = _("reminder levels")
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1), name="reminder_after_due_date")
        ]

    def __str__(self) -> str:
        return str(_("Level %(number)s") % {"number": self.number})

    def words(self, language: str) -> tuple[str, str]:
        """Subject and letter in a customer's language."""
        if language == Language.CHINESE:
            return self.subject_zh, self.body_zh
        return self.subject_en, self.body_en


class ReminderRunQuerySet(models.QuerySet["ReminderRun"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own runs; who sees every customer sees every run."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self if user.has_perm(ALL_CUSTOMERS) else self.looked_after_by(user)

    def looked_after_by(self, person: Any) -> Self:
        """Those that this person had made, or took over from who did."""
        own = Q(taken_over_by__isnull=True, started_by_id=person.pk)
        return self.filter(own | Q(taken_over_by_id=person.pk))


class ReminderRun(models.Model):
    """One making of reminders for a day: of the customers that whoever started it sees.

    `run` is the work behind it; the reminders appear as its parts are done.
    """

    as_of = models.DateField(_("day"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("started by"), null=True,
        on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="null = the schedule",
    )  # fmt: skip
    started_at = models.DateTimeField(_("started at"))
    taken_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("taken over by"), null=True,
        on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="who looks after the drafts since its starter's work was handed over",
    )  # fmt: skip
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="+")

    objects = ReminderRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder run")
        verbose_name_plural = _("reminder runs")
        indexes = [models.Index(fields=["started_by", "-id"], name="reminderrun_by_person")]

    def __str__(self) -> str:
        return f"{self.as_of} #{self.pk}"


CREDITS = ("payment", "credit_note")
COVERED = Decimal("0.5")  # of what is demanded: with so much credit somebody has to look first


def _credit() -> models.QuerySet[OpenCredit]:
    """What the customer of a reminder has paid or was credited and settles no invoice yet."""
    rows = OpenCredit.objects.filter(customer=OuterRef("customer"), write_off__isnull=True)
    return rows.order_by()


# A draft asks for what is not owed any more: an invoice of it was settled or disputed since, or its
# due date moved; or a dispute that names no invoice came up in one of its currencies.
OUTDATED = f"""
customers_reminder.state = 'draft' AND EXISTS (
{with_items("customer_id = customers_reminder.customer_id")}
SELECT 1 FROM customers_reminderitem r
LEFT JOIN item i ON i.invoice_id = r.invoice_id AND i.currency = r.currency
  AND i.due_date < customers_reminder.as_of
WHERE r.customer_id = customers_reminder.customer_id AND r.reminder_id = customers_reminder.id
  AND r.open_amount - r.disputed > coalesce(i.open_amount - i.disputed, 0)
UNION ALL
SELECT 1 FROM customers_dispute d JOIN customers_reminderrun m ON m.id = customers_reminder.run_id
JOIN customers_reminderitem r ON r.customer_id = d.customer_id
  AND r.reminder_id = customers_reminder.id AND r.currency = d.currency
WHERE d.customer_id = customers_reminder.customer_id AND d.invoice_id IS NULL
  AND d.outcome = 'open' AND NOT d.is_void AND d.recorded_at > m.started_at)
"""  # noqa: S608  (own constants)


class ReminderQuerySet(OfCustomerQuerySet["Reminder"]):
    def with_credit(self) -> Self:
        """With what speaks against sending it now: `unallocated`, the customer's open credit in
        base currency as far as rates are known, and whether it may cover a good part of the demand,
        as one without a rate may; and whether a draft `is_outdated`."""
        worth = _credit().annotate(worth=F("amount") * _per_unit())
        whole = worth.values("customer").annotate(whole=Sum("worth")).values("whole")
        unknown = _credit().filter(**{f"{name}__base_amount__isnull": True for name in CREDITS})
        return self.annotate(
            unallocated=Coalesce(
                Subquery(whole), Decimal(0), output_field=models.DecimalField(**SUM)
            ),
            is_covered=models.ExpressionWrapper(
                Q(unallocated__gt=0, unallocated__gte=F("demanded") * COVERED) | Exists(unknown),
                output_field=models.BooleanField(),
            ),
            is_outdated=RawSQL(OUTDATED, (), output_field=models.BooleanField()),  # noqa: S611
        )


def _per_unit() -> Coalesce:
    """What a unit of a credit's currency is worth, from what it is left of."""
    return Coalesce(*(F(f"{name}__base_amount") / F(f"{name}__amount") for name in CREDITS))


class Reminder(models.Model):
    """One customer's reminder of one run: what was open then, and the letter as it was written."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("reminder", "draft")
        SENT = "sent", pgettext_lazy("reminder", "sent")
        DROPPED = "dropped", pgettext_lazy("reminder", "dropped")

    run = models.ForeignKey(
        ReminderRun, verbose_name=_("reminder run"), on_delete=models.PROTECT,
        related_name="reminders", db_index=False,
    )  # fmt: skip
    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="reminders",
        db_index=False,
    )  # fmt: skip
    level = models.PositiveSmallIntegerField(_("level"))
    language = models.CharField(_("language"), max_length=7, choices=Language.choices)
    as_of = models.DateField(_("day"))
    demanded = models.DecimalField(_("demanded"), **SUM, help_text="base currency")
    disputed = models.DecimalField(_("disputed"), **SUM, help_text="left out; base currency")
    oldest_days = models.IntegerField(_("oldest days past due"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("letter"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    closed_at = models.DateTimeField(_("sent or dropped at"), null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["customer", "run"], name="one_reminder_per_run"),
            models.CheckConstraint(
                condition=Q(state="draft", closed_at__isnull=True)
                | Q(state__in=["sent", "dropped"], closed_at__isnull=False),
                name="reminder_closed_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "-demanded", "id"], name="reminder_by_run"),
            models.Index(fields=["customer", "-as_of"], name="reminder_by_customer"),
            models.Index(fields=["-as_of", "-id"], name="reminder_by_day"),
            models.Index(fields=["-demanded", "-id"], name="reminder_by_amount"),
            models.Index(fields=["state", "-as_of", "-id"], name="reminder_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.as_of})"


class ReminderItem(models.Model):
    """An invoice in a reminder, frozen as it stood. Amounts are in the invoice's currency."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reminder = models.ForeignKey(
        Reminder, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("invoice number"), max_length=60)
    invoice_date = models.DateField(_("invoice date"))
    due_date = models.DateField(_("due date"))
    days_late = models.IntegerField(_("days late"))
    currency = models.CharField(_("currency"), max_length=3)
    open_amount = models.DecimalField(_("open amount"), **MONEY)
    disputed = models.DecimalField(_("disputed"), **MONEY, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "reminder", "invoice"], name="one_reminder_item_per_invoice"
            ),
            models.CheckConstraint(
                condition=Q(disputed__gte=0, disputed__lte=models.F("open_amount")),
                name="reminder_item_disputes_a_part",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def demanded(self) -> Any:
        return self.open_amount - self.disputed
