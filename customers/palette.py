"""Customers and invoices in the command palette."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Customer, Invoice
from customers.models.alike import ids_alike
from customers.names import sort_key
from riskcrm.accounts.models import User
from riskcrm.web.palette import MOST_HITS, Group, Hit, Source, register

VIEW = "customers.view_customer"
VIEW_CONTACT = "customers.view_contact"
HIGHEST = "\U0010ffff"  # sorts behind every character of a name
MOST_INVOICES = 200  # of that number's beginning among which those in sight are looked for


def find_customers(user: User, text: str) -> list[Group]:
    """By name, number, registration number, or a contact's phone and e-mail; else similar names.

    Whose names begin so come first, by name; the others as they were entered, since walking the
    names for a frequent word passes all that sort before it.
    """
    seen = Customer.objects.visible_to(user)
    found = seen.search(text, contacts=user.has_perm(VIEW_CONTACT))
    begin = sort_key(text)
    so = Q(sort_key__gte=begin, sort_key__lt=begin + HIGHEST)
    rows = list(found.filter(so).order_by("sort_key", "pk")[: MOST_HITS + 1])
    if len(rows) <= MOST_HITS:
        rows += found.exclude(so).order_by("pk")[: MOST_HITS + 1 - len(rows)]
    hits = [_hit(row) for row in rows]
    if not hits:
        ids = ids_alike(text)
        similar = seen.in_bulk(ids)
        alike = [_hit(similar[pk]) for pk in ids if pk in similar]
        return [Group(gettext_lazy("Customers with similar names"), alike[:MOST_HITS])]
    if len(hits) > MOST_HITS:
        address = f"{reverse('monitoring:customer_list')}?{urlencode({'q': text})}"
        hits[MOST_HITS:] = [Hit(_("All customers found"), address, icon="search")]
    return [Group(gettext_lazy("Customers"), hits)]


def _hit(row: Customer) -> Hit:
    note = " · ".join(part for part in (row.number_beside_name, row.city) if part)
    return Hit(row.name, reverse("monitoring:customer_detail", args=[row.pk]), note)


def find_invoices(user: User, text: str) -> list[Group]:
    """Those whose number begins so, as written or in capitals."""
    if " " in text:
        return []
    begin: dict[int, Invoice] = {}
    for start in dict.fromkeys((text, text.upper())):
        near = Invoice.objects.filter(number__startswith=start).order_by("number")
        ids = list(near.values_list("pk", flat=True)[:MOST_INVOICES])
        rows = Invoice.objects.visible_to(user).filter(pk__in=ids).select_related("customer")
        begin |= {row.pk: row for row in rows.order_by("number")[:MOST_HITS]}
    return [Group(gettext_lazy("Invoices"), [_invoice(row) for row in begin.values()][:MOST_HITS])]


def _invoice(row: Invoice) -> Hit:
    page = reverse("customers:invoice_detail", args=[row.pk])
    return Hit(row.number, page, row.customer.name)


def register_sources() -> None:
    register(Source(VIEW, find_customers))
    register(Source("customers.view_invoice", find_invoices))
