"""Indicators over the API: the catalogue with its distribution, and a customer's figures."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.record_serializers import record_serializer
from customers.models import Customer
from customers.records import KINDS
from riskcrm.accounts.roles import ALL_CUSTOMERS
from scoring import figure_rows
from scoring.api.indicator_serializers import (
    CatalogueSerializer,
    CustomerFigureSerializer,
    FigureListSerializer,
)
from scoring.api.views import Scores, asked_day
from scoring.distributions import Distribution, distributions
from scoring.figures import Figures, figures_of, figures_on
from scoring.indicators import FAMILIES, INDICATORS, Indicator
from scoring.models import ScorecardVersion
from scoring.views.customer import may_see

FAMILY_TITLES = {family.name: family.title for family in FAMILIES}
QUARTERS = ("smallest", "lower_quarter", "median", "upper_quarter", "largest")
AS_OF = OpenApiParameter(
    "as_of", dt.date, description="the figures of the score that held on this day; default: now"
)


def _name_in(language: str, indicator: Indicator) -> str:
    with override(language):
        return str(indicator.name)


def declared(found: Distribution) -> dict[str, Any]:
    """An indicator as it is declared, with what is known of it in the book."""
    each = found.indicator
    return {
        **{name: getattr(each, name) for name in (
            "code", "number", "name", "formula", "source", "higher_is_riskier", "window",
            "minimum", "minimum_of", "family",
        )},
        "name_en": _name_in("en", each),
        "name_zh": _name_in("zh-hans", each),
        "unit": each.unit.value,
        "unit_name": each.unit.label,
        "family_name": FAMILY_TITLES[each.family],
        "use": each.use.value,
        "known": found.known,
        "missing_share": found.missing_share,
        "histogram": found.bars,
        "quarters": found.quarters and dict(zip(QUARTERS, found.quarters, strict=True)),
    }  # fmt: skip


class IndicatorCatalogue(generics.GenericAPIView[Any]):
    """Every indicator as it is declared, with quartiles and missing share over one's customers."""

    permissions: ClassVar[dict[str, str]] = {"GET": "scoring.view_scorecard"}
    serializer_class = CatalogueSerializer
    queryset = ScorecardVersion.objects.none()

    def get(self, request: Request) -> Response:
        found = distributions(
            Customer.objects.visible_to(request.user),
            [each for each in INDICATORS.values() if may_see(request, each)],
            everyone=request.user.has_perm(ALL_CUSTOMERS),
        )
        body = {
            "readings": found[0].readings if found else 0,
            "indicators": [declared(each) for each in found],
        }
        return Response(self.get_serializer(body).data)


def of_customer(customer: Customer, figures: Figures | None) -> dict[str, Any]:
    return {
        "customer": customer.pk,
        "customer_number": customer.number,
        "as_of": figures and figures.as_of,
        "known_at": figures and figures.known_at,
        "card_version": figures and figures.score.card_version_id,
    }


def figure(indicator: Indicator, figures: Figures | None) -> dict[str, Any]:
    """The value of an indicator and what it gave to the score."""
    part = figures and figures.part(indicator.code)
    factor = figures.explanation.card.factor(indicator.code) if figures and part else None
    return {
        "indicator": indicator.code,
        "name": indicator.name,
        "value": figures and figures.values[indicator.code],
        "unit": indicator.unit.value,
        "minimum": indicator.minimum,
        "minimum_of": indicator.minimum_of,
        "is_in_card": part is not None,
        "weight": factor and factor.weight,
        "sub_score": part and part.sub_score,
        "points": part and part.points,
    }


class CustomerFigures(Scores):
    """What figures of a customer have in common."""

    def found(self, customer_id: int) -> tuple[Customer, Figures | None]:
        """The customer with the figures of the day that is asked for."""
        customer = get_object_or_404(self.visible(), pk=customer_id)
        day = asked_day(self.request)
        return customer, figures_on(customer, day) if day else figures_of(customer)


class CustomerFigureList(CustomerFigures):
    """Every indicator of a customer, scored or not, now or as of a day."""

    serializer_class = FigureListSerializer

    @extend_schema(operation_id="scores_indicators", parameters=[AS_OF])
    def get(self, request: Request, customer_id: int) -> Response:
        customer, figures = self.found(customer_id)
        shown = [figure(each, figures) for each in INDICATORS.values() if may_see(request, each)]
        body = of_customer(customer, figures) | {"indicators": shown}
        return Response(self.get_serializer(body).data)


class CustomerFigureItem(CustomerFigures):
    """One indicator of a customer, now or as of a day, with the rows behind it."""

    serializer_class = CustomerFigureSerializer

    @extend_schema(operation_id="scores_indicator", parameters=[AS_OF])
    def get(self, request: Request, customer_id: int, code: str) -> Response:
        if code not in INDICATORS or not may_see(request, INDICATORS[code]):
            raise Http404
        indicator = INDICATORS[code]
        customer, figures = self.found(customer_id)
        body = of_customer(customer, figures) | figure(indicator, figures)
        return Response(self.get_serializer(body | self.rows(customer, indicator, figures)).data)

    def rows(
        self, customer: Customer, indicator: Indicator, figures: Figures | None
    ) -> dict[str, Any]:
        """The rows behind a figure; none are told to whom may not read them where they belong."""
        body: dict[str, Any] = {
            "rows_of": indicator.rows.value, "rows": [], "facts": [], "is_cut": False,
        }  # fmt: skip
        if figures is None:
            return body
        at: dict[str, Any] = {"as_of": figures.as_of, "known_at": figures.known_at}
        rows = figure_rows.indicator_rows(customer, indicator.code, **at)
        if not self.request.user.has_perms(figure_rows.rights_to(indicator, rows)):
            return body | {"rows": None, "facts": None}
        body |= {"rows": rows, "is_cut": len(rows) >= figure_rows.ROWS_AT_MOST}
        if indicator.kind:
            facts = figure_rows.facts_behind(customer, indicator, **at)
            body["facts"] = record_serializer(KINDS[indicator.kind])(facts, many=True).data
        return body
