"""The list of what somebody is to do: its columns, its filters, and what is overdue."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.filters import OfCustomerFilter
from customers.models import Task
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.today import today

NOBODY = "none"
OVERDUE, TODAY, DONE, DROPPED, EVERY = "overdue", "today", "done", "dropped", "all"
SHOWN = (
    (OVERDUE, _("overdue")),
    (TODAY, pgettext_lazy("tasks", "today")),
    (DONE, pgettext_lazy("task", "done")),
    (DROPPED, pgettext_lazy("task", "dropped")),
    (EVERY, pgettext_lazy("tasks", "all")),
)


def overdue_tasks(person: User, *, today: dt.date) -> QuerySet[Task]:
    """Open tasks of this person whose day has passed."""
    rows = Task.objects.visible_to(person).standing()
    late: QuerySet[Task] = rows.filter(
        owner=person, state=Task.State.OPEN, effective_date__lt=today
    )
    return late


def tasks_of_nobody(person: User) -> QuerySet[Task]:
    """Open tasks that this person sees and nobody owns: their customers have no manager."""
    rows: QuerySet[Task] = Task.objects.visible_to(person).standing()
    return rows.filter(owner=None, state=Task.State.OPEN)


def owners(request: HttpRequest | None) -> list[tuple[str, Any]]:
    """Whose tasks can be looked at: everybody's, nobody's, or one person's."""
    everybody: list[tuple[str, Any]] = [("all", _("everybody")), (NOBODY, _("nobody"))]
    if request is None:
        return everybody
    person = person_of(request)
    people = User.objects.people().active().order_by("name")
    if not person.has_perm(ALL_CUSTOMERS):
        people = people.filter(team_id=person.team_id or 0)
    return [*everybody, *((str(one.pk), str(one)) for one in people)]


class MyTaskFilter(OfCustomerFilter):
    """Whose tasks, in which state, until when; nothing said = my open ones."""

    show = filters.ChoiceFilter(
        label=_("Show"),
        choices=SHOWN,
        method="of_state",
        empty_label=pgettext_lazy("tasks", "open"),
    )
    owner = filters.ChoiceFilter(
        label=pgettext_lazy("task", "Owner"), method="of_owner", empty_label=_("me")
    )
    effective_date = filters.DateFromToRangeFilter(label=pgettext_lazy("task", "Due"))

    class Meta:
        model = Task
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = ("show", "owner", "customer_number", "customer")
        held: dict[str, Any] = self.filters
        rest = {name: each for name, each in held.items() if name not in own}
        self.filters: dict[str, Any] = {name: held[name] for name in own} | rest
        self.filters["owner"].extra["choices"] = owners(self.request)

    def of_state(self, rows: Any, _name: str, state: str) -> Any:
        if state == EVERY:
            return rows
        if state in (DONE, DROPPED):
            return rows.filter(state=state)
        rows = rows.filter(state=Task.State.OPEN)
        if state == TODAY:
            return rows.filter(effective_date=today())
        return rows.filter(effective_date__lt=today())

    def of_owner(self, rows: Any, _name: str, owner: str) -> Any:
        if owner == NOBODY:
            return rows.filter(owner=None)
        return rows if owner == "all" else rows.filter(owner_id=int(owner))


class MyTaskTable(tables.Table):  # type: ignore[misc]
    """Tasks as one works them off: what, for whom, until when, and the act itself."""

    title = tables.TemplateColumn(
        template_name="customers/_task_cell_title.html",
        verbose_name=_("what is to be done"),
        attrs={"td": {"class": "cell-title"}},
    )
    customer = tables.TemplateColumn(
        template_name="customers/_task_cell_customer.html", verbose_name=_("customer")
    )
    effective_date = tables.TemplateColumn(
        template_name="customers/_task_cell_due.html", verbose_name=pgettext_lazy("task", "due")
    )
    owner = tables.Column(verbose_name=_("owner"), default="–", attrs={"td": {"class": "nowrap"}})
    acts = tables.TemplateColumn(
        template_name="customers/_task_acts.html", verbose_name=_("what you do"),
        attrs={"td": {"class": "nowrap"}},
    )  # fmt: skip

    class Meta:
        model = Task
        fields: ClassVar[list[str]] = []
