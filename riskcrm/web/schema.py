"""How the API's description says what all views share: problems, versions, idempotency keys."""

from __future__ import annotations

import http
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.problems import CONTENT_TYPE

PROBLEM = "Problem"
TEXT = {"type": "string"}
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `code` is stable, for programs; `detail` is for people.",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "instance": TEXT,
        "code": TEXT,
        "request_id": TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail", "code"],
                "properties": {
                    "field": TEXT,
                    "detail": TEXT,
                    "code": TEXT,
                    "line": {"type": "integer", "description": "in bulk calls, from 1"},
                },
            },
        },
    },
}


class ApiSchema(AutoSchema):
    """The description of one operation, with the errors and headers that its view brings along."""

    def get_override_parameters(self) -> list[Any]:
        found = list(super().get_override_parameters())
        if self._is_versioned():
            found.append(
                _header(
                    "If-Match",
                    "The `ETag` of the state that is being changed; without it the call is a 428.",
                )
            )
        if self._is_idempotent():
            found.append(
                _header(
                    "Idempotency-Key",
                    "Any text of up to 255 characters. The same call with the same key has its "
                    "effect once, and gets the first answer again for 48 hours.",
                    required=False,
                )
            )
        return found

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for status in self._problems(operation):
            operation["responses"].setdefault(
                str(status),
                {
                    "description": http.HTTPStatus(status).phrase,
                    "content": {
                        CONTENT_TYPE: {"schema": {"$ref": f"#/components/schemas/{PROBLEM}"}}
                    },
                },
            )
        return dict(operation)

    def _problems(self, operation: dict[str, Any]) -> list[int]:
        statuses = [401, 403, 429]
        if operation.get("parameters") or "requestBody" in operation:
            statuses.append(400)
        if "requestBody" in operation:
            statuses.append(413)
        if "{" in self.path:
            statuses.append(404)
        if self.method != "GET":
            statuses += [409, 503]
        if self._is_versioned():
            statuses += [412, 428]
        if self._is_idempotent():
            statuses.append(422)
        return sorted(statuses)

    def _is_versioned(self) -> bool:
        return isinstance(self.view, VersionedMixin) and self.method in self.view.needs_version

    def _is_idempotent(self) -> bool:
        return isinstance(self.view, IdempotentMixin) and self.method == "POST"


def _header(name: str, description: str, *, required: bool = True) -> Any:
    return OpenApiParameter(
        name,
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        required=required,
        description=description,
    )


def add_problem(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Put the one shape of errors among the components."""
    result.setdefault("components", {}).setdefault("schemas", {})[PROBLEM] = PROBLEM_SCHEMA
    return result
