"""Reports of exceptions and bundles of evidence over the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from customers.models import Customer
from monitoring.control.exception_filters import filterset_of
from monitoring.control.exceptions import REPORTS, Report
from monitoring.control.sending import zip_of
from monitoring.services.evidence_bundles import bundle_of_case, bundle_of_customer
from removal.models import RemovalCase
from riskcrm.accounts.control_rights import MAKE_BUNDLES, VIEW_EXCEPTIONS
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.permissions import Needed

ZIP = {(200, "application/zip"): OpenApiTypes.BINARY}


class ExceptionSerializer(serializers.Serializer[Any]):
    """One row of a report, worded in the caller's language."""

    id = serializers.IntegerField(source="pk")
    at = serializers.CharField(help_text="day or time")
    what = serializers.CharField()
    detail = serializers.CharField()
    who = serializers.CharField()
    customer = serializers.IntegerField(allow_null=True, help_text="customer id")
    page = serializers.CharField(help_text="address of its page, empty where it has none")

    def to_representation(self, row: Any) -> dict[str, Any]:
        report = self.context["report"]
        said = report.said(row)
        at = getattr(row, report.at)
        return {
            "id": row.pk, "at": at.isoformat(), "what": said.what, "detail": said.detail,
            "who": said.who, "customer": report.customer_id(row), "page": said.url,
        }  # fmt: skip


class ExceptionRows(generics.ListAPIView[Any]):
    """The rows of one report of exceptions."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": (VIEW_EXCEPTIONS, ALL_CUSTOMERS)}
    serializer_class = ExceptionSerializer
    report: ClassVar[Report]

    def get_queryset(self) -> QuerySet[Any]:
        return self.report.shown(person_of(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "report": self.report}


class CustomerEvidence(APIView):
    """Take the evidence of a customer out as a ZIP that verifies offline; people only.

    `X-Evidence-Head` is the hash of the newest block, to be told on another way.
    """

    permissions: ClassVar[dict[str, Needed]] = {"POST": MAKE_BUNDLES}

    @extend_schema(request=None, responses=ZIP)
    def post(self, request: Request, customer_id: int) -> FileResponse:
        customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=customer_id)
        by, at = person_of(request), timezone.now()
        return zip_of(
            lambda into: bundle_of_customer(customer, into, by=by, at=at),
            f"evidence-customer-{customer_id}.zip",
        )


class CaseEvidenceBundle(APIView):
    """Take the evidence of a removal case out as a ZIP that verifies offline; people only."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": MAKE_BUNDLES}

    @extend_schema(request=None, responses=ZIP)
    def post(self, request: Request, case_id: int) -> FileResponse:
        case = get_object_or_404(RemovalCase.objects.visible_to(request.user), pk=case_id)
        by, at = person_of(request), timezone.now()
        return zip_of(
            lambda into: bundle_of_case(case, into, by=by, at=at), f"evidence-case-{case_id}.zip"
        )


def _rows_of(report: Report) -> type[ExceptionRows]:
    model = report.model
    attributes = {
        "__doc__": f"The report of exceptions “{report.code}”: {report.lead}",
        "report": report,
        "queryset": model._default_manager.none(),  # for the schema
        "filterset_class": filterset_of(report),
        "sorts": {"at": report.order},
        "default_sort": "-at",
    }
    return type(f"{report.code.title().replace('_', '')}Exceptions", (ExceptionRows,), attributes)


urlpatterns: list[URLPattern] = [
    *(
        path(
            f"exceptions/{code.replace('_', '-')}/",
            _rows_of(report).as_view(),
            name=f"api-exceptions-{code.replace('_', '-')}",
        )
        for code, report in REPORTS.items()
    ),
    path(
        "customers/<int:customer_id>/evidence/",
        CustomerEvidence.as_view(),
        name="api-customer-evidence",
    ),
    path(
        "removal-cases/<int:case_id>/evidence-bundle/",
        CaseEvidenceBundle.as_view(),
        name="api-case-evidence-bundle",
    ),
]
