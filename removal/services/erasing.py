"""The work of approved erasures: each customer looked at once more, then erased for good.

What is erased of a customer, that it is, and which audit payloads went become true together. Files
go afterwards, for no database brings one back: the item names them until they are gone, so a worker
that dies in between leaves nothing behind.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import structlog
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from customers.models import Customer
from removal.models import ErasedIdentifier, ErasureItem, ErasureRun
from removal.retention.blind import digests_of
from removal.retention.certificate import certificate_of
from removal.retention.record import Record
from removal.retention.records import records
from removal.selectors.retention_holds import holds_of
from removal.services.retention import ERASURE_RUN
from riskcrm.audit.services import SYSTEM, erase_payloads, record
from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Chunk, Run

State = ErasureItem.State
FILES_AT_ONCE = 500

log = structlog.get_logger()


def work_on_erasures(*, at: dt.datetime, seconds: float = 20) -> int:
    """Do chunks of approved runs, delete the files, certify what is done; how many chunks."""
    delete_files()
    done = jobs.work_on(ERASURE_RUN, erase_chunk, at=at, seconds=seconds)
    while delete_files():
        pass
    finish_erasures(at=at)
    return done


def erase_chunk(run: Run, chunk: Chunk) -> dict[str, int]:
    """Erase some customers of a run, those that nothing holds back by now."""
    erasure = ErasureRun.objects.get(run=run, state=ErasureRun.State.APPROVED)
    at = timezone.now()
    items = {
        item.customer_id: item
        for item in ErasureItem.objects.select_for_update(of=("self",)).filter(
            run=erasure, state=State.WAITING,
            customer_id__gte=chunk.first_id, customer_id__lte=chunk.final_id,
        )
    }  # fmt: skip
    list(Customer.objects.select_for_update().filter(pk__in=items).order_by("pk"))
    held = holds_of(list(items))
    _hold_back([items[pk] for pk in held], held, at=at)
    going = [item for pk, item in items.items() if pk not in held]
    _erase(erasure, going, at=at)
    return {"customers": len(going), "held_back": len(held)}


def _hold_back(items: list[ErasureItem], held: dict[int, list[str]], *, at: dt.datetime) -> None:
    for item in items:
        item.state, item.held, item.settled_at = State.HELD, held[item.customer_id], at
    ErasureItem.objects.bulk_update(items, ["state", "held", "settled_at"])


def _erase(erasure: ErasureRun, items: list[ErasureItem], *, at: dt.datetime) -> None:
    ids = [item.customer_id for item in items]
    ErasureItem.objects.filter(pk__in=[item.pk for item in items]).update(state=State.ERASING)
    ErasedIdentifier.objects.bulk_create(digests_of(ids), ignore_conflicts=True)
    counts: dict[int, Counter[str]] = {pk: Counter() for pk in ids}
    files: dict[int, list[str]] = {pk: [] for pk in ids}
    values: dict[str, Any] = {"ids": ids, "at": at, "because": str(erasure)}
    values["by"] = erasure.proposed_by_id
    with connection.cursor() as cursor:
        for each in records():
            cursor.execute(_update(each), values)
            for customer_id, file in cursor.fetchall():
                counts[customer_id][each.of] += 1
                if file:
                    files[customer_id].append(file)
    facts: dict[int, dict[str, Any]] = {
        pk: {"run": erasure.pk, "erased": dict(counted)} for pk, counted in counts.items()
    }
    events = erase_payloads(facts, by=SYSTEM, obj=erasure, at=at)
    for item in items:
        pk = item.customer_id
        item.state, item.settled_at, item.events = State.ERASED, at, events[pk]
        item.erased, item.files = dict(counts[pk]), files[pk]
    ErasureItem.objects.bulk_update(items, ["state", "settled_at", "events", "erased", "files"])


def _update(record: Record) -> str:
    file = f"t.{record.file}" if record.file else "''"
    source = f" FROM {record.joined.removeprefix(', ')}" if record.joined else ""
    return (
        f"UPDATE {record.table} t SET {record.sets}{source}"
        f" WHERE {record.customer} = ANY(%(ids)s) AND {record.where}"
        f" RETURNING {record.customer}, {file}"
    )


def delete_files() -> int:
    """Delete files of erased customers, and then forget where they lay; of how many customers."""
    with transaction.atomic():
        items = list(
            ErasureItem.objects.select_for_update(skip_locked=True)
            .filter(state=State.ERASED)
            .exclude(files=[])
            .order_by("pk")[:FILES_AT_ONCE]
        )
        for item in items:
            _unlink(item.files)
            item.files = []
        ErasureItem.objects.bulk_update(items, ["files"])
    return len(items)


def _unlink(names: Iterable[str]) -> None:
    for name in names:
        Path(default_storage.path(name)).unlink(missing_ok=True)


def finish_erasures(*, at: dt.datetime) -> int:
    """Close the runs of which nobody waits and no file is left, each with its certificate."""
    open_items = ErasureItem.objects.filter(state__in=[State.WAITING, State.ERASING])
    with_files = ErasureItem.objects.exclude(files=[])
    waiting = ErasureItem.objects.filter(state=State.WAITING, run__state=ErasureRun.State.APPROVED)
    with transaction.atomic():
        # somebody stopped the work: nobody else is erased
        waiting.filter(run__run__state=Run.State.CANCELLED).update(
            state=State.DROPPED, settled_at=at
        )
        runs = (
            ErasureRun.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=ErasureRun.State.APPROVED)
            .exclude(pk__in=open_items.values("run"))
            .exclude(pk__in=with_files.values("run"))
        )
        for run in runs:
            run.finished_at, run.state = at, ErasureRun.State.DONE
            run.certificate = certificate_of(run)
            run.certificate_sha256 = hashlib.sha256(run.certificate.encode()).hexdigest()
            run.save(update_fields=["finished_at", "state", "certificate", "certificate_sha256"])
            facts = {"customers": run.customers, "sha256": run.certificate_sha256}
            record("finish_erasure", by=SYSTEM, obj=run, facts=facts, at=at)
            log.info("erasure_done", run=run.pk, sha256=run.certificate_sha256)
        return len(runs)
