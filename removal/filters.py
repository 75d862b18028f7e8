"""Filters of removal cases, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.filters import managers, sees_contacts
from customers.models import of_found
from removal.grounds import Ground
from removal.models import Appeal, CaseLesson, CaseStep, RemovalCase, SuggestionEvidence
from removal.selectors.effect_sides import names_of_rules
from removal.states import ENDED, State
from riskcrm.accounts.models import Team
from riskcrm.web.filters import DayRangeFilter, FilterSet, IdFilter
from riskcrm.web.today import today
from scoring.indicators import INDICATORS

YES = [("1", _("yes"))]


class LessonFilter(FilterSet):
    """What to look for among lessons: words, how the case ended, what it rested on."""

    q = filters.CharFilter(
        label=_("Words"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    state = filters.ChoiceFilter(
        label=_("Ended as"), field_name="case__state", choices=[(s.value, s.label) for s in ENDED]
    )
    ground = filters.ChoiceFilter(
        label=_("Ground"), field_name="case__ground", choices=Ground.choices
    )
    reason = filters.ChoiceFilter(label=_("Reason of the score"), method="for_reason")
    criterion = filters.ChoiceFilter(label=_("Criterion"), method="for_criterion")
    signal = filters.ChoiceFilter(label=_("The signs"), choices=CaseLesson.Signal.choices)
    proposed = DayRangeFilter(label=_("Proposed on"), field_name="case__proposed_at")
    customer = IdFilter(label=_("Customer id"), field_name="case__customer_id")

    class Meta:
        model = CaseLesson
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["reason"].extra["choices"] = [
            (code, each.name) for code, each in INDICATORS.items()
        ]
        self.filters["criterion"].extra["choices"] = list(names_of_rules().items())

    def search(self, lessons: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        said = Q(result__icontains=text) | Q(lesson__icontains=text)
        return lessons.filter(said | Q(case__customer__name__icontains=text))

    def for_reason(self, lessons: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        return lessons.filter(case__reasons__contains=[{"code": code}])

    def for_criterion(self, lessons: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        spoke = SuggestionEvidence.objects.filter(
            suggestion__case=OuterRef("case_id"), is_met=True, rule__code=code
        )
        return lessons.filter(Exists(spoke))


class RemovalCaseFilter(FilterSet):
    """What to look for among the cases a person sees."""

    q = filters.CharFilter(
        label=_("Customer"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    state = filters.ChoiceFilter(label=_("State"), choices=RemovalCase.State.choices)
    open = filters.ChoiceFilter(label=_("Open"), choices=YES, method="still_open")
    ground = filters.ChoiceFilter(label=_("Ground"), choices=Ground.choices)
    came_to = filters.ChoiceFilter(label=_("Ever came to"), choices=State.choices, method="once_in")
    appeal = filters.ChoiceFilter(
        label=_("Appeal"),
        choices=[("any", pgettext_lazy("appeal", "filed")), *Appeal.State.choices],
        method="appealed",
    )
    upheld = DayRangeFilter(label=_("Appeal upheld on"), method="with_appeal_upheld")
    proposed = DayRangeFilter(label=_("Proposed on"), field_name="proposed_at")
    owner = filters.ChoiceFilter(
        label=_("Led by"),
        choices=[("me", _("me")), ("nobody", _("nobody yet"))],
        method="led_by",
    )
    waiting = filters.ChoiceFilter(label=_("I may decide"), choices=YES, method="for_me")
    mine = filters.ChoiceFilter(label=_("Proposed by me"), choices=YES, method="by_me")
    late = filters.ChoiceFilter(label=_("Past its deadline"), choices=YES, method="past_deadline")
    team = filters.ModelChoiceFilter(
        label=_("Team"), field_name="customer__team", queryset=Team.objects.all()
    )
    manager = filters.ModelChoiceFilter(
        label=_("Manager"), field_name="customer__manager", queryset=managers
    )
    customer = IdFilter(label=_("Customer id"), field_name="customer_id")

    class Meta:
        model = RemovalCase
        fields: ClassVar[list[str]] = []

    def search(self, cases: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return of_found(cases, text, contacts=sees_contacts(self.request))

    def once_in(self, cases: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        steps = CaseStep.objects.filter(case=OuterRef("pk"), to_state=state)
        return cases.filter(Exists(steps))

    def appealed(self, cases: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        appeals = Appeal.objects.filter(case=OuterRef("pk"))
        return cases.filter(Exists(appeals if state == "any" else appeals.filter(state=state)))

    def with_appeal_upheld(self, cases: QuerySet[Any], _name: str, days: slice) -> QuerySet[Any]:
        bounds = {"decided_at__gte": days.start, "decided_at__lte": days.stop}
        given = {name: at for name, at in bounds.items() if at is not None}
        upheld = Appeal.objects.filter(state=Appeal.State.UPHELD, **given)
        return cases.filter(pk__in=upheld.values("case"))

    def for_me(self, cases: QuerySet[Any], _name: str, _yes: str) -> QuerySet[Any]:
        return cases.filter(pk__in=RemovalCase.objects.decidable_by(self.request.user).values("pk"))

    def by_me(self, cases: QuerySet[Any], _name: str, _yes: str) -> QuerySet[Any]:
        return cases.filter(proposed_by=self.request.user)

    def past_deadline(self, cases: QuerySet[Any], _name: str, _yes: str) -> QuerySet[Any]:
        return cases.filter(closed_at__isnull=True, due_date__lt=today())

    def still_open(self, cases: QuerySet[Any], _name: str, _yes: str) -> QuerySet[Any]:
        return cases.filter(closed_at__isnull=True)

    def led_by(self, cases: QuerySet[Any], _name: str, who: str) -> QuerySet[Any]:
        if who == "me":
            return cases.filter(owner=self.request.user, closed_at__isnull=True)
        return cases.filter(owner__isnull=True, closed_at__isnull=True)
