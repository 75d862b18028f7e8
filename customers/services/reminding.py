"""Making reminders: one per customer and run, of what is overdue and not disputed.

A run goes over the customers in arrears that whoever starts it sees. Left out are those who owe
less than is tolerated once disputes are taken off, who were reminded a short while ago, and whose
promise for a later day covers what is overdue.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from customers.collection.letters import filled, in_currencies, language_of
from customers.models import (
    Arrears,
    Customer,
    Reminder,
    ReminderItem,
    ReminderLevel,
    ReminderRun,
    Urgency,
)
from customers.receivables.demand import CENT, Demand, demand_of
from customers.receivables.sql import with_items
from customers.services.arrears import is_looked_through, settings_in_force
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, record
from riskcrm.jobs import services as jobs
from riskcrm.jobs.locks import lock
from riskcrm.jobs.models import Chunk, Run
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

REMINDERS = "reminders"  # the kind of run
START = "customers.add_reminderrun"
LOOKING = "look-for-reminders"
CHUNK = 500

# every overdue item of the asked customers, with what is not demanded of it
OVERDUE = (
    with_items("customer_id = ANY(%(ids)s)")
    + """
SELECT i.customer_id, i.invoice_id, v.number, v.invoice_date, i.due_date,
  %(day)s::date - i.due_date AS days_late, i.currency, i.open_amount, i.disputed, i.base_open,
  i.base_disputed
