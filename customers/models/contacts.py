"""How customers are reached, and what is said about them and by them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.book import Customer, OfCustomerQuerySet


class ContactQuerySet(OfCustomerQuerySet["Contact"]):
    pass


class Contact(models.Model):
    """A person to speak with at a customer."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contacts", db_index=False
    )
    source_key = models.CharField(_("source key"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(pgettext_lazy("contact", "role"), max_length=80, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    wechat = models.CharField(_("WeChat"), max_length=60, blank=True, default="")
    is_primary = models.BooleanField(_("main contact"), default=False)
    recorded_at = models.DateTimeField(_("recorded at"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(fields=["customer", "source_key"], name="one_contact_per_key"),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(is_primary=True), name="one_main_contact"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContactChange(models.Model):
    """A change of how a customer is reached or who stands behind it."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        EMAIL = "email", _("e-mail")
        ADDRESS = "address", _("address")
        LEGAL_REPRESENTATIVE = "legal_rep", _("legal representative")
        BANK_ACCOUNT = "bank_account", _("bank account")
        CONTACT_NAME = "contact_name", _("contact person")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contact_changes", db_index=False
    )
    source_key = models.CharField(max_length=80)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    effective_date = models.DateField(_("date"))
    old_value = models.CharField(_("before"), max_length=300, blank=True, default="")
    new_value = models.CharField(_("after"), max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("contact change")
        verbose_name_plural = _("contact changes")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "source_key"], name="one_contact_change_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id} on {self.effective_date}"


# fields of the customer whose change is one of contact details
CONTACT_DETAILS: dict[str, ContactChange.Kind] = {
    "address": ContactChange.Kind.ADDRESS,
    "legal_representative": ContactChange.Kind.LEGAL_REPRESENTATIVE,
    "bank_account": ContactChange.Kind.BANK_ACCOUNT,
}


class Complaint(models.Model):
    """A complaint about a customer, or by one. Those by the customer are never scored."""

    class Direction(models.TextChoices):
        ABOUT = "about", _("about the customer")
        BY = "by", _("by the customer")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="complaints", db_index=False
    )
    source_key = models.CharField(max_length=80)
    direction = models.CharField(_("direction"), max_length=5, choices=Direction.choices)
    effective_date = models.DateField(_("date"))
    text = models.TextField(_("complaint"), blank=True, default="")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "source_key"], name="one_complaint_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.source_key}"
