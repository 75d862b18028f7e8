"""The customer objects, and an immediate removal is looked at again: by who had no part in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from removal import services
from removal.models import Appeal, CaseBlock, ImmediateReview, RemovalCase
from removal.selectors.deadlines import appeal_dates
from removal.states import State
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_person
from tests.removal.cases import (
    ENDED,
    NOON,
    NOTICE_OVER,
    Crew,
    end,
    file_appeal,
    lead_to,
    lead_to_immediate_decision,
    make_case,
    refusal,
    serve,
)

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
AS_SENT = {
    "received_date": "2026-05-04", "channel": "letter", "from_whom": "Their lawyer",
    "text": "We paid in April.",
}  # fmt: skip


@pytest.fixture
def approved(case: RemovalCase, crew: Crew, second_officer: User) -> RemovalCase:
    lead_to(case, State.DECISION, crew=crew)
    services.approve_case(case, by=second_officer, reason="Nothing helped.", at=NOON)
    return case


@pytest.fixture
def appeal(approved: RemovalCase, account_manager: User) -> Appeal:
    return file_appeal(approved, by=account_manager)


class TestFiling:
    def test_it_says_by_when_it_is_acknowledged_and_answered_and_blocks(
        self, appeal: Appeal
    ) -> None:
        days = (appeal.acknowledge_by_date, appeal.answer_by_date)
        assert days == appeal_dates(appeal.case, NOON.date())
        assert NOON.date() < days[0] < days[1]
        standing = CaseBlock.objects.standing().get()
        assert (standing.kind, standing.customer) == ("appeal", appeal.case.customer)
        assert Event.objects.filter(verb="file_appeal").count() == 1

    def refused(self, case: RemovalCase, *, by: User, **changed: object) -> tuple[str, str]:
        said = {**AS_SENT, "received_date": NOON.date(), **changed}
        refused = refusal(services.file_appeal, case, by=by, **said)
        return refused.code, refused.field or ""

    def test_one_at_a_time(self, appeal: Appeal, account_manager: User) -> None:
        assert self.refused(appeal.case, by=account_manager)[0] == "appeal_open"

    def test_before_the_notice_there_is_nothing_to_object_to(
        self, case: RemovalCase, crew: Crew, account_manager: User
    ) -> None:
        for state in (State.PROPOSED, State.ASSESSMENT, State.LEGAL_REVIEW, State.WARNING):
            lead_to(case, state, crew=crew)
            assert self.refused(case, by=account_manager)[0] == "not_in_this_stage"
        lead_to(case, State.NOTICE, crew=crew)
        file_appeal(case, by=account_manager)

    def test_it_says_what_and_from_whom_and_came_in_already(
        self, approved: RemovalCase, account_manager: User
    ) -> None:
        tomorrow = NOON.date() + dt.timedelta(days=1)
        assert self.refused(approved, by=account_manager, text=" ")[1] == "text"
        assert self.refused(approved, by=account_manager, from_whom=" ")[1] == "from_whom"
        said = self.refused(approved, by=account_manager, received_date=tomorrow)
        assert said == ("in_future", "received_date")

    def test_who_only_reads_takes_none_in(
        self, approved: RemovalCase, auditor: User, outsider: User
    ) -> None:
        assert self.refused(approved, by=auditor)[0] == "no_right"
        assert self.refused(approved, by=outsider)[0] == "not_visible"

    def test_it_is_acknowledged_once(self, appeal: Appeal, account_manager: User) -> None:
        services.acknowledge_appeal(appeal, by=account_manager, at=NOON)
        assert appeal.acknowledged_by == account_manager
        again = refusal(services.acknowledge_appeal, appeal, by=account_manager)
        assert again.code == "acknowledged_already"


class TestDeciding:
    def test_who_made_led_or_decided_the_case_does_not(
        self, appeal: Appeal, crew: Crew, second_officer: User, account_manager: User
    ) -> None:
        for act in (services.uphold_appeal, services.dismiss_appeal):
            for person, code in (
                (account_manager, "proposer_cannot_decide"),
                (crew.officer, "had_a_part"),
                (crew.legal, "had_a_part"),
                (second_officer, "had_a_part"),
            ):
                assert refusal(act, appeal, by=person, reason="So.").code == code

    def test_others_without_the_right_do_not_either(self, appeal: Appeal, auditor: User) -> None:
        for person in (auditor, make_person(roles.RISK_OFFICER), make_person(roles.ADMINISTRATOR)):
            said = refusal(services.uphold_appeal, appeal, by=person, reason="So.")
            assert said.code == "no_right"

    def test_upheld_it_brings_the_customer_back(self, appeal: Appeal, head_of_risk: User) -> None:
        services.uphold_appeal(appeal, by=head_of_risk, reason="Misposted.", at=NOON)
        case = RemovalCase.objects.get(pk=appeal.case_id)
        assert (case.state, case.closed_at) == ("overturned", NOON)
        assert Customer.objects.get(pk=case.customer_id).status == "active"
        assert not CaseBlock.objects.standing().exists()
        assert case.steps.get(act="overturn_case").by == head_of_risk

    def test_dismissed_the_case_moves_again_and_another_appeal_may_come(
        self, appeal: Appeal, head_of_risk: User, account_manager: User
    ) -> None:
        services.dismiss_appeal(appeal, by=head_of_risk, reason="Nothing new.", at=NOON)
        assert not CaseBlock.objects.standing().exists()
        again = refusal(services.uphold_appeal, appeal, by=head_of_risk, reason="Or yes?")
        assert again.code == "decided_already"
        second = file_appeal(appeal.case, by=account_manager)
        assert second.pk != appeal.pk

    def test_withdrawn_the_case_moves_again_from_where_it_was(
        self, appeal: Appeal, crew: Crew, head_of_risk: User, account_manager: User
    ) -> None:
        for person, code in (
            (account_manager, "proposer_cannot_decide"),
            (crew.legal, "had_a_part"),
        ):
            said = refusal(services.withdraw_appeal, appeal, by=person, reason="They rang.")
            assert said.code == code
        former = RemovalCase.objects.get(pk=appeal.case_id).state
        services.withdraw_appeal(appeal, by=head_of_risk, reason="Their letter.", at=NOON)
        assert (appeal.state, appeal.decided_by, appeal.reason) == (
            "withdrawn", head_of_risk, "Their letter.",
        )  # fmt: skip
        assert RemovalCase.objects.get(pk=appeal.case_id).state == former
        assert not CaseBlock.objects.standing().exists()
        assert Event.objects.filter(verb="withdraw_appeal").count() == 1
        again = refusal(services.withdraw_appeal, appeal, by=head_of_risk, reason="Again.")
        assert again.code == "decided_already"

    @pytest.mark.parametrize("act", [services.dismiss_appeal, services.withdraw_appeal])
    def test_an_appeal_against_another_case_keeps_its_block(
        self,
        case: RemovalCase,
        crew: Crew,
        account_manager: User,
        head_of_risk: User,
        second_officer: User,
        act: Callable[..., Appeal],
    ) -> None:
        end(case, crew=crew, approver=second_officer)
        Customer.objects.filter(pk=case.customer_id).update(status="active")
        customer = Customer.objects.get(pk=case.customer_id)
        other = lead_to(make_case(customer, by=account_manager), State.NOTICE, crew=crew)
        first, second = (file_appeal(each, by=account_manager) for each in (case, other))
        act(first, by=head_of_risk, reason="Nothing new.", at=NOON)
        assert CaseBlock.objects.standing().count() == 1
        act(second, by=head_of_risk, reason="Nor here.", at=NOON)
        assert not CaseBlock.objects.standing().exists()

    def test_another_block_still_stands_in_the_way(
        self, appeal: Appeal, crew: Crew, head_of_risk: User
    ) -> None:
        services.set_block(
            appeal.case.customer, kind="legal_hold", by=crew.legal, reason="12.", at=NOON
        )
        said = refusal(services.uphold_appeal, appeal, by=head_of_risk, reason="Right.")
        assert said.code == "blocked"
        appeal.refresh_from_db()
        assert appeal.state == "open"
        assert CaseBlock.objects.standing().count() == 2

    def test_it_says_why(self, appeal: Appeal, head_of_risk: User) -> None:
        said = refusal(services.dismiss_appeal, appeal, by=head_of_risk, reason=" ")
        assert said.code == "reason_missing"

    def test_after_the_end_it_still_may_be_upheld(
        self, approved: RemovalCase, crew: Crew, account_manager: User, head_of_risk: User
    ) -> None:
        services.start_termination(approved, by=crew.officer, reason="Over.", at=NOTICE_OVER)
        serve(approved, "termination", crew=crew)
        services.start_settlement(approved, by=crew.officer, reason="Arrived.", at=ENDED)
        appeal = file_appeal(approved, by=account_manager)
        services.uphold_appeal(appeal, by=head_of_risk, reason="Right.", at=NOON)
        assert Customer.objects.get(pk=approved.customer_id).status == "active"


class TestImmediateReview:
    @pytest.fixture
    def review(self, case: RemovalCase, crew: Crew, head_of_risk: User) -> ImmediateReview:
        lead_to_immediate_decision(case, crew=crew)
        services.approve_case(case, by=head_of_risk, reason="Fraud.", at=NOON)
        return ImmediateReview.objects.get()

    def test_it_is_due_within_five_business_days(self, review: ImmediateReview) -> None:
        assert review.due_date == dt.date(2026, 5, 11)

    def test_somebody_apart_confirms_it_once(
        self, review: ImmediateReview, crew: Crew, head_of_risk: User, second_officer: User
    ) -> None:
        for person in (crew.officer, head_of_risk):
            said = refusal(services.review_immediate, review, confirmed=True, by=person, reason="x")
            assert said.code == "had_a_part"
        services.review_immediate(
            review, confirmed=True, by=second_officer, reason="Forged indeed.", at=NOON
        )
        assert (review.outcome, review.case.state) == ("confirmed", "termination")
        again = refusal(
            services.review_immediate, review, confirmed=False, by=second_officer, reason="x"
        )
        assert again.code == "reviewed_already"

    def test_others_do_not(
        self, review: ImmediateReview, auditor: User, account_manager: User, teammate: User
    ) -> None:
        for person, code in (
            (auditor, "no_right"), (teammate, "no_right"),
            (account_manager, "proposer_cannot_decide"),
        ):  # fmt: skip
            said = refusal(services.review_immediate, review, confirmed=True, by=person, reason="x")
            assert said.code == code

    def test_the_page_offers_it_to_who_had_no_part(
        self, review: ImmediateReview, crew: Crew, second_officer: User, client_for: Sign
    ) -> None:
        panel = reverse("removal:appeal_panel", args=[review.case_id])
        confirm = reverse("removal:immediate_confirm", args=[review.case_id, review.pk])
        overturn = reverse("removal:immediate_overturn", args=[review.case_id, review.pk])
        assert confirm in client_for(second_officer).get(panel).content.decode()
        assert confirm not in client_for(crew.officer).get(panel).content.decode()
        part = client_for(crew.officer).post(confirm, {"reason": "Mine."})
        assert part.status_code == 409
        assert client_for(second_officer).post(overturn, {"reason": ""}).status_code == 422
        client_for(second_officer).post(overturn, {"reason": "Another firm of that name."})
        review.refresh_from_db()
        assert (review.outcome, review.case.state) == ("overturned", "overturned")


class TestPages:
    def test_an_appeal_is_recorded_acknowledged_and_decided(
        self,
        approved: RemovalCase,
        crew: Crew,
        account_manager: User,
        head_of_risk: User,
        client_for: Sign,
    ) -> None:
        manager, head = client_for(account_manager), client_for(head_of_risk)
        panel = reverse("removal:appeal_panel", args=[approved.pk])
        there = reverse("removal:appeal_file", args=[approved.pk])
        assert there in manager.get(panel).content.decode()
        assert manager.post(there, AS_SENT | {"text": ""}).status_code == 422
        manager.post(there, AS_SENT)
        appeal = Appeal.objects.get()
        shown = manager.get(panel).content.decode()
        assert "We paid in April." in shown
        assert there not in shown, "one at a time"
        acknowledge = reverse("removal:appeal_acknowledge", args=[approved.pk, appeal.pk])
        assert acknowledge in shown
        manager.post(acknowledge)
        appeal.refresh_from_db()
        assert appeal.acknowledged_by == account_manager
        uphold = reverse("removal:appeal_uphold", args=[approved.pk, appeal.pk])
        dismiss = reverse("removal:appeal_dismiss", args=[approved.pk, appeal.pk])
        assert uphold not in manager.get(panel).content.decode()
        assert uphold not in client_for(crew.legal).get(panel).content.decode()
        assert manager.post(uphold, {"reason": "x"}).status_code == 403
        assert client_for(crew.legal).post(uphold, {"reason": "x"}).status_code == 409
        assert dismiss in head.get(panel).content.decode()
        head.post(dismiss, {"reason": "Nothing new."})
        appeal.refresh_from_db()
        assert (appeal.state, appeal.decided_by) == ("dismissed", head_of_risk)
        assert "Nothing new." in manager.get(panel).content.decode()

    def test_the_customer_takes_it_back(
        self, appeal: Appeal, head_of_risk: User, client_for: Sign
    ) -> None:
        head = client_for(head_of_risk)
        address = reverse("removal:appeal_withdraw", args=[appeal.case_id, appeal.pk])
        panel = reverse("removal:appeal_panel", args=[appeal.case_id])
        assert address in head.get(panel).content.decode()
        assert head.post(address, {"reason": ""}).status_code == 422
        head.post(address, {"reason": "Their letter of today."})
        assert "Their letter of today." in head.get(panel).content.decode()

    def test_who_only_reads_is_offered_nothing(
        self, appeal: Appeal, auditor: User, client_for: Sign
    ) -> None:
        client = client_for(auditor)
        text = client.get(reverse("removal:appeal_panel", args=[appeal.case_id])).content.decode()
        assert "We paid in April." in text
        assert "<form" not in text
        assert "btn" not in text
        acts = ("appeal_uphold", "appeal_dismiss", "appeal_withdraw", "appeal_acknowledge")
        for name in acts:
            address = reverse(f"removal:{name}", args=[appeal.case_id, appeal.pk])
            assert client.post(address, {"reason": "x"}).status_code == 403
