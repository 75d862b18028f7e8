"""dashboards: server time of the pages that show the whole book at a glance, and of what waits.

Through Django's test client, warm, in a book that is looked after by 200 managers in 20 teams, with
the ends of thirteen months and the last days kept: today's as the product keeps it, those before
with the same figures. What counts is the worst of the pages' 95th percentiles.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Customer
from monitoring.models import (
    Alert,
    BookDay,
    BookDayCell,
    BookDayPart,
    BookDayTop,
    MonthReport,
)
from monitoring.services import keep_day, make_month_report, refresh_book
from monitoring.services.reviews import open_due_reviews
from riskcrm.accounts import roles
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.services import create_person, create_team
from riskcrm.audit.services import SYSTEM
from riskcrm.web.today import today
from scoring.months import past_month_end
from tests.bench.book import as_owner, vacuum
from tests.bench.measure import Measure

NAME = "dashboards"
FLOOR_SECONDS = 0.3
REQUESTS = 30
TEAMS, MANAGERS = 20, 200
LAST_DAYS, MONTHS = 31, 13

GIVE_AWAY = """
UPDATE customers_customer c SET manager_id = m.id, team_id = m.team_id
FROM (SELECT id, team_id, row_number() OVER (ORDER BY id) - 1 AS place
  FROM accounts_user WHERE username LIKE 'bench-%%') m
WHERE m.place = c.id %% %(managers)s AND c.manager_id IS NOT NULL
"""
# the day that was kept, again for a day before it
SAME_DAY = """
INSERT INTO {table} ({columns}) SELECT {values}
FROM {table} kept CROSS JOIN monitoring_bookday day
WHERE kept.day_id = %(today)s AND day.day < %(today)s
"""


def measure(size: int) -> Measure:
    if not User.objects.filter(username="bench-0").exists():
        _organise()
    notes = [_keep_days()] if BookDay.objects.count() < MONTHS else []
    percentiles = {}
    for who, pages in _pages().items():
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(User.objects.get(username=who))
        for name, address in pages.items():
            seconds, queries = _percentile(client, address)
            percentiles[name] = seconds
            notes.append(f"{who:8} {name:24} p95 {seconds * 1000:6.1f} ms, {queries} queries")
    cells, parts = BookDayCell.objects.count(), BookDayPart.objects.count()
    notes.append(f"{Alert.objects.open().count()} open alerts, {cells} cells and {parts} parts of"
                 f" {BookDay.objects.count()} days")  # fmt: skip
    return Measure(NAME, size, max(percentiles.values()), FLOOR_SECONDS, goal=1, notes=notes)


def _pages() -> dict[str, dict[str, str]]:
    end = past_month_end(today())
    team = Team.objects.get(code="bench-0").pk
    report = MonthReport.objects.earliest("pk")
    return {
        "head": {
            "book": "/",
            "book, what waits": "/inbox/top/",
            "book, a month's end": f"/?as_of={end}",
            "book, one team": f"/?team={team}",
            "indicators": "/book/indicators/",
            "reports": "/book/reports/",
            "a report": f"/book/reports/{report.pk}/",
            "alerts": "/alerts/",
            "alerts, by severity": "/alerts/?severity=critical",
            "inbox": "/inbox/",
            "reviews": "/reviews/",
            "high-risk queue": "/high-risk/",
            "exceptions": "/control/exceptions/",
        },
        "bench-0": {
            "own book": "/",
            "own book, what waits": "/inbox/top/",
            "own alerts": "/alerts/",
            "own alerts that wait": "/alerts/?waiting=1",
            "own reviews": "/reviews/",
            "own inbox": "/inbox/",
        },
    }


def _organise() -> None:
    """Who looks after the book: customers are given away as the owner, past their journal."""
    at = timezone.now()
    for n in range(TEAMS):
        create_team(code=f"bench-{n}", name=f"Bench {n}", by=SYSTEM, at=at)
    teams = list(Team.objects.filter(code__startswith="bench-").order_by("code"))
    for n in range(MANAGERS):
        create_person(
            username=f"bench-{n}", name=f"Manager {n}", role=roles.ACCOUNT_MANAGER,
            team=teams[n % TEAMS], password=None, by=SYSTEM, at=at,
        )  # fmt: skip
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE customers_customer DISABLE TRIGGER USER")
        cursor.execute(GIVE_AWAY, {"managers": MANAGERS})
        cursor.execute("ALTER TABLE customers_customer ENABLE TRIGGER USER")
    open_due_reviews(at=at)
    refresh_book(at=at, force=True)
    vacuum()


def _keep_days() -> str:
    day, at = today(), timezone.now()
    started = time.perf_counter()
    kept = keep_day(day, at=at)
    took = time.perf_counter() - started
    days = {day - dt.timedelta(days=ago) for ago in range(1, LAST_DAYS)} | set(_ends(day))
    BookDay.objects.bulk_create(
        [BookDay(day=each, known_at=at, source=kept.source, counted=kept.counted) for each in days],
        ignore_conflicts=True,
    )
    for model in (BookDayCell, BookDayPart, BookDayTop):
        _copy_to_all_days(model, day)
    make_month_report(past_month_end(day), by=None, at=at)
    vacuum()
    return f"a day of {Customer.objects.count()} customers is kept in {took:.1f} s"


def _ends(day: dt.date) -> Iterator[dt.date]:
    for _month in range(MONTHS):
        day = past_month_end(day)
        yield day


def _copy_to_all_days(model: Any, day: dt.date) -> None:
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(names)
    values = ", ".join("day.day" if name == "day_id" else f"kept.{name}" for name in names)
    sql = SAME_DAY.format(table=model._meta.db_table, columns=columns, values=values)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"today": day})


def _percentile(client: Client, address: str) -> tuple[float, int]:
    """The 95th percentile of the seconds that a page takes, and its queries."""
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    queries = len(captured)
    client.get(address)
    taken = []
    for _request in range(REQUESTS):
        started = time.perf_counter()
        assert client.get(address).status_code == 200, address
        taken.append(time.perf_counter() - started)
    return statistics.quantiles(taken, n=20)[-1], queries
