"""What of customers waits for somebody, for the inbox: admissions to decide, tasks to do."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from customers.follow_up.selectors import due_tasks
from customers.models import Admission, Task
from riskcrm.accounts.inbox import Asks, Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day, today

TASK = Asks(pgettext_lazy("inbox", "task"), pgettext_lazy("inbox", "Open the task"))

VIEW_TASKS = "customers.view_task"


def _admissions(user: User) -> QuerySet[Admission]:
    return Admission.objects.decidable_by(user).order_by("requested_at", "pk")


def _admission(row: Admission) -> Waiting:
    return Waiting(
        _("%(name)s asks to admit this prospect.") % {"name": row.requested_by},
        reverse("customers:onboarding", args=[row.customer_id]),
        customer_id=row.customer_id,
    )


def _tasks(user: User) -> QuerySet[Task]:
    if not user.has_perm(VIEW_TASKS):
        return Task.objects.none()
    return due_tasks(user, by=today()).order_by("effective_date", "pk")


def _task(row: Task) -> Waiting:
    return Waiting(
        _("Your task: %(title)s") % {"title": row.title},
        reverse("customers:task_detail", args=[row.pk]),
        customer_id=row.customer_id,
        due_at=end_of_day(row.effective_date),
    )


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(
        Source("admissions", _admissions, _admission, ("requested_by",)),
        Source("tasks", _tasks, _task, due="effective_date", asks=TASK),
    )
