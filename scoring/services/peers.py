"""Figures of the book and its parts, which figures of customers are compared with.

They follow from the ledger alone, part by part of the book, so that a past day has them as well.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction

from riskcrm.jobs.locks import lock
from riskcrm.jobs.planning import PLANNING
from riskcrm.web.today import end_of_day, today
from scoring import selectors
from scoring.indicators import BY_RANGE, READING_STEPS
from scoring.indicators.base import with_steps
from scoring.indicators.peer_round import ADD, FURTHER, PART, ROUND
from scoring.models import PeerFigure

COMPUTING = "scoring.compute_peers"


def ensure_peers(*, as_of: dt.date, at: dt.datetime) -> int:
    """The figures of the book of a day that is over, as known at its end; how many were written.

    Who asks while another one computes them waits, and finds them there.
    """
    known_at = end_of_day(as_of)
    if _has_round(as_of, known_at):
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        lock(COMPUTING)
        if _has_round(as_of, known_at):
            return 0
        cursor.execute(PLANNING)
        cursor.execute(PART)
        parameters: dict[str, Any] = {"as_of": as_of, "known_at": known_at, "at": at}
        sql = f"{with_steps((*READING_STEPS, *FURTHER), BY_RANGE)}\n{ADD}"
        for first_id, final_id, _size in selectors.book_ranges():
            cursor.execute(sql, parameters | {"first_id": first_id, "final_id": final_id})
        cursor.execute(ROUND, parameters)
        written = int(cursor.rowcount)
        cursor.execute("DROP TABLE peer_row")
    return written


def ensure_peers_of_yesterday(*, at: dt.datetime) -> int:
    """Those of the newest day that is over."""
    return ensure_peers(as_of=today() - dt.timedelta(days=1), at=at)


def _has_round(as_of: dt.date, known_at: dt.datetime) -> bool:
    return PeerFigure.objects.filter(figure="exposure", as_of=as_of, known_at=known_at).exists()
