"""The other processes of score-changed and alerts: an integrator that posts invoices, and a
worker's ticks."""

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


def invoice(
    customer: str, number: str, *, days_late: int = -30, amount: int = 250
) -> dict[str, Any]:
    due = today() - dt.timedelta(days=days_late)
    return {
        "customer": customer, "number": number, "invoice_date": due - dt.timedelta(days=30),
        "due_date": due, "amount": Decimal(amount),
        "currency": settings.BASE_CURRENCY,
    }  # fmt: skip


def _tick() -> None:
    from scoring.tasks import score_changed

    while True:
        begin = time.monotonic()
        score_changed()
        time.sleep(max(0.0, begin + 1 - time.monotonic()))


def _send(port: int) -> None:
    """Calls at their times, none of them later because one before was slow to answer.

    Told is when each customer's was sent first. Where the product is disturbed, a call that it did
    not take is sent `again`, as an integrator does.
    """
    told = json.load(sys.stdin)
    seconds, again = told.get("seconds", SECONDS), told.get("again", False)
    headers = {"Authorization": f"Bearer {told['key']}", "Content-Type": "application/json"}
    customers = itertools.cycle(told["numbers"])
    sent: dict[str, float] = {}

    def post(n: int, numbers: list[str]) -> None:
        rows = [
            invoice(number, f"SENT-{time.time_ns()}-{n}-{k}", **told.get("invoice", {}))
            for k, number in enumerate(numbers)
        ]
        sent.update(dict.fromkeys(numbers, time.time()))
        body = json.dumps(rows, default=str)
        while not _taken(port, body, headers, again=again):
            time.sleep(0.5)

    begin = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        calls = []
        for n in range(CALLS * seconds):
            time.sleep(max(0.0, begin + n / CALLS - time.monotonic()))
            calls.append(pool.submit(post, n, list(itertools.islice(customers, ROWS))))
        for call in calls:
            call.result()
    took, most = time.monotonic() - begin, seconds + told.get("slack", 2)
    assert took < most, "the server does not take so many calls"
    json.dump({"sent": sent, "took": took}, sys.stdout)


def _taken(port: int, body: str, headers: dict[str, str], *, again: bool) -> bool:
    try:
        with contextlib.closing(connect(port)) as client:
            client.request("POST", INVOICES, body=body, headers=headers)
            answer = client.getresponse()
            said = answer.read()
    except OSError:
        if again:
            return False
        raise
    if again and answer.status >= 500:
        return False
    assert answer.status == 200, said[:300]
    assert b"refused" not in said, said[:300]
    return True


if __name__ == "__main__":
    django.setup()
    _tick() if sys.argv[1] == "tick" else _send(int(sys.argv[1]))
