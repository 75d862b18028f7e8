"""Filters of runs of erasure, for the page and the API alike."""

from __future__ import annotations

from typing import ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from removal.models import ErasureRun
from riskcrm.web.filters import FilterSet


class ErasureRunFilter(FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=ErasureRun.State.choices)

    class Meta:
        model = ErasureRun
        fields: ClassVar[list[str]] = []
