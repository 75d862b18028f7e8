"""How letters go out, arrive, come back and are answered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from removal import services
from removal.models import Letter, LetterAnswer, LetterDelivery, RemovalCase
from removal.selectors.letters import arrived_on
from removal.services.letter_arrivals import deem_arrivals
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.jobs import mail
from riskcrm.jobs.models import OutgoingMail
from riskcrm.web.errors import Refused
from tests.factories import make_contact, make_customer, make_service_user
from tests.removal.cases import NOON, Crew, lead_to, make_case
from tests.removal.letters.cases import posted, released

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LATER = NOON + 10 * DAY


def receipt(name: str = "receipt.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"Signed by Li Wei", "text/plain")


def arrive(delivery: LetterDelivery, *, by: User, days: int = 2, **said: Any) -> LetterDelivery:
    said = {"note": "signed by Li Wei"} | said
    day = NOON.date() + days * DAY
    return services.record_arrival(delivery, arrived_on=day, by=by, at=LATER, **said)


def state_of(letter: Letter) -> tuple[str, dt.date | None, bool]:
    letter.refresh_from_db()
    return letter.state, letter.arrived_on, letter.is_arrival_proven


def test_a_posted_letter_is_on_its_way_and_a_proof_makes_it_arrived(
    case: RemovalCase, out: Letter, account_manager: User
) -> None:
    delivery = posted(out, by=account_manager, tracking_number="RR1", receipt=receipt())
    assert Path(delivery.file.path).read_bytes() == b"Signed by Li Wei"
    assert state_of(out) == ("sent", None, False)
    assert arrived_on(case, "warning") is None
    arrive(delivery, by=account_manager)
    assert state_of(out) == ("arrived", dt.date(2026, 5, 6), True)
    assert arrived_on(case, "warning") == dt.date(2026, 5, 6)
    assert arrived_on(case, "notice") is None


def test_an_arrival_needs_a_proof_and_a_day_that_can_be(out: Letter, account_manager: User) -> None:
    delivery = posted(out, by=account_manager)
    for said, code in (({"note": " "}, "no_proof"), ({"days": 20}, "future"),
                       ({"days": -1}, "before_sending")):  # fmt: skip
        with pytest.raises(Refused) as raised:
            arrive(delivery, by=account_manager, **said)
        assert raised.value.code == code


def test_a_letter_that_came_back_goes_out_again_and_its_arrival_counts_anew(
    case: RemovalCase, out: Letter, account_manager: User
) -> None:
    first = posted(out, by=account_manager)
    services.deem_arrival(first, arrived_on=dt.date(2026, 5, 7), rule="3 days", at=NOON + 4 * DAY)
    assert state_of(out) == ("arrived", dt.date(2026, 5, 7), False)
    services.record_returned(
        first, returned_on=dt.date(2026, 5, 9), reason="moved away", by=account_manager, at=LATER
    )
    assert state_of(out) == ("returned", None, False)
    assert arrived_on(case, "warning") is None
    second = posted(out, by=account_manager, channel="courier", at=LATER)
    assert state_of(out)[0] == "sent"
    services.record_arrival(second, arrived_on=LATER.date(), note="signed", by=account_manager,
                            at=LATER)  # fmt: skip
    assert state_of(out) == ("arrived", LATER.date(), True)


def test_a_proven_arrival_outweighs_a_deemed_one_and_cannot_come_back(
    out: Letter, account_manager: User
) -> None:
    first = posted(out, by=account_manager)
    second = posted(out, by=account_manager, channel="courier")
    services.deem_arrival(first, arrived_on=dt.date(2026, 5, 5), rule="1 day", at=LATER)
    arrive(second, by=account_manager, days=3)
    assert state_of(out) == ("arrived", dt.date(2026, 5, 7), True)
    with pytest.raises(Refused, match="proven"):
        services.record_returned(second, returned_on=LATER.date(), reason="x", by=account_manager,
                                 at=LATER)  # fmt: skip
    again = services.deem_arrival(second, arrived_on=dt.date(2026, 5, 5), rule="1 day", at=LATER)
    assert again.arrival == "proven", "deeming changes nothing that is known"


def test_letters_alike_are_asked_for_their_arrival_once(
    account_manager: User, risk_officer: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert deem_arrivals(today=NOON.date(), at=NOON) == 0
        return len(context)

    def post_another() -> None:
        customer = make_customer(manager=account_manager, team=account_manager.team)
        case = lead_to(make_case(customer, by=account_manager), State.WARNING, crew=Crew())
        posted(released(case, by=account_manager, second=risk_officer), by=account_manager)

    post_another()
    one = queries()
    for _ in range(3):
        post_another()
    assert queries() == one


def test_only_what_is_released_is_delivered_and_only_by_who_may(
    waiting: Letter, out: Letter, account_manager: User, outsider: User, auditor: User
) -> None:
    for letter, who, code in (
        (waiting, account_manager, "letter_moved_on"), (out, auditor, "no_right"),
        (out, outsider, "not_visible"),
    ):  # fmt: skip
        with pytest.raises(Refused) as raised:
            posted(letter, by=who)
        assert raised.value.code == code


def test_another_customers_contact_is_refused(out: Letter, account_manager: User) -> None:
    strange = make_contact(make_customer())
    with pytest.raises(Refused) as raised:
        posted(out, by=account_manager, contact=strange)
    assert raised.value.code == "strange"


def test_the_database_keeps_how_it_went_out(out: Letter, account_manager: User) -> None:
    delivery = posted(out, by=account_manager, receipt=receipt())
    rows = LetterDelivery.objects.filter(pk=delivery.pk)
    changes: list[dict[str, Any]] = [
        {"address": "elsewhere"}, {"channel": "fax"}, {"sent_at": LATER}, {"sha256": "0" * 64},
        {"arrived_on": NOON.date()}, {"returned_on": NOON.date()},
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()


def test_a_courier_records_arrival_with_a_key(out: Letter, account_manager: User) -> None:
    delivery = posted(out, by=account_manager, channel="courier", tracking_number="SF1")
    key = make_service_user("letters:write")
    arrive(delivery, by=key)
    assert state_of(out)[0] == "arrived"


def test_an_answer_is_kept_as_it_came(out: Letter, account_manager: User) -> None:
    answer = services.record_answer(
        out, received_on=LATER.date(), text="We will pay.", by=account_manager, at=LATER,
        file=receipt("answer.txt"),
    )  # fmt: skip
    assert answer.file_name == "answer.txt"
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterAnswer.objects.filter(pk=answer.pk).update(text="We will not.")


# --- by e-mail ------------------------------------------------------------------------------------


@pytest.fixture
def mail_server(settings: Any) -> None:
    settings.EMAIL_IS_SET = True


def mailed(letter: Letter, *, by: User) -> LetterDelivery:
    delivery = services.send_letter(
        letter, address="li@hua.example", source="contact", by=by, at=NOON
    )
    assert services.dispatch_letters(at=NOON) == 1
    assert services.dispatch_letters(at=NOON) == 0
    return delivery


def test_an_e_mail_leaves_once_with_the_kept_pdf_and_the_letter_follows(
    out: Letter, account_manager: User, mail_server: None
) -> None:
    delivery = mailed(out, by=account_manager)
    assert state_of(out)[0] == "released"
    assert (mail.send_mails(clock=lambda: NOON), mail.send_mails(clock=lambda: NOON + DAY)) == (
        1,
        0,
    )
    message = outbox.outbox[0]
    assert message.to == ["li@hua.example"]
    name, content, _kind = message.attachments[0]
    assert (name, content) == (f"RC-{out.case_id}-1.pdf", Path(out.pdf.path).read_bytes())
    assert message.extra_headers["Message-ID"] == OutgoingMail.objects.get().message_id
    assert services.follow_mailed_letters(at=NOON + DAY) == 1
    assert services.follow_mailed_letters(at=NOON + DAY) == 0
    delivery.refresh_from_db()
    assert (delivery.sent_at, state_of(out)[0]) == (NOON, "sent")


def test_without_a_mail_server_e_mails_are_kept(
    out: Letter, account_manager: User, settings: Any
) -> None:
    settings.EMAIL_IS_SET = False
    mailed(out, by=account_manager)
    assert mail.send_mails(clock=lambda: NOON) == 0
    assert OutgoingMail.objects.get().attempts == 0


def test_no_e_mail_address_is_refused(out: Letter, account_manager: User) -> None:
    with pytest.raises(Refused) as raised:
        services.send_letter(out, address="nowhere", source="other", by=account_manager, at=NOON)
    assert raised.value.field == "address"


def test_the_latest_letter_of_a_kind_counts(
    case: RemovalCase, out: Letter, account_manager: User, risk_officer: User
) -> None:
    arrive(posted(out, by=account_manager), by=account_manager)
    released(case, by=account_manager, second=risk_officer)
    assert arrived_on(case, "warning") is None, "the newer one has not arrived yet"
