"""What a customer must do to stay, by when, and who saw that it was done."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from removal.models.cases import OfCaseQuerySet, RemovalCase
from removal.models.work import CaseEvidence
from riskcrm.accounts.models import User
from scoring.models import SUM_OF_MONEY


class CureItem(models.Model):
    """One concrete thing the customer has to do: a sum to pay, a document, or something else.

    Somebody other than who handed its evidence in checks it.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment", pgettext_lazy("cure", "payment")
        DOCUMENT = "document", pgettext_lazy("cure", "document")
        SECURITY = "security", pgettext_lazy("cure", "security")
        CONDUCT = "conduct", pgettext_lazy("cure", "other act")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("cure", "open")
        SUBMITTED = "submitted", pgettext_lazy("cure", "handed in, to be checked")
        VERIFIED = "verified", pgettext_lazy("cure", "met")
        FAILED = "failed", pgettext_lazy("cure", "not met")

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="cure_items")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    what = models.CharField(_("what the customer must do"), max_length=300)
    amount = models.DecimalField(
        _("amount"), **SUM_OF_MONEY, null=True, blank=True, help_text=_("base currency")
    )
    due_date = models.DateField(
        _("due"), null=True, blank=True, help_text=_("empty = until the rectification period ends")
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))
    evidence = models.ForeignKey(
        CaseEvidence,
        verbose_name=_("evidence"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    submitted_by = models.ForeignKey(
        User, verbose_name=_("handed in by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(_("handed in at"), null=True)
    checked_by = models.ForeignKey(
        User, verbose_name=_("checked by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(_("checked at"), null=True)
    finding = models.TextField(_("what was found"), blank=True, default="")
    is_refusal = models.BooleanField(
        _("the customer refuses"),
        default=False,
        db_default=False,
        help_text="what was handed in shows that the customer will not do it",
    )

    objects = OfCaseQuerySet["CureItem"].as_manager()

    class Meta:
        verbose_name = _("rectification item")
        verbose_name_plural = _("rectification items")
        permissions = [("check_cureitem", "Can check whether a customer has made good")]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="cure_item_says_what"),
            models.CheckConstraint(
                # a null amount would make the comparison, and with it the check, unknown
                condition=~Q(kind="payment") | Q(amount__isnull=False, amount__gt=0),
                name="cure_payment_has_amount",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(checked_by=F("submitted_by")),
                name="cure_checked_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="open", submitted_by__isnull=True, checked_by__isnull=True)
                | Q(state="submitted", submitted_by__isnull=False, evidence__isnull=False,
                    checked_by__isnull=True)
                | Q(state="verified", submitted_by__isnull=False, evidence__isnull=False,
                    checked_by__isnull=False)
                | Q(state="failed", checked_by__isnull=False),
                name="cure_item_state",
            ),
            models.CheckConstraint(
                condition=Q(is_refusal=False) | Q(state="failed", evidence__isnull=False),
                name="refusal_is_shown",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.what


class Extension(models.Model):
    """More time to make good, given once more; how often is the policy pack's to say."""

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="extensions")
    round = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    former_date = models.DateField(_("former end"))
    new_date = models.DateField(_("new end"))
    reason = models.TextField(_("reason"))
    granted_by = models.ForeignKey(
        User, verbose_name=_("granted by"), on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(_("granted at"))

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.UniqueConstraint(fields=["case", "round", "number"], name="extensions_in_order"),
            models.CheckConstraint(
                condition=Q(new_date__gt=F("former_date")), name="extension_is_later"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_reason_given"),
        ]

    def __str__(self) -> str:
        return f"extension {self.number} of case {self.case_id}"
