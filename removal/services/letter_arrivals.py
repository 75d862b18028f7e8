"""How letters arrive and come back. Each act works out anew where the letter stands.

A letter has arrived on the day that the dates of its case count with, the latest of its arrivals;
it came back when every attempt did. So a second delivery after the first came back moves the day on
which everything else counts.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from removal.dates import Solved
from removal.letters.files import Upload, kept_upload
from removal.models import Letter, LetterDelivery
from removal.selectors.case_dates import deemed_by_pack
from removal.services.due_dates import follow_letter
from removal.services.letter_stages import hold_case
from removal.services.letter_ways import Arrival, change, follow, hold_delivery, note_delivery
from removal.services.rights import given
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date


def record_arrival(
    delivery: LetterDelivery,
    *,
    arrived_on: dt.date,
    by: User,
    at: dt.datetime,
    note: str = "",
    receipt: Upload = None,
    opened_at: dt.datetime | None = None,
    version: int | None = None,
) -> LetterDelivery:
    """Note a proven arrival: with a receipt, or with how it is known."""
    note = note.strip()
    if receipt is None and not note and not delivery.file:
        raise Refused(
            _("Add the receipt, or say how the arrival is known."), code="no_proof", field="note"
        )
    with kept_upload(receipt) as kept, transaction.atomic():
        letter, held = hold_delivery(delivery, by=by, version=version)
        _check_day(held, arrived_on, at=at, field="arrived_on")
        if held.returned_on is not None:
            raise Refused(_("This attempt came back. Record another one."), code="came_back")
        if kept and held.sha256:
            raise Refused(
                _("A receipt is kept here already."), code="receipt_kept", field="receipt"
            )
        changes = kept | {"arrival_note": note, "opened_at": opened_at or held.opened_at}
        _arrive(held, arrived_on, Arrival.PROVEN, **changes)
        follow(letter)
        note_delivery("record_letter_arrival", letter, by=by.as_actor(), at=at, delivery=held)
        follow_letter(letter, by=by.as_actor(), at=at)
    return held


def deem_arrival(
    delivery: LetterDelivery, *, arrived_on: dt.date, rule: str, at: dt.datetime
) -> LetterDelivery:
    """Note that by this rule a delivery counts as arrived; nothing where more is known by now."""
    with transaction.atomic():
        hold_case(delivery.letter)
        letter = Letter.objects.select_for_update(of=("self",)).get(pk=delivery.letter_id)
        held = LetterDelivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
        if not held.is_under_way or held.sent_at is None:
            return held
        _arrive(held, arrived_on, Arrival.DEEMED, arrival_note=rule)
        follow(letter)
        note_delivery("deem_letter_arrived", letter, by=SYSTEM, at=at, delivery=held)
        follow_letter(letter, by=SYSTEM, at=at)
    return held


def deem_arrivals(*, today: dt.date, at: dt.datetime) -> int:
    """Let letters under way count as arrived where the pack of their case says so; how many.

    A letter is asked again each day until its arrival is proven, deemed, or it comes back.
    """
    under_way = LetterDelivery.objects.filter(
        arrived_on__isnull=True, returned_on__isnull=True, sent_at__isnull=False,
        letter__case__pack__isnull=False,
    ).select_related("letter__case__pack", "letter__case__customer")  # fmt: skip
    deemed = 0
    known: dict[Any, Solved | None] = {}  # what the day hangs on: solved once for all such letters
    for delivery in under_way.order_by("pk").iterator(chunk_size=500):
        case, sent_at = delivery.letter.case, delivery.sent_at
        sent_on = local_date(sent_at) if sent_at else None
        alike = (case.pack_id, case.customer.country, delivery.channel, sent_on)
        if alike not in known:
            known[alike] = deemed_by_pack(delivery)
        solved = known[alike]
        if solved is not None and solved.date <= today:
            rule = solved.steps[-1].citation[:300]
            deem_arrival(delivery, arrived_on=solved.date, rule=rule, at=at)
            deemed += 1
    return deemed


def record_returned(
    delivery: LetterDelivery,
    *,
    returned_on: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
    receipt: Upload = None,
    version: int | None = None,
) -> LetterDelivery:
    """Note that it came back. An arrival that was only deemed falls; a proven one stands."""
    reason = given(reason, message=_("Say why it came back."))
    with kept_upload(receipt) as kept, transaction.atomic():
        letter, held = hold_delivery(delivery, by=by, version=version)
        _check_day(held, returned_on, at=at, field="returned_on")
        if held.arrival == Arrival.PROVEN:
            raise Refused(
                _("It is proven that this attempt arrived; it cannot have come back."),
                code="arrived",
            )
        if kept and held.sha256:
            raise Refused(
                _("A receipt is kept here already."), code="receipt_kept", field="receipt"
            )
        change(
            held, arrived_on=None, arrival="", returned_on=returned_on,
            returned_because=reason, **kept,
        )  # fmt: skip
        follow(letter)
        note_delivery("record_letter_returned", letter, by=by.as_actor(), at=at, delivery=held)
        follow_letter(letter, by=by.as_actor(), at=at)
    return held


def _arrive(
    held: LetterDelivery, day: dt.date, how: LetterDelivery.Arrival, **changes: Any
) -> None:
    change(held, arrived_on=day, arrival=how, **changes)


def _check_day(held: LetterDelivery, day: dt.date, *, at: dt.datetime, field: str) -> None:
    if held.sent_at is None:
        raise Refused(_("It has not been sent yet."), code="not_sent")
    if day > local_date(at):
        raise Refused(_("This day is still to come."), code="future", field=field)
    if day < local_date(held.sent_at):
        raise Refused(
            _("It was sent on {day}; this is before.").format(day=local_date(held.sent_at)),
            code="before_sending",
            field=field,
        )
