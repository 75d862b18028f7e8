"""How customers are reached, and what is said about them and by them."""

from __future__ import annotations

import re
from typing import Self

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Right, Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.book import Customer, OfCustomerQuerySet
from riskcrm.accounts.models import User

LEAST_DIGITS, PHONE_DIGITS = 5, 9
MOST_KEYS = 3000  # more than these are many
# what numbers have in common however they are written: their last digits
PHONE_KEY = Right(
    Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace"), PHONE_DIGITS
)


class Verification(models.TextChoices):
    """How somebody made sure that what is known of a customer is true."""

    CALL_BACK = "call_back", _("called back on a number known before")
    IN_PERSON = "in_person", _("in person")
    DOCUMENT = "document", _("original document seen")
    REGISTER = "register", _("public register")
    WRITTEN = "written", _("written confirmation")
    OTHER = "other", pgettext_lazy("verification", "otherwise")


class Entered(models.Model):
    """Something of which the book knows who said what stands there. That person does not verify it;
    null = nobody knows."""

    entered_by = models.ForeignKey(
        User,
        verbose_name=_("entered by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    class Meta:
        abstract = True


class Verifiable(models.Model):
    """Something a person may verify: all three columns are filled, or none."""

    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        User,
        verbose_name=_("verified by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    verified_how = models.CharField(
        _("verified how"),
        max_length=10,
        choices=Verification.choices,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )

    class Meta:
        abstract = True

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None


VERIFIED_WHOLE = Q(verified_at__isnull=True, verified_by__isnull=True, verified_how="") | (
    Q(verified_at__isnull=False, verified_by__isnull=False) & ~Q(verified_how="")
)

VERIFIED_BY_ANOTHER = (
    Q(verified_by__isnull=True) | Q(entered_by__isnull=True) | ~Q(verified_by=F("entered_by"))
)


class ContactQuerySet(OfCustomerQuerySet["Contact"]):
    def current(self) -> Self:
        """Those who are still to be spoken with."""
        return self.filter(ended_at__isnull=True)

    def reached_by(self, text: str) -> Self:
        """Those whose name or e-mail begins so, or whose phone number ends with these digits.

        Looks at once (one query) whether they are few. Then their keys are the filter: a list in
        the order of names would otherwise be walked to its end for the few.
        """
        keys = list(
            Contact.objects.order_by()._reached(text).values_list("pk", flat=True)[: MOST_KEYS + 1]
        )
        if len(keys) > MOST_KEYS:
            return self._reached(text)
        return self.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [keys]))

    def _reached(self, text: str) -> Self:
        digits = re.sub(r"\D", "", text)
        if "@" in text:
            return self.exclude(email="").filter(email__istartswith=text.strip())
        if len(digits) >= LEAST_DIGITS and not re.search(r"[^\W\d_]", text):
            numbers = self.exclude(phone="").alias(phone_key=PHONE_KEY)
            return numbers.filter(phone_key=digits[-PHONE_DIGITS:])
        return self.filter(name__istartswith=text.strip())


class Contact(Verifiable, Entered):
    """A person to speak with at a customer. One who has left is ended, not deleted."""

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
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)
    ended_because = models.CharField(
        _("reason"), max_length=200, blank=True, default="", db_default="", editable=False
    )
    search_key = models.GeneratedField(
        expression=Func(F("name"), F("email"), F("phone"), F("wechat"), function="search_lines"),
        output_field=models.TextField(),
        db_persist=True,
        help_text="what search looks at: letters and digits only, lower case, one line per field",
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        permissions = [("verify_contact", "Can verify contacts and changes of contact details")]
        constraints = [
            models.UniqueConstraint(fields=["customer", "source_key"], name="one_contact_per_key"),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(is_primary=True), name="one_main_contact"
            ),
            models.CheckConstraint(condition=VERIFIED_WHOLE, name="contact_verified_whole"),
            models.CheckConstraint(
                condition=VERIFIED_BY_ANOTHER, name="contact_verified_by_second_person"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="")
                | (Q(ended_at__isnull=False, is_primary=False) & ~Q(ended_because="")),
                name="contact_ended_whole",
            ),
        ]
        indexes = [
            # what a person types is looked up by its beginning, in capitals; see `reached_by`
            models.Index(fields=["name", "id"], name="contact_by_name"),
            # few are, so that a list of them must not walk all
            models.Index(
                fields=["name", "id"],
                condition=Q(verified_at__isnull=False),
                name="contact_verified",
            ),
            models.Index(
                fields=["name", "id"], condition=Q(ended_at__isnull=False), name="contact_ended"
            ),
            models.Index(OpClass(Upper("name"), "text_pattern_ops"), name="contact_by_name_start"),
            models.Index(
                OpClass(Upper("email"), "text_pattern_ops"),
                condition=~Q(email=""),
                name="contact_by_email",
            ),
            models.Index(PHONE_KEY, condition=~Q(phone=""), name="contact_by_phone"),
        ]

    def __str__(self) -> str:
        return self.name


class ContactChangeQuerySet(OfCustomerQuerySet["ContactChange"]):
    def weighing(self) -> Self:
        """Those that count against the customer: not planned ones that somebody verified."""
        return self.exclude(is_planned=True, verified_at__isnull=False)


class ContactChange(Verifiable):
    """A change of how a customer is reached or who stands behind it.

    `is_planned`: the customer announced it beforehand. A planned change that was verified is no
    sign of danger.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        EMAIL = "email", _("e-mail")
        ADDRESS = "address", _("address")
        LEGAL_REPRESENTATIVE = "legal_rep", _("legal representative")
        BANK_ACCOUNT = "bank_account", _("bank account")
        CONTACT_NAME = "contact_name", _("contact person")
        WECHAT = "wechat", _("WeChat")
        OWNER = "owner", _("beneficial owner")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contact_changes", db_index=False
    )
    source_key = models.CharField(max_length=80)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    effective_date = models.DateField(_("date"))
    old_value = models.CharField(_("before"), max_length=300, blank=True, default="")
    new_value = models.CharField(_("after"), max_length=300, blank=True, default="")
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("contact"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="changes",
        db_index=False,
    )
    is_planned = models.BooleanField(_("announced beforehand"), default=False, db_default=False)
    entered_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = ContactChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact change")
        verbose_name_plural = _("contact changes")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "source_key"], name="one_contact_change_per_key"
            ),
            models.CheckConstraint(condition=VERIFIED_WHOLE, name="contact_change_verified_whole"),
            # whoever redirects payments must not be the one who says that it is right
            models.CheckConstraint(
                condition=~Q(kind="bank_account")
                | Q(verified_by__isnull=True)
                | Q(entered_by__isnull=True)
                | ~Q(verified_by=F("entered_by")),
                name="bank_account_verified_by_second_person",
            ),
        ]
        indexes = [
            models.Index(fields=["-effective_date", "-id"], name="contact_change_by_date"),
            models.Index(
                fields=["-effective_date", "-id"],
                condition=Q(verified_at__isnull=False),
                name="contact_change_verified",
            ),
            models.Index(
                fields=["contact"],
                condition=Q(contact__isnull=False),
                name="contact_change_by_contact",
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
