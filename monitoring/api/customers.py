"""Customers over the API as the list shows them: the book's own fields and where they stand."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.posting import posting_schema
from customers.api.serializers import CustomerRowSerializer, CustomerSerializer
from customers.api.views import CustomerCollection, CustomerItem, Customers
from customers.filters import CustomerFilter
from customers.models import MONEY, Customer
from monitoring.filters.customers import CustomerListFilter
from scoring.models import SUM_OF_MONEY, Tier

SEE_SCORES = "scoring.view_riskscore"
FIGURES = (
    "tier",
    "tier_since",
    "score",
    "change",
    "as_of",
    "pd",
    "expected_loss",
    "exposure",
    "unbilled",
    "disputed",
    "overdue",
    "covered",
    "oldest_days",
    "open_without_rate",
    "credit_limit",
)


class MonitoredCustomerSerializer(CustomerSerializer):
    """A customer with its latest reading and rating; null = not known yet.

    Callers without the right to see scores get the customer alone.
    """

    tier = serializers.ChoiceField(source="rating.tier", choices=Tier.choices, read_only=True)
    tier_since = serializers.DateField(source="rating.tier_since", read_only=True, allow_null=True)
    score = serializers.DecimalField(
        source="rating.score", max_digits=5, decimal_places=1, read_only=True, allow_null=True
    )
    change = serializers.DecimalField(
        source="rating.change", max_digits=5, decimal_places=1, read_only=True, allow_null=True
    )
    as_of = serializers.DateField(source="reading.as_of", read_only=True, allow_null=True)
    pd = serializers.DecimalField(
        source="rating.pd", max_digits=7, decimal_places=4, read_only=True, allow_null=True,
        help_text="probability of default, per cent; null = the card has no calibration",
    )  # fmt: skip
    expected_loss = serializers.DecimalField(
        source="rating.expected_loss", **SUM_OF_MONEY, read_only=True, allow_null=True,
        help_text="probability of default × loss given default × (exposure + unbilled)",
    )  # fmt: skip
    unbilled = serializers.DecimalField(
        source="reading.unbilled", **SUM_OF_MONEY, read_only=True, allow_null=True,
        help_text="orders not yet invoiced; null = one has no exchange rate",
    )  # fmt: skip
    disputed = serializers.DecimalField(
        source="reading.disputed", **SUM_OF_MONEY, read_only=True, allow_null=True,
        help_text="part of the exposure that is in dispute; null = a rate is not known",
    )  # fmt: skip
    covered = serializers.DecimalField(
        source="reading.covered", **SUM_OF_MONEY, read_only=True, allow_null=True,
        help_text="overdue and undisputed, but covered by payments of which nothing was used; "
        "null = a rate is not known",
    )  # fmt: skip
    exposure = serializers.DecimalField(
        source="reading.exposure", **SUM_OF_MONEY, read_only=True, allow_null=True
    )
    overdue = serializers.DecimalField(
        source="reading.overdue", **SUM_OF_MONEY, read_only=True, allow_null=True
    )
    oldest_days = serializers.IntegerField(
        source="reading.oldest_days", read_only=True, allow_null=True
    )
    open_without_rate = serializers.IntegerField(
        source="reading.open_without_rate",
        read_only=True,
        allow_null=True,
        help_text="open invoices without an exchange rate, which are in none of the amounts",
    )
    credit_limit = serializers.DecimalField(
        source="reading.credit_limit", **MONEY, read_only=True, allow_null=True
    )

    class Meta(CustomerSerializer.Meta):
        fields: ClassVar[list[str]] = [*CustomerSerializer.Meta.fields, *FIGURES]

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None and not request.user.has_perm(SEE_SCORES):
            for name in FIGURES:
                fields.pop(name)
        return fields


class Monitored(Customers):
    """Customers with what scoring knows of them."""

    serializer_class: Any = MonitoredCustomerSerializer

    def get_queryset(self) -> QuerySet[Customer]:
        # every customer has a rating; saying so lets the order of its index lead the query
        customers = super().get_queryset().filter(rating__isnull=False)
        return customers.select_related("rating", "reading", "manager", "team")

    @property
    def sees_scores(self) -> bool:
        request = getattr(self, "request", None)  # the schema is made without one
        return request is None or request.user.has_perm(SEE_SCORES)


class MonitoredCustomerCollection(Monitored, CustomerCollection):
    __doc__ = CustomerCollection.__doc__

    @property
    def filterset_class(self) -> type[CustomerFilter]:  # type: ignore[override]
        return CustomerListFilter if self.sees_scores else CustomerFilter

    @property
    def sorts(self) -> dict[str, str]:  # type: ignore[override]
        names = {"id": "pk", "name": "sort_key"}
        return names | {"score": "-rating__danger"} if self.sees_scores else names

    @posting_schema(CustomerRowSerializer, MonitoredCustomerSerializer, "Customer")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer: Response = super().post(request, *args, **kwargs)
        return answer


class MonitoredCustomerItem(Monitored, CustomerItem):
    """One customer. Change it with the `ETag` you have seen as `If-Match`."""

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Any:
        data = response.data
        answer = super().finalize_response(request, response, *args, **kwargs)
        if answer.status_code == 304:
            # the figures move without the customer's version, so "not modified" might be wrong
            answer.status_code, answer.data = 200, data
        return answer
