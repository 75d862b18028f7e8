"""The ageing and the worklist over the API: the same figures as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.models import Arrears, Customer, Urgency
from customers.models.receivables import BOOK_SUM, SUM
from customers.receivables.ageing import DIMENSIONS, Line, Scope, ageing_of, ageing_of_customers
from customers.receivables.buckets import CODES
from monitoring.filters.customers import CustomerListFilter
from monitoring.filters.worklist import WorklistFilter
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.filter_backend import refuse_unknown
from riskcrm.web.keyset import Sort
from riskcrm.web.today import today

# open amounts by days past due; they add up to the total
BucketsSerializer: Any = type(
    "AgeingBucketsSerializer",
    (serializers.Serializer,),
    {code: serializers.DecimalField(**BOOK_SUM) for code in CODES},
)


class LineSerializer(serializers.Serializer[Line]):
    """What is open in one part of the book. Credit stands beside it and is not netted."""

    key = serializers.IntegerField(
        allow_null=True,
        help_text="id of the team, manager or group; null = nobody's, the book, or further groups",
    )
    name = serializers.CharField()
    total = serializers.DecimalField(**BOOK_SUM)
    overdue = serializers.DecimalField(**BOOK_SUM)
    buckets = BucketsSerializer()
    disputed = serializers.DecimalField(**BOOK_SUM, help_text="part of the total")
    unallocated_cash = serializers.DecimalField(source="cash", **BOOK_SUM)
    open_credit_notes = serializers.DecimalField(source="credit_notes", **BOOK_SUM)
    customers = serializers.IntegerField(help_text="who owe anything")
    without_rate = serializers.IntegerField(help_text="open invoices that are in no amount")
    loans = serializers.DecimalField(**BOOK_SUM, help_text="outstanding principal")
    non_performing = serializers.DecimalField(**BOOK_SUM, help_text="part of the loans")


class AgeingSerializer(serializers.Serializer[Any]):
    """A reading of the ageing: all its figures are of `read_at`, ages as of `day`.

    Teams and managers add up to the total. Groups do not: customers of no group are in no line,
    and those of several in each; 200 groups are told apart, those that owe most first, and the
    others are one line.
    """

    by = serializers.ChoiceField(choices=[])
    day = serializers.DateField()
    read_at = serializers.DateTimeField(allow_null=True, help_text="null = never added up yet")
    currency = serializers.CharField()
    total = LineSerializer()
    lines = LineSerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        fields["by"] = serializers.ChoiceField(choices=list(DIMENSIONS))
        return fields


class Ageing(APIView):
    """The ageing of what the caller sees, told apart by book, team, manager or group."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_invoice"}

    @extend_schema(
        operation_id="ageing_retrieve",
        parameters=[
            OpenApiParameter("by", str, enum=list(DIMENSIONS), default="book"),
            OpenApiParameter("team", OpenApiTypes.INT, description="only this team's customers"),
            OpenApiParameter("manager", OpenApiTypes.INT, description="only this manager's"),
            OpenApiParameter("group", OpenApiTypes.INT, description="only this group's members"),
        ],
        responses=AgeingSerializer,
    )
    def get(self, request: Request) -> Response:
        refuse_unknown(request, ("by", "team", "manager", "group"))
        by = request.query_params.get("by", "book")
        if by not in DIMENSIONS:
            message = _("Tell apart by one of: %(names)s.") % {"names": ", ".join(DIMENSIONS)}
            raise ValidationError({"by": [message]})
        scope = Scope(*(_number(request, name) for name in ("team", "manager", "group")))
        found = ageing_of(person_of(request), by, day=today(), scope=scope)
        answer = {
            "by": by,
            "day": found.day,
            "read_at": found.read_at,
            "currency": settings.BASE_CURRENCY,
            "total": found.total,
            "lines": found.lines,
        }
        return Response(AgeingSerializer(answer).data)


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValidationError({name: [_("Give a whole number.")]})
    return int(text)


class CustomerAgeingSerializer(serializers.Serializer[Any]):
    """The ageing of one customer as it is at this moment."""

    customer = serializers.IntegerField(source="pk")
    customer_number = serializers.CharField(source="number")
    name = serializers.CharField()
    total = serializers.DecimalField(source="line.total", **SUM)
    overdue = serializers.DecimalField(source="line.overdue", **SUM)
    buckets = BucketsSerializer(source="line.buckets")
    disputed = serializers.DecimalField(source="line.disputed", **SUM)
    unallocated_cash = serializers.DecimalField(source="line.cash", **SUM)
    open_credit_notes = serializers.DecimalField(source="line.credit_notes", **SUM)
    without_rate = serializers.IntegerField(source="line.without_rate")


class CustomerAgeings(generics.ListAPIView[Customer]):
    """The ageing per customer who owes anything, the largest first."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_invoice"}
    serializer_class = CustomerAgeingSerializer
    queryset = Customer.objects.none()  # for the schema; the rows come from get_queryset
    filterset_class = CustomerListFilter
    sorts: ClassVar[dict[str, Any]] = {
        "total": Sort("reading__exposure", descending=True, tie_reversed=True),
        "overdue": Sort("reading__overdue", descending=True, tie_reversed=True),
    }
    default_sort = "-total"

    def get_queryset(self) -> QuerySet[Customer]:
        rows = Customer.objects.visible_to(self.request.user)
        return rows.filter(reading__exposure__gt=0).select_related("reading")

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Figures come by two queries for all customers of the answer."""
        if args:
            rows: list[Any] = list(args[0])
            lines = ageing_of_customers([row.pk for row in rows], day=today())
            for row in rows:
                row.line = lines[row.pk]
            args = (rows,)
        return super().get_serializer(*args, **kwargs)


class ArrearsSerializer(serializers.ModelSerializer[Arrears]):
    """A customer that needs collecting beyond what is tolerated."""

    customer_number = serializers.CharField(source="customer.number", read_only=True)
    urgency = serializers.ChoiceField(choices=Urgency.choices, read_only=True)
    expected_loss = serializers.DecimalField(
        **SUM, source="weight", read_only=True,
        help_text="what of `overdue` is expected to be lost, by the loss rates in force",
    )  # fmt: skip

    class Meta:
        model = Arrears
        fields: ClassVar[list[str]] = [
            "customer", "customer_number", "manager", "team", "urgency", "overdue", "expected_loss",
            "disputed",
            "items", "without_rate", "oldest_due_date", "read_at",
        ]  # fmt: skip
        read_only_fields = fields


class WorklistCollection(generics.ListAPIView[Arrears]):
    """Customers that need collecting, the most pressing first."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_collectionstep"}
    serializer_class = ArrearsSerializer
    queryset = Arrears.objects.none()
    filterset_class = WorklistFilter
    sorts: ClassVar[dict[str, Any]] = {
        "urgency": Sort("rank", descending=True, tie_reversed=True),
        "overdue": Sort("overdue", descending=True, tie_reversed=True),
    }
    default_sort = "-urgency"

    def get_queryset(self) -> QuerySet[Arrears]:
        return Arrears.objects.visible_to(self.request.user).select_related("customer")
