"""ageing: server time of the ageing of the book, of its customers and of the worklist.

Through Django's test client with a risk officer who sees the whole book, warm. What counts is the
worst 95th percentile of the pages of the ageing; beside it stand the worklist, and how long the
workers take to add the figures up anew and to look through the whole book on a new day.
"""

from __future__ import annotations

import statistics
import time

from django.db import transaction
from django.test import Client
from django.utils import timezone

from customers.models import OpenDay, OpenItem
from customers.services.ageing import refresh_ageing
from customers.services.arrears import follow_receivables, look_through_all
from monitoring.services.ageing import keep_month
from riskcrm.accounts.models import User
from tests.bench.measure import Measure

NAME = "ageing"
FLOOR_SECONDS = 0.3
REQUESTS = 30
AGEING = {
    "ageing, book": "/receivables/?by=book",
    "ageing, teams": "/receivables/?by=team",
    "ageing, managers": "/receivables/?by=manager",
    "ageing, customers": "/receivables/customers/",
    "ageing, one bucket": "/receivables/customers/?bucket=due_91_180",
    "ageing, API": "/api/v1/ageing/?by=manager",
}
WORKLIST = {
    "worklist": "/worklist/",
    "worklist, broken": "/worklist/?urgency=3",
    "worklist, by age": "/worklist/?sort=oldest_days",
}


def measure(size: int) -> Measure:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="officer"))
    keep_month(at=timezone.now())
    percentiles = {name: _percentile(client, url) for name, url in {**AGEING, **WORKLIST}.items()}
    notes = [f"{name:20} p95 {seconds * 1000:6.1f} ms" for name, seconds in percentiles.items()]
    notes.append(f"{OpenItem.objects.count()} open items in {OpenDay.objects.count()} cells")
    notes.append(f"added up anew in {_took_to_add_up():.2f} s")
    notes.append(f"looked through on a new day in {_took_on_a_new_day():.2f} s")
    worst = max(percentiles[name] for name in AGEING)
    return Measure(NAME, size, worst, FLOOR_SECONDS, goal=1, notes=notes)


def _percentile(client: Client, url: str) -> float:
    """The 95th percentile of the seconds that a page takes."""
    taken = []
    for place in range(REQUESTS + 3):
        started = time.perf_counter()
        assert client.get(url).status_code == 200, url
        if place >= 3:
            taken.append(time.perf_counter() - started)
    return statistics.quantiles(taken, n=20)[-1]


def _took_to_add_up() -> float:
    started = time.perf_counter()
    refresh_ageing(at=timezone.now(), force=True)
    return time.perf_counter() - started


def _took_on_a_new_day() -> float:
    """What waits of changes, after an import for one, is no part of it."""
    at = timezone.now()
    while follow_receivables(at=at):
        pass
    with transaction.atomic():
        look_through_all(at=at)
    started = time.perf_counter()
    while follow_receivables(at=at):
        pass
    return time.perf_counter() - started
