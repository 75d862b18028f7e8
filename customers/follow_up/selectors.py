"""Reads of tasks that ask for somebody."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from customers.models import Task
from riskcrm.accounts.models import User


def overdue_tasks(person: User, *, today: dt.date) -> QuerySet[Task]:
    """Open tasks of this person whose day has passed."""
    return due_tasks(person, by=today - dt.timedelta(days=1))


def due_tasks(person: User, *, by: dt.date) -> QuerySet[Task]:
    """Open tasks of this person whose day has come by a date."""
    rows = Task.objects.visible_to(person).standing()
    due: QuerySet[Task] = rows.filter(owner=person, state=Task.State.OPEN, effective_date__lte=by)
    return due


def tasks_of_nobody(person: User) -> QuerySet[Task]:
    """Open tasks that this person sees and nobody owns: their customers have no manager."""
    rows: QuerySet[Task] = Task.objects.visible_to(person).standing()
    return rows.filter(owner=None, state=Task.State.OPEN)
