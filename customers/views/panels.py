"""The parts of a customer's page that the book brings, each at its own address."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from customers.selectors import (
    days_late,
    narrowed,
    open_in_base,
    with_allocations,
    with_open_amount,
)
from customers.views.find import find_customer
from riskcrm.web.keyset import Page, Sort, page_of
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

ROWS = 50
ENDED_LAST = F("ended_at").asc(nulls_first=True)
SHOWN = (("all", _("All")), ("open", pgettext_lazy("state", "Open")), ("overdue", _("Overdue")))


@requires("customers.view_invoice")
@require_GET
def invoice_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Invoices with what is still open of them and how late they are or were."""
    customer = find_customer(request, customer_id)
    show = request.GET.get("show", "all")
    rows: Any = narrowed(with_open_amount(customer.invoices.all()), show, today=today())
    age = _age_asked(request)
    rows = _one_asked(request, _of_age(rows, age, today=today()), "invoice")
    page = _page(request, rows, "invoice_date")
    for invoice in page.rows:
        invoice.days_late = days_late(invoice, today=today())
    context = {
        "customer": customer,
        "page": page,
        "show": show,
        "shown": SHOWN,
        "age": _age_in_words(age),
        "is_one": "invoice" in request.GET,
        "currency": _currency_of(page.rows),
        "open": open_in_base(rows),
        **_neighbours(page, show=show, **age),
    }
    return render(request, "customers/_invoice_panel.html", context)


def _one_asked(request: HttpRequest, rows: Any, name: str) -> Any:
    """The one row that a link elsewhere led to; without one, all."""
    key = request.GET.get(name, "")
    if not key:
        return rows
    return rows.filter(pk=key) if re.fullmatch(r"\d{1,18}", key) else rows.none()


def _currency_of(rows: list[Any]) -> str:
    """The currency that all rows share; "" where they do not."""
    currencies = {row.currency for row in rows}
    return currencies.pop() if len(currencies) == 1 else ""


def _age_asked(request: HttpRequest) -> dict[str, str]:
    """What the ageing leads to: a bucket in days past due, or what it leaves out; empty = any."""
    words = ("late_from", "late_to", "no_due_date", "no_rate")
    asked = {name: request.GET.get(name, "") for name in words}
    # five digits are more days than any invoice is late, and no overflow of a date
    return {name: value for name, value in asked.items() if re.fullmatch(r"\d{1,5}", value)}


def _of_age(invoices: QuerySet[Any], age: dict[str, str], *, today: dt.date) -> QuerySet[Any]:
    if "no_rate" in age:
        return invoices.filter(base_amount__isnull=True)
    if "no_due_date" in age:
        return invoices.filter(due_date__isnull=True)
    if "late_from" in age:
        latest = today - dt.timedelta(days=int(age["late_from"]))
        invoices = invoices.filter(due_date__lte=latest)
    if "late_to" in age:
        earliest = today - dt.timedelta(days=int(age["late_to"]))
        invoices = invoices.filter(due_date__gte=earliest)
    return invoices


def _age_in_words(age: dict[str, str]) -> str:
    if "no_rate" in age:
        return gettext("without an exchange rate")
    if "no_due_date" in age:
        return gettext("without a due date")
    if age.get("late_to") == "0":
        return gettext("not due yet")
    if "late_from" in age and "late_to" in age:
        return gettext("%(late_from)s to %(late_to)s days past due") % age
    if "late_from" in age:
        return gettext("%(late_from)s or more days past due") % age
    if "late_to" in age:
        return gettext("up to %(late_to)s days past due") % age
    return ""


@requires("customers.view_payment")
@require_GET
def payment_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    customer = find_customer(request, customer_id)
    rows = _one_asked(request, customer.payments.all(), "payment")
    page = _page(request, rows, "received_date")
    with_allocations(page.rows)
    context = {
        "customer": customer,
        "page": page,
        "is_one": "payment" in request.GET,
        "currency": _currency_of(page.rows),
        **_neighbours(page),
    }
    return render(request, "customers/_payment_panel.html", context)


@requires("customers.view_contact")
@require_GET
def contact_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    customer = find_customer(request, customer_id)
    context = {
        "customer": customer,
        "contacts": customer.contacts.order_by(ENDED_LAST, "-is_primary", "name", "pk")[:100],
        "changes": customer.contact_changes.select_related("verified_by").order_by(
            "-effective_date", "-pk"
        )[:20],
    }
    return render(request, "customers/_contact_panel.html", context)


def _page(request: HttpRequest, rows: Any, field: str) -> Page[Any]:
    return page_of(
        rows,
        sort=Sort(field, descending=True),
        size=ROWS,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )


def _neighbours(page: Page[Any], **kept: str) -> dict[str, str]:
    def address(name: str, cursor: str) -> str:
        return urlencode({**kept, name: cursor}) if cursor else ""

    return {"older": address("after", page.after), "newer": address("before", page.before)}
