"""Letters go with the stage of their case: what fits it leaves, everything else stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from removal import services
from removal.letters.forms import DraftForm
from removal.letters.kinds import STAGES, Kind
from removal.letters.lint import lint
from removal.listing.reasons import REASONS
from removal.models import Letter, PolicyPack, RemovalCase, SendClearance
from removal.restricted.opened import opened
from removal.selectors.letters_due import facts_by_case, letters_due
from removal.selectors.restricted import posted_uncleared
from removal.services.letter_arrivals import deem_arrivals
from removal.services.letters import letter_faults
from removal.services.restricted import decide_clearance
from removal.states import State
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.jobs import mail
from riskcrm.web.errors import Refused
from tests.factories import make_person
from tests.removal.cases import NOON, Crew, file_appeal, lead_to, serve
from tests.removal.letters.cases import FACTS, SOON, drafted, posted, released
from tests.removal.listed import listed
from tests.removal.restricted.silence import without_what_is_new

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def code_of(act: Callable[..., Any], *args: Any, **said: Any) -> str:
    with pytest.raises(Refused) as raised:
        act(*args, **{"at": NOON, **said})
    return raised.value.code


def mailed(letter: Letter, by: User) -> None:
    services.send_letter(letter, address="li@hua.example", source="contact", by=by, at=NOON)


def withdraw(case: RemovalCase, by: User) -> None:
    services.withdraw_case(case, by=by, reason="They paid.", at=NOON)


def test_every_kind_has_its_stages() -> None:
    assert set(STAGES) == set(Kind)


@pytest.mark.parametrize("kind", ["notice", "termination", "extension", "cure_accepted"])
def test_a_letter_of_another_stage_is_not_drafted(
    case: RemovalCase, account_manager: User, kind: str
) -> None:
    assert code_of(drafted, case, by=account_manager, kind=kind) == "not_in_this_stage"


def test_no_letter_is_drafted_when_the_case_was_withdrawn(
    case: RemovalCase, account_manager: User
) -> None:
    withdraw(case, account_manager)
    assert code_of(drafted, case, by=account_manager) == "not_in_this_stage"


def test_when_a_case_ends_its_letters_in_the_house_are_cancelled(
    case: RemovalCase, waiting: Letter, out: Letter, account_manager: User
) -> None:
    mailed(out, account_manager)
    withdraw(case, account_manager)
    for letter in (waiting, out):
        letter.refresh_from_db()
        assert (letter.state, letter.cancelled_by) == ("cancelled", account_manager)
    assert services.dispatch_letters(at=NOON) == 0


def test_a_deadline_that_passes_cancels_them_as_well(
    case: RemovalCase, crew: Crew, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    lead_to(case, State.RECTIFICATION, crew=crew)
    letter = drafted(case, by=account_manager, kind="extension")
    later = NOON + 400 * DAY
    assert services.expire_rectifications(today=later.date(), at=later) == 1
    letter.refresh_from_db()
    assert (letter.state, letter.cancelled_by) == ("cancelled", None)
    page = client_for(account_manager).get(reverse("removal:letter_detail", args=[letter.pk]))
    assert "its deadline" in page.content.decode()


def test_an_e_mail_handed_over_already_is_stopped_as_well(
    case: RemovalCase, out: Letter, account_manager: User, settings: Any
) -> None:
    settings.EMAIL_IS_SET = True
    mailed(out, account_manager)
    assert services.dispatch_letters(at=NOON) == 1
    withdraw(case, account_manager)
    assert mail.send_mails(clock=lambda: NOON) == 0


def test_a_letter_that_left_stays_as_it_is(
    case: RemovalCase, out: Letter, account_manager: User
) -> None:
    posted(out, by=account_manager)
    withdraw(case, account_manager)
    out.refresh_from_db()
    assert out.state == "sent"


def test_a_letter_of_a_former_stage_goes_out_again_only_when_it_was_out(
    case: RemovalCase, out: Letter, crew: Crew, account_manager: User
) -> None:
    fresh = released(case, by=account_manager, second=crew.officer)
    first = posted(out, by=account_manager)
    serve(case, "warning", crew=crew, at=NOON - 60 * DAY)
    services.issue_notice(case, by=crew.officer, reason="No answer.", at=NOON + 30 * DAY)
    services.record_returned(
        first, returned_on=NOON.date(), reason="moved away", by=account_manager, at=NOON
    )
    assert posted(out, by=account_manager, channel="courier").number == 2
    assert code_of(posted, fresh, by=account_manager) == "letter_moved_on"


class TestBlocks:
    @pytest.fixture
    def blocked(self, case: RemovalCase, crew: Crew) -> Callable[[], None]:
        def block() -> None:
            services.set_block(
                case.customer, kind="legal_hold", by=crew.legal, reason="12 O 3.", at=NOON
            )

        return block

    def test_nothing_is_released(
        self, waiting: Letter, blocked: Callable[[], None], risk_officer: User
    ) -> None:
        blocked()
        assert code_of(services.release_letter, waiting, by=risk_officer) == "blocked"

    def test_nothing_leaves(
        self, out: Letter, blocked: Callable[[], None], account_manager: User
    ) -> None:
        mailed(out, account_manager)
        blocked()
        assert code_of(posted, out, by=account_manager) == "blocked"
        with pytest.raises(Refused, match="Nothing moves"):
            mailed(out, account_manager)
        assert services.dispatch_letters(at=NOON) == 0

    def test_an_open_appeal_is_answered_all_the_same(
        self, case: RemovalCase, crew: Crew, account_manager: User, risk_officer: User
    ) -> None:
        lead_to(case, State.RECTIFICATION, crew=crew)
        file_appeal(case, by=account_manager)
        answer = drafted(case, by=account_manager, kind="appeal_answer")
        services.release_letter(answer, by=risk_officer, at=NOON)
        other = drafted(case, by=account_manager, kind="extension")
        assert code_of(services.release_letter, other, by=risk_officer) == "blocked"
        mailed(answer, account_manager)
        assert services.dispatch_letters(at=NOON) == 1


def hold(case: RemovalCase, by: User, *, decision: str = "hold", at: dt.datetime = NOON) -> None:
    with opened():
        SendClearance.objects.create(
            case_key=case.pk, decision=decision, reason="Wait.", decided_by=by, decided_at=at
        )


def test_posting_is_recorded_alike_whether_officers_hold_the_letters_or_not(
    case: RemovalCase,
    out: Letter,
    account_manager: User,
    head_of_risk: User,
    client_for: Callable[[User], Client],
) -> None:
    officer = make_person(roles.COMPLIANCE_OFFICER)
    posted(out, by=account_manager)
    hold(case, head_of_risk, at=NOON + DAY / 2)
    anyway = posted(out, by=account_manager, at=NOON + DAY)
    with opened():
        assert list(posted_uncleared(officer)) == [anyway]
    page = client_for(officer).get("/compliance/clearances/").content.decode()
    assert "Sent by hand all the same" in page
    decide_clearance(
        case, by=officer, decision="hold", reason="It is out by now.", at=NOON + 2 * DAY
    )
    with opened():
        assert list(posted_uncleared(officer)) == []


def test_where_every_case_waits_for_a_word_officers_read_what_was_posted_without(
    case: RemovalCase, out: Letter, account_manager: User, settings: Any
) -> None:
    officer = make_person(roles.COMPLIANCE_OFFICER)
    settings.CLEAR_EXITS = True
    posted(out, by=account_manager)
    with opened():
        assert posted_uncleared(officer).count() == 1
    decide_clearance(case, by=officer, decision="clear", reason="No objection.", at=NOON)
    with opened():
        assert posted_uncleared(officer).count() == 0


@pytest.fixture
def on_its_way(out: Letter, account_manager: User, settings: Any) -> Letter:
    """Its e-mail is handed over and has not left."""
    settings.EMAIL_IS_SET = True
    mailed(out, account_manager)
    assert services.dispatch_letters(at=NOON) == 1
    return out


def test_a_block_set_after_an_e_mail_was_handed_over_stops_it_and_is_told(
    case: RemovalCase,
    on_its_way: Letter,
    account_manager: User,
    risk_officer: User,
    client_for: Callable[[User], Client],
) -> None:
    block = services.set_block(
        case.customer, kind="insolvency", by=risk_officer, reason="12 IN 4.", at=NOON
    )
    assert mail.send_mails(clock=lambda: NOON) == 0
    page = client_for(account_manager).get(reverse("removal:letter_detail", args=[on_its_way.pk]))
    assert "Nothing moves: insolvency" in page.content.decode()
    services.lift_block(block, by=risk_officer, reason="Withdrawn.", at=NOON)
    assert mail.send_mails(clock=lambda: NOON) == 1


def test_an_e_mail_that_officers_hold_after_it_was_handed_over_looks_like_any_other(
    case: RemovalCase,
    on_its_way: Letter,
    account_manager: User,
    head_of_risk: User,
    client_for: Callable[[User], Client],
) -> None:
    address, client = (
        reverse("removal:letter_detail", args=[on_its_way.pk]),
        client_for(account_manager),
    )
    row = on_its_way.deliveries.values("mail__attempts", "mail__claimed_until", "mail__error")
    before, stood = without_what_is_new(client.get(address).content), row.get()
    hold(case, head_of_risk)
    assert mail.send_mails(clock=lambda: NOON) == 0
    assert without_what_is_new(client.get(address).content) == before
    assert row.get() == stood
    hold(case, head_of_risk, decision="clear")
    assert mail.send_mails(clock=lambda: NOON) == 1


def test_letters_that_wait_keep_no_other_in_the_house(
    case: RemovalCase,
    out: Letter,
    account_manager: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("removal.services.letter_deliveries.AT_ONCE", 1)
    mailed(out, account_manager)
    second = services.draft_letter(
        case, kind="warning", language="en", by=account_manager, at=NOON, facts=FACTS["warning"]
    )
    services.release_letter(second, by=Crew().officer, at=NOON)
    mailed(second, account_manager)
    assert services.dispatch_letters(at=NOON) == 1
    assert services.dispatch_letters(at=NOON) == 1


def test_a_day_before_the_laws_is_refused(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    early = NOON.date() + DAY
    letter = drafted(case, by=account_manager, facts=FACTS["warning"] | {"deadline": early})
    assert any("too early" in fault for fault in letter_faults(letter, at=NOON))
    assert code_of(services.release_letter, letter, by=risk_officer) == "letter_faulty"
    fine = drafted(case, by=account_manager, facts=FACTS["warning"] | {"deadline": SOON})
    assert letter_faults(fine, at=NOON) == []


def test_the_arrival_shown_is_the_one_that_periods_count_from(
    case: RemovalCase, out: Letter, account_manager: User
) -> None:
    post = posted(out, by=account_manager)
    courier = posted(out, by=account_manager, channel="courier")
    services.record_arrival(
        courier, arrived_on=NOON.date(), note="signed", by=account_manager, at=NOON
    )
    out.refresh_from_db()
    assert (out.state, out.arrived_on) == ("sent", None), "the post is still under way"
    later = NOON + 20 * DAY
    assert deem_arrivals(today=later.date(), at=later) == 1
    out.refresh_from_db()
    post.refresh_from_db()
    assert (out.state, out.arrived_on, out.is_arrival_proven) == ("arrived", post.arrived_on, False)


def test_a_day_of_release_is_one_of_ours(
    case: RemovalCase, account_manager: User, risk_officer: User, settings: Any
) -> None:
    """Released at half past midnight here, 4 May in UTC: what left that evening left before."""
    settings.TIME_ZONE = "Europe/Berlin"
    midnight = dt.datetime(2026, 5, 4, 22, 30, tzinfo=dt.UTC)
    letter = drafted(case, by=account_manager)
    services.release_letter(letter, by=risk_officer, at=midnight)
    before = dt.datetime(2026, 5, 4, 21, 0, tzinfo=dt.UTC)
    with pytest.raises(Refused, match="2026-05-05") as raised:
        posted(letter, by=account_manager, at=midnight, sent_at=before)
    assert raised.value.code == "before_release"


def test_only_ways_that_the_policy_names_are_taken(
    case: RemovalCase, out: Letter, account_manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    methods = {"delivery_methods": ["courier"]}
    whole = PolicyPack.value
    monkeypatch.setattr(
        PolicyPack, "value", lambda pack, name: methods.get(name) or whole(pack, name)
    )
    assert code_of(posted, out, by=account_manager, channel="fax") == "channel_not_allowed"
    assert posted(out, by=account_manager, channel="courier").number == 1


def test_an_extension_asks_for_its_letter_and_gives_it_its_days(
    case: RemovalCase, crew: Crew, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    lead_to(case, State.RECTIFICATION, crew=crew)
    assert letters_due(case) == []
    former = case.due_date
    services.extend_rectification(
        case, until=dt.date(2099, 1, 5), by=crew.officer, reason="They asked.", at=NOON
    )
    assert letters_due(case) == ["extension"]
    form = DraftForm(case=case, kind="extension", language="en", by=account_manager)
    assert form["deadline"].initial == case.due_date
    assert form["former_deadline"].initial == former
    panel = client_for(account_manager).get(reverse("removal:letter_panel", args=[case.pk]))
    assert "?kind=extension&amp;language=" in panel.content.decode()
    drafted(case, by=account_manager, kind="extension")
    assert letters_due(case) == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_who_is_listed_for_fraud_reads_it_in_words_that_brand_nobody(
    case: RemovalCase, risk_officer: User, second_officer: User, language: str
) -> None:
    listed(case.customer, by=risk_officer, approver=second_officer, case=case, reason_class="fraud")
    said = facts_by_case(case, "list_entry", language)["reason_class"]
    with translation.override(language):
        assert said == str(REASONS["fraud"].text)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_reason_of_an_entry_may_stand_in_its_letter(language: str) -> None:
    with translation.override(language):
        assert [word for each in REASONS.values() for word in lint(str(each.text))] == []


def test_an_answered_appeal_gives_its_letter_what_was_decided(
    case: RemovalCase, crew: Crew, account_manager: User, head_of_risk: User
) -> None:
    lead_to(case, State.RECTIFICATION, crew=crew)
    appeal = file_appeal(case, by=account_manager)
    assert letters_due(case) == []
    services.dismiss_appeal(appeal, by=head_of_risk, reason="Nothing was paid.", at=NOON)
    assert letters_due(case) == ["appeal_answer"]
    facts = facts_by_case(case, "appeal_answer", "en")
    assert facts == {
        "appeal_date": NOON.date(), "outcome": "dismissed", "answer": "Nothing was paid.",
    }  # fmt: skip
