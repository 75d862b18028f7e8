"""Two customers side by side, for who decides whether they are one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from customers.facts import fact_of
from customers.merging.clashes import clashes
from customers.merging.parts import parts
from customers.models import Customer, CustomField
from customers.services.merged_values import CHOOSABLE, OWN, TERMS, terms_of

MOST_LISTED = 20


@dataclass(frozen=True)
class Line:
    """A field in which the two differ. `proposed` is whose value is chosen to begin with."""

    name: str
    label: str
    survivor: str
    merged: str

    @property
    def proposed(self) -> str:
        return "merged" if self.merged and not self.survivor else "survivor"


@dataclass(frozen=True)
class Count:
    """How many rows of one sort would move."""

    title: str
    count: int


@dataclass(frozen=True)
class Known:
    """Numbers that both have."""

    title: str
    numbers: list[str]


def lines_of(survivor: Customer, merged: Customer, *, day: dt.date) -> list[Line]:
    """Where the two differ, field by field, and in their terms."""
    pairs = [(fact_of(survivor, name), fact_of(merged, name), name) for name in CHOOSABLE]
    lines = [Line(name, one.label, one.text, other.text) for one, other, name in pairs]
    for field in CustomField.objects.in_use():
        values = [field.shown(customer.custom.get(field.code)) for customer in (survivor, merged)]
        lines.append(Line(f"{OWN}{field.code}", field.label, *values))
    terms = [_terms(*terms_of(customer, day)) for customer in (survivor, merged)]
    lines.append(Line(TERMS, _("credit limit and payment term"), *terms))
    return [line for line in lines if line.survivor != line.merged]


def _terms(limit: Any, days: int | None) -> str:
    parts_told = [] if limit is None else [f"{limit:,.2f}"]
    if days is not None:
        parts_told.append(_("{days} days").format(days=days))
    return ", ".join(parts_told)


def counts_of(merged: Customer) -> list[Count]:
    """What would move, by sort; nothing that is nothing, nor what is secret."""
    found = [
        Count(part.title, part.rows(merged.pk).count()) for part in parts() if not part.is_secret
    ]
    return [count for count in found if count.count and count.title]


def known_twice(survivor: Customer, merged: Customer) -> list[Known]:
    """Numbers that people know and both customers have."""
    return [
        Known(
            clash.part.title,
            [
                str(number)
                for number in clash.rows.values_list(clash.field, flat=True)[:MOST_LISTED]
            ],
        )
        for clash in clashes(survivor, merged)
        if clash.is_known
    ]


def kept_in_words(kept: dict[str, int]) -> list[str]:
    """What undoing a merge could not put back, with how many of each."""
    titles = {part.name: part.title for part in parts()}
    return [
        f"{titles.get(name) or _title(name)}: {count}"
        for name, count in sorted(kept.items())
        if count
    ]


def _title(name: str) -> str:
    """The words for a text that was changed, or for a field of the customer."""
    if name == TERMS:
        return _("credit limit and payment term")
    if name.startswith(OWN):
        return name.removeprefix(OWN)
    model: Any = Customer
    if name.count(".") == 2:
        label, name = name.rsplit(".", 1)
        model = apps.get_model(label)
    field = next(f for f in model._meta.concrete_fields if name in (f.name, f.attname))
    return str(field.verbose_name)
