"""Filters of the list of people."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskcrm.accounts.models import Team, User
from riskcrm.accounts.roles import ROLES
from riskcrm.web.filters import FilterSet

ACCESS = [("1", _("active")), ("0", _("switched off"))]


class PersonFilter(FilterSet):
    """Whom to look for."""

    q = filters.CharFilter(
        label=pgettext_lazy("person", "Name"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    role = filters.ChoiceFilter(
        label=pgettext_lazy("user", "Role"),
        field_name="groups__name",
        choices=[(role.code, role.name) for role in ROLES.values()],
    )
    team = filters.ModelChoiceFilter(label=_("Team"), queryset=Team.objects.all())
    access = filters.ChoiceFilter(label=_("Access"), choices=ACCESS, method="by_access")

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []

    def search(self, people: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return people.filter(Q(name__icontains=text) | Q(username__icontains=text))

    def by_access(self, people: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return people.filter(is_active=value == "1")
