"""Facts as they were known at a moment, for readings: current rows and their revisions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.db.models.sql.datastructures import BaseTable

from customers.records.kinds import Kind


def as_known(kind: Kind) -> str:
    """SQL: the kind's rows as they stood at `%(known_at)s`, void ones left out.

    To be used in a FROM clause, with an alias; narrow it by `customer_id`, which both parts index.
    What is known of a merged customer is the survivor's, also as it stood before the merge.
    """
    table = kind.table
    columns = [field.column for field in kind.model._meta.concrete_fields]
    now = ", ".join(f"t.{name}" for name in columns)
    then = ", ".join(f"{'r' if name == 'customer_id' else 'was'}.{name}" for name in columns)
    return f"""(
        SELECT {now} FROM {table} t WHERE t.recorded_at <= %(known_at)s AND NOT t.is_void
        UNION ALL
        SELECT {then} FROM customers_factrevision r
        CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, r.former) was
        WHERE r.kind = '{kind.name}' AND r.recorded_at <= %(known_at)s
          AND r.superseded_at > %(known_at)s AND NOT was.is_void
    )"""  # noqa: S608 (names of our own tables)


class _KnownTable(BaseTable):
    """In place of a table, what was known of one customer at a moment."""

    def __init__(
        self, table: str, known: str, alias: str, customer_id: int, known_at: dt.datetime
    ) -> None:
        super().__init__(table, alias)
        self.known, self.customer_id, self.known_at = known, customer_id, known_at

    def as_sql(self, compiler: Any, _connection: Any) -> tuple[str, Any]:
        known = self.known.replace("%(known_at)s", "%s")
        name = compiler.quote_name_unless_alias(self.table_alias)
        sql = f"(SELECT k.* FROM {known} k WHERE k.customer_id = %s) {name}"  # noqa: S608
        return sql, [*[self.known_at] * known.count("%s"), self.customer_id]

    def relabeled_clone(self, change_map: Any) -> _KnownTable:
        alias = change_map.get(self.table_alias, self.table_alias)
        return _KnownTable(self.table_name, self.known, alias, self.customer_id, self.known_at)


def known_rows(
    rows: QuerySet[Any], known: str, *, customer_id: int, known_at: dt.datetime
) -> QuerySet[Any]:
    """The same rows, of one customer, as they were known at a moment; `known` is their SQL.

    Without a customer all revisions would have to be read, so there is no such reading.
    """
    found = rows.filter(customer_id=customer_id)
    alias = found.query.get_initial_alias()
    table = rows.model._meta.db_table
    found.query.alias_map[alias] = _KnownTable(table, known, alias, customer_id, known_at)
    return found
