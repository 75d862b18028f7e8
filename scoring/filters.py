"""Filters of scores: of ratings in force, and of score rows of a past day."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from riskcrm.web.filters import FilterSet
from scoring.models import Tier


class ScoreFilter(FilterSet):
    """Rows that have `customer_id`, `tier` and `score`: ratings and score rows alike."""

    customer_number = filters.CharFilter(label=_("Customer number"), method="of_customer")
    tier = filters.ChoiceFilter(label=_("Tier"), choices=Tier.choices)
    score_min = filters.NumberFilter(label=_("Score from"), field_name="score", lookup_expr="gte")
    score_max = filters.NumberFilter(label=_("Score to"), field_name="score", lookup_expr="lte")

    def of_customer(self, rows: QuerySet[Any], _name: str, number: str) -> QuerySet[Any]:
        return rows.filter(customer_id__in=Customer.objects.filter(number=number).values("pk"))


class DatedScoreFilter(ScoreFilter):
    """The same, and the day whose rows are wanted, which the view reads itself."""

    as_of = filters.DateFilter(label=_("As of"), method="unchanged")

    def unchanged(self, rows: QuerySet[Any], _name: str, _day: Any) -> QuerySet[Any]:
        return rows
