"""Fields that an organisation adds to the customer file itself."""

from __future__ import annotations

from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from customers.models.book import Customer

NO_BAR = RegexValidator(r"^[^|]*$", _("The bar | is not allowed here."))


class CustomFieldQuerySet(models.QuerySet["CustomField"]):
    def in_use(self) -> Self:
        """Those that are not archived, as the page shows them."""
        return self.filter(archived_at__isnull=True).order_by("position", "id")


class CustomField(models.Model):
    """A field of the customer file, defined by an administrator.

    Values lie in `Customer.custom` by code: texts, dates (ISO), choices (codes) and numbers (exact,
    as text) as strings, yes and no as booleans; a field without a value has no key. Code and type
    never change, so that values stay what they are. An archived field keeps its values unseen.
    """

    class Type(models.TextChoices):
        TEXT = "text", pgettext_lazy("custom field", "text")
        NUMBER = "number", _("number")
        DATE = "date", _("date")
        YES_NO = "yes_no", _("yes or no")
        CHOICE = "choice", _("choice")

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9_]*$",
                _("Small letters, digits and underscores, beginning with a letter."),
            )
        ],
        help_text=_("As the API and files name it; it never changes."),
    )
    label_en = models.CharField(_("name in English"), max_length=80, validators=[NO_BAR])
    label_zh = models.CharField(_("name in Chinese"), max_length=80, validators=[NO_BAR])
    type = models.CharField(_("type"), max_length=6, choices=Type.choices)
    choices = models.JSONField(
        default=list, blank=True, help_text="of a choice: code, en, zh of each, in order"
    )
    is_required = models.BooleanField(
        _("required"),
        default=False,
        help_text=_("A new customer needs a value, and a known one cannot be emptied."),
    )
    is_filterable = models.BooleanField(_("offered as a filter"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        constraints = [
            models.CheckConstraint(
                condition=Q(type__in=["text", "number", "date", "yes_no", "choice"]),
                name="custom_field_type",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.label_zh if (get_language() or "").startswith("zh") else self.label_en

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices in the reader's language."""
        key = "zh" if (get_language() or "").startswith("zh") else "en"
        return [(choice["code"], choice[key]) for choice in self.choices]

    @property
    def input_name(self) -> str:
        """As forms, files' mappings and columns call it."""
        return f"custom_{self.code}"

    def shown(self, value: Any) -> str:
        """A value as people read it; "" for none."""
        if value is None or value == "":
            return ""
        if self.type == self.Type.YES_NO:
            return str(_("yes")) if value else str(_("no"))
        return dict(self.options).get(value, str(value))


class CustomValue(models.Model):
    """A number or date of a custom field once more, where an index leads to ranges of them.

    A trigger keeps these rows in step with `Customer.custom`, whichever way that is written.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    field = models.ForeignKey(
        CustomField, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "field"], name="one_custom_value"),
        ]
        indexes = [
            models.Index(
                fields=["field", "number"],
                condition=Q(number__isnull=False),
                name="custom_value_by_number",
            ),
            models.Index(
                fields=["field", "date"],
                condition=Q(date__isnull=False),
                name="custom_value_by_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field_id} of {self.customer_id}"
