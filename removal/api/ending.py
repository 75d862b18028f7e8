"""What follows an end, over the API: legal recoveries, and the settlement of a case. Read only."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from removal.api.case_serializers import Person
from removal.ending.filters import LegalRecoveryFilter
from removal.models import LegalRecovery, RecoveryCost, RemovalCase
from removal.selectors.ending import ending_facts, settlement_statement, with_sums
from riskcrm.accounts.removal_rights import VIEW_MATTERS
from riskcrm.accounts.roles import VIEW_CASES
from riskcrm.web.today import today


class RecoveryCostSerializer(serializers.ModelSerializer[RecoveryCost]):
    class Meta:
        model = RecoveryCost
        fields: ClassVar[list[str]] = ["effective_date", "what", "amount"]
        read_only_fields = fields


class LegalRecoverySerializer(serializers.ModelSerializer[LegalRecovery]):
    """A matter, with what it has cost and brought, in the base currency."""

    customer = serializers.IntegerField(source="case.customer_id", read_only=True)
    customer_number = serializers.CharField(source="case.customer.number", read_only=True)
    responsible = Person(read_only=True)
    cost = serializers.DecimalField(22, 2, read_only=True)
    recovered = serializers.DecimalField(22, 2, read_only=True)
    costs = RecoveryCostSerializer(many=True, read_only=True)

    class Meta:
        model = LegalRecovery
        fields: ClassVar[list[str]] = [
            "id", "case", "customer", "customer_number", "kind", "court", "file_number",
            "claim_amount", "opened_date", "state", "result", "ended_date", "responsible",
            "cost", "recovered", "costs",
        ]  # fmt: skip
        read_only_fields = fields


class LegalRecoveryCollection(generics.ListAPIView[LegalRecovery]):
    """List legal recoveries of the cases that the caller sees."""

    serializer_class = LegalRecoverySerializer
    queryset = LegalRecovery.objects.none()  # for the schema
    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_MATTERS}
    filterset_class = LegalRecoveryFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "opened_date": "opened_date"}

    def get_queryset(self) -> QuerySet[LegalRecovery]:
        rows = with_sums(LegalRecovery.objects.visible_to(self.request.user))
        return rows.select_related("case__customer", "responsible").prefetch_related("costs")


class EndingFigureSerializer(serializers.Serializer[Any]):
    """A figure with the address of the rows it comes from."""

    name = serializers.CharField()
    count = serializers.IntegerField()
    amount = serializers.DecimalField(26, 2, allow_null=True, help_text="base currency")
    url = serializers.CharField()
    without_rate = serializers.IntegerField(help_text="rows without a rate, in no sum")


class EndingFactsSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="item of the termination checklist")
    lines = EndingFigureSerializer(many=True)


FIGURES = (
    "opening", "invoiced", "collected", "credited", "written_off", "rest", "recovered", "costs",
    "compensation", "cash",
)  # fmt: skip


class StatementSerializer(serializers.Serializer[Any]):
    """`opening + invoiced - collected - credited - written_off + rounding = rest`."""

    rounding = serializers.DecimalField(26, 2)
    net = serializers.DecimalField(26, 2)

    def get_fields(self) -> dict[str, Any]:
        return {name: EndingFigureSerializer() for name in FIGURES} | super().get_fields()


class EndingSerializer(serializers.Serializer[Any]):
    facts = EndingFactsSerializer(many=True)
    statement = StatementSerializer(allow_null=True, help_text="null = no run-off has begun")


class Ending(APIView):
    """What the book knows of each item of the termination checklist, and the settlement so far."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_CASES}

    @extend_schema(responses=EndingSerializer)
    def get(self, request: Request, case_id: int) -> Response:
        cases = RemovalCase.objects.visible_to(request.user).select_related("customer")
        case = get_object_or_404(cases, pk=case_id)
        statement = settlement_statement(case)
        facts = [asdict(each) for each in ending_facts(case.customer, today())]
        said = {"facts": facts, "statement": statement}
        return Response(EndingSerializer(said).data)
