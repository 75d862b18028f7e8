"""RFC 9457: every error of the API has one shape, `application/problem+json`."""

from __future__ import annotations

import http
from collections.abc import Iterator
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework import exceptions
from rest_framework.fields import get_error_detail
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

from riskcrm.web.errors import Busy, Refused, Stale
from riskcrm.web.uploads import UploadTooLarge

CONTENT_TYPE = "application/problem+json"
API = "/api/"

Problem = dict[str, Any]


class PreconditionRequired(exceptions.APIException):
    """A changing call that does not say which state it changes (`If-Match`)."""

    status_code = 428
    default_code = "precondition_required"


class UnusableKey(exceptions.APIException):
    """An `Idempotency-Key` that was used for another call before."""

    status_code = 422
    default_code = "idempotency_key_reused"


class TooLarge(exceptions.APIException):
    """A body beyond DATA_UPLOAD_MAX_MEMORY_SIZE."""

    status_code = 413
    default_code = "too_large"

    def __init__(self, detail: str = "") -> None:
        if detail:
            super().__init__(detail)
            return
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
        super().__init__(
            _("The body is larger than %(most)s MiB. Send it in parts.") % {"most": most}
        )


def problem(
    request: Any, status: int, *, code: str, detail: str = "", errors: list[Problem] | None = None
) -> Problem:
    """The body of an error: `code` is for programs, `detail` for people, `errors` name inputs."""
    title = http.HTTPStatus(status).phrase
    body: Problem = {
        "type": f"urn:riskcrm:problem:{code.replace('_', '-')}",
        "title": title,
        "status": status,
        "detail": detail or title,
        "instance": request.path,
        "code": code,
        "request_id": str(structlog.contextvars.get_contextvars().get("request_id", "")),
    }
    return body | ({"errors": errors} if errors else {})


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an exception of an API view; None for those nobody foresaw (a 500)."""
    request = context["request"]
    headers: dict[str, str] = {}
    if isinstance(exc, Refused):
        status = 412 if isinstance(exc, Stale) else 503 if isinstance(exc, Busy) else 409
        named = [{"field": exc.field, "detail": exc.message, "code": exc.code}]
        errors = named if exc.field else None
        body = problem(request, status, code=exc.code, detail=exc.message, errors=errors)
    else:
        known = _as_api_exception(exc)
        if known is None:
            return None
        status, headers = known.status_code, _headers_of(known)
        body = _body_of(known, request)
    set_rollback()
    request.accepted_renderer = JSONRenderer()  # whatever the caller asked for
    request.accepted_media_type = CONTENT_TYPE
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def _as_api_exception(exc: Exception) -> exceptions.APIException | None:
    if isinstance(exc, exceptions.APIException):
        return exc
    if isinstance(exc, RequestDataTooBig):
        return TooLarge(str(exc) if isinstance(exc, UploadTooLarge) else "")
    if isinstance(exc, Http404):
        return exceptions.NotFound()
    if isinstance(exc, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(exc, ModelValidationError):
        return exceptions.ValidationError(get_error_detail(exc))
    return None


def _headers_of(exc: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = str(auth_header)
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(max(1, round(wait)))
    return headers


def _body_of(exc: exceptions.APIException, request: Any) -> Problem:
    if isinstance(exc, exceptions.ValidationError):
        errors = list(_flatten(exc.detail))
        detail = _("The call was not understood. See `errors` for each input.")
        return problem(request, exc.status_code, code="invalid", detail=detail, errors=errors)
    codes = exc.get_codes()
    code = codes if isinstance(codes, str) else exc.default_code
    return problem(request, exc.status_code, code=code, detail=str(exc.detail))


def _flatten(detail: Any, field: str = "", line: int | None = None) -> Iterator[Problem]:
    """Each message of a nested validation error with its field and, in bulk calls, its line.

    Lines count from 1, as a person counts the rows that were sent.
    """
    if isinstance(detail, dict):
        for name, inner in detail.items():
            if isinstance(name, int) and line is None and not field:
                yield from _flatten(inner, field, name + 1)
            else:
                yield from _flatten(inner, _path(field, name), line)
    elif isinstance(detail, list) and any(isinstance(inner, dict | list) for inner in detail):
        yield from _flatten(dict(enumerate(detail)), field, line)
    elif isinstance(detail, list):
        for message in detail:
            yield from _flatten(message, field, line)
    else:
        code = getattr(detail, "code", "invalid")
        found = {"field": field, "detail": str(detail), "code": code}
        yield found if line is None else found | {"line": line}


def _path(field: str, name: str | int) -> str:
    if name in ("non_field_errors", "__all__"):
        return field
    step = str(name + 1) if isinstance(name, int) else name
    return f"{field}.{step}" if field else step


# --- errors outside API views: no such route, and what nobody foresaw ----------------------------


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API)


def _json(request: HttpRequest, status: int, code: str, detail: str) -> JsonResponse:
    body = problem(request, status, code=code, detail=detail)
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def too_many_calls(request: HttpRequest, *, wait: int) -> JsonResponse:
    """The answer to a call beyond the limit; `wait` is in seconds."""
    detail = _("You have called too often. Call again in %(wait)s seconds.") % {"wait": wait}
    response = _json(request, 429, "throttled", detail)
    response["Retry-After"] = str(wait)
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not is_api(request):
        return defaults.page_not_found(request, exception)
    detail = _("There is nothing at this address, or you may not see it.")
    if not request.path.endswith("/") and is_valid_path(f"{request.path_info}/"):
        right = {"address": f"{request.path}/"}
        detail = _("The address ends with a slash. Call %(address)s.") % right
    return _json(request, 404, "not_found", detail)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return _json(request, 403, "permission_denied", _("You may not do this."))
    return defaults.permission_denied(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, UploadTooLarge):
        return _too_large(request, str(exception))
    if is_api(request):
        return _json(request, 400, "bad_request", _("The call was not understood."))
    return defaults.bad_request(request, exception)


def _too_large(request: HttpRequest, detail: str) -> HttpResponse:
    if is_api(request):
        return _json(request, 413, "too_large", detail)
    # nothing of the request was read, its form neither
    return render(request, "413.html", {"detail": detail}, status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    if is_api(request):
        detail = _("Something went wrong here. Tell the administrator the request id.")
        return _json(request, 500, "server_error", detail)
    return defaults.server_error(request)
