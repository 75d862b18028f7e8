"""Small API views that use the machinery every API view uses, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError as ModelValidationError
from django.db.models import F
from django.urls import include, path
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.models import Customer
from riskcrm.accounts.models import Team
from riskcrm.accounts.services import create_team
from riskcrm.web.errors import Refused
from riskcrm.web.etags import VersionedMixin, stale
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import SIGNED_IN
from riskcrm.web.serializers import KnownFieldsMixin

AT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


class TeamSerializer(KnownFieldsMixin, serializers.ModelSerializer):
    class Meta:
        model = Team
        fields = ["id", "code", "name"]


class Teams(IdempotentMixin, VersionedMixin, generics.ListCreateAPIView):
    permissions = {"GET": "customers.view_customer", "POST": "customers.add_customer"}
    queryset = Team.objects.all()
    serializer_class = TeamSerializer
    filter_backends: list[Any] = []
    sorts = {"name": "name", "id": "pk"}
    default_sort = "name"

    def perform_create(self, serializer: Any) -> None:
        if serializer.validated_data["name"] == "Refused":
            create_team(code="half-done", name="gone", by=self.request.user.as_actor(), at=AT)
            raise Refused("There is one already.", code="taken", field="name")
        actor = self.request.user.as_actor()
        serializer.instance = create_team(**serializer.validated_data, by=actor, at=AT)
        self.versioned = serializer.instance
        self.versioned.version = 1


class Bulk(APIView):
    permissions = {"POST": SIGNED_IN}

    def post(self, request: Request) -> Response:
        rows = TeamSerializer(data=request.data, many=True)
        rows.is_valid(raise_exception=True)
        return Response(rows.data)


class Raise(APIView):
    permissions = {"GET": SIGNED_IN}

    def get(self, request: Request, what: str) -> Response:
        if what == "model":
            raise ModelValidationError({"name": ["too long"]})
        raise ZeroDivisionError


class Undeclared(APIView):
    def get(self, request: Request) -> Response:
        return Response("open")


class CustomerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Customer
        fields = ["id", "name"]


class OneCustomer(VersionedMixin, generics.RetrieveUpdateAPIView):
    permissions = {"GET": "customers.view_customer", "PATCH": "customers.change_customer"}
    queryset = Customer.objects.all()
    serializer_class = CustomerSerializer

    def perform_update(self, serializer: Any) -> None:
        rows = Customer.objects.filter(pk=serializer.instance.pk, version=self.version)
        if not rows.update(version=F("version") + 1, **serializer.validated_data):
            raise stale()
        serializer.instance.refresh_from_db()


class Customers(generics.ListAPIView):
    permissions = {"GET": "customers.view_customer"}
    queryset = Customer.objects.all()
    serializer_class = CustomerSerializer
    filter_backends: list[Any] = []


urlpatterns = [
    path("api/v1/many/", Customers.as_view()),
    path("api/v1/teams/", Teams.as_view()),
    path("api/v1/bulk/", Bulk.as_view()),
    path("api/v1/raise/<str:what>/", Raise.as_view()),
    path("api/v1/undeclared/", Undeclared.as_view()),
    path("api/v1/one/<int:pk>/", OneCustomer.as_view()),
    path("", include("riskcrm.urls")),
]
handler404 = "riskcrm.web.problems.not_found"
handler500 = "riskcrm.web.problems.server_error"
