"""What a customer has to do to stay, who checks it, and more time for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from removal import services
from removal.letters.forms import DraftForm
from removal.models import CureItem, Letter, RemovalCase
from removal.selectors.letters import document_for
from removal.services.letters import letter_faults
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_customer, make_service_user
from tests.removal.cases import (
    NOON,
    Crew,
    add_evidence,
    file_appeal,
    lead_to,
    make_case,
    refusal,
    serve,
)

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]


@pytest.fixture
def rectifying(case: RemovalCase, crew: Crew) -> RemovalCase:
    return lead_to(case, State.RECTIFICATION, crew=crew)


@pytest.fixture
def item(rectifying: RemovalCase) -> CureItem:
    return rectifying.cure_items.get()


def hand_in(item: CureItem, *, by: User) -> CureItem:
    return services.submit_cure(item, evidence=add_evidence(item.case, by=by), by=by, at=NOON)


class TestItems:
    def test_the_time_begins_only_when_it_is_said_what_to_do(
        self, case: RemovalCase, crew: Crew
    ) -> None:
        lead_to(case, State.NOTICE, crew=crew)
        said = refusal(services.start_rectification, case, by=crew.officer, reason="Arrived.")
        assert said.code == "not_ready"

    def test_an_item_is_added_before_the_time_runs(
        self, rectifying: RemovalCase, crew: Crew
    ) -> None:
        more = {"kind": "document", "what": "Send the books", "by": crew.officer}
        assert refusal(services.add_cure_item, rectifying, **more).code == "not_in_this_stage"

    def test_a_payment_says_how_much(self, case: RemovalCase, crew: Crew) -> None:
        lead_to(case, State.WARNING, crew=crew)
        for amount in (None, Decimal(0), Decimal(-5)):
            said = refusal(services.add_cure_item, case, kind="payment", what="Pay",
                           amount=amount, by=crew.officer)  # fmt: skip
            assert (said.code, said.field) == ("amount_missing", "amount")
        said = refusal(services.add_cure_item, case, kind="conduct", what=" ", by=crew.officer)
        assert said.field == "what"

    def test_an_item_may_have_a_day_of_its_own(
        self, case: RemovalCase, crew: Crew, client_for: Sign
    ) -> None:
        lead_to(case, State.WARNING, crew=crew)
        said = {"kind": "conduct", "what": "Answer our letters", "by": crew.officer}
        past = refusal(
            services.add_cure_item, case, due_date=NOON.date() - dt.timedelta(days=1), **said
        )
        assert (past.code, past.field) == ("in_past", "due_date")
        officer = client_for(crew.officer)
        officer.post(
            reverse("removal:cure_item_add", args=[case.pk]),
            {"kind": "conduct", "what": "Answer our letters", "due_date": "2099-01-05"},
        )
        assert case.cure_items.get().due_date == dt.date(2099, 1, 5)
        panel = officer.get(reverse("removal:case_work", args=[case.pk])).content.decode()
        assert "2099" in panel

    def test_nothing_is_added_once_a_notice_says_what_to_do(
        self, case: RemovalCase, crew: Crew, client_for: Sign
    ) -> None:
        lead_to(case, State.NOTICE, crew=crew)
        add = {"kind": "conduct", "by": crew.officer, "at": NOON}
        services.add_cure_item(case, what="Answer us", **add)
        notice = serve(case, "notice", crew=crew)
        assert refusal(services.add_cure_item, case, what="And pay", **add).code == "notice_is_out"
        panel = reverse("removal:case_work", args=[case.pk])
        page = client_for(crew.officer).get(panel).content.decode()
        assert reverse("removal:cure_item_add", args=[case.pk]) not in page
        Letter.objects.filter(pk=notice.pk).update(
            state="returned", arrived_on=None, is_arrival_proven=False
        )
        services.add_cure_item(case, what="And pay", **add)
        # the same letter arrives after all, and does not say it
        Letter.objects.filter(pk=notice.pk).update(state="arrived", arrived_on=NOON.date())
        said = refusal(services.start_rectification, case, by=crew.officer, reason="x")
        assert "lists 1 of 2 rectification items" in said.message
        serve(case, "notice", crew=crew)
        services.start_rectification(case, by=crew.officer, reason="Said.", at=NOON)

    def test_a_notice_prints_the_day_of_each_item(self, case: RemovalCase, crew: Crew) -> None:
        lead_to(case, State.NOTICE, crew=crew)
        day = NOON.date() + dt.timedelta(days=20)
        services.add_cure_item(
            case, kind="conduct", what="Answer us", due_date=day, by=crew.officer, at=NOON
        )
        form = DraftForm(case=case, kind="notice", language="en", by=crew.officer)
        assert form["cure_items"].initial == [
            {"text": "Answer us", "amount": "", "due": day.isoformat()}
        ]
        table = next(
            block for block in document_for(serve(case, "notice", crew=crew))["blocks"]
            if block["kind"] == "table"
        )  # fmt: skip
        assert table["rows"] == [["Answer us", "", "24 May 2026"]]

    def test_no_notice_leaves_that_says_less_than_the_customer_is_held_to(
        self, case: RemovalCase, crew: Crew
    ) -> None:
        lead_to(case, State.NOTICE, crew=crew)
        assert "add at least one" in refusal(serve, case, "notice", crew=crew).message
        services.add_cure_item(case, kind="conduct", what="Answer us", by=crew.officer, at=NOON)
        letter = case.letters.get(kind="notice")
        listed = "The letter lists 0 of 1 rectification items. Draft it anew."
        assert listed in letter_faults(letter, at=NOON)
        assert listed not in letter_faults(serve(case, "notice", crew=crew), at=NOON)

    def test_only_who_leads_cases_adds_items(
        self, case: RemovalCase, crew: Crew, account_manager: User
    ) -> None:
        lead_to(case, State.WARNING, crew=crew)
        key = make_service_user("removal-cases:write")
        for person, code in (
            (account_manager, "no_right"), (crew.legal, "no_right"), (key, "people_decide"),
        ):  # fmt: skip
            said = refusal(services.add_cure_item, case, kind="conduct", what="x", by=person)
            assert said.code == code

    def test_somebody_else_checks_what_was_handed_in(
        self, item: CureItem, crew: Crew, account_manager: User
    ) -> None:
        assert hand_in(item, by=crew.officer).state == "submitted"
        own = refusal(services.check_cure, item, met=True, finding="Paid.", by=crew.officer)
        assert own.code == "own_cure"
        manager = refusal(services.check_cure, item, met=True, finding="x", by=account_manager)
        assert manager.code == "no_right"
        services.check_cure(item, met=True, finding="On the account.", by=crew.legal, at=NOON)
        assert (item.state, item.checked_by, item.finding) == (
            "verified", crew.legal, "On the account.",
        )  # fmt: skip
        for verb in ("submit_cure", "check_cure"):
            assert Event.objects.filter(verb=verb).count() == 1

    def test_nothing_is_met_without_evidence(self, item: CureItem, crew: Crew) -> None:
        said = refusal(services.check_cure, item, met=True, finding="I trust them.", by=crew.legal)
        assert said.code == "item_moved_on"

    def test_nothing_fails_before_its_time_unless_it_was_handed_in(
        self, item: CureItem, crew: Crew
    ) -> None:
        early = refusal(services.check_cure, item, met=False, finding="Nothing.", by=crew.legal)
        assert early.code == "item_moved_on"
        later = NOON + dt.timedelta(days=400)
        services.check_cure(item, met=False, finding="Nothing came.", by=crew.legal, at=later)
        assert (item.state, item.is_refusal) == ("failed", False)

    def test_only_a_refusal_that_another_person_checked_ends_the_time_early(
        self, item: CureItem, crew: Crew, account_manager: User
    ) -> None:
        with time_machine.travel(NOON, tick=False):
            hand_in(item, by=account_manager)
            services.check_cure(item, met=False, finding="Half.", by=crew.legal, at=NOON)
            said = refusal(services.submit_for_decision, item.case, by=crew.officer, reason="Go.")
            assert "has time until" in said.message
            hand_in(item, by=account_manager)
            services.check_cure(
                item, met=False, is_refusal=True, finding="They refuse.", by=crew.legal, at=NOON
            )
            services.submit_for_decision(item.case, by=crew.officer, reason="Refused.", at=NOON)

    def test_what_failed_may_be_handed_in_again(
        self, item: CureItem, crew: Crew, account_manager: User
    ) -> None:
        hand_in(item, by=crew.officer)
        services.check_cure(item, met=False, finding="Not enough.", by=crew.legal, at=NOON)
        hand_in(item, by=account_manager)
        assert (item.state, item.checked_by, item.finding) == ("submitted", None, "")
        again = refusal(services.submit_cure, item, evidence=item.evidence, by=account_manager)
        assert again.code == "item_moved_on"

    def test_evidence_of_another_case_does_not_count(
        self, item: CureItem, crew: Crew, account_manager: User
    ) -> None:
        other = add_evidence(make_case(make_customer(), by=crew.officer), by=crew.officer)
        said = refusal(services.submit_cure, item, evidence=other, by=account_manager)
        assert said.code == "evidence_of_another"

    def test_a_block_stops_this_as_well(
        self, item: CureItem, crew: Crew, account_manager: User
    ) -> None:
        services.set_block(
            item.case.customer, kind="insolvency", by=crew.legal, reason="12 IN 4.", at=NOON
        )
        evidence = add_evidence(item.case, by=account_manager)
        said = refusal(services.submit_cure, item, evidence=evidence, by=account_manager)
        assert said.code == "blocked"

    def test_who_objects_goes_on_making_good(
        self, item: CureItem, crew: Crew, account_manager: User
    ) -> None:
        file_appeal(item.case, by=account_manager)
        hand_in(item, by=account_manager)
        services.check_cure(item, met=True, finding="Paid.", by=crew.legal, at=NOON)
        assert item.state == "verified"
        refused = refusal(services.accept_cure, item.case, by=crew.officer, reason="Paid.")
        assert refused.code == "blocked"

    def test_nothing_fails_by_the_time_while_none_runs(
        self, item: CureItem, crew: Crew, account_manager: User
    ) -> None:
        file_appeal(item.case, by=account_manager)
        said = {"met": False, "finding": "Nothing came.", "at": NOON + dt.timedelta(days=400)}
        refused = refusal(services.check_cure, item, by=crew.legal, **said)
        assert refused.code == "item_moved_on"

    def test_a_cure_is_accepted_even_where_the_decision_waits(
        self, item: CureItem, crew: Crew, account_manager: User
    ) -> None:
        case = lead_to(item.case, State.DECISION, crew=crew)
        item.refresh_from_db()
        hand_in(item, by=account_manager)
        services.check_cure(item, met=True, finding="Paid after all.", by=crew.legal, at=NOON)
        services.accept_cure(case, by=crew.officer, reason="Paid in full.", at=NOON)
        assert (case.state, case.due_date) == ("cured", None)

    def test_what_was_made_good_is_not_decided_on(
        self, item: CureItem, crew: Crew, account_manager: User
    ) -> None:
        hand_in(item, by=account_manager)
        services.check_cure(item, met=True, finding="Paid.", by=crew.officer, at=NOON)
        said = refusal(services.submit_for_decision, item.case, by=crew.officer, reason="Go on.")
        assert said.code == "not_ready"
        assert "Everything was made good" in said.message

    def test_while_the_customer_has_time_nobody_asks_for_the_decision(
        self, rectifying: RemovalCase, crew: Crew
    ) -> None:
        with time_machine.travel(NOON, tick=False):
            said = refusal(
                services.submit_for_decision, rectifying, by=crew.officer, reason="Go on."
            )
        assert said.code == "not_ready"
        assert "has time until" in said.message


class TestExtension:
    def extend(self, case: RemovalCase, days: int, *, by: User) -> object:
        assert case.due_date
        until = case.due_date + dt.timedelta(days=days)
        return services.extend_rectification(case, until=until, by=by, reason="They ask.", at=NOON)

    def test_there_is_more_time_twice_and_no_more(
        self, rectifying: RemovalCase, crew: Crew
    ) -> None:
        former = rectifying.due_date
        assert former
        for _ in range(2):
            self.extend(rectifying, 7, by=crew.officer)
        assert rectifying.due_date == former + dt.timedelta(days=14)
        numbers = list(rectifying.extensions.values_list("number", flat=True).order_by("number"))
        assert numbers == [1, 2]
        assert Event.objects.filter(verb="extend_rectification").count() == 2
        until = rectifying.due_date + dt.timedelta(days=1)
        said = refusal(services.extend_rectification, rectifying, until=until, by=crew.officer,
                       reason="Again.")  # fmt: skip
        assert said.code == "no_more_extensions"

    def test_it_ends_later_than_before(self, rectifying: RemovalCase, crew: Crew) -> None:
        said = refusal(services.extend_rectification, rectifying, until=rectifying.due_date,
                       by=crew.officer, reason="x")  # fmt: skip
        assert (said.code, said.field) == ("not_later", "until")

    def test_only_who_leads_gives_it_and_only_while_the_time_runs(
        self, case: RemovalCase, crew: Crew, account_manager: User
    ) -> None:
        lead_to(case, State.NOTICE, crew=crew)
        until = dt.date(2026, 12, 1)
        said = {"until": until, "reason": "x"}
        early = refusal(services.extend_rectification, case, by=crew.officer, **said)
        assert early.code == "not_in_this_stage"
        lead_to(case, State.RECTIFICATION, crew=crew)
        for person in (account_manager, crew.legal):
            refused = refusal(services.extend_rectification, case, by=person, **said)
            assert refused.code == "no_right"
        stale = refusal(services.extend_rectification, case, by=crew.officer, version=1, **said)
        assert stale.code == "stale"


class TestPages:
    def test_items_from_adding_to_checking(
        self, case: RemovalCase, crew: Crew, account_manager: User, client_for: Sign
    ) -> None:
        lead_to(case, State.NOTICE, crew=crew)
        officer, manager = client_for(crew.officer), client_for(account_manager)
        add = reverse("removal:cure_item_add", args=[case.pk])
        panel = reverse("removal:case_work", args=[case.pk])
        assert add in officer.get(panel).content.decode()
        assert add not in manager.get(panel).content.decode()
        assert manager.post(add, {"kind": "conduct", "what": "x"}).status_code == 403
        assert officer.post(add, {"kind": "payment", "what": "Pay"}).status_code == 422
        officer.post(add, {"kind": "conduct", "what": "Answer our letters"})
        item = case.cure_items.get()
        serve(case, "notice", crew=crew)
        services.start_rectification(case, by=crew.officer, reason="Arrived.", at=NOON)
        evidence = add_evidence(case, by=account_manager)
        submit = reverse("removal:cure_submit", args=[case.pk, item.pk])
        assert submit in manager.get(panel).content.decode()
        manager.post(submit, {"evidence": evidence.pk})
        check = reverse("removal:cure_check", args=[case.pk, item.pk])
        assert check in officer.get(panel).content.decode()
        assert check not in manager.get(panel).content.decode()
        assert manager.post(check, {"said": "met", "finding": "x"}).status_code == 403
        assert officer.post(check, {"said": "met", "finding": ""}).status_code == 422
        officer.post(check, {"said": "met", "finding": "They answered."})
        item.refresh_from_db()
        assert item.state == "verified"
        assert "They answered." in officer.get(panel).content.decode()

    def test_an_item_of_another_case_is_not_found(
        self, item: CureItem, crew: Crew, client_for: Sign
    ) -> None:
        other = make_case(make_customer(), by=crew.officer)
        for name in ("cure_submit", "cure_check"):
            address = reverse(f"removal:{name}", args=[other.pk, item.pk])
            assert client_for(crew.officer).get(address).status_code == 404

    def test_more_time(
        self, rectifying: RemovalCase, crew: Crew, account_manager: User, client_for: Sign
    ) -> None:
        address = reverse("removal:rectification_extend", args=[rectifying.pk])
        client = client_for(crew.officer)
        assert rectifying.due_date
        until = rectifying.due_date + dt.timedelta(days=7)
        said = {"until": until.isoformat(), "reason": "They ask.", "version": rectifying.version}
        assert client.post(address, said | {"until": "2026-01-01"}).status_code == 422
        assert client.post(address, said | {"reason": ""}).status_code == 422
        client.post(address, said)
        rectifying.refresh_from_db()
        assert rectifying.due_date == until
        panel = client.get(reverse("removal:case_work", args=[rectifying.pk])).content.decode()
        assert "They ask." in panel
        assert client_for(account_manager).get(address).status_code == 403
