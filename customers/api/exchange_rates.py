"""Exchange rates over the API: whoever knows them sends them, one or a thousand at a time."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.posting import Posting, posting_schema
from customers.exchange_rates.filters import ExchangeRateFilter
from customers.models import ExchangeRate
from customers.services.posting_rates import RateRow, post_rates
from riskcrm.web.serializers import KnownFieldsMixin

RATE: dict[str, Any] = {"max_digits": 18, "decimal_places": 8}
RATE_HELP = "what one unit of `currency` is worth in the base currency"


class ExchangeRateSerializer(serializers.ModelSerializer[ExchangeRate]):
    """A rate. Of several for one currency and day the one recorded last counts."""

    class Meta:
        model = ExchangeRate
        fields: ClassVar[list[str]] = [
            "id",
            "currency",
            "effective_date",
            "rate",
            "recorded_at",
            "is_applied",
        ]
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "rate": {"help_text": RATE_HELP},
            "is_applied": {"help_text": "whether amounts in the base currency follow it already"},
        }


class ExchangeRateRowSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A rate to post. Another one for the same currency and day corrects it."""

    currency = serializers.CharField(min_length=3, max_length=3, help_text="ISO 4217, such as EUR")
    effective_date = serializers.DateField(help_text="the first day it is for")
    rate = serializers.DecimalField(**RATE, help_text=RATE_HELP)


class ExchangeRateCollection(Posting, generics.ListAPIView[ExchangeRate]):
    """List exchange rates; post one, or a list of them."""

    permissions: ClassVar[dict[str, str]] = {
        "GET": "customers.view_exchangerate",
        "POST": "customers.change_exchangerate",
    }
    serializer_class = ExchangeRateSerializer
    queryset = ExchangeRate.objects.none()
    filterset_class = ExchangeRateFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "effective_date": "effective_date"}
    row_class = ExchangeRateRowSerializer
    post_rows = post_rates

    def get_queryset(self) -> QuerySet[ExchangeRate]:
        return ExchangeRate.objects.all()

    def row(self, data: dict[str, Any]) -> RateRow:
        return RateRow(**data)

    @posting_schema(ExchangeRateRowSerializer, ExchangeRateSerializer, "ExchangeRate")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)
