"""Handing over a leaver's customers, cases and keys: one act, nothing forgotten, four eyes kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, CustomerChange
from customers.timeline.history import changes_of
from removal.models import RemovalCase
from removal.services import approve_case, withdraw_case
from removal.states import State
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.accounts.services import hand_over
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.factories import make_customer, make_person, make_service_user
from tests.removal.cases import NOON, Crew, lead_to, make_case

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]

DECIDE = """
INSERT INTO removal_removaldecision
  (case_id, round, outcome, reason, requested_by_id, responsible_id, decided_by_id, decided_at)
VALUES (%s, 1, 'approved', 'By hand.', %s, %s, %s, now())
"""


def give(leaver: User, *receivers: User, by: User) -> dict[str, int]:
    return hand_over(leaver, receivers=receivers, by=by, reason="Leaves in May.", at=NOON)


class TestCustomers:
    def test_they_are_dealt_out_evenly_with_their_history(
        self, account_manager: User, teammate: User, administrator: User
    ) -> None:
        third = make_person(roles.ACCOUNT_MANAGER, team=account_manager.team)
        mine = [make_customer(manager=account_manager, team=account_manager.team) for _ in range(5)]
        CustomerChange.objects.all().delete()
        assert give(account_manager, teammate, third, by=administrator) == {"customers": 5}
        counts = [Customer.objects.filter(manager=p).count() for p in (teammate, third)]
        assert counts == [3, 2]
        [change] = changes_of(Customer.objects.get(pk=mine[0].pk))
        assert (change.before, change.after) == ("Ming Chen", "Tao Sun")
        assert (change.who, change.cause) == ("Adam Price", "hand_over")
        queued = CustomerChange.objects.filter(cause="hand_over").values_list("customer_id")
        assert {pk for (pk,) in queued} == {customer.pk for customer in mine}
        assert set(Customer.objects.values_list("version", flat=True)) == {2}

    def test_it_is_one_event(
        self, account_manager: User, teammate: User, administrator: User
    ) -> None:
        for _ in range(3):
            make_customer(manager=account_manager)
        give(account_manager, teammate, by=administrator)
        event = Event.objects.get()
        body = json.loads(event.payload.body)
        assert (event.verb, event.object_id) == ("hand_over", str(account_manager.pk))
        assert body["facts"] == {"customers": 3, "receivers": ["teammate"]}
        assert body["reason"] == "Leaves in May."

    def test_it_costs_the_same_however_many(
        self,
        account_manager: User,
        teammate: User,
        administrator: User,
        django_assert_max_num_queries: Any,
    ) -> None:
        for _ in range(30):
            make_customer(manager=account_manager)
        with django_assert_max_num_queries(32):
            give(account_manager, teammate, by=administrator)

    def test_in_another_team_the_team_follows_where_it_was_the_leavers(
        self, account_manager: User, outsider: User, risk_officer: User
    ) -> None:
        of_team = make_customer(manager=account_manager, team=account_manager.team)
        of_nobody = make_customer(manager=account_manager)
        give(account_manager, outsider, by=risk_officer)
        of_team.refresh_from_db()
        of_nobody.refresh_from_db()
        assert (of_team.manager, of_team.team) == (outsider, outsider.team)
        assert (of_nobody.manager, of_nobody.team) == (outsider, None)
        assert of_team.revisions.get().former == {
            "manager_id": account_manager.pk,
            "team_id": account_manager.team_id,
        }


class TestWhoMay:
    @pytest.fixture(autouse=True)
    def _work(self, account_manager: User) -> None:
        make_customer(manager=account_manager)

    def refused(self, leaver: User, *receivers: User, by: User) -> str:
        with pytest.raises(Refused) as caught:
            give(leaver, *receivers, by=by)
        assert not Event.objects.filter(verb="hand_over").exists()
        return caught.value.code

    def test_an_administrator_stays_within_the_team(
        self, account_manager: User, outsider: User, administrator: User
    ) -> None:
        assert self.refused(account_manager, outsider, by=administrator) == "wrong_receiver"

    def test_who_cannot_do_the_work_does_not_get_it(
        self, account_manager: User, auditor: User, risk_officer: User
    ) -> None:
        gone = make_person(roles.ACCOUNT_MANAGER, is_active=False)
        for person in (auditor, gone, account_manager):
            assert self.refused(account_manager, person, by=risk_officer) == "wrong_receiver"

    def test_account_managers_and_auditors_hand_nothing_over(
        self, account_manager: User, teammate: User, auditor: User
    ) -> None:
        for person in (account_manager, auditor):
            assert self.refused(account_manager, teammate, by=person) == "no_right"

    def test_it_takes_a_reason_a_receiver_and_something_to_give(
        self, account_manager: User, teammate: User, risk_officer: User
    ) -> None:
        assert self.refused(account_manager, by=risk_officer) == "no_receiver"
        assert self.refused(teammate, account_manager, by=risk_officer) == "nothing_to_hand_over"
        with pytest.raises(Refused, match="Say why"):
            hand_over(account_manager, receivers=[teammate], by=risk_officer, reason=" ", at=NOON)

    def test_who_may_hand_over_sees_all_customers(self) -> None:
        able = [role for role in roles.ROLES.values() if roles.HAND_OVER in role.permissions]
        assert able
        assert all(roles.ALL_CUSTOMERS in role.permissions for role in able)


class TestCases:
    @pytest.fixture
    def case(self, account_manager: User) -> RemovalCase:
        customer = make_customer(manager=account_manager, team=account_manager.team)
        return make_case(customer, by=account_manager)

    def test_a_case_follows_its_customer(
        self, case: RemovalCase, account_manager: User, teammate: User, risk_officer: User
    ) -> None:
        given = give(account_manager, risk_officer, teammate, by=risk_officer)
        assert given == {"customers": 1, "cases": 1}
        case.refresh_from_db()
        case.customer.refresh_from_db()
        assert case.taken_over_by == case.customer.manager
        assert case.proposed_by == case.responsible == account_manager

    def test_who_took_it_over_cannot_decide_it(
        self,
        case: RemovalCase,
        account_manager: User,
        risk_officer: User,
        second_officer: User,
        head_of_risk: User,
    ) -> None:
        lead_to(case, State.DECISION, crew=Crew())
        give(account_manager, risk_officer, by=head_of_risk)
        # another person manages the customer now, so that only the case stands in the way
        Customer.objects.update(manager=None)
        case = RemovalCase.objects.get(pk=case.pk)
        assert case not in RemovalCase.objects.decidable_by(risk_officer)
        assert case in RemovalCase.objects.decidable_by(second_officer)
        with pytest.raises(Refused) as caught:
            approve_case(case, by=risk_officer, reason="Mine.", at=timezone.now())
        assert caught.value.code == "successor_cannot_decide"
        approve_case(case, by=second_officer, reason="Yes.", at=timezone.now())

    def test_not_even_by_hand(
        self,
        case: RemovalCase,
        account_manager: User,
        risk_officer: User,
        head_of_risk: User,
    ) -> None:
        give(account_manager, risk_officer, by=head_of_risk)
        decision = [case.pk, account_manager.pk, account_manager.pk, risk_officer.pk]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(DECIDE, decision)
            with pytest.raises(IntegrityError, match="took it over"), transaction.atomic():
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)

    def test_a_decision_read_before_the_handover_is_refused(
        self, case: RemovalCase, account_manager: User, risk_officer: User, head_of_risk: User
    ) -> None:
        lead_to(case, State.DECISION, crew=Crew())
        seen = RemovalCase.objects.get(pk=case.pk)
        Customer.objects.update(manager=None)
        give(account_manager, risk_officer, by=head_of_risk)
        with pytest.raises(Refused, match="took this removal over"):
            approve_case(seen, by=risk_officer, reason="Quick.", at=timezone.now())
        other = make_person(roles.HEAD_OF_RISK)
        with pytest.raises(Refused, match="was changed while you looked at it"):
            approve_case(seen, by=other, reason="Quick.", at=timezone.now(), version=seen.version)

    def test_who_took_it_over_may_withdraw_it_and_learns_the_outcome(
        self,
        case: RemovalCase,
        account_manager: User,
        teammate: User,
        outsider: User,
        administrator: User,
        client_for: ClientFor,
    ) -> None:
        give(account_manager, teammate, by=administrator)
        page = client_for(teammate).get(reverse("removal:case_detail", args=[case.pk]))
        assert "looks after this proposal in place of Ming Chen" in page.content.decode()
        case = RemovalCase.objects.get(pk=case.pk)
        with pytest.raises(Refused, match="Only Tao Sun"):
            withdraw_case(case, by=outsider, reason="No.", at=timezone.now())
        withdraw_case(case, by=teammate, reason="It pays again.", at=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    @pytest.mark.parametrize("exposure", [1000, 2_000_000])
    def test_who_decided_it_does_not_take_it_over(
        self, account_manager: User, risk_officer: User, head_of_risk: User, exposure: int
    ) -> None:
        customer = make_customer(manager=account_manager)
        case = make_case(customer, by=account_manager, exposure=Decimal(exposure))
        lead_to(case, State.DECISION, crew=Crew())
        approve_case(case, by=risk_officer, reason="Enough.", at=NOON)
        with pytest.raises(Refused, match="has decided on case") as caught:
            give(account_manager, risk_officer, by=head_of_risk)
        assert caught.value.code == "receiver_decided"
        assert RemovalCase.objects.get(pk=case.pk).taken_over_by is None

    def test_who_leads_a_case_hands_that_over_and_nothing_else(
        self,
        case: RemovalCase,
        account_manager: User,
        risk_officer: User,
        second_officer: User,
        head_of_risk: User,
    ) -> None:
        lead_to(case, State.ASSESSMENT, crew=Crew(risk_officer))
        assert case.owner == risk_officer
        assert give(risk_officer, second_officer, by=head_of_risk) == {"cases": 1}
        case.refresh_from_db()
        assert (case.owner, case.taken_over_by) == (second_officer, None)
        assert case.proposed_by == case.responsible == account_manager

    def test_a_case_led_by_its_proposer_changes_hands_whole(
        self, risk_officer: User, second_officer: User, head_of_risk: User
    ) -> None:
        case = make_case(make_customer(), by=risk_officer)
        lead_to(case, State.ASSESSMENT, crew=Crew(risk_officer))
        assert give(risk_officer, second_officer, by=head_of_risk) == {"cases": 1}
        case.refresh_from_db()
        assert (case.owner, case.taken_over_by) == (second_officer, second_officer)

    def test_a_receiver_who_cannot_lead_leaves_it_to_the_role(
        self, case: RemovalCase, account_manager: User, risk_officer: User, head_of_risk: User
    ) -> None:
        lead_to(case, State.ASSESSMENT, crew=Crew(risk_officer))
        give(risk_officer, account_manager, by=head_of_risk)
        case.refresh_from_db()
        assert (case.owner, case.taken_over_by) == (None, None)

    def test_closed_cases_stay_as_they_are(
        self, case: RemovalCase, account_manager: User, teammate: User, administrator: User
    ) -> None:
        withdraw_case(case, by=account_manager, reason="No.", at=timezone.now())
        assert give(account_manager, teammate, by=administrator) == {"customers": 1}
        assert RemovalCase.objects.get(pk=case.pk).taken_over_by is None

    def test_nobody_gets_a_case_they_would_not_see(
        self, risk_officer: User, account_manager: User, head_of_risk: User
    ) -> None:
        make_case(make_customer(), by=risk_officer)
        with pytest.raises(Refused, match="open removal cases: 1"):
            give(risk_officer, account_manager, by=head_of_risk)
        assert not RemovalCase.objects.filter(taken_over_by__isnull=False).exists()

    def test_what_was_taken_over_is_handed_on(
        self, case: RemovalCase, account_manager: User, teammate: User, administrator: User
    ) -> None:
        third = make_person(roles.ACCOUNT_MANAGER, team=account_manager.team)
        give(account_manager, teammate, by=administrator)
        assert give(teammate, third, by=administrator)["cases"] == 1
        assert RemovalCase.objects.get(pk=case.pk).taken_over_by == third


def test_somebody_else_answers_for_the_leavers_keys(
    risk_officer: User, second_officer: User, head_of_risk: User
) -> None:
    key = make_service_user("removal-cases:write", responsible=risk_officer)
    case = make_case(make_customer(), by=key)
    lead_to(case, State.DECISION, crew=Crew())
    assert give(risk_officer, second_officer, by=head_of_risk) == {"cases": 1, "api_keys": 1}
    key.refresh_from_db()
    assert key.responsible == second_officer
    for person in (risk_officer, second_officer):
        assert case not in RemovalCase.objects.decidable_by(person)


class TestPage:
    def test_it_says_what_there_is_and_who_could_take_it(
        self,
        client_for: ClientFor,
        account_manager: User,
        teammate: User,
        outsider: User,
        administrator: User,
        risk_officer: User,
    ) -> None:
        make_customer(manager=account_manager)
        address = reverse("accounts:person_hand_over", args=[account_manager.pk])
        page = client_for(administrator).get(address)
        assert list(page.context["form"].fields["receivers"].queryset) == [teammate]
        counts = [(load.part.name, load.count) for load in page.context["loads"]]
        assert counts[:3] == [("customers", 1), ("cases", 0), ("tasks", 0)]
        anywhere = client_for(risk_officer).get(address).context["form"].fields["receivers"]
        assert set(anywhere.queryset) == {teammate, outsider, risk_officer}

    def test_the_act(
        self, client_for: ClientFor, account_manager: User, teammate: User, administrator: User
    ) -> None:
        make_customer(manager=account_manager)
        address = reverse("accounts:person_hand_over", args=[account_manager.pk])
        client = client_for(administrator)
        assert client.post(address, {"receivers": [teammate.pk]}).status_code == 422
        given = {"receivers": [teammate.pk], "reason": "Leaves."}
        page = client.post(address, given, follow=True).content.decode()
        assert "Handed over from Ming Chen: customers: 1." in page
        assert "nothing needs to be handed over" in page

    def test_others_may_not_open_it(
        self, client_for: ClientFor, account_manager: User, auditor: User
    ) -> None:
        address = reverse("accounts:person_hand_over", args=[account_manager.pk])
        for person in (account_manager, auditor):
            assert client_for(person).get(address).status_code == 403
        assert Client().get(address).status_code == 302
