"""Writing facts of any kind: posting rows, changing one, and voiding what was entered by mistake.

Pages, API, files and tasks all come here; `customers.records` declares what a kind's rows tell.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import execute_values

from customers.models import Fact
from customers.records.kinds import Kind, Shape
from customers.services import credits, dishonours, recoveries
from customers.services import record_refusals as refusals
from customers.services import record_sql as sql
from customers.services.acting import hold, keep_former, moment_after, refuse_taken
from customers.services.changes import mark_changed, mark_touched
from customers.services.days import latest_day
from customers.services.decided import refuse_decided, refuse_voiding
from customers.services.facts import open_stage
from customers.services.mentions import check_mentions, note_mentions
from customers.services.posted import Written, record_written
from customers.services.record_stage import Stage
from customers.services.rows import Result, refuse_too_many
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import has_right
from riskcrm.accounts.roles import ALL_CUSTOMERS, CONFIRM_EVENTS
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale
from riskcrm.web.plain import plain_values

Row = dict[str, Any]
ENTERED = "E"  # begins the numbers of facts that people enter without giving one


def post_records(
    kind: Kind,
    rows: Sequence[Row],
    *,
    by: User,
    at: dt.datetime,
    positions: Sequence[int] = (),
    whole: bool = False,
) -> list[Result]:
    """Write facts of customers that `by` may see; one result per row, in their order.

    A row has `customer` (its number), `source_key`, `effective_date`, perhaps `is_void`, and what
    the kind tells: links by the other fact's number, people by id. The same customer and key again
    changes the fact, or nothing. What a row leaves out stays as it is, unless rows are `whole`.
    `positions` are the rows' places in what was sent, where that was more than these rows.
    """
    refuse_too_many(rows)
    rows = [plain_values(kind.model, row) for row in rows]
    stage = Stage(kind, whole=whole, author=by.pk)
    lines = list(positions) or list(range(len(rows)))
    with transaction.atomic():
        open_stage()
        _fill(stage, rows, lines, at=at)
        check(stage, reach=reach_sql(by), latest=latest_day(at))
        if not has_right(by, CONFIRM_EVENTS):
            refuse_decided(stage)
        sql.convert(stage)
        outcomes, was = sql.outcomes(stage), sql.former(stage)
        write(stage, cause=f"post_{kind.name}", at=at)
        results = _results(stage, lines, outcomes)
        note_mentions(kind, _written(rows, results), by=by, at=at)
        record_written("post_records", results, lambda n: Written(
            rows[n]["customer"], rows[n]["source_key"], was.get(lines[n]), _told(rows[n])
        ), by=by, at=at, kind=kind.code)  # fmt: skip
    return results


def post_record(kind: Kind, row: Row, *, by: User, at: dt.datetime, whole: bool = False) -> Fact:
    """Write one fact and answer it. Raises `Refused` where its row is, or names a stranger."""
    check_mentions(kind, row)
    [result] = post_records(kind, [row], by=by, at=at, whole=whole)
    if result.outcome == "refused":
        raise Refused(result.reason, code=result.code, field=result.field)
    fact: Fact = kind.model.objects.get(pk=result.id)
    return fact


def enter_record(kind: Kind, row: Row, *, by: User, at: dt.datetime) -> Fact:
    """Write a new fact, which gets a number where it has none. One that is taken is refused, and
    not changed unseen."""
    row = plain_values(kind.model, row)
    row["source_key"] = row["source_key"] or new_key(at)
    with transaction.atomic():
        refuse_taken(kind.model, row["customer"], by=by, source_key=row["source_key"])
        return post_record(kind, row, by=by, at=at, whole=True)


def change_record(
    kind: Kind, fact: Fact, *, version: int, row: Row, by: User, at: dt.datetime
) -> Fact:
    """Write all that a fact says, if it still is the version that the caller saw."""
    with transaction.atomic():
        held = hold(kind, fact)
        if held.version != version:
            raise stale()
        key = {"customer": fact.customer.number, "source_key": fact.source_key}
        return post_record(kind, {**row, **key, "is_void": held.is_void}, by=by, at=at, whole=True)


def void_record(kind: Kind, fact: Fact, *, reason: str, by: User, at: dt.datetime) -> Fact:
    """Take back a fact that was entered by mistake. The row stays, and readings leave it out."""
    with transaction.atomic():
        held = hold(kind, fact)
        if held.is_void:
            raise Refused(_("This is void already."), code="already_void")
        refuse_voiding(held, by=by)
        recoveries.refuse_voiding(kind, held)
        keep_former(kind, held, at=at)
        held.is_void, held.version = True, held.version + 1
        held.recorded_at = moment_after(held, at)
        held.save(update_fields=["is_void", "version", "recorded_at"])
        credits.take_back_all(kind, held, at=at)
        dishonours.undo(kind, held, at=at)
        record(
            "void_record",
            by=by.as_actor(),
            obj=held,
            customer_id=held.customer_id,
            reason=reason,
            before={"is_void": False},
            after={"is_void": True},
            facts={"kind": kind.code},
            at=at,
        )
        mark_changed([held.customer_id], cause=f"void_{kind.name}", at=at)
    return held


def told_row(kind: Kind, fact: Fact) -> Row:
    """What a fact says, as a row that says the same."""
    row: Row = {"effective_date": fact.effective_date}
    for value in kind.values:
        held = getattr(fact, value.name)
        is_link = value.shape is Shape.LINK and held is not None
        row[value.name] = getattr(held, value.link_key) if is_link else held
    return row


def new_key(at: dt.datetime) -> str:
    """A number for a fact that a person enters without one."""
    return f"{ENTERED}{at:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def reach_sql(by: User) -> str:
    """SQL: the customer `c` is in this person's reach. The rule is that of `reach_of`."""
    if by.has_perm(ALL_CUSTOMERS):
        return "true"
    mine = f"c.manager_id = {by.pk:d}"
    return f"{mine} OR c.team_id = {by.team_id:d}" if by.team_id else mine


