"""Filters of documents, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.forms import SearchInput
from django.utils.translation import gettext_lazy as _

from customers.contacts.filters import YES, OfCustomersFilter, yes_no
from customers.models import Attachment


class AttachmentFilter(OfCustomersFilter):
    """Documents by name, category and day; removed ones only when they are asked for."""

    q = filters.CharFilter(
        label=_("File"),
        field_name="name",
        lookup_expr="istartswith",
        widget=SearchInput(),
        help_text="the beginning of the file's name",
    )
    category = filters.ChoiceFilter(
        label=_("Category"), choices=Attachment.Category.choices, empty_label=_("any")
    )
    removed = yes_no(_("Removed"), "that_are_removed")
    uploaded = filters.DateFromToRangeFilter(label=_("Uploaded"), field_name="uploaded_at")

    class Meta:
        model = Attachment
        fields: ClassVar[list[str]] = []

    def that_are_removed(self, documents: Any, _name: str, answer: str) -> Any:
        return documents.filter(removed_at__isnull=answer != YES)
