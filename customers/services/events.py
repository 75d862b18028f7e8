"""Market events: a person says whether they are true, and which reports tell of one event.

A confirmed event is held against the customer. So whoever earns from the customer does not decide:
the right is the risk officers' and the head of risk's, and no key of a system has it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import MarketEvent
from customers.records.events import cluster_of
from customers.records.signals import MARKET_EVENTS
from customers.services.acting import Acting, act_on, given, refuse_void
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.accounts.roles import CONFIRM_EVENTS
from riskcrm.web.errors import Refused

Confirmation = MarketEvent.Confirmation


def confirm_event(
    event: MarketEvent, *, reason: str, also: Sequence[MarketEvent] = (), by: User, at: dt.datetime
) -> MarketEvent:
    """Say that an event is true and about this customer, and with it `also` of its cluster."""
    return _decide(event, Confirmation.CONFIRMED, also, Acting(by, at, reason))


def dismiss_event(
    event: MarketEvent, *, reason: str, also: Sequence[MarketEvent] = (), by: User, at: dt.datetime
) -> MarketEvent:
    """Say that an event is not true or not about this customer, and with it `also`."""
    return _decide(event, Confirmation.DISMISSED, also, Acting(by, at, reason))


def _decide(
    event: MarketEvent, outcome: Confirmation, also: Sequence[MarketEvent], acting: Acting
) -> MarketEvent:
    _refuse_stranger(acting.by)
    reason = given(acting.reason, _("Say what you rely on."), field="reason")
    acting = Acting(acting.by, acting.at, reason)
    verb = "confirm_event" if outcome == Confirmation.CONFIRMED else "dismiss_event"
    changes = {"confirmation": outcome, "confirmed_by": acting.by, "confirmed_at": acting.at}

    def check(held: MarketEvent) -> None:
        if held.confirmation == outcome:
            message = _("This event is %(state)s already.")
            raise Refused(
                message % {"state": held.get_confirmation_display()}, code="already_decided"
            )
        if held.customer_id != event.customer_id:
            raise Refused(_("This report is of another customer."), code="other_customer")

    with transaction.atomic():
        # by their keys, so that two who decide on the same reports wait in one order
        decided = {
            one.pk: act_on(MARKET_EVENTS, one, verb, changes, acting=acting, check=check)
            for one in sorted({event, *also}, key=lambda one: one.pk)
        }
    return decided[event.pk]


def join_events(
    event: MarketEvent, other: MarketEvent, *, by: User, at: dt.datetime
) -> MarketEvent:
    """Say that two reports tell of one event: all of `event`'s cluster joins the other's.

    Reports of one cluster count once.
    """
    _refuse_stranger(by)
    refuse_void(other)
    if event.pk == other.pk or event.customer_id != other.customer_id:
        message = _("Choose another report about the same customer.")
        raise Refused(message, code="wrong_event", field="other")
    if event.cluster and event.cluster == other.cluster:
        message = _("These reports belong together already.")
        raise Refused(message, code="nothing_changed", field="other")
    cluster = other.cluster or other.source_key
    acting = Acting(by, at)
    with transaction.atomic():
        moving = {event, *cluster_of(event)} | ({other} if not other.cluster else set())
        joined = {
            one.pk: act_on(MARKET_EVENTS, one, "join_events", {"cluster": cluster},
                           acting=acting, check=lambda held: None)
            for one in sorted(moving, key=lambda one: one.pk)
        }  # fmt: skip
    return joined[event.pk]


def _refuse_stranger(by: User) -> None:
    if by.kind != User.Kind.PERSON or not by.has_perm(CONFIRM_EVENTS):
        message = _(
            "A risk officer or the head of risk decides on market events, because they are held "
            "against the customer."
        )
        raise Refused(message, code="not_yours_to_decide")
    check_right(by, CONFIRM_EVENTS)
