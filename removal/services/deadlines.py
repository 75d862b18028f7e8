"""What passes by itself: deadlines of cases, noticed every night, one statement per kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from removal.letters.kinds import Kind
from removal.models import CaseBlock, CureItem, Letter, RemovalCase
from removal.services.rectifying import expire_rectification
from removal.states import OPEN, State

DAYS_BEFORE = 5  # calendar days that a reminder comes before the end of a rectification
DAYS_BEFORE_LAPSE = 60
AT_ONCE = 200

NOTICE = """
INSERT INTO removal_deadlinenotice (case_id, kind, due_date, raised_at)
{query}
ON CONFLICT (case_id, kind, due_date) DO NOTHING
"""
QUERIES: dict[str, str] = {
    "stage_late": """
        SELECT id, 'stage_late', due_date, %(at)s FROM removal_removalcase
        WHERE state = ANY(%(open)s) AND due_date < %(today)s""",
    "cure_due": """
        SELECT id, 'cure_due', due_date, %(at)s FROM removal_removalcase
        WHERE state = 'rectification' AND due_date BETWEEN %(today)s AND %(soon)s""",
    "acknowledge": """
        SELECT case_id, 'acknowledge', acknowledge_by_date, %(at)s FROM removal_appeal
        WHERE state = 'open' AND acknowledged_at IS NULL AND acknowledge_by_date < %(today)s""",
    "answer": """
        SELECT case_id, 'answer', answer_by_date, %(at)s FROM removal_appeal
        WHERE state = 'open' AND answer_by_date < %(today)s""",
    "lapse": """
        SELECT id, 'lapse', lapse_date, %(at)s FROM removal_removalcase
        WHERE closed_at IS NULL AND lapse_date BETWEEN %(today)s AND %(lapsing)s""",
    "review": """
        SELECT case_id, 'review', due_date, %(at)s FROM removal_immediatereview
        WHERE outcome = '' AND due_date < %(today)s""",
}


def note_deadlines(*, today: dt.date, at: dt.datetime) -> dict[str, int]:
    """Write a notice for each deadline that has passed or comes near; how many new ones by kind.

    Doing it again the same day writes nothing.
    """
    params: dict[str, Any] = {
        "at": at, "today": today, "soon": today + dt.timedelta(days=DAYS_BEFORE),
        "lapsing": today + dt.timedelta(days=DAYS_BEFORE_LAPSE),
        "open": list(OPEN),
    }  # fmt: skip
    counts = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for kind, query in QUERIES.items():
            cursor.execute(NOTICE.format(query=query), params)
            counts[kind] = cursor.rowcount
    return counts


def expire_rectifications(*, today: dt.date, at: dt.datetime) -> int:
    """Let every rectification whose time is over wait for its decision; how many.

    What is blocked waits until the block is lifted. A case that somebody holds is left to the next
    sweep.
    """
    total = 0
    while True:
        with transaction.atomic():
            cases = _expired(today)
            for case in cases:
                expire_rectification(case, at=at)
        total += len(cases)
        if len(cases) < AT_ONCE:
            return total


def _expired(today: dt.date) -> list[RemovalCase]:
    """Some whose time is over, held; those with everything checked and met await acceptance.

    A notice that went out and has not arrived, or came back, lets no time run out.
    """
    blocks = CaseBlock.objects.standing().filter(customer=OuterRef("customer"))
    items = CureItem.objects.filter(case=OuterRef("pk"), round=OuterRef("round"))
    notices = Letter.objects.filter(
        case=OuterRef("pk"), round=OuterRef("round"), kind=Kind.NOTICE, state__in=Letter.OUT
    )
    arrived = notices.filter(state=Letter.State.ARRIVED)
    rows = (
        RemovalCase.objects.filter(
            ~Exists(blocks),
            Exists(arrived) | ~Exists(notices),
            Exists(items.exclude(state=CureItem.State.VERIFIED)),
            state=State.RECTIFICATION,
            due_date__lt=today,
        )
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .select_related("customer")
    )
    return list(rows.order_by("due_date", "pk")[:AT_ONCE])
