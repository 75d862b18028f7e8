"""Filters of tasks, mentions and lessons learned, for pages and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import BooleanField, F, Func, TextField, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.filters import OfCustomerFilter
from customers.models import Mention, Plan, Task
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.filters import FilterSet
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


class MentionFilter(OfCustomerFilter):
    unread = filters.ChoiceFilter(
        label=_("Unread"), choices=[("1", _("yes"))], method="of_unread", empty_label=_("any")
    )

    class Meta:
        model = Mention
        fields: ClassVar[list[str]] = []

    def of_unread(self, rows: Any, _name: str, _yes: str) -> Any:
        return rows.unread()


YES_NO = [("true", _("yes")), ("false", _("no"))]


class LessonFilter(FilterSet):
    """By any part of the words, by measure, and by whether it helped."""

    q = filters.CharFilter(
        label=_("Search"), method="search",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    measure = filters.ChoiceFilter(
        label=_("Measure"), choices=Plan.Measure.choices, method="of_measure", empty_label=_("any")
    )
    is_solved = filters.ChoiceFilter(
        label=_("Solved"), choices=YES_NO, method="of_answer", empty_label=_("any")
    )
    is_risk_lower = filters.ChoiceFilter(
        label=_("Risk lower"), choices=YES_NO, method="of_answer", empty_label=_("any")
    )

    class Meta:
        model = Plan
        fields: ClassVar[list[str]] = []

    def search(self, plans: Any, _name: str, text: str) -> Any:
        plans = plans.alias(words=words_of_plan())
        for word in text.split()[:MOST_WORDS]:
            key = Func(Value(word), function="customer_key", output_field=TextField())
            plans = plans.filter(has_pieces(word), words__contains=key)
        return plans

    def of_answer(self, plans: Any, name: str, answer: str) -> Any:
        return plans.filter(**{name: answer == "true"})

    def of_measure(self, plans: Any, _name: str, measure: str) -> Any:
        return plans.filter(measures__contains=[measure])


MOST_WORDS = 8


def words_of_plan() -> Func:
    """What is searched, as migration 0101 indexes it."""
    told = (F("problem"), F("measure_text"), F("lesson"))
    return Func(*told, function="customer_search_key", output_field=TextField())


def has_pieces(word: str) -> Func:
    """Whether the words have the pieces of this one: what the index leads to."""
    return Func(
        words_of_plan(),
        Value(word),
        template="(customer_grams(%(expressions)s))",
        arg_joiner=") @@ customer_gram_query(",
        output_field=BooleanField(),
    )
