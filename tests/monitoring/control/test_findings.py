"""Findings: raised, followed up by their owner, closed by somebody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from monitoring.inbox import inbox_of
from monitoring.models import ControlTest, Finding
from monitoring.services.findings import (
    close_finding,
    follow_up_finding,
    raise_finding,
    send_finding_back,
)
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.monitoring.control.books import NOW
from tests.removal.cases import refusal

DUE = dt.date(2026, 12, 20)


@pytest.fixture
def finding(drawn: ControlTest, auditor: User, head_of_risk: User) -> Finding:
    return raise_finding(
        title="No proof named", text="The bank statement is not there.", severity="high",
        action="Ask for it with the request.", owner=head_of_risk, due_date=DUE,
        item=drawn.items.get(place=1), by=auditor, at=NOW,
    )  # fmt: skip


def followed_up(finding: Finding, by: User) -> Finding:
    return follow_up_finding(
        finding, text="The form asks for it now.", evidence="Form of 1 December.",
        cause="The form did not ask.", by=by, at=NOW,
    )  # fmt: skip


def test_it_waits_in_its_owners_inbox(finding: Finding, head_of_risk: User) -> None:
    titles = [line.decision.title for line in inbox_of(head_of_risk, at=NOW) if line.decision]
    assert titles == ["No proof named"]


def test_an_overdue_one_is_shown_so(finding: Finding, head_of_risk: User) -> None:
    after = NOW + dt.timedelta(days=60)
    late = [line for line in inbox_of(head_of_risk, at=after) if line.decision]
    assert [line.is_late for line in late] == [True]
    assert list(Finding.objects.overdue(DUE + dt.timedelta(days=1))) == [finding]


def test_it_is_closed_by_somebody_else_after_a_follow_up(
    finding: Finding, head_of_risk: User, auditor: User
) -> None:
    early = refusal(close_finding, finding, text="Fine.", by=auditor, at=NOW)
    assert early.code == "other_state"
    row = followed_up(finding, head_of_risk)
    assert [line.decision.title for line in inbox_of(auditor, at=NOW) if line.decision]
    row = close_finding(row, text="Seen on ten forms.", by=auditor, at=NOW)
    assert (row.state, row.closed_by) == ("closed", auditor)
    verbs = (
        Event.objects.filter(object_kind="finding").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["raise_finding", "follow_up_finding", "close_finding"]


def test_it_is_sent_back_where_that_is_not_enough(
    finding: Finding, head_of_risk: User, auditor: User
) -> None:
    row = send_finding_back(followed_up(finding, head_of_risk), text="Since when?", by=auditor,
                            at=NOW)  # fmt: skip
    assert row.state == "open"
    assert row.follow_ups.count() == 2


def test_its_owner_cannot_close_it(finding: Finding, head_of_risk: User, auditor: User) -> None:
    row = followed_up(finding, head_of_risk)
    assert refusal(close_finding, row, text="Fine.", by=head_of_risk, at=NOW).code == "no_right"
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=row.pk).update(
            state="closed", closed_by=head_of_risk, closed_at=NOW, closing="Fine."
        )


def test_only_its_owner_follows_it_up(finding: Finding, risk_officer: User) -> None:
    no = refusal(
        follow_up_finding, finding, text="Done.", evidence="Here.", cause="?", by=risk_officer,
        at=NOW,
    )  # fmt: skip
    assert no.code == "not_the_owner"


def test_a_follow_up_needs_evidence_and_a_cause(finding: Finding, head_of_risk: User) -> None:
    for said in ({"evidence": "", "cause": "x"}, {"evidence": "x", "cause": ""}):
        no = refusal(follow_up_finding, finding, text="Done.", **said, by=head_of_risk, at=NOW)
        assert no.code == "words_missing"


def test_the_test_that_showed_it_is_no_retest(
    finding: Finding, drawn: ControlTest, head_of_risk: User, auditor: User
) -> None:
    row = followed_up(finding, head_of_risk)
    no = refusal(close_finding, row, text="Fine.", retest=drawn, by=auditor, at=NOW)
    assert no.code == "bad_retest"


def test_others_than_who_sees_controls_see_their_own_alone(
    finding: Finding, risk_officer: User, head_of_risk: User, account_manager: User
) -> None:
    assert not Finding.objects.visible_to(risk_officer).exists()
    assert not Finding.objects.visible_to(account_manager).exists()
    assert Finding.objects.visible_to(head_of_risk).exists()


def test_an_account_manager_cannot_own_one(auditor: User, account_manager: User) -> None:
    no = refusal(
        raise_finding, title="a", text="b", severity="low", action="c", owner=account_manager,
        due_date=DUE, by=auditor, at=NOW,
    )  # fmt: skip
    assert no.code == "wrong_owner"
