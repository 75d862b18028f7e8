"""A web request does not wait long for rows that somebody else is writing.

A long import holds its customers until it commits. A request that wants to write one of them gives
up after `LOCK_SECONDS` and says so; otherwise the few threads of the web server would all stand
waiting, and not even the sign-in page would answer. Workers and commands have time, and wait.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg2.errors import LockNotAvailable

from riskcrm.web.errors import Busy

LOCK_SECONDS = 3
RETRY_SECONDS = 10  # after which a caller may try again


def limit_waits() -> None:
    """Let this process wait `LOCK_SECONDS` for a lock and no longer. For the web server alone."""
    connection_created.connect(_limit_waits, dispatch_uid="riskcrm.web.waits")


def _limit_waits(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")


def is_lock_timeout(error: BaseException) -> bool:
    return isinstance(error, OperationalError) and isinstance(error.__cause__, LockNotAvailable)


class BriefWaits:
    """Turns a wait that took too long into a refusal in words, and its answer into a 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        gave_up = False

        def refuse(execute: Callable[..., Any], *statement: Any) -> Any:
            nonlocal gave_up
            try:
                return execute(*statement)
            except OperationalError as error:
                if is_lock_timeout(error):
                    gave_up = True
                    raise Busy from error
                raise

        with connection.execute_wrapper(refuse):
            response = self.get_response(request)
        if gave_up and not 300 <= response.status_code < 400:  # a redirect brings the words along
            response.status_code = 503
            response["Retry-After"] = str(RETRY_SECONDS)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page where no form shows the refusal."""
        if not isinstance(exception, Busy):
            return None
        return render(request, "503.html", {"reason": exception.message}, status=503)
