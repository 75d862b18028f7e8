"""Facts over the API: list, post one or many, read one. A pair of views for each kind."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.posting import Posting, posting_schema
from customers.api.record_serializers import record_serializer, row_serializer
from customers.models import Fact
from customers.records import Kind
from customers.records.filters import as_asked, record_filter
from customers.services.records import post_records
from riskcrm.web.etags import VersionedMixin


class Records(generics.GenericAPIView[Fact]):
    kind: ClassVar[Kind]

    def get_queryset(self) -> QuerySet[Fact]:
        rows = self.kind.model.objects.visible_to(self.request.user)
        return rows.select_related("customer", *self.kind.related)


class RecordCollection(Posting, generics.ListAPIView[Fact]):
    kind: ClassVar[Kind]

    def get_queryset(self) -> QuerySet[Fact]:
        rows = super().get_queryset()
        if self.request.method == "POST":
            return rows
        return as_asked(self.kind, rows, self.request.query_params)

    @classmethod
    def post_rows(cls, rows: Any, **more: Any) -> Any:
        return post_records(cls.kind, rows, **more)


@cache
def rows_of(kind: Kind) -> type[Records]:
    """The facts of this kind, as who asks sees them; for the list, one of them, and acts."""
    return type(
        f"{kind.model.__name__}Rows",
        (Records,),
        {
            "kind": kind,
            "queryset": kind.model.objects.none(),  # for the schema
            "serializer_class": record_serializer(kind),
        },
    )


def collection_view(kind: Kind) -> type[RecordCollection]:
    """The view that lists facts of this kind and takes new ones."""
    row, answer = row_serializer(kind), record_serializer(kind)

    @posting_schema(row, answer, kind.model.__name__)
    def post(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Posting.post(self, request, *args, **kwargs)

    return type(
        f"{kind.model.__name__}Collection",
        (RecordCollection, rows_of(kind)),
        {
            "__doc__": f"List {kind.code}; post one, or a list of them.",
            "permissions": {"GET": kind.permission("view"), "POST": kind.writing},
            "filterset_class": record_filter(kind),
            "row_class": row,
            "post": post,
        },
    )


def item_view(kind: Kind) -> type[Records]:
    """The view of one fact of this kind; its `ETag` is for acts that ask for it."""
    return type(
        f"{kind.model.__name__}Item",
        (VersionedMixin, rows_of(kind), generics.RetrieveAPIView),
        {
            "__doc__": f"One of the {kind.code}.",
            "permissions": {"GET": kind.permission("view")},
        },
    )
