"""The book that is measured, and connections as the owner of its tables."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

import psycopg2
from django.utils import timezone

from customers.generator.write import Plan, make_book
from customers.models import Customer
from customers.services.ageing import refresh_ageing
from customers.services.arrears import follow_receivables
from monitoring.services import raise_alerts, refresh_book
from riskcrm import embedded
from riskcrm.accounts.demo import make_demo_people
from riskcrm.web.today import today


def is_made() -> bool:
    return Customer.objects.exists()


def make(size: int, *, invoices: float) -> None:
    started = time.monotonic()
    make_demo_people(at=timezone.now())
    plan = Plan(customers=size, seed=1, end_date=today(), average=invoices, mark=False)
    made = make_book(plan, at=timezone.now(), progress=_tell)
    print(f"book of {size} customers: {time.monotonic() - started:.1f} s, {made}", flush=True)
    vacuum()


def _tell(customers: int) -> None:
    if customers % 100_000 == 0:
        print(f"{customers} customers made", flush=True)


def settle() -> None:
    """What the workers would have done by now."""
    while raise_alerts(at=timezone.now()):
        pass
    while follow_receivables(at=timezone.now()):
        pass
    refresh_book(at=timezone.now(), force=True)
    refresh_ageing(at=timezone.now(), force=True)
    vacuum()


def vacuum() -> None:
    """What autovacuum would have done by now."""
    with as_owner() as cursor:
        cursor.execute("VACUUM ANALYZE")


def settle_tables(*tables: str) -> None:
    """What autovacuum and the checkpointer would have done by now with these tables."""
    with as_owner("riskcrm_admin") as cursor:
        cursor.execute("VACUUM ANALYZE " + ", ".join(tables))
        cursor.execute("CHECKPOINT")


@contextlib.contextmanager
def as_owner(role: str = "riskcrm_owner") -> Iterator[Any]:
    url = embedded.database_url(role)
    with contextlib.closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
