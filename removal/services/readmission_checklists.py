"""What removed customers have to show: one person words it anew, another puts it in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from removal.listing.criteria import checked_criteria
from removal.models import ReadmissionChecklist
from removal.services.rights import check_person, given
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import CHANGE_READMISSION_CRITERIA, DECIDE_READMISSION_CRITERIA
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.jobs.locks import lock
from riskcrm.web.errors import OwnWork, Refused

State = ReadmissionChecklist.State


def propose_checklist(
    lines: Sequence[dict[str, Any]], *, note: str, by: User, at: dt.datetime
) -> ReadmissionChecklist:
    """The next version; it asks nothing of anybody yet. Refused while another one is proposed."""
    note = given(note, field="note")
    check_person(by)
    check_right(by, CHANGE_READMISSION_CRITERIA)
    criteria = checked_criteria(lines, ReadmissionChecklist.Proof.values)
    with transaction.atomic():
        lock("removal.readmission_checklists")
        if ReadmissionChecklist.objects.filter(state=State.PROPOSED).exists():
            raise Refused(_("Another version waits for a decision already."), code="waiting")
        latest = ReadmissionChecklist.objects.aggregate(latest=Max("number"))["latest"] or 0
        row = ReadmissionChecklist.objects.create(
            number=latest + 1, criteria=criteria, note=note, proposed_by=by, proposed_at=at
        )
        codes = [line["code"] for line in criteria]
        record(
            "propose_checklist", by=by.as_actor(), obj=row, reason=note, facts={"lines": codes},
            at=at,
        )  # fmt: skip
    return row


def decide_checklist(
    checklist: ReadmissionChecklist, *, approve: bool, by: User, at: dt.datetime
) -> ReadmissionChecklist:
    """Put a proposed version in force, or reject it. Refused for who proposed it, and twice.

    Requests that wait are decided under the version that they were made under.
    """
    check_may_decide_checklist(checklist, by=by)
    with transaction.atomic():
        lock("removal.readmission_checklists")
        if approve:
            ReadmissionChecklist.objects.filter(state=State.IN_FORCE).update(state=State.FORMER)
        state = State.IN_FORCE if approve else State.REJECTED
        rows = ReadmissionChecklist.objects.filter(pk=checklist.pk, state=State.PROPOSED)
        if not rows.update(state=state, decided_by=by, decided_at=at):
            raise Refused(_("This version is decided already."), code="decided")
        checklist.refresh_from_db()
        verb = "approve_checklist" if approve else "reject_checklist"
        record(verb, by=by.as_actor(), obj=checklist, at=at)
    return checklist


def check_may_decide_checklist(checklist: ReadmissionChecklist, *, by: User) -> None:
    if checklist.proposed_by_id == by.pk:
        raise OwnWork(
            _("You proposed this version, so another person decides."), code="own", about=checklist
        )
    check_person(by)
    check_right(by, DECIDE_READMISSION_CRITERIA)
    if checklist.state != State.PROPOSED:
        raise Refused(_("This version is decided already."), code="decided")
