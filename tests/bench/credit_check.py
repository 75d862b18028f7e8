"""credit-check: how long an order desk waits, over HTTP, from the server as the product runs it.

Four connections, each asking one question after another with a reservation, durable commits. The
floor is a call of the same server, with the same key, that signs in, is counted, and does nothing.
What counts is the 99th percentile of both. Throughput is told at sixteen connections besides.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import statistics
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.accounts.services import create_api_key
from riskcrm.audit.services import SYSTEM
from scoring.models import CreditCheck
from tests.bench.measure import Measure
from tests.bench.server import connect, server

NAME = "credit-check"
CONNECTIONS, MANY = 4, 16
SECONDS = 12
GOAL_MS = 50
CHECKS, NOTHING = "/api/v1/credit-checks/", "/api/v1/nothing/"


def measure(size: int) -> Measure:
    key = _key()
    ids = list(Customer.objects.active().order_by("?").values_list("pk", flat=True)[:5000])
    with server() as port:
        floor, _ = _load(port, key, CONNECTIONS, lambda _n: ("POST", NOTHING, b"{}"))
        numbers = random.Random(7)
        asked, _ = _load(port, key, CONNECTIONS, lambda n: _question(numbers, ids, n))
        busy, rate = _load(port, key, MANY, lambda n: _question(numbers, ids, n + 10**6))
    counted = CreditCheck.objects.order_by().values_list("verdict")
    verdicts = dict(counted.annotate(Count("pk")))
    notes = [
        f"{CONNECTIONS} connections: p50 {_ms(asked, 50)} p95 {_ms(asked, 95)} p99"
        f" {_ms(asked, 99)} ms (goal {GOAL_MS}), {len(asked)} checks",
        f"{MANY} connections: {rate:.0f} checks a second, p99 {_ms(busy, 99)} ms",
        f"floor: p50 {_ms(floor, 50)} p99 {_ms(floor, 99)} ms; durable commits: {_durable()}",
        f"verdicts: {verdicts}",
    ]
    return Measure(NAME, size, _percentile(asked, 99), _percentile(floor, 99), goal=4, notes=notes)


def _key() -> str:
    officer = User.objects.get(username="officer")
    _row, key = create_api_key(
        name=f"bench {time.time_ns()}", scopes=["credit-checks:ask"], by=SYSTEM,
        at=timezone.now(), responsible=officer,
    )  # fmt: skip
    return key


def _question(numbers: random.Random, ids: list[int], n: int) -> tuple[str, str, bytes]:
    body = {
        "customer": numbers.choice(ids), "amount": f"{numbers.randint(1, 500)}.00",
        "currency": settings.BASE_CURRENCY, "reference": f"B-{os.getpid()}-{n}", "reserve": True,
    }  # fmt: skip
    return "POST", CHECKS, json.dumps(body).encode()


def _load(
    port: int, key: str, connections: int, call: Callable[[int], tuple[str, str, bytes]]
) -> tuple[list[float], float]:
    """How long each call took, and how many were answered a second; a second to warm up first."""
    taken: list[float] = []
    wrong: list[tuple[int, bytes]] = []
    begin = time.perf_counter() + 1
    end = begin + SECONDS

    def work(mine: int) -> None:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        n = 0
        with contextlib.closing(connect(port)) as client:
            while (started := time.perf_counter()) < end:
                n += 1
                method, address, body = call(mine * 10**9 + n)
                client.request(method, address, body=body, headers=headers)
                answer = client.getresponse()
                said = answer.read()
                if answer.status not in (200, 201):
                    wrong.append((answer.status, said[:300]))
                if started >= begin:
                    taken.append(time.perf_counter() - started)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong[:3]
    return taken, len(taken) / SECONDS


def _percentile(seconds: list[float], which: int) -> float:
    return statistics.quantiles(seconds, n=100)[which - 1]


def _ms(seconds: list[float], which: int) -> str:
    return f"{_percentile(seconds, which) * 1000:.1f}"


def _durable() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        return "/".join(cursor.fetchone())
