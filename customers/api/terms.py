"""Credit terms over the API: their history, and setting them from a day on."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers import services
from customers.api.find import customer_by_number
from customers.api.kept import Making
from customers.api.posting import Posting, posting_schema
from customers.api.serializers import CUSTOMER_HELP
from customers.filters import OfCustomerFilter
from customers.models import CreditTerms, of_visible
from customers.services.post_each import post_terms
from riskcrm.accounts.models import User
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin


class CreditTermsSerializer(KnownFieldsMixin, serializers.ModelSerializer[CreditTerms]):
    """Limit and payment term from a day on; of several for a day the one recorded last counts."""

    customer_number = serializers.CharField(
        source="customer.number", max_length=40, help_text=CUSTOMER_HELP
    )

    class Meta:
        model = CreditTerms
        fields: ClassVar[list[str]] = [
            "id", "customer", "customer_number", "effective_date", "credit_limit",
            "payment_days", "recorded_at",
        ]  # fmt: skip
        read_only_fields: ClassVar[list[str]] = ["id", "customer", "recorded_at"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "credit_limit": {
                "min_value": 0, "required": True, "help_text": "base currency; null = none set",
            },
            "payment_days": {
                "required": True, "help_text": "from invoice to due date; null = none set",
            },
        }  # fmt: skip


def _set(*, customer: dict[str, str], by: User, at: dt.datetime, **said: Any) -> CreditTerms:
    return services.set_credit_terms(
        customer_by_number(by, customer["number"]), by=by, at=at, **said
    )


class CreditTermsRows(generics.GenericAPIView[CreditTerms]):
    serializer_class = CreditTermsSerializer
    queryset = CreditTerms.objects.none()  # for the schema

    def get_queryset(self) -> QuerySet[CreditTerms]:
        return of_visible(CreditTerms.objects.select_related("customer"), self.request.user)


class CreditTermsCollection(Posting, Making, CreditTermsRows, generics.ListAPIView[CreditTerms]):
    """List credit terms, former ones too; set those of a customer from a day on, or of many.

    What holds already is not written again.
    """

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_customer",
        "POST": "customers.change_customer",
    }
    filterset_class = OfCustomerFilter
    make = _set
    made_at = "api-credit-terms-item"
    row_class = CreditTermsSerializer
    post_rows = post_terms

    def row(self, data: dict[str, Any]) -> dict[str, Any]:
        return data | {"customer": data["customer"]["number"]}

    @posting_schema(CreditTermsSerializer, CreditTermsSerializer, "CreditTerms")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if isinstance(request.data, list):
            return super().post(request, *args, **kwargs)
        return self.create(request, *args, **kwargs)


class CreditTermsItem(CreditTermsRows, generics.RetrieveAPIView[CreditTerms]):
    """Terms as they were set once. They are not changed: newer ones take their place."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": "customers.view_customer"}
