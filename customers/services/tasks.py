"""What becomes of a task: done, dropped, put off, given to somebody else, taken up again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from customers.models import Customer, Task
from customers.records.follow_up import TASKS
from customers.selectors import people_seeing
from customers.services.acting import Acting, act_on, given
from customers.services.record_refusals import may_not_work
from riskcrm.accounts.models import User
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
    _check_owner(task.customer, to, field="to")

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


def manager_of(customer: Customer) -> User | None:
    """Whose tasks a customer's are: its manager's; nobody's without one, or if they have left."""
    manager = customer.manager
    return manager if manager is not None and manager.is_active else None


def _check_owner(customer: Customer, person: User, *, field: str) -> None:
    """Refuse a task's owner, told in this field, who has left or may not work on the customer."""
    if not person.is_active or person.kind != User.Kind.PERSON:
        message = _("%(name)s does not work here any more.") % {"name": person}
        raise Refused(message, code="wrong_owner", field=field)
    if person not in people_seeing(customer, TASKS.permission("change")):
        raise Refused(may_not_work(str(person)), code="wrong_owner", field=field)


def _settle(task: Task, verb: str, changes: dict[str, Any], acting: Acting) -> Task:
    return act_on(TASKS, task, verb, changes, acting=acting, check=_refuse_settled)


def _refuse_settled(held: Task) -> None:
    if held.state != State.OPEN:
        message = _("This task is settled already: %(state)s. Reopen it to change it.")
        raise Refused(message % {"state": held.get_state_display()}, code="already_settled")
