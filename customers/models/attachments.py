"""Documents that belong to customers and to records about them."""

from __future__ import annotations

from typing import Self

from django.apps import apps
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.book import Customer, OfCustomerQuerySet
from riskcrm.accounts.models import User

# records of the apps above that keep documents as evidence: the model, and the page of one
RECORDS_ABOVE: dict[str, tuple[str, str]] = {}


class AttachmentQuerySet(OfCustomerQuerySet["Attachment"]):
    def kept(self) -> Self:
        """Those whose file is still there."""
        return self.filter(removed_at__isnull=True)


class Attachment(models.Model):
    """A document of a customer, or of one record about it, named by kind and id.

    A removed one stays as a row that says who removed it and why; its file is gone.
    """

    class Category(models.TextChoices):
        IDENTITY = "identity", _("identity and registration")
        CONTRACT = "contract", _("contract")
        FINANCIAL = "financial", _("financial statement")
        SECURITY = "security", _("security and guarantee")
        LETTER = "letter", _("correspondence")
        OTHER = "other", pgettext_lazy("document", "other")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="attachments", db_index=False
    )
    record_kind = models.CharField(max_length=40, default="customer")
    record_id = models.BigIntegerField(help_text="the customer's own id where it is the record")
    name = models.CharField(_("file"), max_length=200)
    category = models.CharField(
        _("category"), max_length=10, choices=Category.choices, default=Category.OTHER
    )
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    content_type = models.CharField(_("type of file"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"), help_text="bytes")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="attachments/", max_length=100)
    uploaded_by = models.ForeignKey(
        User, verbose_name=_("uploaded by"), on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    removed_because = models.CharField(_("removed because"), max_length=300, blank=True, default="")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "record_kind", "record_id", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="one_document_per_content",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True, removed_because="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_because="")),
                name="document_removed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="document_of_customer"),
            models.Index(fields=["uploaded_at", "id"], name="document_by_time"),
            models.Index(OpClass(Upper("name"), "text_pattern_ops"), name="document_by_name"),
            models.Index(
                fields=["uploaded_at", "id"],
                condition=Q(removed_at__isnull=False),
                name="document_removed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> tuple[str, str]:
        """What it is about in words, and its page; empty where that is the customer."""
        if self.record_kind == "customer":
            return "", ""
        if self.record_kind in RECORDS_ABOVE:
            model, page = RECORDS_ABOVE[self.record_kind]
            label = str(apps.get_model(model)._meta.verbose_name)
            return label, reverse(page, args=[self.record_id])
        label = str(apps.get_model("customers", self.record_kind)._meta.verbose_name)
        if self.record_kind == "onboardingcheck":
            return label, reverse("customers:onboarding", args=[self.customer_id])
        return label, reverse(f"customers:{self.record_kind}_detail", args=[self.record_id])
