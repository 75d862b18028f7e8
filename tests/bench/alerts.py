"""`python -m tests.bench.alerts --size 100000 --home DIR [--kill]`: how soon a change is an alert.

A copy of the product, run as `make run` runs it, on a book of its own that is kept in DIR. For a
minute an integrator posts 200 overdue invoices a second, 20 a call, each of another customer that
has no such alert, so that each of them must raise one. Counted is from the moment a call is sent
to the moment a second connection sees the alert, looked at ten times a second; at the end the API
is asked for them all. `--kill` ends the workers and Redis with -9 meanwhile, twice.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from riskcrm import embedded
from tests.bench.changes import CALLS, ROWS
from tests.bench.server import connect, wait_for
from tests.homes import free_port

NAME = "alerts"
SECONDS = 60
GOAL = 5.0
RULE = "max_dpd"
# past the 60 days from which the rule raises, and more than anybody has paid on account
INVOICE = {"days_late": 70, "amount": 10_000_000}
WAIT_SECONDS = 120  # for what is late after a kill
KILLS = (15, 35)  # seconds after the first call
QUEUES = {"to be scored": "customers_customerchange", "to be swept": "scoring_ratingchange"}
# no demonstration of a book that is there already
ADMINISTRATOR = {
    "RISKCRM_ADMIN_USERNAME": "bench-admin",
    "RISKCRM_ADMIN_PASSWORD": secrets.token_urlsafe(24),
}
BUSY = 25  # per cent of the processors; the clocks of an idle copy take less
STARTS_IN = 300  # seconds, of which an upgrade of the tables takes most


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.alerts")
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--home", type=Path, required=True, help="where the book is kept")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--kill", action="store_true", help="end workers and Redis with -9, twice")
    asked = parser.parse_args()
    for name in list(os.environ):
        if name.startswith("RISKCRM_") or name in ("DATABASE_URL", "REDIS_URL"):
            del os.environ[name]
    os.environ |= {"DJANGO_SETTINGS_MODULE": "riskcrm.settings", "DEMO": "1"}
    os.environ["RISKCRM_HOME"] = str(asked.home.resolve())
    make = [sys.executable, "-m", "tests.bench", "--size", str(asked.size), "--only", "no-measure"]
    subprocess.run([*make, "--home", str(asked.home)], check=True, cwd=embedded.BASE_DIR)
    with copy() as port:
        import django

        django.setup()
        found = _measure(port, seconds=asked.seconds, kill=asked.kill)
        _tell(found)
    return 1 if found["lost"] or found["twice"] else 0


@contextlib.contextmanager
def copy() -> Iterator[int]:
    """The product with its workers and its clock."""
    port = free_port()
    log = embedded.home() / "bench-run.log"
    with log.open("wb") as output:
        run = subprocess.Popen(
            [sys.executable, "-m", "riskcrm.run"], cwd=embedded.BASE_DIR, stdout=output,
            stderr=output, env=os.environ | ADMINISTRATOR | {"PORT": str(port), "DEMO": "0"},
        )  # fmt: skip
    try:
        wait_for(port, "/readyz", seconds=STARTS_IN)
        yield port
    finally:
        run.terminate()
        run.wait(300)


def _measure(port: int, *, seconds: int, kill: bool) -> dict[str, Any]:
    _wait_until_idle()
    numbers = _customers(seconds * CALLS * ROWS)
    key = _key()
    sender = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.changes", str(port)], cwd=embedded.BASE_DIR,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert sender.stdin is not None
    assert sender.stdout is not None
    watch = Watch(numbers)
    with sender.stdin as to_sender:
        said = {"key": key, "numbers": list(numbers), "seconds": seconds, "invoice": INVOICE}
        json.dump(said | {"again": kill, "slack": WAIT_SECONDS}, to_sender)
    killer = threading.Thread(target=_kill_twice, daemon=True)
    if kill:
        killer.start()
    told = json.load(sender.stdout)
    sent: dict[str, float] = told["sent"]
    assert sender.wait() == 0
    watch.wait()
    rows = _alerts(numbers, watch.after_id)
    took = sorted(watch.seen[number] - at for number, at in sent.items() if number in watch.seen)
    return {
        "changes": len(sent), "sent in": told["took"], "took": took, "waited": watch.waited,
        "lost": sorted(set(sent) - set(rows)), "twice": [n for n, many in rows.items() if many > 1],
        "over the API": _over_the_api(port, key, watch),
    }  # fmt: skip


def _customers(many: int) -> dict[str, int]:
    """Numbers and ids of customers, at random, of whom no alert was ever raised: none of another
    rule mutes the one that is expected."""
    from customers.models import Customer
    from monitoring.models import Alert

    alerted = Alert.objects.values("customer")
    rows = Customer.objects.active().exclude(pk__in=alerted).order_by("?")
    found = dict(rows.values_list("number", "pk")[:many])
    assert len(found) == many, f"only {len(found)} customers without an alert: take a larger book"
    return found


def _key() -> str:
    from django.utils import timezone

    from riskcrm.accounts.models import User
    from riskcrm.accounts.services import create_api_key
    from riskcrm.audit.services import SYSTEM

    _row, key = create_api_key(
        name=f"bench {time.time_ns()}", scopes=["invoices:write", "alerts:read"], by=SYSTEM,
        at=timezone.now(), responsible=User.objects.get(username="officer"),
    )  # fmt: skip
    return key


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _wait_until_idle() -> None:
    """A book that was never run has much to be looked through first: screened, searched, reviewed.

    It is when the queues are empty and the machine has had little to do for half a minute.
    """
    begin, quiet = time.monotonic(), 0
    while quiet < 3:
        is_busy = psutil.cpu_percent(10) > BUSY
        waits = any(_rows(f"SELECT 1 FROM {table} LIMIT 1") for table in QUEUES.values())
        quiet = 0 if is_busy or waits else quiet + 1
    print(f"the copy was idle after {time.monotonic() - begin:.0f} s; posting begins", flush=True)


class Watch(threading.Thread):
    """Looks for new alerts, and how long the oldest change has waited in each queue."""

    def __init__(self, numbers: dict[str, int]) -> None:
        super().__init__(daemon=True)
        self.number_of = {pk: number for number, pk in numbers.items()}
        self.after_id = self.newest = _rows("SELECT COALESCE(max(id), 0) FROM monitoring_alert")[0][
            0
        ]
        ((self.rule,),) = _rows("SELECT id FROM monitoring_alertrule WHERE code = %s", RULE)
        self.seen: dict[str, float] = {}
        self.waited = dict.fromkeys(QUEUES, 0.0)
        self.ended = threading.Event()
        self.start()

    def run(self) -> None:
        while not self.ended.wait(0.1):
            self._look()

    def _look(self) -> None:
        sql = "SELECT id, customer_id, rule_id FROM monitoring_alert WHERE id > %s ORDER BY id"
        rows = _rows(sql, self.newest)
        now = time.time()
        for alert, customer, rule in rows:
            self.newest = alert
            if rule == self.rule and customer in self.number_of:
                self.seen.setdefault(self.number_of[customer], now)
        for name, table in QUEUES.items():
            age = "extract(epoch FROM clock_timestamp() - min(recorded_at))"
            oldest = float(_rows(f"SELECT {age} FROM {table}")[0][0] or 0)
            self.waited[name] = max(self.waited[name], oldest)

    def wait(self) -> None:
        until = time.monotonic() + WAIT_SECONDS
        while len(self.seen) < len(self.number_of) and time.monotonic() < until:
            time.sleep(0.2)
        time.sleep(5)  # in which one could be raised twice
        self.ended.set()
        self.join()


def _alerts(numbers: dict[str, int], after_id: int) -> Counter[str]:
    sql = """SELECT c.number FROM monitoring_alert a
      JOIN customers_customer c ON c.id = a.customer_id
      JOIN monitoring_alertrule r ON r.id = a.rule_id WHERE r.code = %s AND a.id > %s"""
    return Counter(number for (number,) in _rows(sql, RULE, after_id) if number in numbers)


def _over_the_api(port: int, key: str, watch: Watch) -> int:
    """How many of the new alerts of the rule the API lists."""
    headers, found = {"Authorization": f"Bearer {key}"}, 0
    address = f"/api/v1/alerts/?rule={RULE}&limit=200"
    with contextlib.closing(connect(port)) as client:
        while address:
            client.request("GET", address, headers=headers)
            answer = client.getresponse()
            said = json.loads(answer.read())
            assert answer.status == 200, said
            new = sum(row["id"] > watch.after_id for row in said["results"])  # the newest first
            found += new
            address = (said["next"] or "").partition(f":{port}")[2] if new else ""
    return found


# --- killing -------------------------------------------------------------------------------------


def _kill_twice() -> None:
    begin = time.monotonic()
    for second in KILLS:
        time.sleep(max(0.0, begin + second - time.monotonic()))
        _kill()


def _kill() -> None:
    """All processes of the workers, and Redis; Supervisor starts them again."""
    from riskcrm.run import leftovers

    ended = 0
    for process in leftovers(embedded.home()):
        with contextlib.suppress(psutil.Error):
            if "worker" in process.cmdline():
                process.send_signal(signal.SIGKILL)
                ended += 1
    redis = embedded.Redis().process()
    assert redis is not None
    redis.kill()
    print(f"killed {ended} processes of workers, and Redis", flush=True)


def _tell(found: dict[str, Any]) -> None:
    took = found["took"]
    cuts = statistics.quantiles(took, n=100)
    print(f"changes {found['changes']}, sent in {found['sent in']:.1f} s; alerts seen {len(took)}")
    print(
        f"seconds from sending to the alert: median {cuts[49]:.2f}, p95 {cuts[94]:.2f},"
        f" p99 {cuts[98]:.2f} (goal {GOAL:.0f}), most {took[-1]:.2f}"
    )
    print(f"lost {len(found['lost'])}, twice {len(found['twice'])}")
    print(f"of them the API lists {found['over the API']}")
    for name, seconds in found["waited"].items():
        print(f"the oldest change {name} waited {seconds:.2f} s at most")


if __name__ == "__main__":
    sys.exit(main())
