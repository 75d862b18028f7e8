"""Filters of policy packs, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from removal.models import PolicyPack
from removal.packs.words import PLACES
from riskcrm.web.filters import FilterSet, YesNoFilter


class PolicyPackFilter(FilterSet):
    """What to look for among the packs."""

    jurisdiction = filters.ChoiceFilter(
        label=_("Jurisdiction"), choices=list(PLACES.items()), method="of_place"
    )
    kind = filters.ChoiceFilter(
        label=pgettext_lazy("pack", "Business"), choices=PolicyPack.Kind.choices
    )
    state = filters.ChoiceFilter(label=_("State"), choices=PolicyPack.State.choices)
    joint = YesNoFilter(label=_("Put together"), method="put_together")

    class Meta:
        model = PolicyPack
        fields: ClassVar[list[str]] = []

    def of_place(self, packs: QuerySet[Any], _name: str, place: str) -> QuerySet[Any]:
        """Also those that the pack of the place is a part of."""
        return packs.filter(jurisdiction__contains=place)

    def put_together(self, packs: QuerySet[Any], _name: str, wanted: bool) -> QuerySet[Any]:
        return packs.exclude(parts=[]) if wanted else packs.filter(parts=[])
