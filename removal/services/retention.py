"""Erasing what need not be kept any longer: proposed by one person, approved by two others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from removal.models import ErasureItem, ErasureRun
from removal.selectors.retention import MOST, counts_of, due, free
from removal.services.retention_periods import periods
from removal.services.rights import check_person, given
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import APPROVE_ERASURES, PROPOSE_ERASURES
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.jobs import services as jobs
from riskcrm.web.errors import OwnWork, Refused, Stale
from riskcrm.web.today import local_date

ERASURE_RUN = "erase_customers"
CHUNK = 50
State = ErasureRun.State


def propose_erasure(*, reason: str, by: User, at: dt.datetime) -> ErasureRun:
    """Freeze the list of customers that are due today and that nothing holds back.

    Refused without a reason, and where nobody is due.
    """
    check_person(by)
    check_right(by, PROPOSE_ERASURES)
    reason = given(reason, message=_("Say why these records go."))
    today = local_date(at)
    with transaction.atomic():
        rows = (
            free(due(today, periods(today))).order_by("pk").select_for_update(of=("self",))[:MOST]
        )
        customers = list(rows)
        if not customers:
            raise Refused(_("Nobody's records are due for erasure."), code="nobody_due")
        run = ErasureRun.objects.create(
            as_of=today, customers=len(customers), reason=reason, proposed_by=by,
            proposed_at=at,
        )  # fmt: skip
        counts = counts_of(customer.pk for customer in customers)
        ErasureItem.objects.bulk_create(
            [
                ErasureItem(
                    run=run, customer=each, ended_on=each.ended_on, due_on=each.due_on,
                    counts=counts[each.pk],
                )
                for each in customers
            ],
            batch_size=1000,
        )  # fmt: skip
        facts = {"customers": run.customers, "as_of": today.isoformat()}
        record("propose_erasure", by=by.as_actor(), obj=run, reason=run.reason, facts=facts, at=at)
    return run


def approve_erasure(
    run: ErasureRun, *, by: User, at: dt.datetime, version: int | None = None
) -> ErasureRun:
    """The first or the second approval; with the second the work begins.

    Refused for the proposer, and for who has approved already.
    """
    check_person(by)
    check_right(by, APPROVE_ERASURES)
    with transaction.atomic():
        row = _held(run, version=version)
        if by.pk == row.proposed_by_id:
            raise OwnWork(
                _("You proposed this erasure, so two other people have to approve it."),
                code="own_proposal",
                about=row,
            )
        if by.pk == row.first_by_id:
            raise OwnWork(
                _("You have approved this erasure. Another person has to approve it as well."),
                code="approved_already",
                about=row,
            )
        if row.first_by_id is None:
            row.first_by, row.first_at = by, at
        else:
            row.second_by, row.second_at, row.state = by, at, State.APPROVED
            row.run = jobs.request_run(
                ERASURE_RUN, params={"erasure": row.pk}, by=by.as_actor(), ranges=_ranges(row),
                at=at,
            )  # fmt: skip
        row.version = F("version") + 1
        row.save()
        facts = {"approval": 2 if row.second_by_id else 1, "customers": row.customers}
        record("approve_erasure", by=by.as_actor(), obj=row, facts=facts, at=at)
    row.refresh_from_db()
    return row


def reject_erasure(
    run: ErasureRun, *, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> ErasureRun:
    """Turn a proposed erasure down, or take one's own back. Its customers are due anew."""
    check_person(by)
    if by.pk != run.proposed_by_id:
        check_right(by, APPROVE_ERASURES)
    reason = given(reason, message=_("Say why not."))
    with transaction.atomic():
        row = _held(run, version=version)
        row.state, row.rejected_by, row.rejected_at = State.REJECTED, by, at
        row.rejected_because, row.version = reason, F("version") + 1
        row.save()
        row.items.update(state=ErasureItem.State.DROPPED, settled_at=at)
        record("reject_erasure", by=by.as_actor(), obj=row, reason=row.rejected_because, at=at)
    row.refresh_from_db()
    return row


def _held(run: ErasureRun, *, version: int | None) -> ErasureRun:
    """The row, locked, so that of many at once each sees what the one before did."""
    row = ErasureRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if row.state != State.PROPOSED:
        raise Refused(
            _("This erasure is %(state)s.") % {"state": row.get_state_display()}, code="decided"
        )
    if version is not None and row.version != version:
        raise Stale(_("The erasure was changed while you looked at it. Load it again."))
    return row


def _ranges(run: ErasureRun) -> Iterator[jobs.Range]:
    ids = list(run.items.order_by("customer_id").values_list("customer_id", flat=True))
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        yield part[0], part[-1], len(part)
