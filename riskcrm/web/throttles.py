"""Calls and failed keys per minute, counted in Redis; without Redis nobody is held up."""

from __future__ import annotations

import functools
import time
from typing import TYPE_CHECKING, Any

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:
    # DRF's views read the settings that name this module
    from rest_framework.views import APIView

WINDOW = 60  # seconds
log = structlog.get_logger()


@functools.cache
def _redis() -> redis.Redis:
    location: str = settings.CACHES["default"]["LOCATION"]
    at_once = Retry(NoBackoff(), 0)  # by default ten attempts: seconds for every call
    return redis.Redis.from_url(
        location, socket_timeout=0.2, socket_connect_timeout=0.2, retry=at_once
    )


def count(name: str) -> tuple[int, int] | None:
    """(how often this happened in this minute, seconds left of it); None without Redis."""
    now = time.time()
    key = f"{name}:{int(now // WINDOW)}"
    try:
        with _redis().pipeline(transaction=False) as pipe:
            pipe.incr(key)
            pipe.expire(key, 2 * WINDOW)
            times = int(pipe.execute()[0])
    except redis.RedisError:
        log.warning("not_counted", what=name.partition(":")[0])
        return None
    return times, WINDOW - int(now % WINDOW)


def note_failed_key(request: Request) -> None:
    """Count a key that is wrong. Raises `Throttled` for an address that brings one after another.

    Callers who are not known never get as far as a view's throttles.
    """
    counted = count(f"failed-keys:{BaseThrottle().get_ident(request)}")
    if counted and counted[0] > settings.FAILED_KEYS_PER_MINUTE:
        raise Throttled(wait=counted[1])


class CallerThrottle(BaseThrottle):
    """A fixed window per user (so per key), or per address for those who are not known.

    Leaves what the answer's `RateLimit-*` headers say on the Django request, as `rate_limit`.
    """

    def allow_request(self, request: Request, view: APIView) -> bool:
        limit: int = settings.API_CALLS_PER_MINUTE
        counted = count(f"calls:{self._caller(request)}")
        if counted is None:
            return True
        calls, self.reset = counted
        left = max(0, limit - calls)
        request._request.rate_limit = {  # type: ignore[attr-defined]
            "RateLimit-Limit": str(limit),
            "RateLimit-Remaining": str(left),
            "RateLimit-Reset": str(self.reset),
        }
        return calls <= limit

    def wait(self) -> float:
        return float(self.reset)

    def _caller(self, request: Request) -> Any:
        if request.user and request.user.is_authenticated:
            return f"user:{request.user.pk}"
        return f"address:{self.get_ident(request)}"
