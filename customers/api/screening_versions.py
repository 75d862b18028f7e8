"""A list's files over the API: brought, checked by a worker, looked at, and taken in."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from kombu.exceptions import OperationalError
from rest_framework import generics, parsers, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers import tasks
from customers.api.acts import Act, act_paths
from customers.imports.options import Options
from customers.models import ScreeningList, ScreeningListVersion
from customers.screening.forms import ENCODINGS
from customers.screening.versions import confirm_version, upload_version
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import KEEP_LISTS, VIEW_LISTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin


class ListVersionSerializer(serializers.ModelSerializer[ScreeningListVersion]):
    """A file of a list on its way. Of a checked one, `preview` says what taking it in would do."""

    list = serializers.CharField(source="of_list.code", read_only=True)
    uploaded_by = serializers.CharField(source="uploaded_by.username", read_only=True)

    class Meta:
        model = ScreeningListVersion
        fields = (
            "id", "list", "number", "published_date", "is_complete", "name", "sha256", "state",
            "counts", "preview", "error", "uploaded_by", "uploaded_at", "applied_at",
        )  # fmt: skip
        read_only_fields = fields


class NewListVersionSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A file of a list, and how it is to be read where that cannot be told."""

    file = serializers.FileField(help_text="CSV or XLSX, up to 50 MB and 200,000 entries")
    published_date = serializers.DateField(help_text="the day on which the list was published")
    is_complete = serializers.BooleanField(
        required=False, default=True, help_text="entries that are not in the file end"
    )
    mapping = serializers.DictField(
        child=serializers.CharField(), required=False, default=dict, help_text="field → column"
    )
    date_format = serializers.CharField(max_length=20, required=False, default="")
    encoding = serializers.ChoiceField(
        choices=[code for code, _label in ENCODINGS if code], required=False, default=""
    )


class Versions(generics.GenericAPIView[ScreeningListVersion]):
    serializer_class = ListVersionSerializer
    queryset = ScreeningListVersion.objects.select_related("of_list", "uploaded_by")


class VersionCollection(IdempotentMixin, Versions, generics.ListAPIView[ScreeningListVersion]):
    """List the files of a list; bring one. Nothing is taken in before it is confirmed."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_LISTS, "POST": KEEP_LISTS}
    parser_classes = [parsers.MultiPartParser]

    def get_queryset(self) -> QuerySet[ScreeningListVersion]:
        return super().get_queryset().filter(of_list=self.of_list())

    def of_list(self) -> ScreeningList:
        return get_object_or_404(ScreeningList, pk=self.kwargs["pk"])

    @extend_schema(
        request={"multipart/form-data": NewListVersionSerializer},
        responses={202: ListVersionSerializer},
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        on = self.of_list()
        given = NewListVersionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = dict(given.validated_data)
        options = Options(**{name: said.pop(name) for name in READING})
        row = upload_version(
            on, said.pop("file"), options=options, by=person_of(request), at=timezone.now(), **said
        )
        _hurry()
        address = reverse("api-list-version", kwargs={"pk": row.pk}, request=request)
        return Response(self.get_serializer(row).data, 202, headers={"Location": address})


READING = ("mapping", "date_format", "encoding")


class VersionItem(Versions, generics.RetrieveAPIView[ScreeningListVersion]):
    """One file of a list: what it would change, or did."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_LISTS}


def _confirm(row: ScreeningListVersion, *, by: User, at: dt.datetime) -> ScreeningListVersion:
    done = confirm_version(row, by=by, at=at)
    _hurry()
    return done


def _hurry() -> None:
    """Wake a worker; when the broker is away, the next sweep finds the row."""
    with contextlib.suppress(OperationalError):
        tasks.work_on_list_versions.delay_on_commit()


ACTS = act_paths(
    "list-versions/<int:pk>/",
    "api-list-version",
    Versions,
    Act("confirm", _confirm, "Have a checked file taken in by a worker.", status=202),
    permission=KEEP_LISTS,
)
