"""Filters of imported files, for the page and the API alike."""

from __future__ import annotations

from typing import ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from customers.models import ImportFile, import_kinds
from riskcrm.web.filters import FilterSet


class ImportFileFilter(FilterSet):
    kind = filters.ChoiceFilter(label=_("Kind"), choices=import_kinds, empty_label=_("any"))
    state = filters.ChoiceFilter(
        label=_("State"), choices=ImportFile.State.choices, empty_label=_("any")
    )

    class Meta:
        model = ImportFile
        fields: ClassVar[list[str]] = []
