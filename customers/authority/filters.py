"""Filters of the register of requests, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from customers.models import AuthorityRequest
from customers.selectors import people_who_see_requests
from riskcrm.accounts.models import User
from riskcrm.web.filters import FilterSet
from riskcrm.web.today import today

DAY = forms.DateInput(attrs={"type": "date"})
YES = [("1", _("yes"))]


def _people(_request: Any) -> QuerySet[User]:
    return people_who_see_requests()


class AuthorityRequestFilter(FilterSet):
    """What to look for in the register."""

    q = filters.CharFilter(
        label=_("Search"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    state = filters.ChoiceFilter(label=_("State"), choices=AuthorityRequest.State.choices)
    late = filters.ChoiceFilter(label=_("Past its deadline"), choices=YES, method="past_deadline")
    responsible = filters.ModelChoiceFilter(label=_("Responsible person"), queryset=_people)
    customer_number = filters.CharFilter(label=_("Customer number"), field_name="customer__number")
    received_date_after = filters.DateFilter(
        label=_("Received from"), field_name="received_date", lookup_expr="gte", widget=DAY
    )
    received_date_before = filters.DateFilter(
        label=_("Received until"), field_name="received_date", lookup_expr="lte", widget=DAY
    )
    deadline_date_after = filters.DateFilter(
        label=_("Due from"), field_name="deadline_date", lookup_expr="gte", widget=DAY
    )
    deadline_date_before = filters.DateFilter(
        label=_("Due until"), field_name="deadline_date", lookup_expr="lte", widget=DAY
    )

    class Meta:
        model = AuthorityRequest
        fields: ClassVar[list[str]] = []

    def search(self, requests: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        words = Q(reference__icontains=text) | Q(subject__icontains=text)
        return requests.filter(words | Q(authority__icontains=text))

    def past_deadline(self, requests: Any, _name: str, _yes: str) -> Any:
        return requests.overdue(today())