FROM item i JOIN customers_invoice v ON v.id = i.invoice_id
WHERE i.due_date < %(day)s
ORDER BY i.customer_id, i.due_date, i.invoice_id"""
)
# disputes that name no invoice
LOOSE_DISPUTES = """
SELECT customer_id, currency, sum(amount) FROM customers_dispute
WHERE customer_id = ANY(%(ids)s) AND outcome = 'open' AND NOT is_void AND invoice_id IS NULL
GROUP BY customer_id, currency
"""


def candidates(by: User | None, *, day: dt.date) -> QuerySet[Arrears]:
    """Customers in arrears that a run of this person would look at; None = the schedule."""
    rows = Arrears.objects.all() if by is None else Arrears.objects.visible_to(by)
    first = ReminderLevel.objects.order_by("days").first()
    if first is None:
        return rows.none()
    since = day - dt.timedelta(days=settings_in_force().reminder_pause_days)
    recent = Reminder.objects.filter(customer=OuterRef("pk"), as_of__gt=since)
    return rows.exclude(urgency=Urgency.WAITING).filter(
        ~Exists(recent.exclude(state=Reminder.State.DROPPED)),
        oldest_due_date__lte=day - dt.timedelta(days=first.days),
    )


def start_reminder_run(*, by: User | None, at: dt.datetime) -> ReminderRun:
    """Have reminders made of the customers that this person sees; by nobody = the schedule.

    While a run of the same person is under way, that one is answered. Raises `Refused` where there
    is nobody to remind.
    """
    day = local_date(at)
    with transaction.atomic():
        lock(f"customers.start_reminders.{by.pk if by else 0}")
        key = f"of {by.pk if by else 'all'}"
        running = ReminderRun.objects.filter(
            run__kind=REMINDERS, run__key=key, run__state__in=Run.OPEN
        )
        if held := running.first():
            return held
        ids = list(candidates(by, day=day).order_by("pk").values_list("pk", flat=True))
        if not ids:
            raise Refused(
                _("There is nobody to remind today: nobody is overdue beyond what is tolerated, "
                  "or all were reminded a short while ago."),
                code="nobody_to_remind",
            )  # fmt: skip
        parts = [ids[n : n + CHUNK] for n in range(0, len(ids), CHUNK)]
        actor = by.as_actor() if by else SYSTEM
        run = jobs.request_run(
            REMINDERS,
            params={"day": day.isoformat()},
            by=actor,
            ranges=[(part[0], part[-1], len(part)) for part in parts],
            at=at,
            key=key,
        )
        made = ReminderRun.objects.create(as_of=day, started_by=by, started_at=at, run=run)
        record("start_reminder_run", by=actor, obj=made, facts={"customers": len(ids)}, at=at)
    return made


def start_daily_reminders(*, at: dt.datetime) -> ReminderRun | None:
    """Today's scheduled run, once however many clocks strike; None where there is none.

    It waits until the book was looked through for today, since arrears are of yesterday until then.
    While nobody is found it looks again each hour: who is not in arrears yet may be so later on.
    """
    day = local_date(at).isoformat()
    if (
        not settings_in_force().reminds_daily
        or jobs.is_slot_taken(REMINDERS, day)
        or not is_looked_through(at=at)
        or not jobs.take_slot(LOOKING, f"{at:%Y-%m-%dT%H}", at=at)
    ):
        return None
    try:
        with transaction.atomic():
            if not jobs.take_slot(REMINDERS, day, at=at):
                return None
            return start_reminder_run(by=None, at=at)
    except Refused:  # the slot of the day is free again
        return None


def work_on_reminders(*, at: dt.datetime, seconds: float = 20) -> int:
    """Do chunks of open runs of reminders; how many."""
    return jobs.work_on(
        REMINDERS, lambda run, chunk: _make_part(run, chunk, at=at), at=at, seconds=seconds
    )


def _make_part(run: Run, chunk: Chunk, *, at: dt.datetime) -> dict[str, int]:
    """The reminders of the customers of one chunk."""
    lock("customers.reminders")  # two runs would both find that nobody was reminded lately
    made = ReminderRun.objects.select_related("started_by").get(run=run)
    if made.started_by is not None and not _may_start(made.started_by):
        return {"reminders": 0, "left_out": chunk.size}
    rows = candidates(made.started_by, day=made.as_of)
    ids = list(
        rows.filter(pk__gte=chunk.first_id, pk__lte=chunk.final_id).order_by("pk")
        .values_list("pk", flat=True)
    )  # fmt: skip
    values: Any = {"ids": ids, "day": made.as_of}
    with connection.cursor() as cursor:
        cursor.execute(LOOSE_DISPUTES, values)
        loose: dict[int, dict[str, Decimal]] = defaultdict(dict)
        for pk, currency, amount in cursor.fetchall():
            loose[pk][currency] = amount
        cursor.execute(OVERDUE, values)
        names = [column[0] for column in cursor.description]
        items = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    customers = Customer.objects.select_related("manager").in_bulk(ids)
    levels = list(ReminderLevel.objects.order_by("-days"))
    least = settings_in_force().least_amount
    drafts = []
    for pk, group in groupby(items, key=lambda item: item["customer_id"]):
        draft = _draft(made, customers[pk], list(group), loose[pk], levels, least)
        if draft:
            drafts.append(draft)
    _keep(drafts)
    if drafts:
        made_ids = [reminder.pk for reminder, _items in drafts]
        record("make_reminders", by=SYSTEM, obj=made, facts={"reminders": made_ids}, at=at)
    return {"reminders": len(drafts), "left_out": chunk.size - len(drafts)}


def _may_start(person: User) -> bool:
    """Whether who started a run could start it now: its parts act with the rights of today."""
    return person.is_active and person.has_perm(START)


Draft = tuple[Reminder, list[ReminderItem]]


def _draft(
    made: ReminderRun,
    customer: Customer,
    items: list[dict[str, Any]],
    loose: dict[str, Decimal],
    levels: list[ReminderLevel],
    least: Decimal,
) -> Draft | None:
    """A customer's reminder, or None where nothing is left to demand."""
    demand = demand_of(items, loose)
    demanded = (
        item["days_late"]
        for item in items
        if item["open_amount"] > item["disputed"] and item["currency"] in demand.totals
    )
    days = max(demanded, default=0)
    level = next((each for each in levels if days >= each.days), None)
    if level is None or (demand.worth < max(least, CENT) and not demand.has_unknown):
        return None
    language = language_of(customer)
    subject, body = level.words(language)
    words = _words(made, customer, demand, days)
    reminder = Reminder(
        run=made, customer=customer, level=level.number, language=language, as_of=made.as_of,
        demanded=demand.worth, disputed=demand.disputed, oldest_days=days,
        subject=filled(subject, words)[:200], body=filled(body, words),
    )  # fmt: skip
    frozen = ("invoice_id", "number", "invoice_date", "due_date", "days_late", "currency",
              "open_amount", "disputed")  # fmt: skip
    return reminder, [
        ReminderItem(customer=customer, **{name: item[name] for name in frozen}) for item in items
    ]


def _words(made: ReminderRun, customer: Customer, demand: Demand, days: int) -> dict[str, str]:
    """What the placeholders of a letter stand for."""
    return {
        "customer": customer.name,
        "number": customer.number,
        "total": in_currencies(demand.totals),
        "days": str(days),
        "date": made.as_of.isoformat(),
        "manager": str(customer.manager or settings.ORGANISATION),
        "organisation": settings.ORGANISATION,
    }


def _keep(drafts: list[Draft]) -> None:
    reminders = Reminder.objects.bulk_create([reminder for reminder, _items in drafts])
    items = []
    for reminder, (_same, parts) in zip(reminders, drafts, strict=True):
        for item in parts:
            item.reminder = reminder
        items += parts
    ReminderItem.objects.bulk_create(items, batch_size=2000)
