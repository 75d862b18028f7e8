"""Filters of grades and tables of scores, for the pages and the API alike."""

from __future__ import annotations

from typing import ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from riskcrm.web.filters import FilterSet
from scoring.models import PeerFigure, RegionGrade, ScoreTable


class RegionGradeFilter(FilterSet):
    """Of which country, and how risky."""

    country = filters.CharFilter(label=_("Country"), lookup_expr="iexact")
    grade = filters.NumberFilter(label=_("Grade"))

    class Meta:
        model = RegionGrade
        fields: ClassVar[list[str]] = []


class ScoreTableFilter(FilterSet):
    """Of which provider."""

    provider = filters.CharFilter(label=_("Provider"), lookup_expr="icontains")

    class Meta:
        model = ScoreTable
        fields: ClassVar[list[str]] = []


class PeerFigureFilter(FilterSet):
    """Which figure, of which part of the book, from when to when."""

    figure = filters.ChoiceFilter(label=_("Figure"), choices=PeerFigure.Figure.choices)
    part = filters.CharFilter(label=_("Part of the book"))
    as_of_after = filters.DateFilter(label=_("As of"), field_name="as_of", lookup_expr="gte")
    as_of_before = filters.DateFilter(label=_("To"), field_name="as_of", lookup_expr="lte")

    class Meta:
        model = PeerFigure
        fields: ClassVar[list[str]] = []
