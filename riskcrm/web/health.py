"""Whether this copy lives, whether it is ready for people, and its figures."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from riskcrm.jobs.heartbeat import CLOCK
from riskcrm.jobs.models import Heartbeat, Slot
from riskcrm.jobs.services import SET_UP
from riskcrm.web import metrics as figures
from riskcrm.web import redis_client

QUEUES = ("fast", "bulk", "calls")
SIGNS = {CLOCK: CLOCK} | {f"queue_{name}": name for name in QUEUES}  # check: whose sign of life
FRESH = dt.timedelta(seconds=20)  # four signs missed

Check = Callable[[], str]  # what is wrong, nothing when all is well


@login_not_required
@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nobody else: a restart would not mend a database."""
    return JsonResponse({"alive": True})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when people can work, 503 otherwise, with the state of each thing they need."""
    checks: dict[str, Check] = {"database": _database, "redis": _redis}
    states = {name: check() for name, check in checks.items()}
    if not states["database"]:
        states |= _from_database()
    body = {name: {"ok": not wrong, "detail": wrong} for name, wrong in states.items()}
    ready = not any(states.values())
    return JsonResponse({"ready": ready, "checks": body}, status=200 if ready else 503)


def _database() -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '1s'")
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "PostgreSQL does not answer"
    return ""


def _redis() -> str:
    try:
        redis_client.connected(seconds=1).ping()
    except (redis.RedisError, OSError):
        return "Redis does not answer"
    return ""


def _from_database() -> dict[str, str]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '1s'")
            if wrong := _migrations():
                return {"migrations": wrong}
            return {"migrations": "", "set_up": _set_up()} | silences(timezone.now())
    except DatabaseError:
        return {"database": "PostgreSQL answers, but not within a second"}


_are_migrated = False


def _migrations() -> str:
    """Asked until the answer is yes: this process's code cannot gain migrations afterwards."""
    global _are_migrated
    if not _are_migrated:
        executor = MigrationExecutor(connection)
        _are_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "" if _are_migrated else "the tables are older than the program: run 'manage.py migrate'"


def _set_up() -> str:
    done = Slot.objects.filter(job=SET_UP).exists()
    return "" if done else "the first set-up has not finished: run 'manage.py set_up'"


def silences(now: dt.datetime) -> dict[str, str]:
    """What is wrong with the clock and each queue, by the name of the check."""
    signs = dict(Heartbeat.objects.values_list("name", "beat_at"))
    return {check: _silence(signs.get(name), now) for check, name in SIGNS.items()}


def _silence(sign_at: dt.datetime | None, now: dt.datetime) -> str:
    if sign_at is None:
        return "no sign of life yet"
    if now - sign_at > FRESH:
        return f"no sign of life for {int((now - sign_at).total_seconds())} s"
    return ""


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for this machine or for whoever knows RISKCRM_METRICS_TOKEN."""
    if not (_is_local(request) or _knows_token(request)):
        return HttpResponse("Forbidden\n", status=403, content_type="text/plain")
    body = figures.exposition(at=timezone.now())
    return HttpResponse(body, content_type="text/plain; version=0.0.4; charset=utf-8")


def _is_local(request: HttpRequest) -> bool:
    """Straight from this machine: a proxy on it speaks for others, and says so in a header."""
    forwarded = {"HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA"}
    straight = not forwarded & request.META.keys()
    return straight and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


def _knows_token(request: HttpRequest) -> bool:
    token: str = settings.METRICS_TOKEN
    said = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(said.encode(), f"Bearer {token}".encode())
