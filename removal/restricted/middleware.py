"""The compartment's pages exist for its people; for everybody else there is no such address."""

from __future__ import annotations

import traceback
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from removal.restricted.places import PREFIX
from removal.selectors.restricted import may_look
from riskcrm.accounts.models import User
from riskcrm.web import problems
from riskcrm.web.today import local_date

log = structlog.get_logger()


class Compartment:
    """Resolves addresses below `PREFIX` with the compartment's routes for who may look, and keeps
    what happens there out of the logs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if _may_enter(request):
            request.urlconf = settings.COMPARTMENT_URLCONF
        response = self.get_response(request)
        # Django would write the address of every answer from 400 on
        response._has_been_logged = True  # type: ignore[attr-defined]
        if hasattr(request, "urlconf"):
            response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A fault is logged by its kind and place: its text may quote a row."""
        inside = request.path_info.startswith(PREFIX) and hasattr(request, "urlconf")
        if not inside or isinstance(error, Http404 | PermissionDenied):
            return None
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{frame.filename}:{frame.lineno}" for frame in frames[-5:]]
        log.error("request_failed", kind=type(error).__name__, places=places, code=500)
        return problems.server_error(request)


def _may_enter(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, User) and may_look(user, on=local_date(timezone.now()))
