"""The parts of a figure that come from rows of several models, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.models import ContactChange

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CONTACT_CHANGE = "contactchange"
HIT = "screeninghit"
OWED = "owed"  # no row: what the customer owes in all


@dataclass(frozen=True)
class Part:
    """A row behind a figure: what it is, where to look at it, and what it brings to the figure."""

    label: StrOrPromise
    title: str
    url: str
    row: dict[str, Any]


def parts_of(rows: Iterable[dict[str, Any]]) -> list[Part]:
    """The rows of `Rows.PARTS` with words and addresses."""
    return [Part(_label(row["kind"]), _title(row), _url(row), row) for row in rows]


@dataclass(frozen=True)
class PartSum:
    """What the parts of one kind add up to; None where one of their amounts is not known."""

    label: StrOrPromise
    amount: Decimal | None


def part_sums(rows: Iterable[dict[str, Any]]) -> list[PartSum]:
    """The sums of a figure that is made of amounts, a kind of rows each."""
    amounts: dict[str, list[Decimal | None]] = {}
    for row in rows:
        if row["counts"] is None:
            amounts.setdefault(row["kind"], []).append(row["base_amount"])
    return [
        PartSum(_label(kind, "verbose_name_plural"), _sum(known)) for kind, known in amounts.items()
    ]


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _label(kind: str, name: str = "verbose_name") -> StrOrPromise:
    if kind == OWED:
        return _("open amount")
    label: StrOrPromise = getattr(apps.get_model("customers", kind)._meta, name)
    return label


def _title(row: dict[str, Any]) -> str:
    if row["kind"] == CONTACT_CHANGE:
        return str(ContactChange.Kind(row["title"]).label)
    return str(row["title"])


def _url(row: dict[str, Any]) -> str:
    kind, key = row["kind"], row["id"]
    if kind in (OWED, CONTACT_CHANGE):
        return ""
    return reverse(
        "customers:hit_detail" if kind == HIT else f"customers:{kind}_detail", args=[key]
    )
