"""The life of a policy pack: adapted from another, changed, sent for review, put in force.

A second person decides: the service refuses the drafter, and so does the database. What is in force
never changes; it ends on the day before its successor begins.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from removal.models import PolicyPack
from removal.packs.check import is_value
from removal.packs.names import SPECS
from removal.packs.reading import digest
from removal.packs.value import Parameter
from removal.services.rights import given
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import APPROVE_PACKS, DRAFT_PACKS
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.jobs.locks import lock
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.today import local_date
from scoring.services.claims import claim

State = PolicyPack.State
LOCK = "removal.packs"


def adapt_pack(
    source: PolicyPack, *, effective_from: dt.date, reason: str, by: User, at: dt.datetime
) -> PolicyPack:
    """A draft of the next version, with the parameters of this one."""
    _check_may_draft(by)
    given(reason)
    if source.parts:
        raise Refused(
            _("This pack is put together of others. Adapt one of those."), code="pack_of_parts"
        )
    with transaction.atomic():
        lock(LOCK)  # one number after the other
        pack = PolicyPack.objects.create(
            code=source.code,
            jurisdiction=source.jurisdiction,
            kind=source.kind,
            number=next_number(source.code),
            effective_from=effective_from,
            parameters=source.parameters,
            sha256=digest(source.code, effective_from, source.parameters),
            based_on=source,
            reason=reason.strip(),
            drafted_by=by,
            drafted_at=at,
        )
        facts = {"from": str(source), "effective_from": effective_from}
        record("adapt_pack", by=by.as_actor(), obj=pack, reason=reason.strip(), facts=facts, at=at)
    return pack


def next_number(code: str) -> int:
    newest = PolicyPack.objects.filter(code=code).aggregate(newest=Max("number"))["newest"]
    return (newest or 0) + 1


def change_parameter(
    pack: PolicyPack,
    name: str,
    *,
    value: Any,
    citation: str,
    effective_date: dt.date,
    verified: bool | None,
    version: int,
    by: User,
    at: dt.datetime,
) -> PolicyPack:
    """Write one parameter of a draft. Another value than its source's needs its own citation."""
    _check_may_change(pack, by)
    spec, former = SPECS[name], pack.parameters[name]
    if not is_value(spec, value):
        raise Refused(_("This is no value for it."), code="value_wrong", field="value")
    given(citation, field="citation")
    _check_own_citation(pack, name, value, citation.strip())
    now = Parameter(value, spec.unit, citation.strip(), effective_date, verified).as_row()
    if now == former:
        return pack
    with transaction.atomic():
        _write(pack, version, parameters=pack.parameters | {name: now})
        record(
            "change_pack", by=by.as_actor(), obj=pack, at=at,
            before={name: _told(former)}, after={name: _told(now)},
        )  # fmt: skip
    return pack


def _check_own_citation(pack: PolicyPack, name: str, value: Any, citation: str) -> None:
    source = pack.based_on.parameters[name] if pack.based_on else None
    if source and value != source["value"] and citation == source["citation"]:
        raise Refused(
            _("The value differs from the version before. Say where the new one stands."),
            code="citation_missing",
            field="citation",
        )


def _told(row: dict[str, Any]) -> str:
    return f"{row['value']} · {row['effective_date']} · {row['citation']}"


def change_pack(
    pack: PolicyPack,
    *,
    effective_from: dt.date,
    reason: str,
    version: int,
    by: User,
    at: dt.datetime,
) -> PolicyPack:
    """From when a draft shall hold, and why there shall be a new version."""
    _check_may_change(pack, by)
    given(reason)
    before = {"effective_from": pack.effective_from, "reason": pack.reason}
    after = {"effective_from": effective_from, "reason": reason.strip()}
    if before == after:
        return pack
    with transaction.atomic():
        _write(pack, version, **after)
        record("change_pack", by=by.as_actor(), obj=pack, before=before, after=after, at=at)
    return pack


def _write(pack: PolicyPack, version: int, **changes: Any) -> None:
    """What a draft says, and its hash with it."""
    parameters = changes.get("parameters", pack.parameters)
    holds = changes.get("effective_from", pack.effective_from)
    changes["sha256"] = digest(pack.code, holds, parameters)
    claim(pack, State.DRAFT, version, closed=moved_on, **changes)


def submit_pack(
    pack: PolicyPack, *, by: User, at: dt.datetime, version: int | None = None
) -> PolicyPack:
    """Send a draft for review."""
    _check_may_change(pack, by)
    _check_begins(pack, at)
    with transaction.atomic():
        claim(
            pack, State.DRAFT, version, closed=moved_on, state=State.REVIEW, submitted_at=at
        )  # fmt: skip
        record("submit_pack", by=by.as_actor(), obj=pack, reason=pack.reason, at=at)
    return pack


