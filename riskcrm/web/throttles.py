"""Calls per minute and caller, counted in Redis; without Redis nobody is held up."""

from __future__ import annotations

import functools
import time
from typing import TYPE_CHECKING, Any

import redis
import structlog
from django.conf import settings
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
    return redis.Redis.from_url(location, socket_timeout=0.2, socket_connect_timeout=0.2)


class CallerThrottle(BaseThrottle):
    """A fixed window per user (so per key), or per address for those who are not known.

    Leaves what the answer's `RateLimit-*` headers say on the Django request, as `rate_limit`.
    """

    def allow_request(self, request: Request, view: APIView) -> bool:
        limit: int = settings.API_CALLS_PER_MINUTE
        now = time.time()
        window = int(now // WINDOW)
        self.reset = WINDOW - int(now % WINDOW)
        name = f"calls:{self._caller(request)}:{window}"
        try:
            with _redis().pipeline(transaction=False) as pipe:
                pipe.incr(name)
                pipe.expire(name, 2 * WINDOW)
                calls = int(pipe.execute()[0])
        except redis.RedisError:
            log.warning("calls_not_counted")
            return True
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
