"""Valid rows with as little said as possible; dependent dates and amounts are derived."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import timezone

from customers.models import Allocation, Contact, CreditTerms, Customer, Invoice, Payment
from riskcrm.accounts import roles
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.scopes import SCOPES

_numbers = itertools.count(1)
PASSWORD = "correct horse battery staple"


def make_team(code: str = "", **fields: Any) -> Team:
    code = code or f"team-{next(_numbers)}"
    return Team.objects.create(code=code, name=fields.pop("name", code.title()), **fields)


def make_person(role: str = "", *, username: str = "", **fields: Any) -> User:
    """A person with this role (none = may do nothing); the password is `PASSWORD`."""
    username = username or f"person-{next(_numbers)}"
    person = User(username=username, name=fields.pop("name", username.title()), **fields)
    person.set_password(PASSWORD)
    person.save()
    if role:
        person.groups.add(Group.objects.get(name=role))
    return person


def make_service_user(*scopes: str, **fields: Any) -> User:
    """A service user with the rights of these scopes; without a team it sees every customer.

    Somebody answers for it, nobody in particular unless said.
    """
    responsible = fields.pop("responsible", None) or make_person()
    username = fields.pop("username", f"service-{next(_numbers)}")
    user = User(
        username=username, name=username, kind=User.Kind.SERVICE, responsible=responsible, **fields
    )
    user.set_unusable_password()
    user.save()
    codes = frozenset().union(*(SCOPES[scope] for scope in scopes))
    if user.team_id is None:
        codes |= {roles.ALL_CUSTOMERS}
    user.user_permissions.set(roles.permission_rows(codes))
    return user


def make_customer(number: str = "", **fields: Any) -> Customer:
    number = number or f"C-{next(_numbers):05d}"
    name = fields.pop("name", f"Customer {number}")
    fields.setdefault("sort_key", name.casefold())
    fields.setdefault("recorded_at", timezone.now())
    return Customer.objects.create(number=number, name=name, **fields)


def make_contact(customer: Customer, **fields: Any) -> Contact:
    fields.setdefault("source_key", f"K-{next(_numbers)}")
    fields.setdefault("name", "Li Wei")
    fields.setdefault("recorded_at", timezone.now())
    return Contact.objects.create(customer=customer, **fields)


def make_terms(
    customer: Customer, *, credit_limit: Any = "10000.00", payment_days: int = 30, **fields: Any
) -> CreditTerms:
    fields.setdefault("effective_date", dt.date(2020, 1, 1))
    fields.setdefault("recorded_at", _noon(fields["effective_date"]))
    return CreditTerms.objects.create(
        customer=customer, credit_limit=Decimal(credit_limit), payment_days=payment_days, **fields
    )


def make_invoice(
    customer: Customer,
    amount: Any = "1000.00",
    *,
    invoice_date: dt.date = dt.date(2026, 1, 1),
    due_date: dt.date | str | None = "30 days",
    recorded_at: dt.datetime | None = None,
    **fields: Any,
) -> Invoice:
    """An open invoice, due after 30 days unless said otherwise, recorded on its own date."""
    if due_date == "30 days":
        due_date = invoice_date + dt.timedelta(days=30)
    amount = Decimal(amount)
    fields.setdefault("number", f"INV-{next(_numbers)}")
    fields.setdefault("currency", settings.BASE_CURRENCY)
    fields.setdefault(
        "base_amount", amount if fields["currency"] == settings.BASE_CURRENCY else None
    )
    return Invoice.objects.create(
        customer=customer,
        amount=amount,
        invoice_date=invoice_date,
        due_date=due_date,
        recorded_at=recorded_at or _noon(invoice_date),
        **fields,
    )


def make_payment(
    customer: Customer,
    amount: Any = None,
    *,
    received_date: dt.date = dt.date(2026, 2, 1),
    invoices: Iterable[Invoice] = (),
    recorded_at: dt.datetime | None = None,
    **fields: Any,
) -> Payment:
    """Money received, given to the invoices in their order until it is used up.

    Without an amount it is what the invoices demand in full.
    """
    invoices = list(invoices)
    total = Decimal(amount) if amount is not None else sum((i.amount for i in invoices), Decimal(0))
    fields.setdefault("source_key", f"PAY-{next(_numbers)}")
    fields.setdefault("currency", invoices[0].currency if invoices else settings.BASE_CURRENCY)
    in_base = fields["currency"] == settings.BASE_CURRENCY
    fields.setdefault("base_amount", total if in_base else None)
    recorded_at = recorded_at or _noon(received_date)
    payment = Payment.objects.create(
        customer=customer,
        amount=total,
        received_date=received_date,
        recorded_at=recorded_at,
        **fields,
    )
    left = total
    for invoice in invoices:
        part = min(left, invoice.amount)
        if part <= 0:
            break
        left -= part
        Allocation.objects.create(
            customer=customer,
            payment=payment,
            invoice=invoice,
            effective_date=received_date,
            amount=part,
            base_amount=part if in_base else None,
            recorded_at=recorded_at,
        )
    return payment


def _noon(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(12), tzinfo=dt.UTC)
