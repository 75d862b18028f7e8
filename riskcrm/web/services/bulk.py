"""Acts on many rows of a list: a run whose items are the rows, each with what came of it.

A chunk is done in one transaction, each of its rows in a savepoint: what a service refuses is
written beside the row, and the others go on. The whole of a list is gathered by the run's first
chunk, so that nobody waits for it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

import structlog
from django.core.exceptions import ValidationError
from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Chunk, Item, Run
from riskcrm.web.bulk import BulkAction
from riskcrm.web.counting import count_up_to
from riskcrm.web.errors import Refused, own_work_tried
from riskcrm.web.list_at import keys_of, list_at
from riskcrm.web.lists import ListPage
from riskcrm.web.own_work import MANY, note_own_work
from riskcrm.web.person import Person, find_person

BULK: Final = "bulk"
CHUNK = 50  # rows whose locks are held together; a web request waits three seconds for one
MOST_AT_ONCE = 100  # rows that a person waits for; more are a worker's
SECONDS_AT_ONCE = 3
SECONDS_PER_RUN = 5  # before the next run has its turn
TAKEN = "23505"  # how PostgreSQL calls the violation of a promise that something is unique
Outcome = Item.Outcome
log = structlog.get_logger(__name__)


def find_action(page: ListPage, name: str) -> BulkAction | None:
    """The act of this name, if this person may do it."""
    return next((act for act in page.allowed_bulk_actions() if act.name == name), None)


def request_bulk(
    *,
    by: Person,
    address: str,
    action: str,
    data: str,
    ids: Sequence[int] | None,
    language: str,
    at: dt.datetime,
) -> Run:
    """Write down an act on these rows of a list, or on all of them where `ids` is None.

    `data` is what the act's form was filled in with. Few rows are done at once; `Refused` for an
    act that is not this person's or a form that does not hold.
    """
    page, act = _found(address, action, by=by)
    if not act.form(QueryDict(data), person=by).is_valid():
        raise Refused(_("What was filled in cannot be used. Try again."), code="form_wrong")
    params = {"list": address, "action": action, "data": data, "language": language}
    with transaction.atomic():
        keys = None if ids is None else sorted(set(ids))
        ranges = [(0, 0, 0)] if keys is None else list(_ranges(len(keys)))
        run = jobs.request_run(BULK, params=params, by=by.as_actor(), ranges=ranges, at=at)
        _write_items(run, keys or [])
    if _is_quick(page, ids):
        jobs.work_on(BULK, do_chunk, at=at, seconds=SECONDS_AT_ONCE, run=run)
        run.refresh_from_db()
    return run


def work_on_bulk(*, at: dt.datetime) -> int:
    """Do chunks of open acts, each for a while, the newest first: a short one never waits for a
    long one to end."""
    done = 0
    for run in Run.objects.filter(kind=BULK, state__in=Run.OPEN).order_by("-pk"):
        done += jobs.work_on(BULK, do_chunk, at=timezone.now(), seconds=SECONDS_PER_RUN, run=run)
    return done


def do_chunk(run: Run, chunk: Chunk) -> dict[str, int]:
    """One part of an act, with the rights that who asked for it has now."""
    person = find_person(int(run.requested_by or 0))
    with translation.override(run.params["language"]):
        try:
            if person is None:
                raise _no_right()
            page, act = _found(run.params["list"], run.params["action"], by=person)
            if not chunk.size:
                return _gather(run, page)
            return _do_rows(_items(run, chunk), page, act, person, run.params["data"])
        except Refused as refused:
            _items(run, chunk).update(outcome=Outcome.REFUSED, message=refused.message)
            return {"refused": chunk.size}


def _do_rows(
    items: Any, page: ListPage, act: BulkAction, person: Person, data: str
) -> dict[str, int]:
    form = act.form(QueryDict(data), person=person)
    if not form.is_valid():
        raise Refused(_("What was filled in can no longer be used."), code="form_wrong")
    todo = list(items)
    rows = {row.pk: row for row in page.get_queryset().filter(pk__in=[i.object_id for i in todo])}
    for item in sorted(todo, key=lambda item: _customer_of(rows.get(item.object_id))):
        _do_row(item, rows.get(item.object_id), act, person, form.cleaned_data)
    Item.objects.bulk_update(todo, ["name", "outcome", "message"])
    return dict(Counter(str(item.outcome) for item in todo))


def _customer_of(row: Any) -> int:
    """Whose row it is: whoever posts to several customers locks them in one order."""
    return getattr(row, "customer_id", None) or getattr(row, "pk", None) or 0


def _do_row(item: Item, row: Any, act: BulkAction, person: Person, values: dict[str, Any]) -> None:
    """Do it to one row, and write down what came of it."""
    if row is None:
        item.outcome = Outcome.REFUSED
        item.message = _("It is not there, or not among what you may see.")
        return
    item.name = str(row)[:250]
    try:
        with own_work_tried() as tried, transaction.atomic():
            left_because = act.do(row, by=person, at=timezone.now(), **values)
    except Refused as refused:
        item.outcome, item.message = Outcome.REFUSED, refused.message
        note_own_work(tried, by=person.as_actor(), way=MANY, at=timezone.now())
    except ValidationError as error:
        item.outcome, item.message = Outcome.REFUSED, " ".join(error.messages)
    except (DataError, IntegrityError) as error:
        item.outcome, item.message = Outcome.REFUSED, _because(error)
    else:
        item.outcome = Outcome.UNCHANGED if left_because else Outcome.DONE
        item.message = str(left_because or "")


def _because(error: DatabaseError) -> str:
    """In words for people; what the database said is in the log."""
    log.warning("bulk_row_refused_by_database", reason=str(error).strip())
    if getattr(error.__cause__, "pgcode", "") == TAKEN:
        return _("The book has one like this already, and there can be only one.")
    return _("This could not be written: what was filled in does not fit this row.")


def _gather(run: Run, page: ListPage) -> dict[str, int]:
    """Make items of all rows that the list has at this moment, and the chunks that do them."""
    keys = keys_of(page)
    _write_items(run, keys)
    Chunk.objects.bulk_create(
        [
            Chunk(run=run, number=number, first_id=first, final_id=final, size=size)
            for number, (first, final, size) in enumerate(_ranges(len(keys)), start=2)
        ],
        batch_size=1000,
    )
    Run.objects.filter(pk=run.pk).update(total=len(keys))
    return {}


def _write_items(run: Run, keys: Sequence[int]) -> None:
    left = iter(enumerate(keys, start=1))
    while batch := list(islice(left, 5000)):
        Item.objects.bulk_create(Item(run=run, position=p, object_id=key) for p, key in batch)


def _ranges(count: int) -> Iterator[tuple[int, int, int]]:
    """The positions of each chunk."""
    for first in range(1, count + 1, CHUNK):
        final = min(first + CHUNK - 1, count)
        yield first, final, final - first + 1


def _items(run: Run, chunk: Chunk) -> Any:
    places = (chunk.first_id, chunk.final_id)
    waiting = Item.objects.filter(run=run, position__range=places, outcome=Outcome.PENDING)
    return waiting.order_by("position")


def _is_quick(page: ListPage, ids: Sequence[int] | None) -> bool:
    if ids is not None:
        return len(ids) <= MOST_AT_ONCE
    _filters, rows = page.filtered()
    count = count_up_to(rows, MOST_AT_ONCE + 1)
    return count is not None and count <= MOST_AT_ONCE


def _found(address: str, action: str, *, by: Person) -> tuple[ListPage, BulkAction]:
    page = list_at(address, by=by)
    act = find_action(page, action) if page and page.is_sound() else None
    if page is None or act is None:
        raise _no_right()
    return page, act


def _no_right() -> Refused:
    return Refused(_("You may not do this to the rows of this list."), code="no_right")
