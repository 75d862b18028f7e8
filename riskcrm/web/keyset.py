"""Keyset pages: the place in a list is the last row's sort value and key, never a row number.

Page 20,000 costs what page 1 costs, and rows that come or go in between shift nothing. The cursor
is signed, so it can only continue the order it was made for, of the same kind of rows; a broken one
means the first page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, cast

from django.core import signing
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.db.models import F, Q, QuerySet

SALT = "riskcrm.keyset"
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Sort:
    """An order of rows: one NOT NULL field, ties broken by the primary key.

    Written as text, "field" or "-field", the key rises in the direction written and falls in the
    other, which walks an index such as (-points, customer) both ways; `tie_reversed` = the key runs
    against the field. `optional` names the relation or field on the path that a row may lack: such
    rows come last in both directions, by key.
    """

    field: str
    descending: bool = False
    tie_reversed: bool = False
    optional: str = ""

    @classmethod
    def parse(cls, given: str | Sort) -> Sort:
        if isinstance(given, Sort):
            return given
        descending = given.startswith("-")
        return cls(given.removeprefix("-"), descending, tie_reversed=descending)

    def turned(self, descending: bool) -> Sort:
        return replace(self, descending=descending)

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
    value = _value(row, sort)
    text = None if value is None else str(value)
    return signing.dumps([row._meta.label, sort.slug(), text, str(row.pk)], salt=SALT)


def decode(cursor: str, sort: Sort, model: type[models.Model]) -> tuple[Any, Any] | None:
    """(sort value, key) of a cursor, or None when it is broken or of another list."""
    try:
        label, slug, text, key = signing.loads(cursor, salt=SALT)
        if (label, slug) != (model._meta.label, sort.slug()):
            return None
        if text is None and not sort.optional:
            return None
        value = None if text is None else _field(model, sort.field).to_python(text)
        return value, model._meta.pk.to_python(key)
    except (signing.BadSignature, ValidationError, ValueError, TypeError):
        return None


def page_of(
    rows: QuerySet[M], *, sort: Sort, size: int, after: str = "", before: str = ""
) -> Page[M]:
    """The page after or before a cursor, the first page without one.

    One query; a second one at most, where a sort over an optional relation runs out of rows.
    """
    cursor = before or after
    here = decode(cursor, sort, rows.model) if cursor else None
    backwards = bool(before) and here is not None
    found: list[M] = []
    for part in _parts(rows, sort, backwards, here):
        found += part[: size + 1 - len(found)]
        if len(found) > size:
            break
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


def keys_in_order(rows: QuerySet[M], sort: Sort) -> Iterator[Any]:
    """The keys of all rows in this order, read piece by piece."""
    for part in _parts(rows, sort, False, None):
        keys = part.prefetch_related(None).values_list("pk", flat=True)
        yield from keys.iterator(chunk_size=10_000)


def _parts(
    rows: QuerySet[M], sort: Sort, backwards: bool, here: tuple[Any, Any] | None
) -> list[QuerySet[M]]:
    """What is left to read from the cursor on: sorted rows, then those without the relation."""
    sorted_rows, unsorted_rows = rows, None
    by_key = Sort("pk")
    if sort.optional:
        sorted_rows = rows.filter(**{f"{sort.optional}__isnull": False})
        unsorted_rows = rows.filter(**{f"{sort.optional}__isnull": True})
    if here is not None and here[0] is None and unsorted_rows is not None:
        rest = [_beyond(unsorted_rows, by_key, backwards, here)]
        return [*rest, _ordered(sorted_rows, sort, True)] if backwards else rest
    rest = [_beyond(sorted_rows, sort, backwards, here)]
    if unsorted_rows is not None and not backwards:
        rest.append(_ordered(unsorted_rows, by_key, False))
    return rest


def _ordered(rows: QuerySet[M], sort: Sort, backwards: bool) -> QuerySet[M]:
    field = F(sort.field).desc() if sort.descending != backwards else F(sort.field).asc()
    if sort.field == "pk":
        return rows.order_by(field)
    key = F("pk").desc() if sort.key_descending != backwards else F("pk").asc()
    return rows.order_by(field, key)


def _beyond(
    rows: QuerySet[M], sort: Sort, backwards: bool, here: tuple[Any, Any] | None
) -> QuerySet[M]:
    """Rows past the cursor. The first condition says nothing new, but lets an index start there."""
    rows = _ordered(rows, sort, backwards)
    if here is None:
        return rows
    value, key = here
    side = "lt" if sort.descending != backwards else "gt"
    if sort.field == "pk":
        return rows.filter(**{f"pk__{side}": key})
    key_side = "lt" if sort.key_descending != backwards else "gt"
    return rows.filter(
        Q(**{f"{sort.field}__{side}": value}) | Q(**{sort.field: value, f"pk__{key_side}": key}),
        **{f"{sort.field}__{side}e": value},
    )


def _value(row: models.Model, sort: Sort) -> Any:
    value: Any = row
    for name in sort.field.split("__"):
        try:
            value = getattr(value, name)
        except ObjectDoesNotExist:
            return None
        if value is None:
            return None
    return value


def _field(model: type[models.Model], path: str) -> models.Field[Any, Any]:
    *relations, name = path.split("__")
    for relation in relations:
        model = cast("type[models.Model]", model._meta.get_field(relation).related_model)
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return cast("models.Field[Any, Any]", field)
