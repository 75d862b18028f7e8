"""How letters go out and are answered: one row for each attempt. See also `letter_arrivals`."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from customers.models import Contact, Contract
from removal.letters.files import Upload, kept_upload
from removal.letters.words import label
from removal.models import Letter, LetterAnswer, LetterDelivery
from removal.selectors.restricted import may_go_out
from removal.services.due_dates import follow_letter
from removal.services.letter_stages import check_fits, hold_case, ready_to_leave
from removal.services.letter_ways import (
    Channel,
    follow,
    hold,
    hold_delivery,
    new_delivery,
    note_delivery,
)
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, record
from riskcrm.jobs.mail import post_mail, retry_mail
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

AT_ONCE = 500


def record_posted(
    letter: Letter,
    *,
    channel: str,
    address: str,
    source: str,
    by: User,
    at: dt.datetime,
    sent_at: dt.datetime | None = None,
    tracking_number: str = "",
    contact: Contact | None = None,
    contract: Contract | None = None,
    receipt: Upload = None,
) -> LetterDelivery:
    """Note that a released letter was handed to the post, a courier, its recipient or a paper.

    After one came back this is the way to another address or channel. See also `send_letter`.
    What officers hold is not asked: a refusal would tell of it, and what is posted is posted.
    They read it inside the compartment (`posted_uncleared`).
    """
    sent_at = sent_at or at
    if sent_at > at:
        raise Refused(_("It cannot have been sent in the future."), code="future", field="sent_at")
    with kept_upload(receipt) as kept, transaction.atomic():
        letter = hold(letter, by=by)
        check_fits(letter, letter.case, by=by)
        if letter.released_at and local_date(sent_at) < local_date(letter.released_at):
            raise Refused(
                _("It was released on {day} and cannot have left before.").format(
                    day=local_date(letter.released_at)
                ),
                code="before_release",
                field="sent_at",
            )
        delivery = new_delivery(
            letter, channel=channel, address=address, source=source, contact=contact,
            contract=contract, tracking_number=tracking_number.strip(), sent_at=sent_at, by=by,
            at=at, **kept,
        )  # fmt: skip
        follow(letter)
        note_delivery("post_letter", letter, by=by.as_actor(), at=at, delivery=delivery)
        follow_letter(letter, by=by.as_actor(), at=at)
    return delivery


def send_letter(
    letter: Letter,
    *,
    address: str,
    source: str,
    by: User,
    at: dt.datetime,
    contact: Contact | None = None,
    contract: Contract | None = None,
) -> LetterDelivery:
    """Have a released letter sent by e-mail: `dispatch_letters` lets it leave when it may."""
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        text = _("This is no e-mail address.")
        raise Refused(text, code="no_address", field="address") from error
    with transaction.atomic():
        letter = hold(letter, by=by)
        check_fits(letter, letter.case, by=by)
        delivery = new_delivery(
            letter, channel=Channel.EMAIL, address=address, source=source, contact=contact,
            contract=contract, by=by, at=at,
        )  # fmt: skip
        note_delivery("mail_letter", letter, by=by.as_actor(), at=at, delivery=delivery)
    return delivery


def dispatch_letters(*, at: dt.datetime) -> int:
    """Let waiting e-mails leave through the rows of `riskcrm.jobs.mail`; how many. Safe twice.

    Those that no longer fit their case, or whose customer is blocked, wait. For every case it is
    asked alike whether its letters may go out today; the others wait on, and nothing tells them
    from those that are about to leave. However many wait, they keep nobody else.
    """
    found = list(ready_to_leave().order_by("pk").values_list("pk", "letter__case_id"))
    free = may_go_out({case for _key, case in found}, on=local_date(at))
    sent = 0
    for key in [key for key, case in found if case in free][:AT_ONCE]:
        with transaction.atomic():
            delivery = LetterDelivery.objects.select_related("letter").get(pk=key)
            letter = delivery.letter
            hold_case(letter)
            if not ready_to_leave().filter(pk=key).exists():
                continue  # the case moved or was blocked meanwhile
            mail = post_mail(
                f"letter:{letter.pk}:{delivery.number}", recipient=delivery.address,
                subject=letter.subject, body=_cover(letter), at=at,
                attachment=letter.pdf.name or "", attachment_name=pdf_name(letter),
            )  # fmt: skip
            LetterDelivery.objects.filter(pk=key, mail=None).update(mail=mail)
            sent += 1
    return sent


def record_answer(
    letter: Letter,
    *,
    received_on: dt.date,
    text: str,
    by: User,
    at: dt.datetime,
    file: Upload = None,
) -> LetterAnswer:
    """Keep what the customer said to a letter, as it came."""
    if not text.strip():
        raise Refused(_("Write down what they say."), code="empty", field="text")
    if received_on > local_date(at):
        raise Refused(_("This day is still to come."), code="future", field="received_on")
    with kept_upload(file) as kept, transaction.atomic():
        letter = hold(letter, by=by)
        answer = LetterAnswer.objects.create(
            letter=letter, received_on=received_on, text=text.strip(), recorded_by=by,
            recorded_at=at, **kept,
        )  # fmt: skip
        record(
            "record_letter_answer", by=by.as_actor(), obj=letter,
            customer_id=letter.case.customer_id, at=at,
            facts={"received_on": received_on, "sha256": kept.get("sha256", "")},
        )  # fmt: skip
    return answer


def send_again(delivery: LetterDelivery, *, by: User, at: dt.datetime) -> None:
    """Let an e-mail that was given up be tried again."""
    with transaction.atomic():
        letter, held = hold_delivery(delivery, by=by, version=None)
        check_fits(letter, letter.case, by=by)
        if held.mail is None or not retry_mail(held.mail):
            raise Refused(_("This e-mail was not given up."), code="not_given_up")
        note_delivery("mail_letter", letter, by=by.as_actor(), at=at, delivery=held)


def follow_mailed_letters(*, at: dt.datetime) -> int:
    """Deliveries whose e-mail has left are sent, and so is their letter; how many. Safe twice."""
    left = LetterDelivery.objects.filter(sent_at__isnull=True, mail__sent_at__isnull=False)
    keys = list(left.values_list("pk", flat=True)[:500])
    for key in keys:
        with transaction.atomic():
            waiting = LetterDelivery.objects.select_related("mail", "letter").get(pk=key)
            hold_case(waiting.letter)
            letter = Letter.objects.select_for_update(of=("self",)).get(pk=waiting.letter_id)
            sent_at = waiting.mail.sent_at if waiting.mail else None
            rows = LetterDelivery.objects.filter(pk=key, sent_at__isnull=True)
            if rows.update(sent_at=sent_at, version=F("version") + 1):
                follow(letter)
                note_delivery("note_letter_mailed", letter, by=SYSTEM, at=at, delivery=waiting)
                follow_letter(letter, by=SYSTEM, at=at)
    return len(keys)


def pdf_name(letter: Letter) -> str:
    """What the file of a letter is called where it is read."""
    return f"{letter.reference.replace('/', '-')}.pdf"


def _cover(letter: Letter) -> str:
    """What the e-mail around a letter says, in the letter's language."""
    name = letter.facts["organisation"]["name"]
    cover = label("cover", letter.language).format(reference=letter.reference)
    return f"{letter.subject}\n\n{cover}\n\n{name}\n"
