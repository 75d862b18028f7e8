"""Loss rates estimated from the ledger, over the API: their roll rates, and asking for more.

Adopting an estimate is for people, on its page.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from riskcrm.accounts.signed_in import person_of
from riskcrm.jobs.models import Run
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin
from scoring import services
from scoring.losses.rates import LOST, OPEN, PAID
from scoring.models import ProvisionMatrix

VIEW = "scoring.view_provisionmatrix"
ASK: Needed = (VIEW, "scoring.add_provisionmatrix")
STATES = [*OPEN, PAID, LOST]


class RollsSerializer(serializers.Serializer[Any]):
    """Where what was open in a bucket at a month's end lay a month later."""

    bucket = serializers.ChoiceField([(code, code) for code in OPEN])
    count = serializers.IntegerField(help_text="invoices that were in it, month by month")
    moves = serializers.DictField(
        child=serializers.IntegerField(), required=False,
        help_text=f"how many of them went where: {', '.join(STATES)}",
    )  # fmt: skip
    rolls = serializers.DictField(
        child=serializers.FloatField(), help_text="the share of their amount, 0 to 1"
    )
    share = serializers.DecimalField(
        7, 6, allow_null=True,
        help_text="loss rate: what is lost in the end, 0 to 1, loss given default included; null = "
        "too few moved",
    )  # fmt: skip


class ProvisionMatrixSerializer(serializers.ModelSerializer[ProvisionMatrix]):
    """An estimate: its month ends, rolls and rates, who asked for it and who adopted it."""

    rates = RollsSerializer(many=True, read_only=True)
    requested_by = serializers.CharField(
        source="requested_by.username", read_only=True, default=None, allow_null=True
    )
    adopted_by = serializers.CharField(
        source="adopted_by.username", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = ProvisionMatrix
        fields: ClassVar[list[str]] = [
            "id", "first_day", "final_day", "loss_given_default", "rates", "run", "requested_by",
            "made_at", "adopted_by", "adopted_at",
        ]  # fmt: skip
        read_only_fields = fields


class EstimateSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Between which month ends invoices are followed; without them the last twelve months."""

    first_month = serializers.DateField(
        required=False, allow_null=True, default=None,
        help_text="any day of the month whose end is first; null = twelve months before the last",
    )  # fmt: skip
    final_month = serializers.DateField(
        required=False, allow_null=True, default=None,
        help_text="any day of the month whose end is last; null = the last that is over",
    )  # fmt: skip


class AskedSerializer(serializers.ModelSerializer[Run]):
    """The run that counts; its estimate is in the list once it is done."""

    class Meta:
        model = Run
        fields: ClassVar[list[str]] = ["id", "state", "total"]
        read_only_fields = fields


class Matrices(generics.GenericAPIView[ProvisionMatrix]):
    serializer_class: Any = ProvisionMatrixSerializer
    queryset = ProvisionMatrix.objects.none()  # for the schema; the rows come from get_queryset

    def get_queryset(self) -> QuerySet[ProvisionMatrix]:
        return ProvisionMatrix.objects.select_related("requested_by", "adopted_by")


class MatrixCollection(IdempotentMixin, Matrices, generics.ListAPIView[ProvisionMatrix]):
    """List estimates; have loss rates estimated anew. No key has a scope for the latter."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW, "POST": ASK}
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}
    default_sort = "-id"

    @extend_schema(request=EstimateSerializer, responses={202: AskedSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = EstimateSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        run = services.request_estimate(
            by=person_of(request), at=timezone.now(), **given.validated_data
        )
        return Response(AskedSerializer(run).data, 202)


class MatrixItem(Matrices, generics.RetrieveAPIView[ProvisionMatrix]):
    """One estimate with its roll rates."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW}


urlpatterns: list[URLPattern] = [
    path("provision-matrices/", MatrixCollection.as_view(), name="api-provision-matrices"),
    path("provision-matrices/<int:pk>/", MatrixItem.as_view(), name="api-provision-matrix"),
]
