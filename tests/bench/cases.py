"""cases: the list of cases, a case, and the inbox with 10,000 open cases; and the nightly sweep.

Cases are written straight into their tables with their steps, packs, letters and rectification
items, in the six stages before the decision, a tenth of them late, so that 10,000 exist in seconds;
nothing that is measured goes around the product.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import time

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from removal.models import RemovalCase
from removal.services import expire_rectifications, note_deadlines
from removal.services.letter_arrivals import deem_arrivals
from removal.states import OPEN, State
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.bench.book import as_owner, vacuum
from tests.bench.measure import Measure

NAME = "cases"
FLOOR_SECONDS = 0.1
OPEN_CASES = 10_000
REQUESTS = 40

CASES = """
INSERT INTO removal_removalcase
  (customer_id, state, round, summary, ground, clause, facts, known_since, reasons, tier, exposure,
   overdue, proposed_by_id, responsible_id, proposed_at, stage_since, due_date, pack_id,
   approvals_needed, needs_higher_role, version)
SELECT c.id, 'proposed', 1, 'Pays later and later.', 'late_payment', '§ 7', 'Three invoices.',
  %(today)s, '[]', 'high', r.exposure, r.overdue, %(by)s, %(by)s, %(at)s, %(at)s,
  %(today)s + (c.id %% 50)::int - 5,
  (SELECT id FROM removal_policypack WHERE jurisdiction = 'CN' AND kind = 'seller'
   AND state = 'in_force' ORDER BY id LIMIT 1), 1, false, 1
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
# a warning for who was warned, on its way where the case stands there; a notice for who has one
LETTERS = """
INSERT INTO removal_letter
  (case_id, number, round, kind, language, template_id, facts, subject_original, body_original,
   subject, body, state, drafted_by_id, responsible_id, drafted_at, sent_back_because,
   released_by_id, released_at, pdf, sha256, sent_at, arrived_on, is_arrival_proven,
   cancelled_because, version)
SELECT c.id, %(number)s, 1, %(kind)s, 'en', (SELECT max(id) FROM removal_lettertemplate
    WHERE kind = %(kind)s AND language = 'en'), %(facts)s, 'Overdue', 'Please pay.', 'Overdue',
  'Please pay.', CASE WHEN c.state = %(kind)s THEN 'sent' ELSE 'arrived' END, %(by)s, %(by)s,
  %(at)s, '', %(second)s, %(at)s, 'letters/bench.pdf', repeat('0', 64), %(sent)s,
  CASE WHEN c.state <> %(kind)s THEN %(today)s - 25 END, c.state <> %(kind)s, '', 1
FROM removal_removalcase c
WHERE c.summary = 'Pays later and later.' AND c.id %% 6 >= %(first)s
"""
DELIVERIES = """
INSERT INTO removal_letterdelivery
  (letter_id, number, channel, address, source, tracking_number, sent_at, arrived_on, arrival,
   arrival_note, returned_because, file, file_name, content_type, sha256, recorded_by_id,
   recorded_at, version)
SELECT id, 1, 'courier', '1 Mill Lane', 'customer', '', sent_at, arrived_on,
  CASE WHEN arrived_on IS NULL THEN '' ELSE 'proven' END, '', '', '', '', '', '', drafted_by_id,
  drafted_at, 1
FROM removal_letter WHERE pdf = 'letters/bench.pdf'
"""
ITEMS = """
INSERT INTO removal_cureitem
  (case_id, round, kind, what, amount, state, added_by_id, added_at, finding, is_refusal)
SELECT id, 1, 'payment', 'Pay what is overdue', 500, 'open', %(by)s, %(at)s, '', false
FROM removal_removalcase WHERE summary = 'Pays later and later.' AND id %% 6 >= 4
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
    if _open_cases():
        _letters()
        vacuum()
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
def _open_cases() -> bool:
    missing = OPEN_CASES - RemovalCase.objects.filter(state__in=OPEN).count()
    if missing <= 0:
        return False
    by = User.objects.get(username="manager").pk
    params = {"by": by, "at": timezone.now(), "today": today(), "most": missing}
    with connection.cursor() as cursor:
        cursor.execute(CASES, params)
        for number, (act, former, state) in enumerate(WAY, 1):
            said = {"number": number, "act": act, "former": former, "state": state}
            cursor.execute(STEP, params | said)
        for number, (_act, _former, state) in enumerate(WAY, 1):
            cursor.execute(MOVE, params | {"number": number, "state": state})
        cursor.execute(ITEMS, params)
    return True


def _letters() -> None:
    """As the owner, who may write what has arrived without having sent it."""
    at, day = timezone.now(), today()
    people = dict(
        User.objects.filter(username__in=("manager", "officer")).values_list("username", "pk")
    )
    told = {"deadline": str(day - dt.timedelta(days=10)), "end_date": str(day)}
    params = {
        "by": people["manager"], "second": people["officer"], "at": at, "today": day,
        "sent": at - dt.timedelta(days=28), "facts": json.dumps({"given": told}),
    }  # fmt: skip
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE removal_letter DISABLE TRIGGER USER")
        for number, kind, first in ((1, "warning", 3), (2, "notice", 4)):
            cursor.execute(LETTERS, params | {"number": number, "kind": kind, "first": first})
        cursor.execute(DELIVERIES)
        cursor.execute("ALTER TABLE removal_letter ENABLE TRIGGER USER")


def _addresses() -> list[str]:
    """What everybody may ask for; the case is the manager's own."""
    mine = RemovalCase.objects.filter(customer__manager__username="manager")
    case = mine.filter(state=State.RECTIFICATION).values_list("pk", flat=True)
    return [
        "/cases/",
        "/cases/?open=1&sort=due_date",
        "/cases/?late=1",
        "/cases/?q=ltd",
        f"/cases/{case.order_by('pk')[0]}/",
        "/inbox/",
    ]


def _sweep() -> str:
    """The nightly sweep of deadlines, on a day when a tenth of the cases is late."""
    at, day = timezone.now(), today() + dt.timedelta(days=1)
    started = time.perf_counter()
    counts = note_deadlines(today=day, at=at)
    noticed = time.perf_counter()
    expired = expire_rectifications(today=day, at=at)
    ran_out = time.perf_counter()
    deemed = deem_arrivals(today=day, at=at)
    return (
        f"sweep: {sum(counts.values())} notices in {noticed - started:.2f} s, "
        f"{expired} rectifications run out in {ran_out - noticed:.2f} s, "
        f"{deemed} arrivals deemed in {time.perf_counter() - ran_out:.2f} s"
    )


def _get(client: Client, address: str) -> float:
    started = time.perf_counter()
    response = client.get(address)
    seconds = time.perf_counter() - started
    assert response.status_code == 200, (address, response.status_code)
    return seconds
