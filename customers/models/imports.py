"""Files that people bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS, VIEW_REQUESTS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def import_path(instance: ImportFile, filename: str) -> str:
    """Where an uploaded file is kept: by its hash, never by the name a person gave it."""
    return f"imports/{instance.sha256}"


def import_kinds() -> list[tuple[str, Any]]:
    """What a file can hold: the kinds that have a way of their own, and all kinds of facts."""
    from customers.records import KINDS  # which are made of models

    return [*ImportFile.Kind.choices, *((code, kind.plural) for code, kind in KINDS.items())]


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """People see their own imports; who sees all customers sees all imports."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        rows = self if user.has_perm(ALL_CUSTOMERS) else self.filter(uploaded_by_id=user.pk)
        # that an authority asks is a secret, and so is a file that says it
        return rows if user.has_perm(VIEW_REQUESTS) else rows.exclude(kind="authority-requests")


class ImportFile(models.Model):
    """A file of rows for the book, from upload through check to what was written."""

    class Kind(models.TextChoices):
        CUSTOMERS = "customers", _("customers")
        CONTACTS = "contacts", _("contacts")
        INVOICES = "invoices", _("invoices")
        PAYMENTS = "payments", _("payments")
        ALLOCATIONS = "allocations", _("allocations")
        ORDER_LINES = "order-lines", _("order lines")
        RATES = "rates", _("exchange rates")
        PARTIES = "related-parties", _("related parties")
        GROUPS = "groups", _("customer groups and their members")
        TERMS = "credit-terms", _("credit terms")
        REQUESTS = "authority-requests", _("requests of authorities")
        RISK_TABLE = "risk-table", _("risk-customer table")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    kind = models.CharField(_("kind"), max_length=40, choices=import_kinds)
    name = models.CharField(_("file"), max_length=200)
    file = models.FileField(upload_to=import_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    options = models.JSONField(default=dict, help_text="mapping, date format, encoding, flags")
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.UPLOADED
    )
    preview = models.JSONField(
        default=dict, help_text="how the file is written, its header and first rows"
    )
    counts = models.JSONField(default=dict, help_text="rows, new, changed, unchanged, refused")
    refusals = models.FileField(upload_to="refusals/", max_length=200, blank=True)
    error = models.TextField(_("error"), blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    mends = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="mended_by",
        help_text="the import whose refused rows these are, mended on its page",
    )
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        permissions = [
            ("import_history", "Can import what was known on past days"),
            ("undo_import", "Can undo an import"),
        ]

    def __str__(self) -> str:
        return self.name
