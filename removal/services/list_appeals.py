"""Appeals against entries: entered, acknowledged, and decided by somebody who had no part in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from removal.listing.pack_terms import terms_of
from removal.listing.terms import ListTerms
from removal.models import ListAppeal, ListEntry
from removal.services.list_reviews import eased, lifted
from removal.services.list_rights import (
    appeal_decided,
    check_may_answer,
    check_may_appeal,
    check_sees,
)
from removal.services.rights import given
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import ADD_APPEAL
from riskcrm.accounts.rights import answerable, check_right
from riskcrm.audit.services import record
from riskcrm.web.business_days import add_business_days
from riskcrm.web.errors import Refused, Stale
from riskcrm.web.today import local_date

State = ListAppeal.State


def appeal_entry(
    entry: ListEntry,
    *,
    channel: str,
    appellant: str,
    statement: str,
    received_date: dt.date,
    by: User,
    at: dt.datetime,
    identity_check: str = "",
    terms: ListTerms | None = None,
) -> ListAppeal:
    """Enter what somebody says against an entry; the deadlines run from the day it came.

    Refused for a day to come or before the entry, and while another appeal waits.
    """
    appellant = given(appellant, field="appellant")
    statement = given(statement, field="statement")
    check_may_appeal(entry, by=by)
    answerable(by)
    listed_on = local_date(entry.decided_at or entry.proposed_at)
    if not listed_on <= received_date <= local_date(at):
        raise Refused(
            _("The appeal cannot have come before the entry, nor in the future."),
            code="bad_date",
            field="received_date",
        )
    said = terms or terms_of(entry.customer, received_date)
    checked = identity_check.strip()[:500]
    with transaction.atomic():
        ListEntry.objects.select_for_update().get(pk=entry.pk)
        check_may_appeal(entry, by=by)
        appeal = ListAppeal.objects.create(
            entry=entry, channel=ListAppeal.Channel(channel), appellant=appellant[:200],
            statement=statement, received_date=received_date,
            acknowledge_by_date=add_business_days(received_date, said.ack_business_days),
            answer_by_date=received_date + dt.timedelta(days=said.answer_days),
            recorded_by=by, recorded_at=at, identity_check=checked,
            identity_checked_by=by if checked else None,
        )  # fmt: skip
        due = {"answer_by": str(appeal.answer_by_date), "entry": entry.pk}
        _record("appeal_entry", appeal, by=by, at=at, reason=statement, facts=due)
    return appeal


def acknowledge_appeal(
    appeal: ListAppeal, *, by: User, at: dt.datetime, version: int | None = None
) -> ListAppeal:
    """The appellant was told that the appeal came, and by when it is answered."""
    _check_may_keep(appeal, by=by)
    if appeal.state != State.RECEIVED:
        raise Refused(_("This appeal is acknowledged already."), code="acknowledged")
    to = {"state": State.ACKNOWLEDGED, "acknowledged_by": by, "acknowledged_at": at}
    with transaction.atomic():
        appeal = _claim(appeal, to, states=[State.RECEIVED], version=version)
        _record("acknowledge_list_appeal", appeal, by=by, at=at)
    return appeal


def check_appeal_identity(
    appeal: ListAppeal, *, how: str, by: User, at: dt.datetime, version: int | None = None
) -> ListAppeal:
    """Write down how it was checked that the appeal comes from who it says."""
    how = given(how, field="how")[:500]
    _check_may_keep(appeal, by=by)
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only people check identities."), code="people_decide")
    to = {"identity_check": how, "identity_checked_by": by}
    with transaction.atomic():
        appeal = _claim(appeal, to, states=ListAppeal.OPEN, version=version)
        _record("check_appeal_identity", appeal, by=by, at=at, reason=how)
    return appeal


def decide_entry_appeal(
    appeal: ListAppeal,
    *,
    outcome: str,
    answer: str,
    by: User,
    at: dt.datetime,
    expires_on: dt.date | None = None,
    bars: str = "",
    version: int | None = None,
) -> ListAppeal:
    """Answer an appeal. Upheld: the entry is lifted with it; partly: it ends earlier or bars less.

    Refused for who proposed, answered for or approved the entry, and before the identity of the
    appellant was checked. The answer counts as the acknowledgement where there was none.
    """
    answer = given(answer, field="answer")
    if outcome not in ListAppeal.OUTCOMES:
        raise Refused(_("Choose an outcome."), code="unknown_outcome", field="outcome")
    check_may_answer(appeal, by=by)
    to: dict[str, Any] = {"state": outcome, "decided_by": by, "decided_at": at, "answer": answer}
    if appeal.acknowledged_at is None:
        to |= {"acknowledged_by": by, "acknowledged_at": at}
    with transaction.atomic():
        appeal = _claim(appeal, to, states=ListAppeal.OPEN, version=version)
        entry = appeal.entry
        facts = {"appeal": appeal.pk}
        if entry.state == ListEntry.State.ACTIVE:
            if outcome == State.UPHELD:
                lifted(entry, by=by, reason=answer, at=at, facts=facts)
            elif outcome == State.PARTLY:
                eased(
                    entry, by=by, reason=answer, at=at, expires_on=expires_on, bars=bars,
                    facts=facts,
                )  # fmt: skip
        _record("decide_entry_appeal", appeal, by=by, at=at, reason=answer)
    return appeal


def _check_may_keep(appeal: ListAppeal, *, by: User) -> None:
    check_right(by, ADD_APPEAL)
    check_sees(appeal.entry, by=by)
    if not appeal.is_open:
        raise appeal_decided(appeal)


def _claim(
    appeal: ListAppeal, to: dict[str, Any], *, states: Any, version: int | None
) -> ListAppeal:
    rows = ListAppeal.objects.filter(pk=appeal.pk, state__in=states)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(version=F("version") + 1, **to):
        now = ListAppeal.objects.get(pk=appeal.pk)
        if not now.is_open:
            raise appeal_decided(now)
        raise Stale(_("The appeal was changed while you looked at it. Load it again."))
    return ListAppeal.objects.select_related("entry__customer").get(pk=appeal.pk)


def _record(
    verb: str, appeal: ListAppeal, *, by: User, at: dt.datetime, reason: str = "",
    facts: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    record(
        verb,
        by=by.as_actor(),
        obj=appeal,
        customer_id=appeal.entry.customer_id,
        reason=reason,
        after={"state": appeal.state},
        facts=facts,
        at=at,
    )
