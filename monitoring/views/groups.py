"""Groups with what their members owe together, and who stands behind a customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from customers.models import (
    Customer,
    CustomerGroup,
    GroupMembership,
    ImportFile,
    RelatedParty,
)
from customers.parties.filters import CustomerGroupFilter
from customers.views.terms import import_act
from monitoring.groups import standings
from monitoring.tables.groups import CustomerGroupTable
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

MOST_MEMBERS = 500
MOST_PARTIES = 100


class CustomerGroupList(ListPage):
    permission_required = "customers.view_customergroup"
    table_class = CustomerGroupTable
    filterset_class = CustomerGroupFilter
    sorts: ClassVar[dict[str, Any]] = {"name": "sort_key"}
    default_sort = "name"
    default_columns = ("name", "worst", "members", "exposure", "overdue", "limit", "use")
    title = gettext_lazy("Customer groups")
    empty_text = gettext_lazy(
        "No group yet. Make one for customers that stand or fall together, and add its members."
    )

    def get_queryset(self) -> QuerySet[CustomerGroup]:
        return CustomerGroup.objects.visible_to(self.request.user)

    def prepare(self, rows: list[CustomerGroup]) -> list[CustomerGroup]:
        found = standings(rows, person_of(self.request), day=today())
        for row in rows:
            row.standing = found[row.pk]  # type: ignore[attr-defined]
        return rows

    def get_actions(self) -> Sequence[Act]:
        acts = [
            Act(_("Members"), reverse("customers:groupmembership_list"), "users"),
            Act(_("Related parties"), reverse("customers:party_list"), "link"),
            *import_act(ImportFile.Kind.GROUPS, person_of(self.request)),
        ]
        if self.request.user.has_perm("customers.add_customergroup"):
            acts.append(Act(_("New group"), reverse("customers:group_create"), "plus", True))
        return acts


@requires("customers.view_customergroup")
@require_GET
def group_detail(request: HttpRequest, group_id: int) -> HttpResponse:
    """The members that the person sees, the largest debtor first, and their sums."""
    person, day = person_of(request), today()
    group = get_object_or_404(CustomerGroup.objects.visible_to(person), pk=group_id)
    mine = GroupMembership.objects.visible_to(person).filter(group=group)
    members = mine.in_force(day).select_related("customer__rating", "customer__reading")
    exposure = F("customer__reading__exposure").desc(nulls_last=True)
    context = {
        "group": group,
        "standing": standings([group], person, day=day)[group.pk],
        "members": members.order_by(exposure, "pk")[:MOST_MEMBERS],
        "former": mine.filter(Q(until_date__lt=day) | Q(group__ended_date__lte=day))
        .select_related("customer")
        .order_by("-until_date", "pk")[:MOST_PARTIES],
        "actions": _actions_on(group, person),
    }
    return render(request, "monitoring/customergroup_detail.html", context)


def _actions_on(group: CustomerGroup, person: Any) -> list[Act]:
    acts = []
    if person.has_perm("customers.view_invoice"):
        url = f"{reverse('monitoring:ageing')}?by=book&group={group.pk}"
        acts.append(Act(_("Ageing"), url, "report-analytics"))
    if group.ended_date or not person.has_perm("customers.change_customergroup"):
        return acts
    return [
        *acts,
        Act(_("End the group"), reverse("customers:group_end", args=[group.pk]), "x"),
        Act(_("Edit"), reverse("customers:group_edit", args=[group.pk]), "edit"),
        Act(_("Add a member"), reverse("customers:member_add", args=[group.pk]), "plus", True),
    ]


@requires("customers.view_relatedparty")
@require_GET
def party_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Its group, who stands behind the customer, and behind whom it stands itself."""
    person, day = person_of(request), today()
    customer = get_object_or_404(Customer.objects.visible_to(person), pk=customer_id)
    rows = RelatedParty.objects.seen_by(person)
    behind = rows.filter(customer=customer).select_related("other__rating", "other__reading")
    before = rows.filter(other=customer).select_related("customer__rating", "customer__reading")
    membership = customer.memberships.in_force(day).select_related("group").first()
    group = membership.group if membership else None
    context = {
        "customer": customer,
        "membership": membership,
        "standing": standings([group], person, day=day)[group.pk] if group else None,
        "behind": behind.order_by("kind", "-pk")[:MOST_PARTIES],
        "before": before.order_by("kind", "-pk")[:MOST_PARTIES],
        "today": day,
    }
    return render(request, "monitoring/_party_panel.html", context)
