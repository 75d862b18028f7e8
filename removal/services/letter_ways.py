"""What all acts on deliveries share: the letter held, the row made, where the letter stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, Max
from django.utils.translation import gettext as _

from removal.models import Letter, LetterDelivery
from removal.selectors.case_dates import METHODS, arrival_of
from removal.services.letter_rights import check_may_deliver
from removal.services.letter_stages import hold_case
from riskcrm.accounts.models import User
from riskcrm.audit.services import Actor, record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale

Channel, Source, Arrival = LetterDelivery.Channel, LetterDelivery.Source, LetterDelivery.Arrival


def new_delivery(
    letter: Letter, *, address: str, by: User, at: dt.datetime, **said: Any
) -> LetterDelivery:
    if not address.strip():
        raise Refused(_("Say where it went."), code="no_address", field="address")
    for name in ("contact", "contract"):
        row = said.get(name)
        if row is not None and row.customer_id != letter.case.customer_id:
            raise Refused(_("This belongs to another customer."), code="strange", field=name)
    _check_channel(letter, Channel(said["channel"]))
    said["channel"], said["source"] = Channel(said["channel"]), Source(said["source"])
    return LetterDelivery.objects.create(
        letter=letter, number=next_number(letter), address=address.strip(), recorded_by=by,
        recorded_at=at, **said,
    )  # fmt: skip


def _check_channel(letter: Letter, channel: LetterDelivery.Channel) -> None:
    pack = letter.case.pack
    if pack is not None and METHODS[channel] not in pack.value("delivery_methods"):
        raise Refused(
            _("The policy of this case does not let letters go by this channel: {channel}.").format(
                channel=channel.label
            ),
            code="channel_not_allowed",
            field="channel",
        )


def next_number(letter: Letter) -> int:
    return int(letter.deliveries.aggregate(latest=Max("number"))["latest"] or 0) + 1


def change(held: LetterDelivery, **changes: Any) -> None:
    LetterDelivery.objects.filter(pk=held.pk).update(**changes, version=F("version") + 1)
    held.refresh_from_db()


def follow(letter: Letter) -> None:
    """Work out anew where a letter stands from all its deliveries; the letter is held.

    It arrived when the dates of its case say so: one rule for what is shown and what is counted.
    """
    sent = [each for each in letter.deliveries.all() if each.sent_at]
    day = arrival_of(letter, sent)
    proven = [each.arrived_on for each in sent if each.arrival == Arrival.PROVEN]
    state = Letter.State.RELEASED
    if day:
        state = Letter.State.ARRIVED
    elif sent and all(each.returned_on for each in sent):
        state = Letter.State.RETURNED
    elif sent:
        state = Letter.State.SENT
    Letter.objects.filter(pk=letter.pk).update(
        state=state,
        sent_at=min((each.sent_at for each in sent if each.sent_at), default=None),
        arrived_on=day,
        is_arrival_proven=day is not None and day in proven,
        version=F("version") + 1,
    )
    letter.refresh_from_db()


def hold(letter: Letter, *, by: User) -> Letter:
    hold_case(letter)
    held = Letter.objects.select_for_update(of=("self",)).select_related("case").get(pk=letter.pk)
    check_may_deliver(held, by=by)
    return held


def hold_delivery(
    delivery: LetterDelivery, *, by: User, version: int | None
) -> tuple[Letter, LetterDelivery]:
    letter = hold(delivery.letter, by=by)
    held = LetterDelivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if version is not None and held.version != version:
        raise stale()
    return letter, held


def note_delivery(
    verb: str, letter: Letter, *, by: Actor, at: dt.datetime, delivery: LetterDelivery
) -> None:
    facts = {
        "delivery": delivery.number,
        "channel": delivery.channel,
        "address": delivery.address,
        "arrived_on": delivery.arrived_on,
        "returned_on": delivery.returned_on,
        "because": delivery.returned_because,
        "sha256": delivery.sha256,
    }
    told = {name: value for name, value in facts.items() if value}
    record(verb, by=by, obj=letter, customer_id=letter.case.customer_id, facts=told, at=at)
