"""What else is known of a customer, beside who it is and who looks after it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Func, Value
from django.utils.translation import gettext_lazy as _

# files and documents write customers past Django, and need not name every column
EMPTY: dict[str, Any] = {"blank": True, "default": "", "db_default": ""}


class CustomerDetails(models.Model):
    """Fields of the customer file beside who it is and who looks after it."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        CHINESE = "zh-hans", "简体中文"

    postal_code = models.CharField(_("postal code"), max_length=20, **EMPTY)
    website = models.URLField(_("website"), max_length=200, **EMPTY)
    language = models.CharField(
        _("language of letters"),
        max_length=7,
        choices=Language.choices,
        help_text=_("Empty: Chinese for customers in China, else English."),
        **EMPTY,
    )
    legal_representative = models.CharField(_("legal representative"), max_length=120, **EMPTY)
    incorporation_date = models.DateField(_("incorporated on"), null=True, blank=True)
    bank_name = models.CharField(_("bank"), max_length=120, **EMPTY)
    bank_account = models.CharField(_("bank account"), max_length=60, **EMPTY)
    notes = models.TextField(_("notes"), max_length=4000, **EMPTY)
    custom = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        editable=False,
        help_text="values of custom fields by code, see CustomField",
    )

    name_key = models.CharField(
        max_length=200,
        editable=False,
        help_text="the core of the name, see names.core_name; empty = to be worked out by a sweep",
        **EMPTY,
    )

    registration_key = models.GeneratedField(
        expression=Func(F("registration_number"), function="customer_key"),
        output_field=models.TextField(),
        db_persist=True,
        help_text="letters and digits of the registration number, by which duplicates are found",
    )

    country: str

    class Meta:
        abstract = True

    @property
    def letter_language(self) -> str:
        """The language in which letters to this customer are written."""
        if self.language:
            return self.language
        return self.Language.CHINESE if self.country == "CN" else self.Language.ENGLISH
