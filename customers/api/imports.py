"""Files over the API: brought, checked, confirmed, stopped and undone as on the page."""

from __future__ import annotations

import contextlib
import datetime as dt
from copy import copy
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from kombu.exceptions import OperationalError
from rest_framework import generics, parsers, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers import tasks
from customers.api.acts import Act, act_paths, text
from customers.api.import_serializers import (
    ImportSerializer,
    ImportUploadSerializer,
    MappingSerializer,
    UndoSerializer,
)
from customers.imports import moving, named, services, stopping, undoing
from customers.imports.filters import ImportFileFilter
from customers.models import ImportFile, ImportMapping
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed

VIEW, ADD, UNDO = (
    "customers.view_importfile",
    "customers.add_importfile",
    "customers.undo_import",
)


class Imports(generics.GenericAPIView[ImportFile]):
    serializer_class: Any = ImportSerializer
    queryset = ImportFile.objects.none()  # for the schema; the rows come from get_queryset

    def get_queryset(self) -> QuerySet[ImportFile]:
        rows = ImportFile.objects.visible_to(self.request.user)
        return rows.select_related("uploaded_by", "undo")

    def answer(self, row: ImportFile, status: int = 202) -> Response:
        """The import as it is now; a worker goes on with it."""
        with contextlib.suppress(OperationalError):
            tasks.work_on_imports.delay_on_commit()
            tasks.work_on_undos.delay_on_commit()
        body = self.get_serializer(self.get_queryset().get(pk=row.pk)).data
        return Response(body, status=status)


class ImportCollection(IdempotentMixin, Imports, generics.ListAPIView[ImportFile]):
    """List imports; bring a file and have it checked."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW, "POST": ADD}
    parser_classes = [parsers.MultiPartParser]
    filterset_class = ImportFileFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}

    @extend_schema(
        request={"multipart/form-data": ImportUploadSerializer}, responses={202: ImportSerializer}
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = ImportUploadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data, by = given.validated_data, person_of(request)
        row = services.upload(data["file"], kind=data["kind"], by=by, at=timezone.now())
        options = given.options(row.preview["header"], by=by)
        services.request_check(row, options=options, by=by, at=timezone.now())
        answer = self.answer(row)
        answer["Location"] = reverse("api-import", kwargs={"pk": row.pk}, request=request)
        return answer


class ImportItem(Imports, generics.RetrieveAPIView[ImportFile]):
    """One import: how far it is, and what was found or written."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW}


class ImportConfirmation(Imports):
    """Have a checked file written. Only for who brought it."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": ADD}

    @extend_schema(request=None, responses={202: ImportSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        return self.answer(services.request_import(row, by=person_of(request), at=timezone.now()))


class ImportStopping(Imports):
    """Stop checking, importing or undoing; nothing of that work is kept."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": ADD}

    @extend_schema(request=None, responses={202: ImportSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        return self.answer(stopping.request_stop(row, by=person_of(request), at=timezone.now()))


class ImportUndoing(Imports):
    """Take an import back: what it created goes, what it changed is as before; what was touched
    since is kept and told."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": UNDO}

    @extend_schema(request=UndoSerializer, responses={202: ImportSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        given = UndoSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        reason = given.validated_data["reason"]
        return self.answer(
            undoing.request_undo(row, by=person_of(request), reason=reason, at=timezone.now())
        )


class ImportRefusals(Imports):
    """The refused rows as CSV, each with line, column, value and reason."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW}

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:
        return _csv(self.get_object().refusals)


class ImportKept(Imports):
    """What undoing has kept, as CSV, with the reasons."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW}

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:
        row = self.get_object()
        if not hasattr(row, "undo"):
            raise Http404
        return _csv(row.undo.kept)


def _csv(file: Any) -> FileResponse:
    if not file or not Path(file.path).exists():
        raise Http404
    return FileResponse(file.open("rb"), content_type="text/csv; charset=utf-8")


class Mappings(generics.GenericAPIView[ImportMapping]):
    serializer_class = MappingSerializer
    queryset = ImportMapping.objects.none()  # for the schema

    def get_queryset(self) -> QuerySet[ImportMapping]:
        return ImportMapping.objects.visible_to(self.request.user).select_related("owner", "team")


class MappingCollection(Mappings, generics.ListAPIView[ImportMapping]):
    """List how files are read, as the caller or a colleague keeps it. `saved` of an upload names
    one; a checked import's `save-mapping` keeps one."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": ADD}


class MappingItem(Mappings, generics.RetrieveAPIView[ImportMapping]):
    """One of them."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": ADD}


def _save_mapping(
    row: ImportFile, *, name: str, share: bool, by: User, at: dt.datetime
) -> ImportMapping:
    moving.refuse_others(row, by=by)
    told, header = services.settled(row), row.preview["header"]
    return named.save_mapping(
        name=name, kind=row.kind, header=header, options=told, share=share, by=by, at=at
    )


def _delete_mapping(row: ImportMapping, *, by: User, at: dt.datetime) -> ImportMapping:
    was = copy(row)
    named.delete_mapping(row, by=by, at=at)
    return was


ACTS = [
    *act_paths(
        "imports/<int:pk>/",
        "api-import",
        Imports,
        Act("save-mapping", _save_mapping,
            "Keep how the caller's file is read; the same name again keeps the new way.",
            {"name": text("", 80),
             "share": serializers.BooleanField(
                 required=False, default=False, help_text="let the caller's team use it as well")},
            answer=MappingSerializer, status=201),
        permission=ADD,
    ),
    *act_paths(
        "import-mappings/<int:pk>/",
        "api-import-mapping",
        Mappings,
        Act("delete", _delete_mapping, "Forget a way of reading; only who keeps it may.",
            answer=MappingSerializer),
        permission=ADD,
    ),
]  # fmt: skip
