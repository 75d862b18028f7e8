"""The ids by which other systems know customers, over the API."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.acts import Act, act_paths
from customers.api.posting import Posting, posting_schema
from customers.api.serializers import CUSTOMER_HELP
from customers.filters import OfCustomerFilter
from customers.models import SystemKey
from customers.services.post_each import post_system_keys
from customers.services.system_keys import remove_system_key
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin


class SystemKeySerializer(serializers.ModelSerializer[SystemKey]):
    """By which id a system of yours knows a customer."""

    customer_number = serializers.CharField(source="customer.number", read_only=True)

    class Meta:
        model = SystemKey
        fields: ClassVar[list[str]] = [
            "id", "customer", "customer_number", "system", "key", "recorded_at",
        ]  # fmt: skip
        read_only_fields = fields


class SystemKeyRowSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """An id that is to mean a customer."""

    customer = serializers.CharField(max_length=40, help_text=CUSTOMER_HELP)
    system = serializers.SlugField(max_length=40, help_text="a short name, such as erp or shop")
    key = serializers.CharField(max_length=120, help_text="the customer's id in that system")


class SystemKeyFilter(OfCustomerFilter):
    """Also by the system, and the id in it."""

    system = filters.CharFilter(label=_("system"))
    key = filters.CharFilter(label=_("id in that system"))


class SystemKeys(generics.GenericAPIView[SystemKey]):
    serializer_class = SystemKeySerializer
    queryset = SystemKey.objects.none()  # for the schema

    def get_queryset(self) -> QuerySet[SystemKey]:
        rows = SystemKey.objects.visible_to(self.request.user)
        return rows.select_related("customer")


class SystemKeyCollection(Posting, SystemKeys, generics.ListAPIView[SystemKey]):
    """List ids of other systems; let one mean a customer, or many.

    With them a credit check finds a customer by the id that your system has for it.
    """

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_customer",
        "POST": "customers.change_customer",
    }
    filterset_class = SystemKeyFilter
    row_class = SystemKeyRowSerializer
    post_rows = post_system_keys

    @posting_schema(SystemKeyRowSerializer, SystemKeySerializer, "SystemKey")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)


class SystemKeyItem(SystemKeys, generics.RetrieveAPIView[SystemKey]):
    """One id of another system."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": "customers.view_customer"}


ACTS = act_paths(
    "system-keys/<int:pk>/",
    "api-system-key",
    SystemKeys,
    Act(
        "remove",
        remove_system_key,
        "Let an id of another system mean nobody; the answer is what it was.",
        answer=SystemKeySerializer,
    ),
    permission="customers.change_customer",
)
