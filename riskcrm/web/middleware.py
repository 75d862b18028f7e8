"""What holds for every answer: its line in the log, limits of the API, addresses, caches."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware import common
from django.utils.cache import patch_cache_control
from django_structlog.middlewares import RequestMiddleware

from riskcrm.web import problems, throttles

Respond = Callable[[HttpRequest], HttpResponse]
WATCHED = ("/livez", "/readyz", "/metrics")
log = structlog.get_logger()


class RequestLog(RequestMiddleware):
    """Two lines for each request; a word at debug for those who ask every few seconds."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in WATCHED:
            return cast(HttpResponse, super().__call__(request))
        response = cast(HttpResponse, self.get_response(request))
        log.debug("health_asked", path=request.path, code=response.status_code)
        # or Django would log each 503 as an error of the program
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and address; of some addresses no more than where they are."""
        for prefix in settings.LOGGED_AS_ONE:
            if request.path.startswith(prefix):
                return f"{request.method} {prefix}"
        return RequestMiddleware.format_request(request)


class ApiLimit:
    """Counts each call of the API, whoever makes it, and refuses those beyond the limit.

    It stands before sign-in and permissions, so that those who are refused anyway are counted too.
    Each answer tells how many calls are left.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not problems.is_api(request):
            return self.get_response(request)
        counted = throttles.count(f"calls:{throttles.caller_of(request)}")
        if counted is None:
            return self.get_response(request)
        calls, reset = counted
        limit: int = settings.API_CALLS_PER_MINUTE
        refused = problems.too_many_calls(request, wait=reset) if calls > limit else None
        response = refused or self.get_response(request)
        response["RateLimit-Limit"] = str(limit)
        response["RateLimit-Remaining"] = str(max(0, limit - calls))
        response["RateLimit-Reset"] = str(reset)
        return response


class CommonMiddleware(common.CommonMiddleware):
    """Django's own, which sends people on to the address with a slash at its end.

    Programs are told the right address instead: most would follow with a GET of their POST.
    """

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        return not problems.is_api(request) and super().should_redirect_with_slash(request)


class OnlyForThisPerson:
    """What somebody sees after signing in stays in no cache, not even in their own browser's."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        return response
