"""Contracts that come to a day on which somebody must act: a task for the account manager, once.
Where there is none, or the manager has left, it is nobody's task, and the team sees it among those.

What is due is found by indexes of the days; a task's number tells what it is about, so that a
sweep that runs twice, or side by side with another, makes it once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from customers.models import Task
from customers.services.changes import mark_changed
from riskcrm.audit.services import SYSTEM, Subject, record
from riskcrm.web.today import local_date

NOTICE_AHEAD = 30
END_AHEAD = 30
OBLIGATION_AHEAD = 14
CHUNK = 500


@dataclass(frozen=True)
class Due:
    """A day that comes, of a contract or an obligation."""

    what: str
    key: str
    customer_id: int
    manager_id: int | None
    language: str
    day: dt.date
    number: str
    name: str
    renews: bool
    party: str


DUE = """
SELECT d.what, d.key, d.customer_id, u.id, coalesce(u.language, ''), d.day, d.number,
       d.name, d.renews, d.party
FROM (
    SELECT 'notice' AS what, 'contract-' || k.id || '-notice-' || k.notice_date AS key,
           k.customer_id, k.notice_date AS day, k.source_key AS number, k.title AS name,
           k.renews, '' AS party
    FROM customers_contract k
    WHERE k.state = 'in_force' AND NOT k.is_void AND k.notice_given_date IS NULL
      AND k.notice_date BETWEEN %(today)s AND %(notice_until)s
    UNION ALL
    SELECT 'end', 'contract-' || k.id || '-end-' || k.end_date,
           k.customer_id, k.end_date, k.source_key, k.title,
           k.renews AND k.notice_given_date IS NULL, ''
    FROM customers_contract k
    WHERE k.state = 'in_force' AND NOT k.is_void AND k.end_date BETWEEN %(today)s AND %(end_until)s
    UNION ALL
    SELECT 'renewed', 'contract-' || k.id || '-renewed-' || k.end_date,
           k.customer_id, k.end_date, k.source_key, k.title, true, ''
    FROM customers_contract k
    WHERE k.state = 'in_force' AND NOT k.is_void AND k.end_date < %(today)s
      AND k.renews AND k.notice_given_date IS NULL AND k.renewal_months IS NULL
    UNION ALL
    SELECT 'obligation', 'obligation-' || o.id || '-due-' || o.effective_date,
           o.customer_id, o.effective_date, k.source_key, o.text, false, o.party
    FROM customers_obligation o JOIN customers_contract k ON k.id = o.contract_id
    WHERE o.state = 'open' AND NOT o.is_void AND k.state = 'in_force' AND NOT k.is_void
      AND o.effective_date BETWEEN %(today)s AND %(obligation_until)s
) d
JOIN customers_customer c ON c.id = d.customer_id
LEFT JOIN accounts_user u ON u.id = c.manager_id AND u.is_active
WHERE NOT EXISTS (
    SELECT 1 FROM customers_task t WHERE t.customer_id = d.customer_id AND t.source_key = d.key
)
ORDER BY d.day, d.key LIMIT %(limit)s
"""


def remind_of_contracts(*, at: dt.datetime, limit: int = CHUNK) -> int:
    """Make up to `limit` tasks of what comes due; how many. Zero means that nothing is left."""
    with transaction.atomic():
        found = _due(today=local_date(at), limit=limit)
        if not found:
            return 0
        tasks = [_task(due, at=at) for due in found]
        Task.objects.bulk_create(tasks, ignore_conflicts=True)
        keys = [due.key for due in found]
        record(
            "remind_of_contracts",
            by=SYSTEM,
            obj=Subject("contracts", "contracts"),
            facts={"tasks": len(keys), "first": keys[0]},
            at=at,
        )
        mark_changed({due.customer_id for due in found}, cause="remind_of_contracts", at=at)
    return len(found)


def _due(*, today: dt.date, limit: int) -> list[Due]:
    def ahead(days: int) -> dt.date:
        return today + dt.timedelta(days=days)

    params: dict[str, Any] = {
        "today": today,
        "notice_until": ahead(NOTICE_AHEAD),
        "end_until": ahead(END_AHEAD),
        "obligation_until": ahead(OBLIGATION_AHEAD),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(DUE, params)
        return [Due(*row) for row in cursor.fetchall()]


def _task(due: Due, *, at: dt.datetime) -> Task:
    """The task in the words of who gets it."""
    with translation.override(due.language or settings.LANGUAGE_CODE):
        title = _title(due) % {"number": due.number, "name": due.name}
    return Task(
        customer_id=due.customer_id,
        source_key=due.key,
        effective_date=due.day,
        title=title[:200],
        owner_id=due.manager_id,
        recorded_at=at,
    )


def _title(due: Due) -> str:
    if due.what == "notice":
        if due.renews:
            return _("Give notice by this day or it renews itself: contract %(number)s, %(name)s")
        return _("Last day of notice: contract %(number)s, %(name)s")
    if due.what == "end":
        if due.renews:
            return _("Contract %(number)s renews itself: %(name)s")
        return _("Contract %(number)s ends: %(name)s")
    if due.what == "renewed":
        return _("Contract %(number)s has renewed itself: enter its new last day. %(name)s")
    if due.party == "us":
        return _("We owe under contract %(number)s: %(name)s")
    return _("The customer owes under contract %(number)s: %(name)s")
