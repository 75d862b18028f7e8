"""score-changed: a worker's step over 5,000 changed customers, and how soon a change is visible.

What counts is the step, against the two seconds that were set for it: each customer has a new
invoice, so that readings, scores and ratings are written; the median of several steps. Beside it
stands how long the oldest change had waited at worst while an integrator posts 200 invoices a
second over HTTP, 20 a call, and a worker of its own scores what changed once a second.
"""

from __future__ import annotations

import contextlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

from django.db import connection
from django.utils import timezone

from customers.models import Customer, CustomerChange
from customers.services import InvoiceRow, post_invoices
from riskcrm import embedded
from riskcrm.accounts.models import User
from riskcrm.accounts.services import create_api_key
from riskcrm.audit.services import SYSTEM
from scoring import services
from tests.bench.changes import CALLS, ROWS, invoice
from tests.bench.measure import Measure
from tests.bench.memory import watched_memory
from tests.bench.server import server

NAME = "score-changed"
FLOOR_SECONDS = 2.0
CUSTOMERS, STEPS = 5000, 3
VISIBLE_SECONDS = 5  # the goal
CHILD = "tests.bench.changes"
OLDEST = "SELECT extract(epoch FROM clock_timestamp() - min(recorded_at)) FROM"


def measure(size: int) -> Measure:
    while services.score_changed(at=timezone.now()):
        pass
    numbers = list(Customer.objects.active().order_by("?").values_list("number", flat=True))
    with watched_memory() as notes:
        steps = [_step(numbers[n::STEPS][:CUSTOMERS], n) for n in range(STEPS)]
        _customers, again = _step(numbers[::STEPS][:CUSTOMERS], STEPS)
    customers, seconds = zip(*steps, strict=True)
    notes.append(f"customers whose rows were read a moment before: {again:.2f} s")
    waited = _waited(numbers)
    notes.append(
        f"{CALLS * ROWS} changes a second: the oldest waited at most {max(waited):.2f} s, in the"
        f" median {statistics.median(waited):.2f} s (goal {VISIBLE_SECONDS})"
    )
    return Measure(
        NAME, min(customers), statistics.median(seconds), FLOOR_SECONDS, goal=1, notes=notes
    )


def _step(numbers: Sequence[str], n: int) -> tuple[int, float]:
    """How many customers were scored in one step, and the seconds that it took."""
    rows = [InvoiceRow(**invoice(number, f"STEP-{n}-{time.time_ns()}")) for number in numbers]
    officer = User.objects.get(username="officer")
    for first in range(0, len(rows), 1000):
        post_invoices(rows[first : first + 1000], by=officer, at=timezone.now())
    started = time.perf_counter()
    scored = services.score_changed(at=timezone.now())
    return scored, time.perf_counter() - started


# --- change to visible ---


def _waited(numbers: Sequence[str]) -> list[float]:
    """Looked at twenty times a second: the age of the oldest change that no score shows yet."""
    _row, key = create_api_key(
        name=f"bench {time.time_ns()}", scopes=["invoices:write"], by=SYSTEM, at=timezone.now(),
        responsible=User.objects.get(username="officer"),
    )  # fmt: skip
    waited = []
    with server() as port, _worker():
        sender = subprocess.Popen(
            [sys.executable, "-m", CHILD, str(port)],
            cwd=embedded.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert sender.stdin is not None
        with sender.stdin as to_sender:
            json.dump({"key": key, "numbers": numbers}, to_sender)
        table = CustomerChange._meta.db_table
        while sender.poll() is None:
            with connection.cursor() as cursor:
                cursor.execute(f"{OLDEST} {table}")
                ((age,),) = cursor.fetchall()
            waited.append(float(age or 0))
            time.sleep(0.05)
        assert sender.returncode == 0
    return waited


@contextlib.contextmanager
def _worker() -> Iterator[None]:
    """What a worker of the queue does when the clock strikes each second."""
    command = [sys.executable, "-m", CHILD, "tick"]
    worker = subprocess.Popen(command, cwd=embedded.BASE_DIR)
    time.sleep(5)  # until it is up
    try:
        yield
        assert worker.poll() is None
    finally:
        worker.terminate()
        worker.wait(30)
