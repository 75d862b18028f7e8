"""Calls and failed keys per minute, counted in Redis; without Redis nobody is held up."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import redis
import structlog
from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from riskcrm.web import redis_client

WINDOW = 60  # seconds
log = structlog.get_logger()


def count(name: str) -> tuple[int, int] | None:
    """(how often this happened in this minute, seconds left of it); None without Redis."""
    now = time.time()
    key = f"{name}:{int(now // WINDOW)}"
    try:
        with redis_client.connected(seconds=0.2).pipeline(transaction=False) as pipe:
            pipe.incr(key)
            pipe.expire(key, 2 * WINDOW)
            times = int(pipe.execute()[0])
    except redis.RedisError:
        log.warning("not_counted", what=name.partition(":")[0])
        return None
    return times, WINDOW - int(now % WINDOW)


def note_failed_key(request: Request) -> None:
    """Count a wrong key. Raises `Throttled` for an address that brings one after another."""
    counted = count(f"failed-keys:{_address(request)}")
    if counted and counted[0] > settings.FAILED_KEYS_PER_MINUTE:
        raise Throttled(wait=counted[1])


def caller_of(request: HttpRequest) -> str:
    """Who makes a call, before anybody has looked whether they may.

    A key is known by its hash: to count by less than all of it would let others use up its calls.
    Keys that are wrong are counted by address besides.
    """
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return f"key:{hashlib.sha256(key.strip().encode()).hexdigest()}"
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"address:{_address(request)}"


def _address(request: Any) -> str:
    return str(BaseThrottle().get_ident(request))
