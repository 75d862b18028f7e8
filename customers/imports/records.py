"""Files of any kind of fact, as `customers.records` declares it.

A blank cell says nothing: what the book knows stays. The rows are checked and written by the same
statements as those of pages and the API.
"""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection

from customers.imports.cells import Column
from customers.imports.locks import lock_imports
from customers.imports.named_customers import number_named
from customers.imports.options import Options
from customers.imports.reading import Source
from customers.imports.scope import Scope
from customers.imports.staging import count_late, known_sql, stage, summary_of
from customers.imports.summary import Summary
from customers.records.kinds import Kind
from customers.services import record_sql as sql
from customers.services.days import latest_day
from customers.services.decided import refuse_decided
from customers.services.facts import open_stage
from customers.services.record_stage import GOOD, SAME, Stage
from customers.services.records import check, write


def work(
    kind: Kind,
    source: Source,
    columns: list[Column],
    options: Options,
    *,
    scope: Scope,
    at: dt.datetime,
    dry_run: bool,
) -> Summary:
    """Check the file's lines and, unless it is a dry run, write the good ones."""
    staged = Stage(kind, table="import_row", author=scope.person_id or 0)
    open_stage()
    rows = stage(
        source,
        columns,
        definition=staged.definition(),
        key="customer_id, source_key",
        derive=lambda values: (_derive(staged, values, options), []),
    )
    if not dry_run:
        lock_imports()
    number_named(scope)
    check(staged, reach=f"NOT {scope.hides('c.id')}", latest=latest_day(at), dry_run=dry_run)
    if not scope.may_confirm:
        refuse_decided(staged)
    sql.convert(staged)
    _share_refusals()
    params: dict[str, Any] = {"at": at, "zone": settings.TIME_ZONE}
    known = known_sql("s.effective_date", history=options.history)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE import_row s SET recorded_at = {known}", params)
    new, changed = sql.count_outcomes(staged)
    late = count_late(
        f"SELECT count(*) FROM import_row s JOIN {kind.table} t ON {SAME}"
        f" WHERE {GOOD} AND t.recorded_at > s.recorded_at",
        params,
        history=options.history,
    )
    if not dry_run and (new or changed):
        write(staged, cause=f"import_{kind.name}", at=at)
    summary = summary_of(rows, new=new, changed=changed)
    summary.history_not_applied = late
    return summary


def _derive(staged: Stage, values: dict[str, Any], options: Options) -> list[Any]:
    names = ["customer", "source_key", "effective_date", "is_void"]
    names += [value.name for value in staged.kind.values]
    told = [values.get(name) for name in names]
    if staged.kind.has_money and "currency" in names and told[names.index("currency")] is None:
        told[names.index("currency")] = options.currency or settings.BASE_CURRENCY
    return told + [None] * len(staged.found)


def _share_refusals() -> None:
    """What the cells were refused for and what the rows are: each list gets the other's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH told AS (SELECT line, reason, field FROM import_refusal), mine AS ("
            " INSERT INTO import_refusal (line, reason, field)"
            " SELECT line, reason, coalesce(field, '') FROM fact_refusal)"
            " INSERT INTO fact_refusal (line, reason, code, field)"
            " SELECT line, reason, 'invalid', field FROM told"
        )
