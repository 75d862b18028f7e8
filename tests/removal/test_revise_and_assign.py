"""Putting a proposal right, and saying who leads a case."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from removal import services
from removal.models import RemovalCase
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_service_user
from tests.removal.cases import NOON, Crew, lead_to, refusal

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]


class TestRevise:
    def test_the_proposer_and_who_leads_put_it_right(
        self, case: RemovalCase, crew: Crew, account_manager: User
    ) -> None:
        services.revise_case(case, facts="Dunned twice.", by=account_manager, at=NOON)
        services.revise_case(case, ground="breach", clause="§ 7", by=crew.officer, at=NOON)
        assert (case.facts, case.ground, case.clause) == ("Dunned twice.", "breach", "§ 7")
        assert case.version == 3
        assert Event.objects.filter(verb="revise_case").count() == 2

    def test_what_changes_nothing_leaves_no_trace(
        self, case: RemovalCase, account_manager: User
    ) -> None:
        services.revise_case(case, summary=case.summary, by=account_manager, at=NOON)
        assert case.version == 1
        assert not Event.objects.filter(verb="revise_case").exists()

    def test_others_do_not(
        self, case: RemovalCase, teammate: User, auditor: User, legal_reviewer: User, outsider: User
    ) -> None:
        for person in (teammate, auditor, legal_reviewer, outsider):
            assert refusal(services.revise_case, case, facts="x", by=person).code == "no_right"

    def test_what_the_law_reviewed_stays_as_it_was(
        self, case: RemovalCase, crew: Crew, account_manager: User
    ) -> None:
        lead_to(case, State.LEGAL_REVIEW, crew=crew)
        for person in (account_manager, crew.officer):
            said = refusal(services.revise_case, case, facts="x", by=person)
            assert said.code == "not_in_this_stage"

    def test_a_summary_is_not_emptied_nor_a_blocked_case_revised(
        self, case: RemovalCase, account_manager: User, legal_reviewer: User
    ) -> None:
        empty = refusal(services.revise_case, case, summary=" ", by=account_manager)
        assert (empty.code, empty.field) == ("reason_missing", "summary")
        stale = refusal(services.revise_case, case, facts="x", by=account_manager, version=9)
        assert stale.code == "stale"
        services.set_block(
            case.customer, kind="legal_hold", by=legal_reviewer, reason="12.", at=NOON
        )
        assert refusal(services.revise_case, case, facts="x", by=account_manager).code == "blocked"

    def test_the_page(self, case: RemovalCase, account_manager: User, client_for: Sign) -> None:
        address = reverse("removal:case_revise", args=[case.pk])
        client = client_for(account_manager)
        assert case.summary in client.get(address).content.decode()
        said = {"summary": "Late.", "ground": "late_payment", "clause": "§ 7", "facts": "Open.",
                "known_since": "2026-05-01"}  # fmt: skip
        client.post(address, said)
        case.refresh_from_db()
        assert (case.ground, str(case.known_since)) == ("late_payment", "2026-05-01")
        panel = client.get(reverse("removal:case_work", args=[case.pk])).content.decode()
        assert "payment in default after a demand" in panel
        assert client.post(address, said | {"summary": ""}).status_code == 422


class TestAssign:
    def test_who_leads_gives_the_case_to_somebody_who_sees_it(
        self, case: RemovalCase, crew: Crew, second_officer: User
    ) -> None:
        services.assign_case(case, owner=second_officer, by=crew.officer, at=NOON)
        assert (case.owner, case.version) == (second_officer, 2)
        services.assign_case(case, owner=second_officer, by=crew.officer, at=NOON)
        assert Event.objects.filter(verb="assign_case").count() == 1

    def test_not_to_who_does_not_see_the_customer(
        self, case: RemovalCase, crew: Crew, outsider: User
    ) -> None:
        said = refusal(services.assign_case, case, owner=outsider, by=crew.officer)
        assert (said.code, said.field) == ("owner_does_not_see", "owner")

    def test_others_and_keys_assign_nothing(
        self, case: RemovalCase, account_manager: User, legal_reviewer: User, crew: Crew
    ) -> None:
        for person in (account_manager, legal_reviewer):
            said = refusal(services.assign_case, case, owner=crew.officer, by=person)
            assert said.code == "no_right"
        service = make_service_user("removal-cases:write")
        said = refusal(services.assign_case, case, owner=crew.officer, by=service)
        assert said.code == "people_decide"

    def test_an_ended_case_is_led_by_nobody_anew(
        self, case: RemovalCase, crew: Crew, account_manager: User
    ) -> None:
        services.withdraw_case(case, by=account_manager, reason="Paid.", at=NOON)
        said = refusal(services.assign_case, case, owner=crew.officer, by=crew.officer)
        assert said.code == "case_closed"

    def test_the_page(
        self, case: RemovalCase, crew: Crew, second_officer: User, auditor: User, client_for: Sign
    ) -> None:
        address = reverse("removal:case_assign", args=[case.pk])
        client = client_for(crew.officer)
        offered = client.get(address).context["form"].fields["owner"].queryset
        assert {crew.officer, second_officer, crew.legal} == set(offered)
        stale = client.post(address, {"owner": second_officer.pk, "version": 9})
        assert stale.status_code == 409
        client.post(address, {"owner": second_officer.pk, "version": 1})
        case.refresh_from_db()
        assert case.owner == second_officer
        page = client.get(reverse("removal:case_detail", args=[case.pk])).content.decode()
        assert "Led by Peter Lang." in page
        assert client_for(auditor).get(address).status_code == 403
