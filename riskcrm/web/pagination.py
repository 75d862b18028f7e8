"""Keyset pages for the API: `?sort=-score&limit=100&cursor=…`, no count, no row numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from riskcrm.web import keyset

if TYPE_CHECKING:
    # DRF's views read the settings that name this module
    from rest_framework.views import APIView

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


class KeysetPagination(BasePagination):
    """Pages in one of the orders that the view offers.

    The view has `sorts`, name → NOT NULL field, and `default_sort`, a name with or without a
    leading minus; a view without them pages by id, newest first.
    """

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        self.request = request
        sort = self._sort(request, view)
        cursor = request.query_params.get("cursor", "")
        if cursor and keyset.decode(cursor, sort, queryset.model) is None:
            message = _("This cursor does not continue this list. Start again without it.")
            raise ValidationError({"cursor": [message]})
        self.page = keyset.page_of(queryset, sort=sort, size=self._limit(request), after=cursor)
        return self.page.rows

    def _sort(self, request: Request, view: APIView | None) -> keyset.Sort:
        sorts: dict[str, str | keyset.Sort] = getattr(view, "sorts", {"id": "pk"})
        asked = str(request.query_params.get("sort") or getattr(view, "default_sort", "-id"))
        name, descending = asked.removeprefix("-"), asked.startswith("-")
        if name not in sorts:
            message = _("Sort by one of: %(names)s.") % {"names": ", ".join(sorted(sorts))}
            raise ValidationError({"sort": [message]})
        sort = sorts[name]
        known = sort if isinstance(sort, keyset.Sort) else keyset.Sort.parse(sort)
        return known.turned(descending)

    def _limit(self, request: Request) -> int:
        text = request.query_params.get("limit", str(DEFAULT_LIMIT))
        if not re.fullmatch("[0-9]{1,4}", text) or not 1 <= int(text) <= MAX_LIMIT:
            message = _("Give a whole number from 1 to %(most)s.") % {"most": MAX_LIMIT}
            raise ValidationError({"limit": [message]})
        return int(text)

    def get_paginated_response(self, data: Any) -> Response:
        following = None
        if self.page.after:
            address = self.request.build_absolute_uri()
            following = replace_query_param(address, "cursor", self.page.after)
        return Response({"results": data, "next": following})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {
                    "type": "string",
                    "nullable": True,
                    "format": "uri",
                    "description": "address of the next page, null on the final one",
                },
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        names = sorted(getattr(view, "sorts", {"id": "pk"}))
        orders = [*names, *(f"-{name}" for name in names)]
        limit = {
            "type": "integer",
            "minimum": 1,
            "maximum": MAX_LIMIT,
            "default": DEFAULT_LIMIT,
        }
        return [
            {"name": "limit", "in": "query", "schema": limit},
            {"name": "cursor", "in": "query", "schema": {"type": "string"}},
            {"name": "sort", "in": "query", "schema": {"type": "string", "enum": orders}},
        ]
