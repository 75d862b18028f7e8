"""The running deadline of a case follows its letters: when the notice arrives, comes back, goes out
anew, and when an extension names a later day. While the customer was blocked none of it has run."""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from removal.letters.kinds import Kind
from removal.models import CaseBlock, Letter, RemovalCase
from removal.selectors.case_dates import dates_of
from removal.selectors.deadlines import due_date_of, ends_later
from removal.states import State
from riskcrm.audit.services import Actor, record
from riskcrm.web.today import local_date

# the stages that run from the arrival of the notice, and which date of the solver ends them
ENDS = {State.RECTIFICATION: "cure_deadline", State.REDUCTION: "notice_end"}


def follow_letter(letter: Letter, *, by: Actor, at: dt.datetime) -> None:
    """Work out anew until when the customer of this case has time; inside the act's transaction.

    The case is held already, before its letter, as in every act on letters. While no notice counts
    as arrived the former day stays, and `expire_rectifications` waits.
    """
    if letter.kind not in (Kind.NOTICE, Kind.EXTENSION):
        return
    case = (
        RemovalCase.objects.select_for_update(of=("self",), no_key=True)
        .select_related("customer", "pack")
        .get(pk=letter.case_id)
    )
    state, former = State(case.state), case.due_date
    if letter.round != case.round or ENDS.get(state) not in dates_of(case):
        return
    due = due_date_of(case, state, at=case.stage_since)
    if due == former:
        return
    RemovalCase.objects.filter(pk=case.pk).update(due_date=due, version=F("version") + 1)
    record(
        "move_due_date", by=by, obj=case, customer_id=case.customer_id,
        before={"due_date": former}, after={"due_date": due},
        facts={"letter": letter.reference}, at=at,
    )  # fmt: skip


def give_time_back(lifted: CaseBlock, *, by: Actor, at: dt.datetime) -> None:
    """With the last block of a customer lifted, the days that all stood are added to their time to
    make good. The caller holds the customer's cases."""
    blocks = CaseBlock.objects.filter(customer=lifted.customer_id)
    case = (
        RemovalCase.objects.filter(customer=lifted.customer_id, state=State.RECTIFICATION)
        .select_related("customer", "pack")
        .first()
    )
    if case is None or case.due_date is None or blocks.standing().exists():
        return
    since = lifted.set_at
    for each in blocks.exclude(pk=lifted.pk).order_by("-lifted_at", "-pk"):
        if each.lifted_at and each.lifted_at >= since:  # they stood one into the other
            since = min(since, each.set_at)
    former, begun = case.due_date, local_date(since)
    days = (local_date(at) - begun).days
    if days <= 0 or former < begun:
        return
    due = ends_later(case, former, days)
    RemovalCase.objects.filter(pk=case.pk).update(due_date=due, version=F("version") + 1)
    record(
        "give_time_back", by=by, obj=case, customer_id=case.customer_id,
        before={"due_date": former}, after={"due_date": due}, facts={"days": days}, at=at,
    )  # fmt: skip
