"""Up to which amount who decides: one proposes, another puts it in force."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from removal import services
from removal.models import ApprovalLimits
from removal.selectors.limits import approvals_for, limits_now
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_service_user
from tests.removal.cases import NOON, refusal

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
PAGE = "/approval-limits/"


def propose(*, by: User, officer_most: int = 100, two_above: int = 200) -> ApprovalLimits:
    return services.propose_limits(
        officer_most=Decimal(officer_most), two_above=Decimal(two_above), by=by,
        reason="The book has grown.", at=NOON,
    )  # fmt: skip


def proposing(*, by: User, reason: str = "x") -> str:
    amounts = {"officer_most": Decimal(1), "two_above": Decimal(2)}
    return refusal(services.propose_limits, by=by, reason=reason, **amounts).code


class TestServices:
    def test_the_product_comes_with_limits(self) -> None:
        assert limits_now() == (Decimal(500_000), Decimal(1_000_000))

    def test_they_are_in_force_once_another_person_says_so(
        self, administrator: User, head_of_risk: User
    ) -> None:
        row = propose(by=administrator)
        assert limits_now() == (Decimal(500_000), Decimal(1_000_000))
        services.approve_limits(row, by=head_of_risk, at=NOON)
        assert limits_now() == (Decimal(100), Decimal(200))
        for verb in ("propose_limits", "approve_limits"):
            assert Event.objects.filter(verb=verb).count() == 1

    def test_those_before_are_replaced(self, administrator: User, head_of_risk: User) -> None:
        first = services.approve_limits(propose(by=administrator), by=head_of_risk, at=NOON)
        second = propose(by=administrator, officer_most=300, two_above=400)
        services.approve_limits(second, by=head_of_risk, at=NOON)
        first.refresh_from_db()
        assert (first.state, second.state) == ("retired", "in_force")

    def test_rejected_ones_change_nothing(self, administrator: User, head_of_risk: User) -> None:
        row = services.reject_limits(propose(by=administrator), by=head_of_risk, at=NOON)
        assert row.state == "rejected"
        assert limits_now() == (Decimal(500_000), Decimal(1_000_000))
        again = refusal(services.approve_limits, row, by=head_of_risk)
        assert again.code == "decided_already"

    def test_who_proposed_them_does_not_decide(self, head_of_risk: User) -> None:
        row = propose(by=head_of_risk)
        for act in (services.approve_limits, services.reject_limits):
            assert refusal(act, row, by=head_of_risk).code == "proposer_cannot_decide"

    def test_others_neither_propose_nor_decide(
        self,
        administrator: User,
        risk_officer: User,
        legal_reviewer: User,
        account_manager: User,
        head_of_risk: User,
    ) -> None:
        for person in (risk_officer, legal_reviewer, account_manager):
            assert proposing(by=person) == "no_right"
        assert proposing(by=make_service_user("removal-cases:write")) == "people_decide"
        row = propose(by=head_of_risk)
        for person in (administrator, risk_officer, legal_reviewer):
            assert refusal(services.approve_limits, row, by=person).code == "no_right"

    def test_one_proposal_waits_at_a_time_and_says_why(
        self, administrator: User, head_of_risk: User
    ) -> None:
        assert proposing(by=head_of_risk, reason=" ") == "reason_missing"
        propose(by=administrator)
        assert proposing(by=head_of_risk) == "limits_proposed"

    @pytest.mark.parametrize(
        ("exposure", "approvals", "higher"),
        [(0, 1, False), (100, 1, False), (101, 1, True), (200, 1, True), (201, 2, True),
         (None, 2, True)],
    )  # fmt: skip
    def test_what_an_exposure_asks_for(
        self,
        administrator: User,
        head_of_risk: User,
        exposure: int | None,
        approvals: int,
        higher: bool,
    ) -> None:
        services.approve_limits(propose(by=administrator), by=head_of_risk, at=NOON)
        needed = approvals_for(None if exposure is None else Decimal(exposure))
        assert (needed.approvals, needed.higher_role) == (approvals, higher)


class TestPages:
    def test_it_says_what_is_in_force_before_anybody_changed_it(
        self, auditor: User, nobody: User, client_for: Sign
    ) -> None:
        text = client_for(auditor).get(PAGE).content.decode()
        assert "500,000" in text
        assert "1,000,000" in text
        assert "Nobody has changed the limits" in text
        assert reverse("removal:limits_propose") not in text
        assert client_for(nobody).get(PAGE).status_code == 403
        assert Client().get(PAGE).status_code == 302

    def test_one_proposes_another_approves(
        self, administrator: User, head_of_risk: User, client_for: Sign
    ) -> None:
        admin, head = client_for(administrator), client_for(head_of_risk)
        there = reverse("removal:limits_propose")
        assert there in admin.get(PAGE).content.decode()
        said = {"officer_most": "100", "two_above": "200", "reason": "Grown."}
        assert admin.post(there, said | {"reason": ""}).status_code == 422
        assert admin.post(there, said | {"two_above": "-1"}).status_code == 422
        admin.post(there, said)
        row = ApprovalLimits.objects.get()
        approve = reverse("removal:limits_approve", args=[row.pk])
        assert approve not in admin.get(PAGE).content.decode()
        assert there not in admin.get(PAGE).content.decode(), "one at a time"
        assert admin.post(approve).status_code == 403
        assert approve in head.get(PAGE).content.decode()
        head.post(approve)
        row.refresh_from_db()
        assert (row.state, row.decided_by) == ("in_force", head_of_risk)

    def test_who_proposed_reads_why_another_decides(
        self, head_of_risk: User, client_for: Sign
    ) -> None:
        row = propose(by=head_of_risk)
        client = client_for(head_of_risk)
        assert "another person has to decide" in client.get(PAGE).content.decode()
        for name in ("limits_approve", "limits_reject"):
            answer = client.post(reverse(f"removal:{name}", args=[row.pk]), follow=True)
            assert "another person has to decide" in answer.content.decode()
        row.refresh_from_db()
        assert row.state == "proposed"

    def test_who_may_not_propose_is_refused(
        self, risk_officer: User, auditor: User, client_for: Sign
    ) -> None:
        for person in (risk_officer, auditor):
            assert client_for(person).get(reverse("removal:limits_propose")).status_code == 403

    def test_rejected_ones_stay_in_the_history(
        self, administrator: User, head_of_risk: User, client_for: Sign
    ) -> None:
        row = propose(by=administrator)
        client_for(head_of_risk).post(reverse("removal:limits_reject", args=[row.pk]))
        text = client_for(administrator).get(PAGE).content.decode()
        assert "rejected" in text
        assert "The book has grown." in text
