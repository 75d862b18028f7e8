"""Raising alerts: takes what scoring changed and holds every rule against it, set by set.

One transaction takes the changes, raises, adds evidence, clears and deletes exactly the changes it
took; a crash leaves everything as it was. Sweeps follow one another: if two ran at once, one could
raise on a figure that the other, having seen a newer one, no longer finds an alert to clear for.

When a rule changed, by whatever hand, and each night, a sweep also takes a part of the book that
did not change, until all customers were held against the rules as they are.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from monitoring.alert_rules.sql import compile_rules, reads_as_it_stands
from monitoring.alert_rules.tree import rule_of
from monitoring.models import Alert, AlertRule, RuleSweep
from monitoring.services import sweep_sql as sql
from monitoring.services.peer_medians import read_peer_medians
from riskcrm.audit.services import SYSTEM, record
from riskcrm.jobs.locks import try_lock
from riskcrm.web.today import local_date

MOST_CUSTOMERS = 25_000


@dataclass(frozen=True)
class Sweep:
    """What one sweep did."""

    changes: int
    part: int  # customers of the book that it took because a rule changed
    raised: list[tuple[int, int]]  # alert id, rule id
    cleared: list[tuple[int, int, str]]  # alert id, rule id, why
    evidence: int


def raise_alerts(*, at: dt.datetime, most: int = MOST_CUSTOMERS) -> int:
    """Hold all active rules against the customers that scoring changed, and against others if a
    rule changed; return how many changes and other customers were taken, `most` of each.

    Nothing left to take, or another sweep at work, is 0. Safe twice and in parallel.
    """
    with transaction.atomic():
        if not try_lock("monitoring.raise_alerts"):
            return 0
        book = _book_to_sweep(local_date(at))
        with connection.cursor() as cursor:
            if book is None and not _anything_changed(cursor):
                return 0
            sweep = _sweep(cursor, book, at=at, most=most)
        if sweep.raised or sweep.cleared:
            _record(sweep, at=at)
    return sweep.changes + sweep.part


def _book_to_sweep(day: dt.date) -> RuleSweep | None:
    """How far the book was swept; None once all of it was held against the rules as they are today.

    Each night anew: days until a date, changes over time and peers move without a reading.
    """
    said = AlertRule.objects.order_by("pk").values_list("pk", *AlertRule.DECIDING)
    rules = hashlib.sha256(repr(list(said)).encode()).hexdigest()
    book, _is_new = RuleSweep.objects.get_or_create(pk=1, defaults={"rules": rules})
    if book.rules != rules or book.day != day:
        book.rules, book.day, book.after_id = rules, day, 0
        read_peer_medians(day)
    return None if book.after_id is None else book


def _anything_changed(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT EXISTS (SELECT FROM scoring_ratingchange)")
    return bool(cursor.fetchone()[0])


def _sweep(cursor: CursorWrapper, book: RuleSweep | None, *, at: dt.datetime, most: int) -> Sweep:
    values: dict[str, Any] = {"at": at, "most": most, **sql.deadlines_of(at)}
    cursor.execute(sql.TABLES)
    cursor.execute(sql.TAKE_CHANGES, values)
    part = _take_part(cursor, book, most) if book else 0
    # nobody else looks at temporary tables: without figures of theirs the planner takes them for
    # a handful of rows and joins each with each
    cursor.execute("ANALYZE swept")
    cursor.execute(sql.TAKEN)
    changes, first, final = cursor.fetchone()
    cursor.execute(sql.NOTE_RUNNING, {"first": first, "final": final})
    _hold_against_rules(cursor, day=local_date(at), within=(first, final))
    cursor.execute(sql.SWITCHED_OFF)
    cursor.execute("ANALYZE verdict")
    cursor.execute(sql.COOL_DOWN.format(**sql.WORDS), values)
    cursor.execute(sql.MUTE)
    cursor.execute(sql.HOLD.format(**sql.WORDS), values)
    cursor.execute(sql.CLEAR.format(**sql.WORDS), values)
    cleared = cursor.fetchall()
    cursor.execute(sql.RAISE.format(**sql.WORDS), values)
    raised = cursor.fetchall()
    cursor.execute(sql.EVIDENCE.format(**sql.WORDS), values)
    evidence = cursor.fetchall()
    graver = [row for row in evidence if row[1]]
    _tell(cursor, {"raised": raised, "graver": graver, "cleared": cleared}, at=at)
    return Sweep(changes, part, raised, cleared, evidence=len(evidence))


def _tell(cursor: CursorWrapper, found: dict[str, list[Any]], *, at: dt.datetime) -> None:
    """Leave a row of news about each alert, from which people and other systems are told."""
    news = [(row[0], kind) for kind, rows in found.items() for row in rows]
    if news:
        ids, kinds = (list(column) for column in zip(*news, strict=True))
        cursor.execute(sql.TELL, {"ids": ids, "kinds": kinds, "at": at})


def _take_part(cursor: CursorWrapper, book: RuleSweep, most: int) -> int:
    cursor.execute(sql.TAKE_PART, {"after_id": book.after_id, "most": most})
    part, final_id = cursor.fetchone()
    book.after_id = final_id if part == most else None
    book.save()
    return int(part)


def _hold_against_rules(cursor: CursorWrapper, *, day: dt.date, within: tuple[int, int]) -> None:
    """Let all active rules say what they find; those that ask for unknown figures are left out.

    Those that look at readings alone, which are most, pay nothing for what the others look up.
    """
    rows = AlertRule.objects.filter(is_active=True).order_by("pk")
    rules = [rule for rule in map(rule_of, rows) if rule is not None]
    led = [rule for rule in rules if rule.lead]
    for statement, chosen in (
        (sql.THRESHOLDS, [rule for rule in led if reads_as_it_stands(rule)]),
        (sql.THRESHOLDS, [rule for rule in led if not reads_as_it_stands(rule)]),
        (sql.TIER_RISES, [rule for rule in rules if not rule.lead]),
    ):
        if chosen:
            compiled = compile_rules(chosen, day, who="swept", within=within)
            cursor.execute(sql.against(statement, compiled, day), compiled.params)


def _record(sweep: Sweep, *, at: dt.datetime) -> None:
    """One event for the whole sweep; its alerts name the customers."""
    codes = dict(AlertRule.objects.values_list("id", "code"))
    raised, cleared = sweep.raised, sweep.cleared
    raised_ids = [alert_id for alert_id, _rule in raised]
    cleared_ids = [alert_id for alert_id, _rule, _why in cleared]
    facts = {
        "changes": sweep.changes,
        "customers_held_against_changed_rules": sweep.part,
        "raised": _counted(codes[rule_id] for _id, rule_id in raised),
        "cleared": _counted(codes[rule_id] for _id, rule_id, _why in cleared),
        "cleared_because": _counted(why for _id, _rule, why in cleared),
        "raised_ids": raised_ids,
        "cleared_ids": cleared_ids,
        "further_evidence": sweep.evidence - len(raised),
    }
    first = min(raised_ids + cleared_ids)
    record("raise_alerts", by=SYSTEM, obj=Alert(pk=first), facts=facts, at=at)


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(Counter(words))
