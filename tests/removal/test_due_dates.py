"""The running deadline follows the notice, and every end is a day that the pack allows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from removal import services
from removal.letters.kinds import SPECS
from removal.models import Letter, LetterDelivery, RemovalCase
from removal.selectors.case_dates import dates_in_letter, dates_of
from removal.selectors.letters import items_for
from removal.services.letter_arrivals import deem_arrivals
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.removal.cases import NOON, Crew, file_appeal, lead_to, refusal

pytestmark = pytest.mark.django_db
TWO_WEEKS = dt.timedelta(days=14)


@pytest.fixture
def rectifying(case: RemovalCase, crew: Crew) -> RemovalCase:
    return lead_to(case, State.RECTIFICATION, crew=crew)


def serve_again(case: RemovalCase, *, crew: Crew, at: dt.datetime) -> Letter:
    """The notice goes out once more and arrives, with a proof, that day."""
    notice = case.letters.get(kind="notice")
    delivery = services.record_posted(
        notice, channel="courier", address="2 Mill Lane", source="customer", by=crew.officer, at=at
    )
    services.record_arrival(delivery, arrived_on=at.date(), note="signed", by=crew.officer, at=at)
    case.refresh_from_db()
    return notice


def test_a_later_service_of_the_notice_moves_the_running_deadline(
    rectifying: RemovalCase, crew: Crew
) -> None:
    former = rectifying.due_date
    assert former
    serve_again(rectifying, crew=crew, at=NOON + TWO_WEEKS)
    assert rectifying.due_date == dates_of(rectifying)["cure_deadline"].date
    assert rectifying.due_date > former
    # posted, it counts as arrived on a deemed day; proven, on the day of the proof
    events = Event.objects.filter(verb="move_due_date", object_id=str(rectifying.pk)).order_by("pk")
    first, *_others = bodies = [json.loads(event.payload.body) for event in events]
    assert first["before"] == {"due_date": former.isoformat()}
    assert bodies[-1]["after"] == {"due_date": rectifying.due_date.isoformat()}


def served_by_mail(case: RemovalCase, kind: str, *, crew: Crew, at: dt.datetime) -> Letter:
    """Dated as the page does it, for registered post, and sent by e-mail, which is faster."""
    facts = {
        "reasons": ["Three invoices are open."], "appeal_channel": "appeals@seller.example",
        "cure_items": items_for(case), **dates_in_letter(case, kind, on=at.date()),
    }  # fmt: skip
    letter = services.draft_letter(
        case, kind=kind, language="en", by=crew.officer, at=at, recipient=["Mill Ltd"],
        facts={name: value for name, value in facts.items() if name in SPECS[kind].facts},
    )  # fmt: skip
    services.release_letter(letter, by=crew.legal, at=at)
    services.record_posted(
        letter, channel="email", address="li@mill.example", source="contact", by=crew.officer, at=at
    )
    return letter


def day_named(letter: Letter, name: str) -> dt.date:
    return dt.date.fromisoformat(letter.facts["given"][name])


def noon_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, NOON.timetz())


def test_a_notice_by_e_mail_gives_the_time_that_it_names(
    case: RemovalCase, crew: Crew, second_officer: User
) -> None:
    lead_to(case, State.NOTICE, crew=crew)
    services.add_cure_item(case, kind="conduct", what="Answer us", by=crew.officer, at=NOON)
    notice = served_by_mail(case, "notice", crew=crew, at=NOON)
    begun = NOON + dt.timedelta(days=2)
    deem_arrivals(today=begun.date(), at=begun)
    services.start_rectification(case, by=crew.officer, reason="It is there.", at=begun)
    named = day_named(notice, "deadline")
    assert named > dates_of(case)["notice_arrival"].date + dt.timedelta(days=15)
    assert case.due_date == dates_of(case)["cure_deadline"].date == named
    assert dates_of(case)["cure_deadline"].steps[-1].rule == "told"
    assert services.expire_rectifications(today=named, at=noon_of(named)) == 0

    over = noon_of(named) + dt.timedelta(days=1)
    services.expire_rectifications(today=over.date(), at=over)
    case.refresh_from_db()
    services.approve_case(case, by=second_officer, reason="Nothing helped.", at=over)
    last = day_named(notice, "end_date")
    assert case.due_date is not None
    assert case.due_date >= last
    assert dates_of(case)["notice_end"].date == last
    early = refusal(services.start_termination, case, by=crew.officer, reason="x", at=noon_of(last))
    assert early.code == "not_ready"
    after = noon_of(last) + dt.timedelta(days=1)
    services.start_termination(case, by=crew.officer, reason="It is over.", at=after)


def test_a_warning_by_e_mail_gives_the_time_that_it_names(case: RemovalCase, crew: Crew) -> None:
    lead_to(case, State.WARNING, crew=crew)
    warning = served_by_mail(case, "warning", crew=crew, at=NOON)
    last = noon_of(day_named(warning, "deadline"))
    early = refusal(services.issue_notice, case, by=crew.officer, reason="x", at=last)
    assert "time to answer" in early.message
    after = last + dt.timedelta(days=1)
    services.issue_notice(case, by=crew.officer, reason="No answer.", at=after)


def test_the_days_that_letters_name_hold_without_a_pack_as_well(
    case: RemovalCase, crew: Crew
) -> None:
    lead_to(case, State.WARNING, crew=crew)
    warning = served_by_mail(case, "warning", crew=crew, at=NOON)
    delivery = LetterDelivery.objects.get(letter=warning)
    services.record_arrival(
        delivery, arrived_on=NOON.date(), note="They answered it.", by=crew.officer, at=NOON
    )
    RemovalCase.objects.filter(pk=case.pk).update(pack=None)
    last = noon_of(day_named(warning, "deadline"))
    early = refusal(services.issue_notice, case, by=crew.officer, reason="x", at=last)
    assert "time to answer" in early.message


def test_an_extension_holds_as_long_as_its_letter_says(rectifying: RemovalCase, crew: Crew) -> None:
    assert rectifying.due_date
    until = rectifying.due_date + dt.timedelta(days=7)
    services.extend_rectification(rectifying, until=until, by=crew.officer, reason="x", at=NOON)
    later = rectifying.due_date + dt.timedelta(days=3)
    letter = services.draft_letter(
        rectifying, kind="extension", language="en", by=crew.officer, at=NOON,
        recipient=["Mill Ltd"], facts={"deadline": later},
    )  # fmt: skip
    services.release_letter(letter, by=crew.legal, at=NOON)
    services.record_posted(
        letter, channel="email", address="li@mill.example", source="contact", by=crew.officer,
        at=NOON,
    )  # fmt: skip
    rectifying.refresh_from_db()
    assert rectifying.due_date == later == dates_of(rectifying)["cure_deadline"].date


def test_an_extension_given_before_is_kept(rectifying: RemovalCase, crew: Crew) -> None:
    assert rectifying.due_date
    until = rectifying.due_date + dt.timedelta(days=7)
    services.extend_rectification(rectifying, until=until, by=crew.officer, reason="x", at=NOON)
    serve_again(rectifying, crew=crew, at=NOON + TWO_WEEKS)
    anew = (NOON + TWO_WEEKS).date() + dt.timedelta(days=15)  # later than the notice names
    assert rectifying.due_date == anew + dt.timedelta(days=7)


def test_no_other_letter_and_no_other_stage_moves_it(case: RemovalCase, crew: Crew) -> None:
    lead_to(case, State.DECISION, crew=crew)
    former = case.due_date
    serve_again(case, crew=crew, at=NOON + TWO_WEEKS)
    assert case.due_date == former
    assert not Event.objects.filter(verb="move_due_date").exists()


def test_the_time_does_not_run_out_where_the_notice_came_back(
    rectifying: RemovalCase, crew: Crew
) -> None:
    delivery = LetterDelivery.objects.get(letter=rectifying.letters.get(kind="notice"))
    LetterDelivery.objects.filter(pk=delivery.pk).update(arrival="deemed")
    delivery.refresh_from_db()
    services.record_returned(
        delivery, returned_on=NOON.date(), reason="moved away", by=crew.officer, at=NOON
    )
    assert rectifying.due_date
    later = rectifying.due_date + dt.timedelta(days=1)
    assert services.expire_rectifications(today=later, at=NOON) == 0
    serve_again(rectifying, crew=crew, at=NOON + TWO_WEEKS)
    assert rectifying.due_date == dates_of(rectifying)["cure_deadline"].date
    over = rectifying.due_date + dt.timedelta(days=1)
    assert services.expire_rectifications(today=over, at=NOON) == 1


def test_an_extension_to_a_saturday_ends_on_the_business_day_after_it(
    rectifying: RemovalCase, crew: Crew
) -> None:
    assert rectifying.due_date
    saturday = rectifying.due_date + dt.timedelta(days=12 - rectifying.due_date.weekday())
    extension = services.extend_rectification(
        rectifying, until=saturday, by=crew.officer, reason="They ask.", at=NOON
    )
    assert saturday.weekday() == 5
    assert extension.new_date == rectifying.due_date == saturday + dt.timedelta(days=2)
    assert dates_of(rectifying)["cure_deadline"].date == rectifying.due_date


def test_the_way_says_from_when_a_stage_to_come_may_begin_and_why(
    rectifying: RemovalCase, crew: Crew, client_for: Callable[[User], Client]
) -> None:
    address = reverse("removal:case_detail", args=[rectifying.pk])
    page = client_for(crew.officer).get(address)
    [decision] = [stage for stage in page.context["stages"] if stage["state"] == "decision"]
    assert decision["planned"].date == rectifying.due_date
    way = page.content.decode().split('class="stages path"')[1].split("</ol>")[0]
    assert '<a href="#dates"' in way
    assert f"{decision['planned'].steps[-1].rule}: " in way


class TestTimeOnHold:
    """What stops a case stops the customer's time as well."""

    def shifted(self, case: RemovalCase, former: dt.date | None) -> int:
        case.refresh_from_db()
        assert former
        assert case.due_date
        return (case.due_date - former).days

    def test_the_days_of_an_appeal_are_added(
        self, rectifying: RemovalCase, crew: Crew, account_manager: User, head_of_risk: User
    ) -> None:
        former = rectifying.due_date
        appeal = file_appeal(rectifying, by=account_manager)
        later = NOON + 10 * TWO_WEEKS
        services.dismiss_appeal(appeal, by=head_of_risk, reason="Nothing new.", at=later)
        assert self.shifted(rectifying, former) == 140
        assert services.expire_rectifications(today=later.date(), at=later) == 0
        event = Event.objects.get(verb="give_time_back", object_id=str(rectifying.pk))
        assert json.loads(event.payload.body)["facts"] == {"days": 140}
        # and they stay when the notice goes out anew
        serve_again(rectifying, crew=crew, at=NOON + TWO_WEEKS)
        anew = (NOON + TWO_WEEKS).date() + dt.timedelta(days=15)  # later than the notice names
        assert rectifying.due_date == anew + dt.timedelta(days=140)

    def test_days_on_which_two_blocks_stood_count_once_and_with_the_last_of_them(
        self, rectifying: RemovalCase, crew: Crew
    ) -> None:
        former = rectifying.due_date
        said = {"by": crew.legal, "reason": "12."}
        hold, proceedings = (
            services.set_block(rectifying.customer, kind=kind, at=NOON + days, **said)
            for kind, days in (("legal_hold", TWO_WEEKS * 0), ("insolvency", TWO_WEEKS))
        )
        services.lift_block(hold, at=NOON + 2 * TWO_WEEKS, **said)
        assert self.shifted(rectifying, former) == 0
        services.lift_block(proceedings, at=NOON + 3 * TWO_WEEKS, **said)
        assert self.shifted(rectifying, former) == 42

    def test_what_was_over_before_stays_over(self, rectifying: RemovalCase, crew: Crew) -> None:
        former = rectifying.due_date
        said = {"by": crew.legal, "reason": "12."}
        late = NOON + 20 * TWO_WEEKS
        hold = services.set_block(rectifying.customer, kind="legal_hold", at=late, **said)
        services.lift_block(hold, at=late + TWO_WEEKS, **said)
        assert self.shifted(rectifying, former) == 0
