"""One client of Redis for all threads, however many ask for the first one at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis

from riskcrm.web.redis_client import connected


def test_threads_that_ask_at_once_share_a_client(monkeypatch: pytest.MonkeyPatch) -> None:
    made = redis.Redis.from_url

    def slowly(*said: Any, **more: Any) -> redis.Redis:
        time.sleep(0.05)
        return made(*said, **more)

    monkeypatch.setattr(redis.Redis, "from_url", slowly)
    with ThreadPoolExecutor(4) as threads:
        clients = list(threads.map(lambda _: connected(seconds=0.4321), range(4)))
    assert len({id(client) for client in clients}) == 1
