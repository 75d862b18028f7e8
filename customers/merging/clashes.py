"""Rows of both customers that cannot stand side by side at one, by the database's own promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, UniqueConstraint

from customers.merging.parts import Part, parts
from customers.models import Customer
from customers.records import KINDS
from customers.records.kinds import NUMBER

# numbers that people know; keys of other systems are nobody's to read and are renamed in silence
KNOWN_TO_PEOPLE = {"customers.Invoice": "number", "customers.Payment": "source_key"} | {
    kind.model._meta.label: "source_key" for kind in KINDS.values() if kind.key_label is not NUMBER
}
# texts of the rows are copies of others, so what the survivor has the like of stays where it is
STAY = frozenset({"customers.ScreeningHit"})


@dataclass(frozen=True)
class Clash:
    """Rows of the merged customer that the survivor has the like of.

    `field` is the text that tells them apart, and under another text they can move; without one
    they stay where they are.
    """

    part: Part
    rows: Any  # a queryset
    field: str

    @property
    def is_known(self) -> bool:
        """Whether people know the rows by this text, so that a person has to decide."""
        label = self.part.model._meta.label
        return bool(self.field) and self.field == KNOWN_TO_PEOPLE.get(label, _asked(self.field))


def _asked(field: str) -> str:
    """Of models that are not named above, every text but a source key is taken for known."""
    return "" if field == "source_key" else field


def clashes(survivor: Customer, merged: Customer) -> Iterator[Clash]:
    """Each promise that moving all rows would break."""
    for part in parts():
        for constraint in part.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and part.field in constraint.fields:
                clash = _clash(part, constraint, survivor, merged)
                if clash.rows.exists():
                    yield clash


def _clash(part: Part, constraint: UniqueConstraint, survivor: Customer, merged: Customer) -> Clash:
    others = [name for name in constraint.fields if name != part.field]
    theirs = part.rows(survivor.pk).filter(**{name: OuterRef(name) for name in others})
    mine = part.rows(merged.pk)
    if constraint.condition is not None:
        theirs, mine = theirs.filter(constraint.condition), mine.filter(constraint.condition)
    return Clash(part, mine.filter(Exists(theirs)), _text_of(part.model, others))


def _text_of(model: Any, names: list[str]) -> str:
    """The one text among these fields that could be written differently."""
    if model._meta.label in STAY:
        return ""
    texts = [
        name
        for name in names
        if isinstance(field := model._meta.get_field(name), models.CharField) and not field.choices
    ]
    return texts[-1] if texts else ""


def renamed(value: str, merged: Customer, longest: int) -> str:
    """The text with the merged customer's number behind it, as short as it must be."""
    mark = f" ({merged.number})"[:longest]
    return value[: longest - len(mark)] + mark
