"""The connection to Redis. A Redis that is away is told at once, by an error, never by a wait."""

from __future__ import annotations

import functools
import threading

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

# of two clients that threads make at once one is thrown away, and closes what the other works on
_making = threading.Lock()


def connected(*, seconds: float) -> redis.Redis:
    """A client that gives up after so many seconds; one for all threads."""
    with _making:
        return _client(seconds)


@functools.cache
def _client(seconds: float) -> redis.Redis:
    address: str = settings.CACHES["default"]["LOCATION"]
    at_once = Retry(NoBackoff(), 0)  # by default ten attempts: seconds for every call
    return redis.Redis.from_url(
        address, socket_timeout=seconds, socket_connect_timeout=seconds, retry=at_once
    )
