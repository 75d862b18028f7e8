"""What follows an end: the run-off, its items, and debts pursued with the help of the law."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from customers.models import Recovery
from removal.models import (
    LegalReceipt,
    LegalRecovery,
    RecoveryCost,
    RemovalCase,
    RunOff,
    RunOffItem,
)
from removal.selectors.ending import ledger_of
from removal.services.rights import check_visible, given
from removal.states import COMPENSATED, ENDING, State
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import KEEP_ENDING
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale
from riskcrm.web.today import local_date


def check_may_compensate(case: RemovalCase, *, by: User) -> None:
    """As `check_may_keep`; also after an appeal was upheld."""
    check_may_keep(case, by=by, stages=COMPENSATED)


def check_may_keep(case: RemovalCase, *, by: User, stages: tuple[State, ...] = ENDING) -> None:
    """Raise `Refused` with the sentence why this person keeps nothing of this end now."""
    check_right(by, KEEP_ENDING)
    check_visible(case, by=by)
    if case.state not in stages:
        raise Refused(
            _("The relationship has not ended: the case is at “%(state)s”.")
            % {"state": case.get_state_display()},
            code="not_ended",
        )


def refuse_to_come(day: dt.date, at: dt.datetime, field: str) -> None:
    if day > local_date(at):
        raise Refused(_("This day is still to come."), code="in_the_future", field=field)


def start_run_off(case: RemovalCase, *, started_date: dt.date, by: User, at: dt.datetime) -> RunOff:
    """Keep how the ledger stood when the day began; what is told of the run-off counts from it."""
    check_may_keep(case, by=by)
    refuse_to_come(started_date, at, "started_date")
    with transaction.atomic():
        RemovalCase.objects.select_for_update(no_key=True).get(pk=case.pk)
        if RunOff.objects.filter(case=case).exists():
            raise Refused(_("The run-off has begun already."), code="begun")
        then = ledger_of(case.customer_id, before=started_date)
        made = RunOff.objects.create(
            case=case,
            started_date=started_date,
            opening=then.open,
            without_rate=then.without_rate,
            invoiced_before=then.invoiced,
            paid_before=then.paid,
            credited_before=then.credited,
            written_off_before=then.written_off,
            opened_by=by,
            opened_at=at,
        )
        facts = {"opening": str(then.open), "started_date": str(started_date)}
        _note("start_run_off", case, by=by, at=at, facts=facts)
    return made


def add_item(
    case: RemovalCase,
    *,
    kind: str,
    text: str,
    amount: Decimal | None,
    due_date: dt.date,
    responsible: User,
    by: User,
    at: dt.datetime,
) -> RunOffItem:
    """Say what has to come in, go back or be done, by whom and until when."""
    check_may_keep(case, by=by)
    text = given(text, field="text")
    with transaction.atomic():
        item = RunOffItem.objects.create(
            case=case, kind=kind, text=text, amount=amount, due_date=due_date,
            responsible=responsible, planned_by=by, planned_at=at,
        )  # fmt: skip
        facts = {"item": item.pk, "kind": kind, "due": str(due_date)}
        _note("add_run_off_item", case, by=by, at=at, reason=text, facts=facts)
    return item


def close_item(
    item: RunOffItem, *, state: str, result: str, by: User, at: dt.datetime
) -> RunOffItem:
    """An item is done or dropped, with what came of it; also when the end was overturned since."""
    check_may_keep(item.case, by=by, stages=COMPENSATED)
    result = given(result, field="result")
    with transaction.atomic():
        rows = RunOffItem.objects.filter(pk=item.pk, state=RunOffItem.State.OPEN)
        if rows.update(state=state, result=result, closed_by=by, closed_at=at) != 1:
            raise Refused(_("This item is closed already."), code="item_closed")
        item.refresh_from_db()
        facts = {"item": item.pk, "state": state}
        _note("close_run_off_item", item.case, by=by, at=at, reason=result, facts=facts)
    return item


# --- legal recovery ---


def open_matter(
    case: RemovalCase,
    *,
    kind: str,
    claim_amount: Decimal,
    opened_date: dt.date,
    responsible: User,
    by: User,
    at: dt.datetime,
    court: str = "",
    file_number: str = "",
) -> LegalRecovery:
    """Pursue a debt with the help of the law."""
    check_may_keep(case, by=by)
    refuse_to_come(opened_date, at, "opened_date")
    with transaction.atomic():
        matter = LegalRecovery.objects.create(
            case=case, kind=kind, court=court.strip(), file_number=file_number.strip(),
            claim_amount=claim_amount, opened_date=opened_date, responsible=responsible,
            recorded_by=by, recorded_at=at,
        )  # fmt: skip
        facts = {"matter": matter.pk, "kind": kind, "claim": str(claim_amount)}
        _note("open_matter", case, by=by, at=at, facts=facts)
    return matter


def move_matter(
    matter: LegalRecovery,
    *,
    state: str,
    result: str,
    by: User,
    at: dt.datetime,
    court: str = "",
    file_number: str = "",
    version: int | None = None,
) -> LegalRecovery:
    """Say where a matter stands, also when the end was overturned since; with the matter's end
    comes the result."""
    check_may_keep(matter.case, by=by, stages=COMPENSATED)
    ended = state == LegalRecovery.State.ENDED
    if ended:
        result = given(result, field="result")
    day = local_date(at) if ended else None
    rows = LegalRecovery.objects.filter(pk=matter.pk).exclude(state=LegalRecovery.State.ENDED)
    with transaction.atomic():
        if version is not None:
            rows = rows.filter(version=version)
        moved = rows.update(
            state=state, result=result.strip(), ended_date=day, version=F("version") + 1,
            court=court.strip() or matter.court,
            file_number=file_number.strip() or matter.file_number,
        )  # fmt: skip
        was = matter.state
        matter.refresh_from_db()
        if moved != 1:
            raise stale() if matter.state != LegalRecovery.State.ENDED else _ended()
        facts = {"matter": matter.pk, "from": was, "to": state}
        _note("move_matter", matter.case, by=by, at=at, reason=result, facts=facts)
    return matter


def _ended() -> Refused:
    return Refused(_("This matter has ended already."), code="matter_ended")


def add_cost(
    matter: LegalRecovery,
    *,
    effective_date: dt.date,
    what: str,
    amount: Decimal,
    by: User,
    at: dt.datetime,
) -> RecoveryCost:
    """What a matter has cost on a day; a correction is a further row with a minus."""
    check_may_keep(matter.case, by=by)
    what = given(what, field="what")
    refuse_to_come(effective_date, at, "effective_date")
    if amount == 0:
        raise Refused(_("Give an amount other than zero."), code="bad_amount", field="amount")
    with transaction.atomic():
        cost = RecoveryCost.objects.create(
            matter=matter, effective_date=effective_date, what=what, amount=amount,
            recorded_by=by, recorded_at=at,
        )  # fmt: skip
        facts = {"matter": matter.pk, "amount": str(amount)}
        _note("add_recovery_cost", matter.case, by=by, at=at, reason=what, facts=facts)
    return cost


def link_recovery(
    matter: LegalRecovery, *, recovery: Recovery, by: User, at: dt.datetime
) -> LegalReceipt:
    """Say that a recovery of the ledger came by this matter; each came by one."""
    check_may_keep(matter.case, by=by)
    if recovery.customer_id != matter.case.customer_id or recovery.is_void:
        raise Refused(
            _("This is no recovery of this customer."), code="not_its_recovery", field="recovery"
        )
    try:
        with transaction.atomic():
            made = LegalReceipt.objects.create(
                matter=matter, recovery=recovery, linked_by=by, linked_at=at
            )
            facts = {"matter": matter.pk, "recovery": recovery.pk}
            _note("link_recovery", matter.case, by=by, at=at, facts=facts)
    except IntegrityError as error:
        raise Refused(
            _("This recovery is linked to a matter already."), code="linked", field="recovery"
        ) from error
    return made


def _note(
    verb: str,
    case: RemovalCase,
    *,
    by: User,
    at: dt.datetime,
    facts: dict[str, Any],
    reason: str = "",
) -> None:
    record(
        verb, by=by.as_actor(), obj=case, customer_id=case.customer_id, reason=reason,
        facts=facts, at=at,
    )  # fmt: skip
