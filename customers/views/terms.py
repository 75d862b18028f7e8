"""The lists of credit terms and of members of groups, of all customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.imports.rights import kinds_of
from customers.models import CreditTerms, GroupMembership, ImportFile, of_visible
from customers.parties.filters import GroupMembershipFilter
from customers.parties.tables import GroupMembershipTable
from customers.terms.filters import CreditTermsFilter
from customers.terms.tables import CreditTermsTable
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage


def import_act(kind: str, person: User) -> list[Act]:
    """The way to the import of a kind of file, for who may bring one."""
    if kind not in kinds_of(person):
        return []
    url = f"{reverse('customers:import_create')}?kind={kind}"
    return [Act(_("Import"), url, "file-import")]


class CreditTermsList(ListPage):
    """Limits and payment terms, also those that no longer hold."""

    permission_required = "customers.view_customer"
    table_class = CreditTermsTable
    filterset_class = CreditTermsFilter
    sorts: ClassVar[dict[str, Any]] = {
        "effective_date": Sort("effective_date", descending=True, tie_reversed=True)
    }
    default_sort = "-effective_date"
    title = gettext_lazy("Credit terms")
    empty_text = gettext_lazy(
        "No terms yet. Set them on a customer's page, or import a file of them."
    )

    def get_queryset(self) -> QuerySet[CreditTerms]:
        return of_visible(CreditTerms.objects.select_related("customer"), self.request.user)

    def get_actions(self) -> Sequence[Act]:
        return import_act(ImportFile.Kind.TERMS, person_of(self.request))


class GroupMembershipList(ListPage):
    """Who belongs to which group, former members too."""

    permission_required = "customers.view_customergroup"
    table_class = GroupMembershipTable
    filterset_class = GroupMembershipFilter
    sorts: ClassVar[dict[str, Any]] = {
        "from_date": Sort("from_date", descending=True, tie_reversed=True)
    }
    default_sort = "-from_date"
    title = gettext_lazy("Members of groups")
    empty_text = gettext_lazy(
        "No member yet. Add customers on a group's page, or import a file of groups."
    )

    def get_queryset(self) -> QuerySet[GroupMembership]:
        rows = GroupMembership.objects.visible_to(self.request.user)
        return rows.select_related("customer", "group")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return ((_("All"), ""), (_("Today"), "in_force=true"), (_("Former"), "in_force=false"))

    def get_actions(self) -> Sequence[Act]:
        groups = Act(_("Groups"), reverse("monitoring:group_list"), "users-group")
        return [groups, *import_act(ImportFile.Kind.GROUPS, person_of(self.request))]
