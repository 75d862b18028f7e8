"""How letters went out and came home: one row for each attempt, with its proof."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Contact, Contract
from removal.models.letters import Letter
from riskcrm.accounts.models import User
from riskcrm.jobs.models import OutgoingMail

WORDS: dict[str, Any] = {"blank": True, "default": ""}


class KeptFile(models.Model):
    """A file that proves something: all columns are filled, or none."""

    file = models.FileField(upload_to="letters/", max_length=100, blank=True)
    file_name = models.CharField(_("file"), max_length=200, **WORDS)
    content_type = models.CharField(max_length=100, **WORDS)
    sha256 = models.CharField(max_length=64, **WORDS)

    class Meta:
        abstract = True


FILE_WHOLE = Q(file="", file_name="", sha256="") | (~Q(file="") & ~Q(file_name="") & ~Q(sha256=""))


class LetterDelivery(KeptFile):
    """One attempt to bring a letter to its customer. Its file is the receipt."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        REGISTERED = "registered", _("registered post")
        COURIER = "courier", _("courier")
        HAND = "hand", _("by hand")
        FAX = "fax", _("fax")
        PUBLIC = "public", _("public notice")

    class Source(models.TextChoices):
        CONTRACT = "contract", _("address designated in the contract")
        CONTACT = "contact", _("contact of the customer")
        CUSTOMER = "customer", _("customer's file")
        REGISTER = "register", _("public register")
        OTHER = "other", pgettext_lazy("address", "other")

    class Arrival(models.TextChoices):
        PROVEN = "proven", pgettext_lazy("arrival", "proven")
        DEEMED = "deemed", pgettext_lazy("arrival", "deemed")

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="deliveries")
    number = models.PositiveIntegerField(help_text="within the letter, from 1")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    address = models.CharField(_("address used"), max_length=400)
    source = models.CharField(_("where the address is from"), max_length=10, choices=Source.choices)
    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    contract = models.ForeignKey(
        Contract, verbose_name=_("contract"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    mail = models.OneToOneField(
        OutgoingMail, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="the e-mail that carries it; its sending is the letter's",
    )  # fmt: skip
    tracking_number = models.CharField(_("courier or post number"), max_length=80, **WORDS)
    sent_at = models.DateTimeField(_("sent at"), null=True, help_text="null = not sent yet")
    arrived_on = models.DateField(_("arrived on"), null=True)
    arrival = models.CharField(_("arrival"), max_length=6, choices=Arrival.choices, **WORDS)
    arrival_note = models.CharField(_("how it is known"), max_length=300, **WORDS)
    opened_at = models.DateTimeField(_("opened at"), null=True)
    returned_on = models.DateField(_("came back on"), null=True)
    returned_because = models.CharField(_("why it came back"), max_length=300, **WORDS)
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("delivery of a letter")
        verbose_name_plural = _("deliveries of letters")
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="one_delivery_per_number"),
            models.CheckConstraint(condition=FILE_WHOLE, name="delivery_receipt_whole"),
            models.CheckConstraint(
                condition=Q(arrived_on__isnull=True, arrival="")
                | (Q(arrived_on__isnull=False, sent_at__isnull=False) & ~Q(arrival="")),
                name="delivery_arrived_whole",
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True, returned_because="")
                | (Q(returned_on__isnull=False, arrived_on__isnull=True) & ~Q(returned_because="")),
                name="delivery_came_back_whole",
            ),
            models.CheckConstraint(
                condition=Q(channel="email") | Q(sent_at__isnull=False, mail__isnull=True),
                name="delivery_by_hand_was_sent",
            ),
            models.CheckConstraint(condition=~Q(address=""), name="delivery_has_an_address"),
        ]
        indexes = [
            models.Index(
                fields=["sent_at"],
                condition=Q(arrived_on__isnull=True, returned_on__isnull=True),
                name="delivery_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}, {self.address}"

    @property
    def is_under_way(self) -> bool:
        return self.arrived_on is None and self.returned_on is None


class LetterAnswer(KeptFile):
    """What the customer said to a letter, as it came."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="answers")
    received_on = models.DateField(_("received on"))
    text = models.TextField(_("what they say"))
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("answer to a letter")
        verbose_name_plural = _("answers to letters")
        constraints = [
            models.CheckConstraint(condition=FILE_WHOLE, name="letter_answer_file_whole"),
            models.CheckConstraint(condition=~Q(text=""), name="letter_answer_says"),
        ]

    def __str__(self) -> str:
        return f"answer to letter {self.letter_id}"
