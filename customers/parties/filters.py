"""Filters of related parties, groups and their members, for pages and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Q
from django.forms import SearchInput
from django.utils.translation import gettext_lazy as _

from customers.contacts.filters import YES, OfCustomersFilter, yes_no
from customers.models import Customer, CustomerGroup, GroupMembership, RelatedParty
from riskcrm.web.filters import FilterSet
from riskcrm.web.today import today


class RelatedPartyFilter(OfCustomersFilter):
    """Parties by relation, by who they are, and whether the relation is in force and verified."""

    q = filters.CharFilter(
        label=_("Party"),
        method="search",
        widget=SearchInput(),
        help_text="the beginning of the name, the ID number, or the number of a customer",
    )
    kind = filters.ChoiceFilter(
        label=_("Relation"), choices=RelatedParty.Kind.choices, empty_label=_("any")
    )
    in_force = yes_no(_("In force"), "that_are_in_force")
    verified = yes_no(_("Verified"), "that_are_verified")

    class Meta:
        model = RelatedParty
        fields: ClassVar[list[str]] = []

    def search(self, parties: Any, _name: str, text: str) -> Any:
        seen = Customer.objects.visible_to(self.request.user) if self.request else None
        others = Customer.objects.none() if seen is None else seen.filter(number=text)
        # one condition an index each: with OR the planner joins their finds
        return parties.filter(
            (~Q(name="") & Q(name__istartswith=text))
            | (~Q(id_number="") & Q(id_number=text))
            | Q(other_id__in=list(others.values_list("pk", flat=True)))
        )

    def that_are_in_force(self, parties: Any, _name: str, answer: str) -> Any:
        if answer == YES:
            return parties.in_force(today())
        return parties.filter(Q(valid_from__gt=today()) | Q(valid_until__lt=today()))

    def that_are_verified(self, parties: Any, _name: str, answer: str) -> Any:
        return parties.filter(verified_at__isnull=answer != YES)


class EndedFilter(filters.ChoiceFilter):  # type: ignore[misc]
    """Groups that stand, unless those that have ended are asked for."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(YES, _("yes")), ("all", _("both"))]
        super().__init__(choices=choices, empty_label=_("no"), **kwargs)

    def filter(self, groups: Any, answer: str) -> Any:
        return groups if answer == "all" else groups.filter(ended_date__isnull=answer != YES)


class CustomerGroupFilter(FilterSet):
    """Groups by their name or code, or by a member."""

    q = filters.CharFilter(label=_("Name or code"), method="search", widget=SearchInput())
    member = filters.CharFilter(label=_("Number of a member"), method="with_member")
    ended = EndedFilter(
        label=_("Ended"), help_text="true: groups that have ended; all: both; else those that stand"
    )

    class Meta:
        model = CustomerGroup
        fields: ClassVar[list[str]] = []

    def search(self, groups: Any, _name: str, text: str) -> Any:
        # groups are few beside customers: nothing but walking them is needed
        return groups.filter(Q(name__icontains=text) | Q(code__iexact=text))

    def with_member(self, groups: Any, _name: str, number: str) -> Any:
        seen = Customer.objects.visible_to(self.request.user).filter(number=number)
        members = GroupMembership.objects.in_force(today()).filter(customer__in=seen)
        return groups.filter(memberships__in=members)


class GroupMembershipFilter(OfCustomersFilter):
    """Members by their group, and whether they belong to it today."""

    code = filters.CharFilter(label=_("Code of the group"), field_name="group__code")
    in_force = yes_no(_("Member today"), "that_are_in_force")
    date = filters.DateFromToRangeFilter(label=_("Member since"), field_name="from_date")

    class Meta:
        model = GroupMembership
        fields: ClassVar[list[str]] = []

    def that_are_in_force(self, rows: Any, _name: str, answer: str) -> Any:
        if answer == YES:
            return rows.in_force(today())
        ended = Q(until_date__lt=today()) | Q(group__ended_date__lte=today())
        return rows.filter(Q(from_date__gt=today()) | ended)
