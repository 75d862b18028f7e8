"""Findings: raised by who looks, followed up by their owner, closed by somebody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from monitoring.models import ControlTest, Finding, FollowUp, SampleItem
from riskcrm.accounts.control_rights import ANSWER_FINDINGS, CLOSE_FINDINGS, RAISE_FINDINGS
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.etags import stale
from riskcrm.web.today import local_date

State, Severity = Finding.State, Finding.Severity


def raise_finding(
    *,
    title: str,
    text: str,
    severity: str,
    action: str,
    owner: User,
    due_date: dt.date,
    by: User,
    at: dt.datetime,
    cause: str = "",
    item: SampleItem | None = None,
    source: str = "",
) -> Finding:
    """Write down what is wrong and who has to put it right by when.

    `item` is what a test showed, `source` the address at which an exception was seen.
    """
    _check_person(by)
    check_right(by, RAISE_FINDINGS)
    for field, said in (("title", title), ("text", text), ("action", action)):
        _check_said(said, field)
    _check_owner(owner)
    if due_date < local_date(at):
        raise Refused(_("This day has passed already."), code="bad_date", field="due_date")
    with transaction.atomic():
        row = Finding.objects.create(
            title=title.strip()[:200], text=text.strip(), severity=Severity(severity),
            cause=cause.strip(), action=action.strip(), owner=owner, due_date=due_date, item=item,
            source=source.strip()[:300], raised_by=by, raised_at=at,
        )  # fmt: skip
        facts = {"severity": row.severity, "owner": str(owner), "due": str(due_date)}
        if item is not None:
            facts |= {"test": str(item.test_id), "item": str(item.place)}
        record("raise_finding", by=by.as_actor(), obj=row, reason=row.text, facts=facts, at=at)
    return row


def follow_up_finding(
    finding: Finding, *, text: str, evidence: str, cause: str = "", by: User, at: dt.datetime,
    version: int | None = None,
) -> Finding:  # fmt: skip
    """The owner says what was done, why it had happened, and what proves it."""
    _check_person(by)
    check_right(by, ANSWER_FINDINGS)
    if finding.owner_id != by.pk:
        raise Refused(
            _("%(name)s answers this finding.") % {"name": finding.owner}, code="not_the_owner"
        )
    _check_said(text, "text")
    _check_said(evidence, "evidence")
    if not (cause.strip() or finding.cause):
        _check_said("", "cause")
    to = {"state": State.ANSWERED, "cause": cause.strip() or finding.cause}
    with transaction.atomic():
        row = _claim(finding, [State.OPEN], to, version=version)
        _add(row, text, evidence, by=by, at=at)
        _note("follow_up_finding", row, by=by, reason=text.strip(), at=at)
    return row


def send_finding_back(
    finding: Finding, *, text: str, by: User, at: dt.datetime, version: int | None = None
) -> Finding:
    """What was done is not enough: the finding is its owner's again."""
    check_may_close(finding, by=by)
    _check_said(text, "text")
    with transaction.atomic():
        row = _claim(finding, [State.ANSWERED], {"state": State.OPEN}, version=version)
        _add(row, text, "", by=by, at=at)
        _note("send_finding_back", row, by=by, reason=text.strip(), at=at)
    return row


def close_finding(
    finding: Finding, *, text: str, retest: ControlTest | None = None, by: User, at: dt.datetime,
    version: int | None = None,
) -> Finding:  # fmt: skip
    """Close what was followed up; `retest` is the test that shows that it helped.

    Refused for the owner, and for a retest of another control or one that is not finished.
    """
    check_may_close(finding, by=by)
    _check_said(text, "text")
    _check_retest(finding, retest)
    closed = {
        "state": State.CLOSED, "closed_by": by, "closed_at": at, "closing": text.strip(),
        "retest": retest,
    }  # fmt: skip
    with transaction.atomic():
        row = _claim(finding, [State.ANSWERED], closed, version=version)
        _note("close_finding", row, by=by, reason=row.closing, at=at)
    return row


def check_may_close(finding: Finding, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not close this finding now."""
    _check_person(by)
    check_right(by, CLOSE_FINDINGS)
    if finding.owner_id == by.pk:
        raise OwnWork(
            _("You own this finding, so another person has to close it."),
            code="owner_cannot_close", about=finding,
        )  # fmt: skip
    if finding.state != State.ANSWERED:
        raise _moved_on()


def _check_retest(finding: Finding, retest: ControlTest | None) -> None:
    if retest is None:
        return
    tested = finding.item.test if finding.item else None
    other = tested is not None and tested.control_id != retest.control_id
    if other or retest.state not in (ControlTest.State.FINISHED, ControlTest.State.SIGNED):
        raise Refused(
            _("The retest is a finished test of the same control."), code="bad_retest",
            field="retest",
        )  # fmt: skip
    if tested is not None and retest.pk == tested.pk:
        raise Refused(_("The test that showed it is no retest."), code="bad_retest", field="retest")


def _check_owner(owner: User) -> None:
    if not (owner.is_active and owner.kind == User.Kind.PERSON and owner.has_perm(ANSWER_FINDINGS)):
        raise Refused(
            _("%(name)s cannot own a finding: the role does not allow it.") % {"name": owner},
            code="wrong_owner",
            field="owner",
        )


def _check_said(text: str, field: str) -> None:
    if not text.strip():
        raise Refused(_("Write this down, in words."), code="words_missing", field=field)


def _check_person(by: User) -> None:
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can write and close findings."), code="people_decide")


def _claim(
    finding: Finding, states: list[str], to: dict[str, Any], *, version: int | None
) -> Finding:
    rows = Finding.objects.filter(pk=finding.pk, state__in=states)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(version=F("version") + 1, **to):
        now = Finding.objects.get(pk=finding.pk)
        raise stale() if now.state in states else _moved_on()
    return Finding.objects.select_related("owner", "raised_by").get(pk=finding.pk)


def _moved_on() -> Refused:
    return Refused(_("The finding stands elsewhere by now. Load it again."), code="other_state")


def _add(row: Finding, text: str, evidence: str, *, by: User, at: dt.datetime) -> None:
    FollowUp.objects.create(finding=row, text=text.strip(), evidence=evidence.strip(), by=by, at=at)


def _note(verb: str, row: Finding, *, by: User, reason: str, at: dt.datetime) -> None:
    record(verb, by=by.as_actor(), obj=row, reason=reason, after={"state": row.state}, at=at)
