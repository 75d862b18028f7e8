"""Lists as files over the API: asking for one, how far it is, fetching it."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import FileResponse
from django.utils import timezone, translation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from riskcrm.web.api.saved_views import ADDRESS_HELP, page_at
from riskcrm.web.filters import FilterSet
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.models import Export
from riskcrm.web.permissions import Needed
from riskcrm.web.person import person_of
from riskcrm.web.serializers import KnownFieldsMixin
from riskcrm.web.services import exports as services

ADD, VIEW = services.EXPORT, "web.view_export"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportSerializer(serializers.ModelSerializer[Export]):
    """A file of a list. It is kept for seven days."""

    class Meta:
        model = Export
        fields: ClassVar[list[str]] = [
            "id",
            "title",
            "address",
            "format",
            "state",
            "total",
            "done",
            "error",
            "created_at",
            "finished_at",
        ]
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "total": {"help_text": "rows; null = not counted yet"},
            "done": {"help_text": "rows written so far"},
        }


class NewExportSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A list to write into a file, with the rows and columns that its address says."""

    address = serializers.CharField(max_length=4000, help_text=ADDRESS_HELP)
    format = serializers.ChoiceField(choices=Export.Format.choices)


class ExportFilter(FilterSet):
    state = django_filters.ChoiceFilter(choices=Export.State.choices)

    class Meta:
        model = Export
        fields: ClassVar[list[str]] = []


class Exports(generics.GenericAPIView[Export]):
    serializer_class = ExportSerializer
    queryset = Export.objects.none()  # for the schema; the rows come from get_queryset

    def get_queryset(self) -> QuerySet[Export]:
        return Export.objects.visible_to(person_of(self.request))


class ExportCollection(IdempotentMixin, Exports, generics.ListAPIView[Export]):
    """List the files that the caller has asked for; ask for one. A worker writes it."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW, "POST": ADD}
    filterset_class = ExportFilter

    @extend_schema(request=NewExportSerializer, responses={202: ExportSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = NewExportSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        by, said = person_of(request), given.validated_data
        page_at(said["address"], by=by)
        export = services.request_export(
            by=by,
            address=said["address"],
            file_format=said["format"],
            language=translation.get_language() or "en",
            at=timezone.now(),
        )
        address = reverse("api-export", kwargs={"pk": export.pk}, request=request)
        body = self.get_serializer(export).data
        return Response(body, status=202, headers={"Location": address})


class ExportItem(Exports, generics.RetrieveAPIView[Export]):
    """One file: how far it is."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW}


class ExportCancel(Exports):
    """Stop a file that is still being written."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": ADD}

    @extend_schema(request=None, responses=ExportSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        export = self.get_object()
        services.cancel_export(export, by=person_of(request), at=timezone.now())
        export.refresh_from_db()
        return Response(self.get_serializer(export).data)


class ExportFile(Exports):
    """The file itself, once it is done; 409 before."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW}

    @extend_schema(
        responses={(200, "text/csv"): OpenApiTypes.STR, (200, XLSX): OpenApiTypes.BINARY}
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:
        export = self.get_object()
        path = services.note_download(export, by=person_of(request), at=timezone.now())
        kind = XLSX if export.format == Export.Format.XLSX else "text/csv; charset=utf-8"
        return FileResponse(
            path.open("rb"),
            as_attachment=True,
            filename=f"export-{export.pk}.{export.format}",
            content_type=kind,
        )
