"""Runs of erasure over the API. Read only: people propose and approve."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import generics, serializers

from removal.models import ErasureItem, ErasureRun
from removal.retention.filters import ErasureRunFilter
from removal.selectors.retention import runs
from riskcrm.accounts.removal_rights import VIEW_ERASURES
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.web.permissions import Needed

READ: Needed = (VIEW_ERASURES, ALL_CUSTOMERS)


class ErasureRunSerializer(serializers.ModelSerializer[ErasureRun]):
    """A run with its approvals; `certificate_sha256` is there once it is done."""

    class Meta:
        model = ErasureRun
        fields: ClassVar[list[str]] = [
            "id", "state", "as_of", "customers", "reason", "proposed_by", "proposed_at",
            "first_by", "first_at", "second_by", "second_at", "rejected_by", "rejected_at",
            "rejected_because", "finished_at", "certificate_sha256", "version",
        ]  # fmt: skip
        read_only_fields = fields


class ErasureItemSerializer(serializers.ModelSerializer[ErasureItem]):
    """A customer of a run: class of record → rows, before and erased."""

    counts = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    erased = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    held = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ErasureItem
        fields: ClassVar[list[str]] = [
            "customer", "ended_on", "due_on", "state", "counts", "erased", "held", "events",
            "settled_at",
        ]  # fmt: skip
        read_only_fields = fields


class ErasureRunCollection(generics.ListAPIView[ErasureRun]):
    """List the runs of erasure."""

    serializer_class = ErasureRunSerializer
    queryset = ErasureRun.objects.none()  # for the schema
    permissions: ClassVar[dict[str, Needed]] = {"GET": READ}
    filterset_class = ErasureRunFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}

    def get_queryset(self) -> QuerySet[ErasureRun]:
        return runs()


class ErasureRunItem(generics.RetrieveAPIView[ErasureRun]):
    """One run of erasure."""

    serializer_class = ErasureRunSerializer
    permissions: ClassVar[dict[str, Needed]] = {"GET": READ}
    queryset = ErasureRun.objects.all()

    def get_queryset(self) -> QuerySet[ErasureRun]:
        return runs()


class ErasureRunCustomers(generics.ListAPIView[ErasureItem]):
    """The customers of a run, and what came of each."""

    serializer_class = ErasureItemSerializer
    queryset = ErasureItem.objects.none()  # for the schema
    permissions: ClassVar[dict[str, Needed]] = {"GET": READ}
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}

    def get_queryset(self) -> QuerySet[Any]:
        return get_object_or_404(runs(), pk=self.kwargs["pk"]).items.all()
