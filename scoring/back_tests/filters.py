"""Filters of back-tests, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from riskcrm.web.filters import FilterSet, IdFilter
from scoring.models import BackTest


class BackTestFilter(FilterSet):
    """Those of a card: by itself, or as the challenger of another."""

    card = IdFilter(label=_("Scorecard version id"), method="of_card")

    class Meta:
        model = BackTest
        fields: ClassVar[list[str]] = []

    def of_card(self, rows: Any, _name: str, card: Any) -> Any:
        return rows.filter(Q(card_version=card) | Q(challenger=card))
