"""The stage of facts: a temporary table of rows of a kind, and what each row would say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from customers.records.kinds import Kind, Shape, Value

# a staged row `s` that nothing speaks against
GOOD = "NOT EXISTS (SELECT 1 FROM fact_refusal f WHERE f.line = s.line)"
SAME = "t.customer_id = s.customer_id AND t.source_key = s.source_key"


@dataclass(frozen=True)
class Stage:
    """Rows of a kind in a temporary table. `whole` rows say all of a fact, nulls included.

    `author` is who brings them, by id, and 0 the owner of the machine.
    """

    kind: Kind
    table: str = "staged_fact"
    whole: bool = False
    author: int = 0

    @property
    def told(self) -> tuple[str, ...]:
        """The columns that rows tell, in the stage's order after `line`."""
        names = (f"{v.name}_key" if v.shape is Shape.LINK else v.column for v in self.kind.values)
        return ("customer", "source_key", "effective_date", "is_void", *names)

    @property
    def found(self) -> tuple[str, ...]:
        """The columns that are worked out afterwards."""
        links = tuple(value.column for value in self.kind.links)
        money = ("base_amount",) if self.kind.has_money else ()
        return ("customer_id", *links, *money, "recorded_at")

    @property
    def state(self) -> tuple[str, ...]:
        """The columns of the fact that rows decide."""
        return ("effective_date", "is_void", *(value.column for value in self.kind.values))

    @property
    def is_decided(self) -> bool:
        """Whether people say of such facts if they are true."""
        return hasattr(self.kind.model, "confirmation")

    def definition(self) -> str:
        types = {f"{v.name}_key": "text" for v in self.kind.links}
        types |= {v.column: _type_of(v) for v in self.kind.values}
        types |= {
            "customer": "text",
            "source_key": "text",
            "effective_date": "date",
            "is_void": "boolean",
            "customer_id": "bigint",
            "base_amount": "numeric(18,2)",
            "recorded_at": "timestamptz",
        }
        columns = ", ".join(f"{name} {types[name]}" for name in (*self.told, *self.found))
        return f"line bigint, {columns}"

    def said(self, column: str) -> str:
        """SQL: what the fact says of this column once the row is written."""
        field = _field(self.kind, column)
        known = [f"s.{column}"] if self.whole else [f"s.{column}", f"t.{column}"]
        if not field.null and field.has_default():
            known.append(_literal(field.get_default()))
        return f"coalesce({', '.join(known)})" if len(known) > 1 else known[0]

    def fill(self, template: str, *columns: str, **more: str) -> str:
        """A statement about staged rows `s` and the facts `t` that they change. Where it names one
        of these columns stands what the fact says of it once the row is written."""
        said = {name.removesuffix("_id"): self.said(name) for name in columns}
        names = {"stage": self.table, "table": self.kind.table, "same": SAME, "good": GOOD}
        return template.format(**names, **said, **more)

    def differs(self) -> str:
        left = ", ".join(f"t.{name}" for name in self.state)
        right = ", ".join(map(self.said, self.state))
        return f"({left}) IS DISTINCT FROM ({right})"


def _field(kind: Kind, column: str) -> Any:
    return next(f for f in kind.model._meta.concrete_fields if f.column == column)


def _type_of(value: Value) -> str:
    if value.shape in (Shape.TEXT, Shape.LINES, Shape.CHOICE, Shape.CURRENCY):
        return "text"
    if value.shape is Shape.CHOICES:
        return "varchar[]"
    if isinstance(value.field, models.IntegerField):
        return "integer"
    return str(value.field.rel_db_type(connection) if value.field.is_relation else
               value.field.db_type(connection))  # fmt: skip


def _literal(value: Any) -> str:
    """A default of a model in SQL: defaults are codes, empty texts, flags, numbers, empty lists."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "'{}'"
    return f"'{value}'" if isinstance(value, str) else str(value)


def first_said(stage: Stage, column: str) -> str:
    field = _field(stage.kind, column)
    if not field.null and field.has_default():
        return f"coalesce(s.{column}, {_literal(field.get_default())})"
    return f"s.{column}"
