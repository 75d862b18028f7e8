"""What stops a case whoever asks: who sets and lifts it, and who may know what it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from customers.services import merge_customers
from removal import services
from removal.models import CaseBlock, RemovalCase
from removal.states import State
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_customer, make_person, make_service_user
from tests.removal.cases import NOON, Crew, lead_to, refusal

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
KINDS = ("insolvency", "legal_hold", "keep_open")


def block(case: RemovalCase, *, by: User, kind: str = "legal_hold") -> CaseBlock:
    return services.set_block(case.customer, kind=kind, by=by, reason="File 12.", at=NOON)


def setting(case: RemovalCase, *, by: User, kind: str = "legal_hold", reason: str = "x") -> str:
    return refusal(services.set_block, case.customer, kind=kind, by=by, reason=reason).code


class TestServices:
    @pytest.mark.parametrize("kind", KINDS)
    def test_the_legal_reviewer_sets_and_lifts_each(
        self, case: RemovalCase, legal_reviewer: User, kind: str
    ) -> None:
        row = block(case, by=legal_reviewer, kind=kind)
        assert row.role == roles.LEGAL_REVIEWER
        services.lift_block(row, by=legal_reviewer, reason="Over.", at=NOON)
        assert (row.lifted_by, row.lifted_because) == (legal_reviewer, "Over.")
        assert Event.objects.filter(verb__in=["set_block", "lift_block"]).count() == 2
        again = refusal(services.lift_block, row, by=legal_reviewer, reason="Over.")
        assert again.code == "lifted_already"

    def test_an_officer_sets_only_the_one_of_insolvency(
        self, case: RemovalCase, risk_officer: User
    ) -> None:
        for kind in ("legal_hold", "keep_open"):
            assert setting(case, by=risk_officer, kind=kind) == "no_right"
        assert block(case, by=risk_officer, kind="insolvency").role == roles.RISK_OFFICER

    def test_only_the_role_that_set_it_lifts_it(
        self,
        case: RemovalCase,
        risk_officer: User,
        second_officer: User,
        legal_reviewer: User,
        head_of_risk: User,
    ) -> None:
        row = block(case, by=risk_officer, kind="insolvency")
        for person in (legal_reviewer, head_of_risk):
            said = refusal(services.lift_block, row, by=person, reason="Go on.")
            assert said.code == "another_roles_block"
        services.lift_block(row, by=second_officer, reason="Proceedings ended.", at=NOON)

    def test_others_set_none(
        self, case: RemovalCase, account_manager: User, auditor: User, administrator: User
    ) -> None:
        for person in (account_manager, auditor, administrator):
            assert setting(case, by=person) == "no_right"
        service = make_service_user("removal-cases:write")
        assert setting(case, by=service) == "people_decide"

    def test_it_has_a_reason_and_stands_once_and_none_for_an_appeal_is_set_by_hand(
        self, case: RemovalCase, legal_reviewer: User
    ) -> None:
        assert setting(case, by=legal_reviewer, reason=" ") == "reason_missing"
        assert setting(case, by=legal_reviewer, kind="appeal") == "not_by_hand"
        row = block(case, by=legal_reviewer)
        assert setting(case, by=legal_reviewer) == "blocked_already"
        said = refusal(services.lift_block, row, by=legal_reviewer, reason=" ")
        assert said.code == "reason_missing"

    def test_nobody_blocks_a_customer_they_do_not_see(
        self, case: RemovalCase, outsider: User
    ) -> None:
        outsider.user_permissions.set(roles.permission_rows(frozenset({"removal.set_legal_hold"})))
        assert setting(case, by=User.objects.get(pk=outsider.pk)) == "not_visible"

    def test_a_block_outlives_the_case_and_stops_the_next_one(
        self, case: RemovalCase, account_manager: User, legal_reviewer: User, risk_officer: User
    ) -> None:
        services.withdraw_case(case, by=account_manager, reason="Paid.", at=NOON)
        block(case, by=legal_reviewer)
        said = refusal(services.reopen_case, case, by=risk_officer, reason="Again.")
        assert said.code == "blocked"

    def test_no_deadline_moves_a_blocked_case(
        self, case: RemovalCase, crew: Crew, legal_reviewer: User
    ) -> None:
        lead_to(case, State.RECTIFICATION, crew=crew)
        row = block(case, by=legal_reviewer)
        later = NOON.date().replace(year=2027)
        assert services.expire_rectifications(today=later, at=NOON) == 0
        services.lift_block(row, by=legal_reviewer, reason="Over.", at=NOON)
        assert services.expire_rectifications(today=later, at=NOON) == 1

    @pytest.mark.parametrize("kind", ["keep_open", "legal_hold"])
    def test_what_may_be_secret_leaves_neither_kind_nor_reason_in_the_audit(
        self, case: RemovalCase, legal_reviewer: User, kind: str
    ) -> None:
        row = block(case, by=legal_reviewer, kind=kind)
        services.lift_block(row, by=legal_reviewer, reason="They are done.", at=NOON)
        for event in Event.objects.filter(verb__in=["set_block", "lift_block"]):
            for secret in (kind, "File 12.", "They are done."):
                assert secret not in event.payload.body

    def test_a_customer_on_hold_is_merged_with_no_other(
        self, legal_reviewer: User, risk_officer: User
    ) -> None:
        one, other = make_customer(name="Hua Steel"), make_customer(name="Hua Steel")
        row = services.set_block(
            one, kind="legal_hold", by=legal_reviewer, reason="File 12.", at=NOON
        )
        said = {"by": risk_officer, "reason": "The same desk.", "choices": {}}
        refused = refusal(merge_customers, other, one, **said)
        assert refused.code == "blocked"
        assert row.lifted_at is None


class TestPages:
    def test_set_and_lift(
        self, case: RemovalCase, legal_reviewer: User, risk_officer: User, client_for: Sign
    ) -> None:
        address = reverse("removal:block_set", args=[case.pk])
        client = client_for(legal_reviewer)
        kinds = [
            kind for kind, _label in client.get(address).context["form"].fields["kind"].choices
        ]
        assert set(kinds) == set(KINDS)
        assert client.post(address, {"kind": "legal_hold", "reason": ""}).status_code == 422
        assert client.post(address, {"kind": "appeal", "reason": "x"}).status_code == 422
        client.post(address, {"kind": "legal_hold", "reason": "File 12."})
        row = CaseBlock.objects.get()
        page = client.get(reverse("removal:case_detail", args=[case.pk])).content.decode()
        assert "legal hold, since " in page
        lift = reverse("removal:block_lift", args=[case.pk, row.pk])
        assert lift in page
        refused = client_for(risk_officer).post(lift, {"reason": "Go on."})
        assert refused.status_code in (403, 409)
        client.post(lift, {"reason": "Over."})
        row.refresh_from_db()
        assert row.lifted_by == legal_reviewer
        assert client.post(lift, {"reason": "Over."}).status_code == 404

    def test_an_officer_is_offered_only_the_block_of_insolvency(
        self, case: RemovalCase, risk_officer: User, client_for: Sign
    ) -> None:
        address = reverse("removal:block_set", args=[case.pk])
        page = client_for(risk_officer).get(address)
        assert [kind for kind, _label in page.context["form"].fields["kind"].choices] == [
            "insolvency"
        ]

    def test_who_may_set_none_finds_neither_button_nor_page(
        self, case: RemovalCase, account_manager: User, auditor: User, client_for: Sign
    ) -> None:
        address = reverse("removal:block_set", args=[case.pk])
        for person in (account_manager, auditor):
            client = client_for(person)
            assert client.get(address).status_code == 403
            page = client.get(reverse("removal:case_detail", args=[case.pk]))
            assert address not in page.content.decode()

    @pytest.mark.parametrize("role", list(roles.ROLES))
    def test_a_request_to_keep_it_open_is_only_on_hold_to_who_may_not_know(
        self, case: RemovalCase, legal_reviewer: User, client_for: Sign, role: str
    ) -> None:
        block(case, by=legal_reviewer, kind="keep_open")
        person = make_person(role, team=case.customer.team)
        page = client_for(person).get(reverse("removal:case_detail", args=[case.pk]))
        text = page.content.decode()
        knows = person.has_perm(roles.VIEW_REQUESTS)
        assert ("request to keep the relationship open" in text) is knows
        assert ("the case is on hold, since " in text) is not knows
        if not knows:
            assert "keep_open" not in text
            assert "File 12." not in text

    def test_nor_does_a_refused_act_tell(
        self, case: RemovalCase, account_manager: User, legal_reviewer: User, client_for: Sign
    ) -> None:
        block(case, by=legal_reviewer, kind="keep_open")
        answer = client_for(account_manager).post(
            reverse("removal:case_withdraw_case", args=[case.pk]), {"reason": "x", "version": 1}
        )
        assert answer.status_code == 409
        assert "Nothing moves: the case is on hold." in answer.content.decode()
        assert "keep the relationship open" not in answer.content.decode()
