"""Rows of one customer as they were known at a moment, read naively through the ORM."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any

from django.conf import settings

from customers.models import Customer, ExchangeRate, FactRevision, InvoiceRevision
from customers.records import Kind


def facts(kind: Kind, customer: Customer, known_at: dt.datetime) -> list[Any]:
    """The standing facts of a kind as they stood then, by their ids."""
    found = [
        row
        for row in kind.model._default_manager.filter(customer=customer)
        if row.recorded_at <= known_at
    ]
    for revision in FactRevision.objects.filter(customer=customer, kind=kind.name):
        if revision.recorded_at <= known_at < revision.superseded_at:
            fields = {field.column: field for field in kind.model._meta.concrete_fields}
            said = {
                name: fields[name].to_python(value)
                for name, value in revision.former.items()
                if not fields[name].is_relation
            }
            found.append(SimpleNamespace(**said))
    return sorted((row for row in found if not row.is_void), key=lambda row: row.id)


def invoices(customer: Customer, known_at: dt.datetime) -> list[Any]:
    """The invoices of a customer as they stood then."""
    found: list[Any] = [row for row in customer.invoices.all() if row.recorded_at <= known_at]
    for revision in InvoiceRevision.objects.filter(customer=customer):
        if revision.recorded_at <= known_at < revision.superseded_at:
            found.append(revision)
    return [row for row in found if not row.is_void]


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months before, or the last of that month where it is shorter."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def in_base(amount: Decimal, currency: str, day: dt.date, known_at: dt.datetime) -> Decimal | None:
    """What an amount was worth on a day, by the rates known then."""
    if currency == settings.BASE_CURRENCY:
        return amount
    rates = [
        (rate.effective_date, rate.recorded_at, rate.rate)
        for rate in ExchangeRate.objects.filter(currency=currency)
        if rate.effective_date <= day and rate.recorded_at <= known_at
    ]
    if not rates:
        return None
    return (amount * max(rates)[2]).quantize(Decimal("0.01"), ROUND_HALF_UP)


def total(amounts: list[Decimal | None]) -> Decimal | None:
    """Their sum; None where one is not known."""
    if None in amounts:
        return None
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def four(value: Decimal | int | None) -> Decimal | None:
    """With four digits, within what a column holds."""
    if value is None:
        return None
    digits = Decimal(value).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return max(min(digits, Decimal(99_999_999)), Decimal(-99_999_999))
