"""Who looks after a customer is told when the bank gives one of its payments back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from customers.models import DishonouredPayment, Task
from customers.records.follow_up import TASKS
from customers.services.acting import keep_former, moment_after
from customers.services.tasks import manager_of
from riskcrm.audit.services import SYSTEM, Subject, record
from riskcrm.web.today import local_date

TASK_DAYS = 30  # how old a dishonour may be that somebody is told of
TASK_KEY = "dishonoured-"


def tell_managers(customer_ids: Sequence[int], *, at: dt.datetime) -> None:
    """Make a task of each fresh dishonour of these customers; where it is void, drop the task.

    Safe twice: a task's number tells what it is about.
    """
    today = local_date(at)
    standing = DishonouredPayment.objects.filter(customer__in=customer_ids, is_void=False)
    tasks = Task.objects.filter(customer__in=customer_ids, source_key__startswith=TASK_KEY)
    told = set(tasks.values_list("source_key", flat=True))
    fresh = standing.filter(effective_date__gte=today - dt.timedelta(days=TASK_DAYS))
    found = fresh.select_related("customer__manager", "payment").order_by("pk")
    made = [_task(fact, at=at) for fact in found if f"{TASK_KEY}{fact.pk}" not in told]
    Task.objects.bulk_create(made, ignore_conflicts=True)
    if told:
        stands = {f"{TASK_KEY}{pk}" for pk in standing.values_list("pk", flat=True)}
        for task in tasks.filter(state=Task.State.OPEN, is_void=False).select_for_update():
            if task.source_key not in stands:
                _drop(task, at=at)
    if made:
        record(
            "tell_of_dishonours",
            by=SYSTEM,
            obj=Subject("dishonours", "dishonours"),
            facts={"tasks": len(made), "first": made[0].source_key},
            at=at,
        )


def _task(fact: DishonouredPayment, *, at: dt.datetime) -> Task:
    """The task in the words of who gets it."""
    manager = manager_of(fact.customer)
    number = fact.payment.source_key if fact.payment else fact.source_key
    with translation.override((manager and manager.language) or settings.LANGUAGE_CODE):
        title = _("The bank gave payment %(number)s back: its invoices are open again") % {
            "number": number
        }
    return Task(
        customer=fact.customer,
        source_key=f"{TASK_KEY}{fact.pk}",
        effective_date=local_date(at),
        title=title[:200],
        owner=manager,
        recorded_at=at,
    )


def _drop(task: Task, *, at: dt.datetime) -> None:
    keep_former(TASKS, task, at=at)
    task.state, task.version = Task.State.DROPPED, task.version + 1
    task.done_date, task.recorded_at = local_date(at), moment_after(task, at)
    task.save(update_fields=["state", "version", "done_date", "recorded_at"])
    record(
        "drop_task",
        by=SYSTEM,
        obj=task,
        customer_id=task.customer_id,
        reason=str(_("The payment was not dishonoured after all.")),
        before={"state": "open"},
        after={"state": "dropped"},
        at=at,
    )
