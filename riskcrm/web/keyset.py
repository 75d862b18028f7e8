"""Keyset pages: the place in a list is the last row's sort value and key, never a row number.

Page 20,000 costs what page 1 costs, and rows that come or go in between shift nothing. The cursor
is signed, so it can only continue the order it was made for; a broken one means the first page.
"""

from __future__ import annotations

import decimal
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, QuerySet

SALT = "riskcrm.keyset"
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Sort:
    """An order of rows: one NOT NULL field, ties broken by the primary key.

    `tie_reversed` turns the key the other way round, to walk an index such as (-points, customer).
    """

    field: str
    descending: bool = False
    tie_reversed: bool = False

    @classmethod
    def parse(cls, text: str) -> Sort:
        return cls(text.removeprefix("-"), text.startswith("-"))

    def turned(self, descending: bool) -> Sort:
        return Sort(self.field, descending, self.tie_reversed)

    @property
    def key_descending(self) -> bool:
        return self.descending != self.tie_reversed

    def slug(self) -> str:
        return f"{'-' if self.descending else ''}{self.field}"


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows of one page and the cursors to its neighbours ("" = there is none)."""

    rows: list[M]
    after: str
    before: str


def encode(sort: Sort, row: models.Model) -> str:
    """The cursor that stands on this row in this order."""
    value = _value(row, sort.field)
    return signing.dumps([sort.slug(), str(value), str(row.pk)], salt=SALT)


def decode(cursor: str, sort: Sort, model: type[models.Model]) -> tuple[Any, Any] | None:
    """(sort value, key) of a cursor, or None when it is broken or of another order."""
    try:
        slug, value, key = signing.loads(cursor, salt=SALT)
        if slug != sort.slug():
            return None
        field = _field(model, sort.field)
        return field.to_python(value), model._meta.pk.to_python(key)
    except (signing.BadSignature, ValidationError, ValueError, TypeError, decimal.InvalidOperation):
        return None


def page_of(
    rows: QuerySet[M], *, sort: Sort, size: int, after: str = "", before: str = ""
) -> Page[M]:
    """The page after or before a cursor, the first page without one. One query."""
    backwards = bool(before)
    here = decode(before or after, sort, rows.model) if before or after else None
    if here is None:
        backwards = False
    descending, key_descending = sort.descending, sort.key_descending
    if backwards:
        descending, key_descending = not descending, not key_descending
    if here is not None:
        rows = rows.filter(_beyond(sort.field, descending, key_descending, here))
    found = list(rows.order_by(*_order(sort.field, descending, key_descending))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_after = backwards or more
    has_before = more if backwards else here is not None
    return Page(
        rows=found,
        after=encode(sort, found[-1]) if found and has_after else "",
        before=encode(sort, found[0]) if found and has_before else "",
    )


def _order(field: str, descending: bool, key_descending: bool) -> list[Any]:
    key = F("pk").desc() if key_descending else F("pk").asc()
    if field == "pk":
        return [F("pk").desc() if descending else F("pk").asc()]
    return [F(field).desc() if descending else F(field).asc(), key]


def _beyond(field: str, descending: bool, key_descending: bool, here: tuple[Any, Any]) -> Q:
    """Rows past the cursor. The first condition says nothing new, but lets an index start there."""
    value, key = here
    side, key_side = ("lt" if descending else "gt"), ("lt" if key_descending else "gt")
    if field == "pk":
        return Q(**{f"pk__{side}": key})
    return Q(**{f"{field}__{side}e": value}) & (
        Q(**{f"{field}__{side}": value}) | Q(**{field: value, f"pk__{key_side}": key})
    )


def _value(row: models.Model, path: str) -> Any:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    return value


def _field(model: type[models.Model], path: str) -> models.Field[Any, Any]:
    *relations, name = path.split("__")
    for relation in relations:
        model = cast("type[models.Model]", model._meta.get_field(relation).related_model)
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return cast("models.Field[Any, Any]", field)
