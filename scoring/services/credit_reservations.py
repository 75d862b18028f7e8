"""What of a limit is reserved for a document, and how that ends.

Who reserves holds the customer's credit first, then its group's and its industry's where these have
limits, by advisory locks in sorted order: of checks that come at once each sees what the one before
has reserved. They are no locks of rows, so no check waits for an import that writes the customer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.accounts.rights import answerable
from riskcrm.accounts.roles import ASK
from riskcrm.audit.services import record
from riskcrm.jobs.locks import lock_all
from riskcrm.web.errors import Refused
from scoring.credit.standing import shares_of
from scoring.models import CreditCheck, Reservation

State = Reservation.State


def may_ask(by: User) -> int:
    """Who answers for what this user asks. Raises `Refused` without the right."""
    if not by.is_active or not by.has_perm(ASK):
        raise Refused(
            _("Your role does not allow you to check credit. Ask a colleague who may."),
            code="no_right",
        )
    return answerable(by)


def hold_credit(customers: Iterable[int], *, at: dt.datetime, with_shared: bool = True) -> set[str]:
    """Hold the credit of these customers until the end, then the limits that they share.

    Returns which of the latter are held.
    """
    ids = sorted(set(customers))
    lock_all(f"credit:1:customer:{pk}" for pk in ids)
    shares = shares_of(ids, at=at) if with_shared else set()
    if shares:
        lock_all(shares)
    return shares


def reserve(
    check: CreditCheck, amount: Decimal, *, until: dt.datetime, by: User, at: dt.datetime
) -> Reservation:
    """Keep part of the limit for the check's document, under the lock of `hold_credit`."""
    reservation = Reservation.objects.create(
        customer=check.customer,
        reference=check.reference,
        check_row=check,
        base_amount=amount,
        reserved_at=at,
        expires_at=until,
    )
    record_of(
        "reserve_credit", reservation, by=by, at=at,
        facts={"credit_check": check.pk, "base_amount": str(amount), "verdict": check.verdict},
    )  # fmt: skip
    return reservation


def replace_live(check: CreditCheck, *, by: User, at: dt.datetime) -> None:
    """End what was kept for the check's document before, for another reservation."""
    live = Reservation.objects.filter(
        customer_id=check.customer_id, reference=check.reference, state=State.LIVE
    )
    live.update(state=State.REPLACED, closed_at=at, closed_by=by)


# --- reservations end ---


def settle_reservation(reservation: Reservation, *, by: User, at: dt.datetime) -> Reservation:
    """The document is invoiced, so the ledger counts it from now on. Twice does no harm."""
    return _close(reservation, State.SETTLED, "settle_reservation", by=by, at=at)


def cancel_reservation(reservation: Reservation, *, by: User, at: dt.datetime) -> Reservation:
    """The document will not come, so its part of the limit is free again. Twice does no harm."""
    return _close(reservation, State.CANCELLED, "cancel_reservation", by=by, at=at)


def _close(
    reservation: Reservation, state: State, verb: str, *, by: User, at: dt.datetime
) -> Reservation:
    may_ask(by)
    if not Reservation.objects.visible_to(by).filter(pk=reservation.pk).exists():
        raise Refused(_("There is no such reservation among those you see."), code="not_visible")
    with transaction.atomic():
        rows = Reservation.objects.filter(pk=reservation.pk, state=State.LIVE)
        claimed = rows.update(state=state, closed_at=at, closed_by=by)
        reservation.refresh_from_db()
        if not claimed and reservation.state != state:
            raise Refused(
                _("This reservation is %(state)s already.")
                % {"state": reservation.get_state_display()},
                code="reservation_closed",
            )
        if claimed:
            record_of(verb, reservation, by=by, at=at, after={"state": state.value})
    return reservation


def record_of(verb: str, obj: Any, *, by: User, at: dt.datetime, **more: Any) -> None:
    record(verb, by=by.as_actor(), obj=obj, customer_id=obj.customer_id, at=at, **more)