def check(stage: Stage, *, reach: str, latest: dt.date, dry_run: bool = False) -> None:
    """Find the staged rows' customers and links, and what speaks against each row.

    The customers are held before anything is looked at, so that what was found still holds when
    the rows are written; a dry run writes nothing and holds nobody.
    """
    refusals.open_refusals()
    refusals.find_customers(stage, reach)
    if not dry_run:
        refusals.lock_customers(stage)
    refusals.refuse_repeated(stage)
    refusals.find_links(stage)
    refusals.refuse_empty(stage)
    refusals.refuse_unknown_currencies(stage)
    refusals.refuse_doers(stage)
    refusals.refuse_by_rules(stage, latest=latest)
    credits.refuse_overspent(stage)
    dishonours.refuse_wrong(stage)
    recoveries.refuse_more(stage)


def write(stage: Stage, *, cause: str, at: dt.datetime) -> None:
    """Write the good staged rows, and have their customers scored anew."""
    credits.note(stage)
    dishonours.note(stage)
    sql.revise_changed(stage, at=at)
    sql.insert_new(stage)
    credits.settle(stage, at=at)
    dishonours.settle(stage, at=at)
    mark_touched(cause=cause, at=at)


def _fill(stage: Stage, rows: Sequence[Row], lines: Sequence[int], *, at: dt.datetime) -> None:
    names = ["customer", "source_key", "effective_date", "is_void"]
    names += [value.name for value in stage.kind.values]
    columns = ", ".join(("line", *stage.told, "recorded_at"))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {stage.table}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {stage.table} ({stage.definition()}) ON COMMIT DROP"
        )
        if rows:
            execute_values(
                cursor.cursor,
                f"INSERT INTO {stage.table} ({columns}) VALUES %s",  # noqa: S608 (own columns)
                [
                    (line, *(_plain(row.get(name)) for name in names), at)
                    for line, row in zip(lines, rows, strict=True)
                ],
                page_size=1000,
            )


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, User) else value


def _results(stage: Stage, lines: Sequence[int], outcomes: dict[int, str]) -> list[Result]:
    refused, ids = refusals.refused(), sql.ids_of(stage)
    results = []
    for place, line in enumerate(lines):
        if line in refused:
            reason, code, field = refused[line]
            results.append(Result(place, "refused", None, reason, code, field))
        else:
            results.append(Result(place, outcomes[line], ids[line]))
    return results


def _written(rows: Sequence[Row], results: list[Result]) -> list[tuple[Row, int]]:
    """The rows that were written, with their facts' ids."""
    return [
        (rows[r.position], r.id)
        for r in results
        if r.outcome in ("created", "changed") and r.id is not None
    ]


def _told(row: Row) -> Row:
    """What a row says, as the audit keeps it."""
    shown = {n: v for n, v in row.items() if n not in ("customer", "source_key") and v is not None}
    return {name: _text(value) for name, value in shown.items()}


def _text(value: Any) -> Any:
    if isinstance(value, bool | list):
        return value
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)
