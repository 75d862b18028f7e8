"""What becomes of a task: done, dropped, put off, given to somebody else, taken up again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from customers.models import Customer, Task
from customers.records.follow_up import TASKS
from customers.services.acting import Acting, act_on, given
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

State = Task.State


def finish_task(task: Task, *, by: User, at: dt.datetime) -> Task:
    changes = {"state": State.DONE, "done_date": local_date(at)}
    return _settle(task, "finish_task", changes, Acting(by, at))


def drop_task(task: Task, *, reason: str, by: User, at: dt.datetime) -> Task:
    """Give a task up. The reason stays with it."""
    reason = given(reason, _("Say why nothing is to be done any more."), field="reason")
    changes = {"state": State.DROPPED, "done_date": local_date(at)}
    return _settle(task, "drop_task", changes, Acting(by, at, reason))


def postpone_task(task: Task, *, until: dt.date, by: User, at: dt.datetime) -> Task:
    """Put a task off to a later day, today or after."""
    if until < local_date(at):
        message = _("A task can be put off to today or a later day.")
        raise Refused(message, code="in_the_past", field="until")

    def check(held: Task) -> None:
        _refuse_settled(held)
        if until == held.effective_date:
            message = _("The task is due on that day already.")
            raise Refused(message, code="nothing_changed", field="until")

    acting = Acting(by, at)
    return act_on(TASKS, task, "postpone_task", {"effective_date": until}, acting=acting,
                  check=check)  # fmt: skip


def reassign_task(task: Task, *, to: User, by: User, at: dt.datetime) -> Task:
    """Give a task to somebody else who sees the customer."""
    check_owner(task.customer, to)

    def check(held: Task) -> None:
        _refuse_settled(held)
        if held.owner_id == to.pk:
            message = _("The task is %(name)s's already.") % {"name": to}
            raise Refused(message, code="nothing_changed", field="to")

    return act_on(TASKS, task, "reassign_task", {"owner": to}, acting=Acting(by, at), check=check)


def reopen_task(task: Task, *, by: User, at: dt.datetime) -> Task:
    """Take up a task again that was done or dropped, as after a slip of the hand."""

    def check(held: Task) -> None:
        if held.state == State.OPEN:
            raise Refused(_("This task is open."), code="not_settled")

    changes = {"state": State.OPEN, "done_date": None}
    return act_on(TASKS, task, "reopen_task", changes, acting=Acting(by, at), check=check)


def check_owner(customer: Customer, person: User) -> None:
    """Refuse a task's owner who has left or may not see the customer."""
    if not person.is_active or person.kind != User.Kind.PERSON:
        message = _("%(name)s does not work here any more.") % {"name": person}
        raise Refused(message, code="wrong_owner", field="owner")
    may = person.has_perm(TASKS.permission("change"))
    if not may or not Customer.objects.visible_to(person).filter(pk=customer.pk).exists():
        message = _(
            "%(name)s may not work on this customer. Choose somebody who looks after it, or have "
            "the customer handed over first."
        )
        raise Refused(message % {"name": person}, code="wrong_owner", field="owner")


def _settle(task: Task, verb: str, changes: dict[str, Any], acting: Acting) -> Task:
    return act_on(TASKS, task, verb, changes, acting=acting, check=_refuse_settled)


def _refuse_settled(held: Task) -> None:
    if held.state != State.OPEN:
        message = _("This task is settled already: %(state)s. Reopen it to change it.")
        raise Refused(message % {"state": held.get_state_display()}, code="already_settled")


# the customer's manager takes the task where they are among those who take over
GIVE = """
WITH mine AS (
    SELECT t.id, t.customer_id, t.recorded_at, to_jsonb(t) AS former,
           greatest(%(at)s, t.recorded_at + interval '1 microsecond') AS moment,
           CASE WHEN c.manager_id = ANY(%(receivers)s) THEN c.manager_id ELSE
               (%(receivers)s::bigint[])[1 + (row_number() OVER (ORDER BY t.id) - 1)
                                         %% cardinality(%(receivers)s::bigint[])] END AS receiver
    FROM customers_task t JOIN customers_customer c ON c.id = t.customer_id
    WHERE t.owner_id = %(leaver)s AND t.state = 'open' AND NOT t.is_void
), held AS (
    SELECT mine.* FROM customers_task t JOIN mine ON mine.id = t.id ORDER BY t.id FOR UPDATE OF t
), kept AS (
    INSERT INTO customers_factrevision
        (customer_id, kind, fact_id, former, recorded_at, superseded_at)
    SELECT customer_id, 'task', id, former, recorded_at, moment FROM held
)
UPDATE customers_task t
SET owner_id = held.receiver, version = t.version + 1, recorded_at = held.moment
FROM held WHERE t.id = held.id
"""


def hand_over_tasks(
    leaver: User, *, receivers: Sequence[User], by: User, at: dt.datetime, reason: str = ""
) -> int:
    """Give the open tasks of somebody who leaves to others; how many went.

    A customer's manager takes its tasks, where they are among the receivers; the others are dealt
    out evenly. To be called inside the transaction of the act, after the customers have changed
    hands. One statement, and one event.
    """
    if not receivers:
        raise Refused(_("Choose at least one person who takes over."), code="no_receiver")
    keys = [person.pk for person in receivers]
    with connection.cursor() as cursor:
        cursor.execute(GIVE, {"leaver": leaver.pk, "receivers": keys, "at": at})
        count = int(cursor.rowcount)
    if count:
        record(
            "hand_over_tasks",
            by=by.as_actor(),
            obj=leaver,
            reason=reason,
            facts={"tasks": count, "receivers": [person.username for person in receivers]},
            at=at,
        )
    return count
