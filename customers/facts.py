"""What a customer's file says, field by field, as people read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.models import CUSTOMER_FIELDS, Customer, CustomField

GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (_("Who it is"), CUSTOMER_FIELDS[:7]),
    (_("Where it is"), CUSTOMER_FIELDS[7:13]),
    (_("How to deal with it"), CUSTOMER_FIELDS[13:]),
)


@dataclass(frozen=True)
class Fact:
    """One field of the file; an empty text means that nothing is known. `url` is where it leads."""

    label: str
    text: str
    url: str = ""


def facts_of(customer: Customer) -> list[tuple[str | Promise, list[Fact]]]:
    """The file in groups, each with its heading. One query, beyond manager and team."""
    groups = [(title, [fact_of(customer, name) for name in names]) for title, names in GROUPS]
    own = [
        Fact(field.label, field.shown(customer.custom.get(field.code)))
        for field in CustomField.objects.in_use()
    ]
    return [*groups, (_("Further fields"), own)] if own else groups


def fact_of(customer: Customer, name: str) -> Fact:
    """One field of the file as people read it."""
    field: Any = Customer._meta.get_field(name)
    value = getattr(customer, name)
    shown = getattr(customer, f"get_{name}_display", None)
    if shown is not None and value:
        text = str(shown())
    elif field.get_internal_type() == "DateField":
        text = date_format(value, "DATE_FORMAT") if value else ""
    else:
        text = "" if value is None else str(value)
    return Fact(str(field.verbose_name), text, text if name == "website" else "")
