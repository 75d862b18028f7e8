"""cases: the list of cases, a case, and the inbox with 10,000 open cases; and the nightly sweep.

Cases are written straight into their tables with their steps, in every open stage, a tenth of
them late, so that 10,000 exist in seconds; nothing that is measured goes around the product.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from removal.models import RemovalCase
from removal.services import expire_rectifications, note_deadlines
from removal.states import OPEN
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.bench.measure import Measure

NAME = "cases"
FLOOR_SECONDS = 0.1
OPEN_CASES = 10_000
REQUESTS = 40

CASES = """
INSERT INTO removal_removalcase
  (customer_id, state, round, summary, ground, clause, facts, known_since, reasons, tier, exposure,
   overdue, proposed_by_id, responsible_id, proposed_at, stage_since, due_date, approvals_needed,
   needs_higher_role, version)
SELECT c.id, 'proposed', 1, 'Pays later and later.', 'late_payment', '§ 7', 'Three invoices.',
  %(today)s, '[]', 'high', r.exposure, r.overdue, %(by)s, %(by)s, %(at)s, %(at)s,
  %(today)s + (c.id %% 50)::int - 5, 1, false, 1
FROM customers_customer c JOIN scoring_reading r ON r.customer_id = c.id
WHERE c.status = 'active'
  AND NOT EXISTS (SELECT FROM removal_removalcase o WHERE o.customer_id = c.id)
ORDER BY c.id LIMIT %(most)s
"""
# each case goes its way up to the stage its number says
STEP = """
INSERT INTO removal_casestep (case_id, number, act, from_state, to_state, round, reason, by_id, at)
SELECT id, %(number)s, %(act)s, %(former)s, %(state)s, 1, 'For the bench.', %(by)s, %(at)s
FROM removal_removalcase WHERE summary = 'Pays later and later.' AND id %% 6 >= %(number)s - 1
"""
MOVE = """
UPDATE removal_removalcase SET state = %(state)s
WHERE summary = 'Pays later and later.' AND id %% 6 = %(number)s - 1
"""
WAY = (
    ("propose_removal", "", "proposed"),
    ("start_assessment", "proposed", "assessment"),
    ("submit_to_legal", "assessment", "legal_review"),
    ("pass_legal_review", "legal_review", "warning"),
    ("issue_notice", "warning", "notice"),
    ("start_rectification", "notice", "rectification"),
)


def measure(size: int) -> Measure:
    _open_cases()
    notes, worst = [], 0.0
    for who in ("officer", "head", "legal", "manager"):
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(User.objects.get(username=who))
        for address in _addresses():
            for _ in range(3):
                _get(client, address)
            seconds = [_get(client, address) for _ in range(REQUESTS)]
            p95 = statistics.quantiles(seconds, n=20)[-1]
            worst = max(worst, p95)
            notes.append(f"{who:8} {address:28} p95 {p95 * 1000:6.1f} ms")
    notes.append(_sweep())
    return Measure(NAME, size, worst, FLOOR_SECONDS, goal=1, notes=notes)


@transaction.atomic
def _open_cases() -> None:
    missing = OPEN_CASES - RemovalCase.objects.filter(state__in=OPEN).count()
    if missing <= 0:
        return
    by = User.objects.get(username="manager").pk
    params = {"by": by, "at": timezone.now(), "today": today(), "most": missing}
    with connection.cursor() as cursor:
        cursor.execute(CASES, params)
        for number, (act, former, state) in enumerate(WAY, 1):
            said = {"number": number, "act": act, "former": former, "state": state}
            cursor.execute(STEP, params | said)
        for number, (_act, _former, state) in enumerate(WAY, 1):
            cursor.execute(MOVE, params | {"number": number, "state": state})


def _addresses() -> list[str]:
    case = RemovalCase.objects.filter(state__in=OPEN).order_by("pk").values_list("pk", flat=True)
    return [
        "/cases/",
        "/cases/?open=1&sort=due_date",
        "/cases/?late=1",
        "/cases/?q=ltd",
        f"/cases/{case[0]}/",
        "/inbox/",
    ]


def _sweep() -> str:
    """The nightly sweep of deadlines, on a day when a tenth of the cases is late."""
    at, day = timezone.now(), today() + dt.timedelta(days=1)
    started = time.perf_counter()
    counts = note_deadlines(today=day, at=at)
    noticed = time.perf_counter() - started
    expired = expire_rectifications(today=day, at=at)
    seconds = time.perf_counter() - started
    return (
        f"sweep {seconds:.2f} s: {sum(counts.values())} notices in {noticed:.2f} s, "
        f"{expired} rectifications run out"
    )


def _get(client: Client, address: str) -> float:
    started = time.perf_counter()
    response = client.get(address)
    seconds = time.perf_counter() - started
    assert response.status_code in (200, 404), (address, response.status_code)
    return seconds
