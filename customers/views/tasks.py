"""My tasks, and what becomes of a task: done, dropped, put off, given away, taken up again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from customers.bulk.tasks import TASK_ACTIONS
from customers.follow_up.filters import NOBODY, MyTaskFilter
from customers.follow_up.forms import PostponeForm, ReasonForm, ReassignForm, tomorrow_and_next_week
from customers.follow_up.selectors import overdue_tasks, tasks_of_nobody
from customers.follow_up.tables import MyTaskTable
from customers.models import Task
from customers.records.follow_up import TASKS
from customers.services import tasks as services
from customers.views.acts import errors_in_words, is_htmx, page_of_fact, part
from customers.views.records import MORE, find_record
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.forms import came_from, show_refusal
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

MOST_COUNTED = 99
SETTLED = ("done", "dropped")


class MyTaskList(ListPage):
    """What I am to do, the most pressing first; on request what others are to do."""

    permission_required = TASKS.permission("view")
    table_class = MyTaskTable
    filterset_class = MyTaskFilter
    title = gettext_lazy("My tasks")
    empty_text = gettext_lazy(
        "Nothing to do here. Tasks come from “Log contact” on a customer's page and from contracts "
        "whose days come near."
    )
    detail_route = "customers:task_detail"
    bulk_actions = TASK_ACTIONS
    default_sort = "effective_date"
    sorts: ClassVar[dict[str, Any]] = {"effective_date": Sort("effective_date")}

    def get_queryset(self) -> QuerySet[Task]:
        rows: QuerySet[Task] = Task.objects.visible_to(self.request.user).standing()
        if not self.request.GET.get("owner"):
            rows = rows.filter(owner_id=self.request.user.pk)
        if not self.request.GET.get("show"):
            rows = rows.filter(state=Task.State.OPEN)
        return rows.select_related("customer", "owner")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return (
            (pgettext_lazy("state", "Open"), ""),
            (_("Overdue"), "show=overdue"),
            (pgettext_lazy("tasks", "Today"), "show=today"),
            (pgettext_lazy("tasks", "Done"), "show=done&sort=-effective_date"),
            (_("Everybody's"), "owner=all"),
            (_nobodys(person_of(self.request)), f"owner={NOBODY}"),
        )


def _nobodys(person: User) -> str:
    """The tab of the tasks that nobody owns, with their number: they wait for who takes them."""
    count = tasks_of_nobody(person)[: MOST_COUNTED + 1].count()
    number = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
    label = _("Nobody's")
    return f"{label} ({number})" if count else label


@requires(TASKS.permission("view"))
@require_GET
def task_count(request: HttpRequest) -> HttpResponse:
    """How many of my tasks are overdue; nothing when none is."""
    count = overdue_tasks(person_of(request), today=today())[: MOST_COUNTED + 1].count()
    text = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@requires(TASKS.permission("change"))
@require_GET
def task_menu(request: HttpRequest, pk: int) -> HttpResponse:
    """The acts of a task beyond the first one, for the menu of its row."""
    task = find_record(request, TASKS, pk)
    return render(request, "customers/_task_menu.html", {"task": task, **acts_of(task)})


def acts_of(task: Task) -> dict[str, Any]:
    """The forms of a task's acts, as its page and its row's menu show them."""
    return {
        "soon": tomorrow_and_next_week(today()),
        "postpone_form": PostponeForm(auto_id=f"postpone_{task.pk}_%s"),
        "reassign_form": ReassignForm(customer=task.customer, auto_id=f"reassign_{task.pk}_%s"),
        "drop_form": ReasonForm(auto_id=f"drop_{task.pk}_%s"),
    }


def _beside(_request: HttpRequest, fact: Any) -> dict[str, Any]:
    return {"task": fact, **acts_of(fact)}


MORE[TASKS.name] = _beside
Made = Callable[[HttpRequest, Task], Form]
Done = Callable[[Task, Form, User, dt.datetime], tuple[Task, str]]


def _view(make_form: Made, act: Done) -> Callable[..., HttpResponse]:
    """An act on a task, from its page, from a list's row or from a customer's timeline."""

    @requires(TASKS.permission("change"))
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        task = find_record(request, TASKS, pk)
        form = make_form(request, task)
        words, is_done = "", False
        if form.is_valid():
            try:
                task, words = act(task, form, person_of(request), timezone.now())
                is_done = True
            except Refused as refused:
                show_refusal(form, refused)
        words = words or errors_in_words(form)
        if is_htmx(request):
            context = {"record": task, "said": words, "is_refused": not is_done}
            return part(request, "customers/_task_acts.html", context, "tasks-changed")
        (messages.success if is_done else messages.error)(request, words)
        return redirect(came_from(request, page_of_fact(TASKS, task)))

    return view


def _no_form(request: HttpRequest, _task: Task) -> Form:
    return Form(request.POST)


def _finish(task: Task, _form: Form, by: User, at: dt.datetime) -> tuple[Task, str]:
    return services.finish_task(task, by=by, at=at), _("The task is done.")


def _reopen(task: Task, _form: Form, by: User, at: dt.datetime) -> tuple[Task, str]:
    return services.reopen_task(task, by=by, at=at), _("The task is open again.")


def _drop(task: Task, form: Form, by: User, at: dt.datetime) -> tuple[Task, str]:
    reason = form.cleaned_data["reason"]
    return services.drop_task(task, reason=reason, by=by, at=at), _("The task is dropped.")


def _postpone(task: Task, form: Form, by: User, at: dt.datetime) -> tuple[Task, str]:
    until = form.cleaned_data["until"]
    changed = services.postpone_task(task, until=until, by=by, at=at)
    return changed, _("The task is put off to %(day)s.") % {"day": until.isoformat()}


def _reassign(task: Task, form: Form, by: User, at: dt.datetime) -> tuple[Task, str]:
    to = form.cleaned_data["to"]
    changed = services.reassign_task(task, to=to, by=by, at=at)
    return changed, _("The task is %(name)s's now.") % {"name": to}


task_finish = _view(_no_form, _finish)
task_reopen = _view(_no_form, _reopen)
task_drop = _view(lambda request, _task: ReasonForm(request.POST), _drop)
task_postpone = _view(lambda request, _task: PostponeForm(request.POST), _postpone)
task_reassign = _view(
    lambda request, task: ReassignForm(request.POST, customer=task.customer), _reassign
)
