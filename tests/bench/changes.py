"""The other processes of score-changed: an integrator that posts invoices, and a worker's ticks."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import django
from django.conf import settings

from riskcrm.web.today import today
from tests.bench.server import connect

CALLS, ROWS, SECONDS = 10, 20, 20  # calls a second, invoices a call
INVOICES = "/api/v1/invoices/"


def invoice(customer: str, number: str) -> dict[str, Any]:
    day = today()
    return {
        "customer": customer, "number": number, "invoice_date": day,
        "due_date": day + dt.timedelta(days=30), "amount": Decimal(250),
        "currency": settings.BASE_CURRENCY,
    }  # fmt: skip


def _tick() -> None:
    from scoring.tasks import score_changed

    while True:
        begin = time.monotonic()
        score_changed()
        time.sleep(max(0.0, begin + 1 - time.monotonic()))


def _send(port: int) -> None:
    """Calls at their times, none of them later because one before was slow to answer."""
    key, numbers = json.load(sys.stdin)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    customers = itertools.cycle(numbers)

    def post(n: int) -> None:
        rows = [invoice(next(customers), f"SENT-{time.time_ns()}-{n}-{k}") for k in range(ROWS)]
        with contextlib.closing(connect(port)) as client:
            client.request("POST", INVOICES, body=json.dumps(rows, default=str), headers=headers)
            answer = client.getresponse()
            said = answer.read()
            assert answer.status == 200, said[:300]
            assert b"refused" not in said, said[:300]

    begin = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        calls = []
        for n in range(CALLS * SECONDS):
            time.sleep(max(0.0, begin + n / CALLS - time.monotonic()))
            calls.append(pool.submit(post, n))
        for call in calls:
            call.result()
    assert time.monotonic() - begin < SECONDS + 2, "the server does not take so many calls"


if __name__ == "__main__":
    django.setup()
    _tick() if sys.argv[1] == "tick" else _send(int(sys.argv[1]))