def return_pack(
    pack: PolicyPack, *, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> PolicyPack:
    """Make it a draft again: its drafter to go on with it, a reviewer to have it changed."""
    if pack.drafted_by_id != by.pk:
        check_may_decide_pack(pack, by=by)
    if pack.built_in:
        raise Refused(
            _("It came with the product, so nobody drafts it. Reject it, or put it in force."),
            code="built_in_pack",
        )
    given(reason)
    with transaction.atomic():
        claim(pack, State.REVIEW, version, closed=moved_on, state=State.DRAFT)
        record("return_pack", by=by.as_actor(), obj=pack, reason=reason.strip(), at=at)
    return pack


def approve_pack(
    pack: PolicyPack, *, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> PolicyPack:
    """Put it in force; the one before it ends on the day before. See `check_may_decide_pack`."""
    check_may_decide_pack(pack, by=by)
    given(reason)
    with transaction.atomic():
        lock(LOCK)
        _check_begins(pack, at)
        end_former(pack, at=at)
        _decide(pack, State.IN_FORCE, reason, version, by, at)
        record("approve_pack", by=by.as_actor(), obj=pack, reason=reason.strip(), at=at)
    return pack


def reject_pack(
    pack: PolicyPack, *, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> PolicyPack:
    """Nothing comes of it; it is kept with the reason."""
    check_may_decide_pack(pack, by=by)
    given(reason)
    with transaction.atomic():
        _decide(pack, State.REJECTED, reason, version, by, at)
        record("reject_pack", by=by.as_actor(), obj=pack, reason=reason.strip(), at=at)
    return pack


def _decide(
    pack: PolicyPack, state: str, reason: str, version: int | None, by: User, at: dt.datetime
) -> None:
    decided = {"approved_by": by, "approved_at": at, "decision_reason": reason.strip()}
    claim(pack, State.REVIEW, version, closed=moved_on, state=state, **decided)


def end_former(pack: PolicyPack, *, at: dt.datetime) -> None:
    """The version in force ends on the day before this one begins; it must have begun before."""
    former = PolicyPack.objects.plain().filter(
        code=pack.code, state=State.IN_FORCE, effective_to__isnull=True
    )
    for row in former.select_for_update():
        if row.effective_from >= pack.effective_from:
            raise Refused(
                _("Version %(number)s of this pack holds from %(day)s, so this one has to begin "
                  "later.") % {"number": row.number, "day": row.effective_from},
                code="pack_begins_too_early",
                field="effective_from",
            )  # fmt: skip
        last = pack.effective_from - dt.timedelta(days=1)
        is_over = last < local_date(at)
        row.effective_to = last
        row.state = State.RETIRED if is_over else State.IN_FORCE
        row.version += 1
        row.save(update_fields=["effective_to", "state", "version"])


def check_may_decide_pack(pack: PolicyPack, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not decide on it now."""
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can decide on a policy pack."), code="people_decide")
    if pack.drafted_by_id == by.pk:
        raise OwnWork(
            _("You drafted this version, so another person has to decide on it."),
            code="own_work",
            about=pack,
        )
    check_right(by, APPROVE_PACKS)
    if pack.state != State.REVIEW:
        raise moved_on(pack)


def _check_may_draft(by: User) -> None:
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can draft a policy pack."), code="people_decide")
    check_right(by, DRAFT_PACKS)


def _check_may_change(pack: PolicyPack, by: User) -> None:
    """A draft has one author, so that everybody else may decide on it."""
    _check_may_draft(by)
    if pack.drafted_by_id != by.pk:
        raise Refused(
            _("%(name)s drafts this version. Adapt the pack yourself for one of your own.")
            % {"name": pack.drafted_by or "riskcrm"},
            code="draft_of_another",
        )
    if pack.state != State.DRAFT:
        raise moved_on(pack)


def _check_begins(pack: PolicyPack, at: dt.datetime) -> None:
    """What was decided in the past was decided under the pack of that day."""
    if not pack.built_in and pack.effective_from < local_date(at):
        raise Refused(
            _("It would hold from %(day)s on, which is over. Choose today or a later day.")
            % {"day": pack.effective_from},
            code="pack_begins_in_the_past",
            field="effective_from",
        )


def moved_on(pack: PolicyPack) -> Refused:
    return Refused(
        _("This version is %(state)s by now, so this cannot be done with it.")
        % {"state": pack.get_state_display()},
        code="pack_moved_on",
    )
