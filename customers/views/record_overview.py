"""The way into the ledger: all kinds of records by their groups, of the book and of a customer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from customers.ledger import selectors as ledger
from customers.models import Allocation, Invoice, OpenCredit, Payment
from customers.records import KINDS
from customers.records.kinds import Group
from customers.selectors import MOST_COUNTED, count_records
from customers.views.find import find_customer
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.permissions import SIGNED_IN, requires

# the part of the ledger that has pages of its own, with the right to see it
LEDGER: dict[type[Any], str] = {
    Invoice: "customers.view_invoice",
    Payment: "customers.view_payment",
    Allocation: "customers.view_payment",
    OpenCredit: "customers.view_payment",
}

ENTERED = (Invoice, Payment)  # of them, what people enter; the rest follows


def _ledger_of(person: User) -> list[type[Any]]:
    return [model for model, permission in LEDGER.items() if person.has_perm(permission)]


def _list_url(model: type[Any]) -> str:
    return reverse(f"customers:{model._meta.model_name}_list")


@requires(SIGNED_IN)
@require_GET
def record_index(request: HttpRequest) -> HttpResponse:
    """All kinds of facts by their groups: those that the person may see."""
    person = person_of(request)
    of_ledger = [(m._meta.verbose_name_plural, _list_url(m)) for m in _ledger_of(person)]
    groups = [
        (
            group.label,
            [
                *(of_ledger if group is Group.SALES else ()),
                *(
                    (kind.plural, _list_url(kind.model))
                    for kind in KINDS.values()
                    if kind.group == group and person.has_perm(kind.permission("view"))
                ),
            ],
        )
        for group in Group
    ]
    return render(request, "customers/record_index.html", {"groups": groups})


@requires("customers.view_customer")
@require_GET
def record_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """How many facts of each kind are known of a customer, and the way to them and to new ones."""
    customer = find_customer(request, customer_id)
    person = person_of(request)
    seen = [kind for kind in KINDS.values() if person.has_perm(kind.permission("view"))]
    of_ledger = [
        _line(customer, model, count, latest)
        for model, count, latest in ledger.count_documents(customer, _ledger_of(person))
    ]
    by_group: dict[Group, list[dict[str, Any]]] = {group: [] for group in Group}
    for line, model in zip(of_ledger, _ledger_of(person), strict=True):
        if model in ENTERED and person.has_perm(f"customers.add_{model._meta.model_name}"):
            address = reverse(f"customers:{model._meta.model_name}_create")
            line["add_url"] = f"{address}?customer={customer.pk}"
    by_group[Group.SALES] += of_ledger
    for kind, count, latest in count_records(customer, seen):
        line = _line(customer, kind.model, count, latest)
        if person.has_perm(kind.permission("add")):
            line["add_url"] = reverse(f"customers:{kind.name}_create", args=[customer.pk])
        by_group[kind.group].append(line)
    groups = [
        {
            "label": group.label,
            "known": [line for line in lines if line["count"]],
            "unknown": [line for line in lines if not line["count"]],
        }
        for group, lines in by_group.items()
        if lines
    ]
    context = {"customer": customer, "groups": groups}
    return render(request, "customers/_record_panel.html", context)


def _line(customer: Any, model: type[Any], count: int, latest: dt.date | None) -> dict[str, Any]:
    """How many there are of something, and the way to them."""
    return {
        "label": model._meta.verbose_name,
        "plural": model._meta.verbose_name_plural,
        "count": min(count, MOST_COUNTED),
        "is_more": count > MOST_COUNTED,
        "latest": latest,
        "url": f"{_list_url(model)}?customer={customer.pk}",
        "add_url": "",
    }
