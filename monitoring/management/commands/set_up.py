"""What a new copy needs before people come: a demonstration, or its first administrator.

Each step looks for itself whether it is done, and is one transaction or goes on where it stopped;
so it may be killed anywhere and started again, and a copy that is set up is left as it is.
"""

from __future__ import annotations

import datetime as dt
import getpass
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from customers.generator.write import Plan, make_book
from customers.models import Customer
from monitoring import services as monitoring
from removal import services as removal
from riskcrm.accounts import roles
from riskcrm.accounts.demo import make_demo_people
from riskcrm.accounts.models import User
from riskcrm.accounts.services import create_person
from riskcrm.audit import services as audit
from riskcrm.audit.services import SYSTEM
from riskcrm.jobs.models import Run, Slot
from riskcrm.jobs.services import SET_UP, clear_heartbeats, take_slot
from riskcrm.web.today import end_of_day, today
from scoring import services as scoring

DEMO_CUSTOMERS = 2000
INVOICES = 11.5  # of a demo customer in two years, on average
MONTHS_OF_SCORES = 12
A_MONTH = dt.timedelta(days=30)
WORK_OF_ALERTS = dt.timedelta(days=3)  # within which people get to them
# days before today that the demo lived through: the share of their alerts that people acknowledged
LIVED_THROUGH = {2 * A_MONTH.days: 0.97, A_MONTH.days: 0.85, 0: 0.1}
ALONE = 0x5E7  # the advisory lock that one set-up holds at a time


def _month_ends_before(day: dt.date) -> list[dt.date]:
    """Of the past year, the oldest first."""
    ends: list[dt.date] = []
    while len(ends) < MONTHS_OF_SCORES:
        day = day.replace(day=1) - dt.timedelta(days=1)
        ends.insert(0, day)
    return ends


class Command(BaseCommand):
    help = "Make the demonstration (DEMO=1) or the first administrator (DEMO=0), once."

    def handle(self, *_: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ALONE])  # goes with the connection
        clear_heartbeats()
        if settings.DEMO:
            self._make_demonstration()
        else:
            self._make_administrator()
            take_slot(SET_UP, "empty", at=timezone.now())

    # --- the demonstration ---------------------------------------------------------------------

    def _make_demonstration(self) -> None:
        if Slot.objects.filter(job=SET_UP, slot="demo").exists():
            return
        is_new = not Customer.objects.exists()
        if is_new and Slot.objects.filter(job=SET_UP).exists():
            raise CommandError(
                "This copy was set up without the demonstration. Start it with DEMO=0, or begin a "
                "demonstration in a folder of its own: RISKCRM_HOME=/some/folder make run."
            )
        started = time.monotonic()
        self._step("people", lambda: make_demo_people(at=timezone.now()))
        self._step("book", self._make_book)
        self._step("scores", self._score_history)
        for days, acknowledged in LIVED_THROUGH.items():
            self._live_through(today() - dt.timedelta(days=days), acknowledged)
        self._step("cases", lambda: removal.seed_demo_cases(removal.NOW, at=timezone.now()))
        self._step("figures", lambda: monitoring.refresh_book(at=timezone.now(), force=True))
        self._step("audit", self._seal)
        take_slot(SET_UP, "demo", at=timezone.now())
        self.stdout.write(f"The demonstration is made ({time.monotonic() - started:.0f} s).")

    def _step(self, name: str, work: Callable[[], object]) -> None:
        started = time.monotonic()
        work()
        self.stdout.write(f"  {name}: {time.monotonic() - started:.1f} s")
        self.stdout.flush()

    def _make_book(self) -> None:
        if not Customer.objects.exists():
            size = int(os.environ.get("RISKCRM_DEMO_CUSTOMERS") or DEMO_CUSTOMERS)
            plan = Plan(customers=size, seed=1, end_date=today(), average=INVOICES, mark=False)
            make_book(plan, at=timezone.now())

    def _score_history(self) -> None:
        """The month ends of the past year, for the charts. Ratings do not move."""
        for day in _month_ends_before(today()):
            self._score_as_of(day)

    def _live_through(self, day: dt.date, acknowledged: float) -> None:
        """Let a day happen as it would have: ratings move, alerts rise, people do something."""
        at = timezone.now() if day == today() else end_of_day(day)
        self._step(f"scores of {day}", lambda: self._score_as_of(day, is_current=True))
        self._step(f"alerts of {day}", lambda: self._raise_alerts(at=at))
        seen_by = min(at + WORK_OF_ALERTS, timezone.now())
        self._step(
            f"work of {day}",
            lambda: monitoring.acknowledge_demo_alerts(at=seen_by, share=acknowledged),
        )
        if day == today() - A_MONTH:
            removal.seed_demo_cases(removal.BEFORE, at=at)

    def _score_as_of(self, day: dt.date, *, is_current: bool = False) -> None:
        """A run that an earlier start began is gone on with."""
        runs = Run.objects.filter(
            kind=scoring.BOOK_RUN,
            params__as_of=day.isoformat(),
            params__is_current=is_current or day == today(),
        )
        if runs.filter(state=Run.State.DONE).exists():
            return
        run = scoring.request_book_run(
            as_of=day, by=SYSTEM, at=timezone.now(), is_current=is_current
        )
        while run.state in Run.OPEN:
            if not scoring.work_on_book_runs(at=timezone.now(), seconds=60):
                time.sleep(0.2)  # somebody else holds the remaining chunks
            run.refresh_from_db()
        if run.state != Run.State.DONE:
            raise CommandError(f"The book could not be scored: {run.error}")

    def _raise_alerts(self, *, at: dt.datetime) -> None:
        while monitoring.raise_alerts(at=at):
            pass

    def _seal(self) -> None:
        while audit.seal(at=timezone.now()):
            pass

    # --- the first administrator ---------------------------------------------------------------

    def _make_administrator(self) -> None:
        administrators = User.objects.people().active().filter(groups__name=roles.ADMINISTRATOR)
        if administrators.filter(is_demo=False).exists():
            return
        username, password = self._ask_for_administrator()
        try:
            with transaction.atomic():
                create_person(
                    username=username,
                    name=username,
                    role=roles.ADMINISTRATOR,
                    password=password,
                    by=SYSTEM,
                    at=timezone.now(),
                )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"The first administrator is {username}.")

    def _ask_for_administrator(self) -> tuple[str, str]:
        username = os.environ.get("RISKCRM_ADMIN_USERNAME", "")
        password = os.environ.get("RISKCRM_ADMIN_PASSWORD", "")
        if username and password:
            return username, password
        if not sys.stdin.isatty():
            raise CommandError(
                "Nobody can administer this copy yet. Set RISKCRM_ADMIN_USERNAME and "
                "RISKCRM_ADMIN_PASSWORD, or start on a terminal to be asked."
            )
        self.stdout.write("Nobody can administer this copy yet: make the first administrator.")
        username = username or input("User name: ").strip()
        return username, password or self._ask_for_password()

    def _ask_for_password(self) -> str:
        while True:
            first = getpass.getpass("Password (12 characters or more): ")
            if first == getpass.getpass("The same again: "):
                return first
            self.stdout.write("The two differ. Once more, please.")
