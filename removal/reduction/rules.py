"""When a step may take effect, and on which ground: plain rules, asked by the services."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from customers.models import CreditRestriction
from removal.models import ReductionStep
from removal.states import DECIDED, OPEN
from riskcrm.web.errors import Refused

Kind = CreditRestriction.Kind
Ground = ReductionStep.Ground
# business days that the other system has to carry a step out, or to take it back
CONFIRM_WITHIN = 2
MOST_NOTICE = 730
WITHOUT_VALUE = frozenset({Kind.SUSPENSION, Kind.SHIPMENT, Kind.IDENTITY})
OF_SERVICE = frozenset({Kind.SUSPENSION, Kind.FREQUENCY})
# rights that protect whoever delivers first: they wait for nobody's decision on the case
PRECAUTIONS = frozenset({Ground.DETERIORATION, Ground.AGREEMENT, Ground.ASSURANCE})
NEEDS_NOTICE = frozenset({Ground.CONTRACT, Ground.DISCRETION})


def check_ground(ground: str, state: str) -> None:
    """Raise `Refused` where a step on this ground may not take effect while a case stands so."""
    if state not in OPEN:
        raise Refused(
            _("The case is over; a customer of no case is not reduced step by step."),
            code="case_closed",
        )
    if ground not in PRECAUTIONS and state not in DECIDED:
        raise Refused(
            _(
                "The case is not decided yet. Until then only proof of deterioration, an agreement"
                " or assurance that was not given carries a step."
            ),
            code="not_decided",
            field="ground",
        )


def check_value(kind: str, value: Decimal | None, period_days: int | None) -> None:
    """Raise `Refused` for a value that means nothing for this kind of step."""
    if kind in WITHOUT_VALUE:
        if value is not None:
            raise _wrong(_("This kind of step has no value."))
        return
    if value is None:
        raise _wrong(_("Say the value of this step."))
    if kind == Kind.PREPAYMENT and not 0 < value <= 100:
        raise _wrong(_("Give a share above 0 and up to 100 per cent."))
    if kind in (Kind.TERMS, Kind.FREQUENCY) and value != value.to_integral_value():
        raise _wrong(_("Give a whole number."))
    if value < 0 or (value == 0 and kind in (Kind.DEPOSIT, Kind.FREQUENCY)):
        raise _wrong(_("Give a value above zero."))
    if kind == Kind.FREQUENCY and not period_days:
        raise Refused(
            _("Say in how many days so many orders may come."),
            code="period_missing", field="period_days",
        )  # fmt: skip


def _wrong(message: str) -> Refused:
    return Refused(message, code="bad_value", field="value")


def earliest_day(told_on: dt.date, notice_days: int) -> dt.date:
    """The first day on which a step may take effect whose notice arrived on a day."""
    return told_on + dt.timedelta(days=notice_days)


def check_notice(ground: str, notice_days: int, least: int) -> None:
    """Raise `Refused` for less notice than the policy pack asks of a reduction on such a ground."""
    if ground in NEEDS_NOTICE and notice_days < least:
        raise Refused(
            _("Contract and policy pack ask for %(least)s days of notice of this reduction.")
            % {"least": least},
            code="notice_too_short",
            field="notice_days",
        )


def check_day(effective_date: dt.date, notice_days: int, today: dt.date) -> None:
    """Raise `Refused` for a day before the notice has run; it arrives today at the earliest."""
    if not 0 <= notice_days <= MOST_NOTICE:
        raise Refused(
            _("Give 0 to %(most)s days of notice.") % {"most": MOST_NOTICE},
            code="bad_notice", field="notice_days",
        )  # fmt: skip
    first = earliest_day(today, notice_days)
    if effective_date < first:
        raise Refused(
            _("With %(days)s days of notice it takes effect on %(first)s at the earliest.")
            % {"days": notice_days, "first": first.isoformat()},
            code="before_notice",
            field="effective_date",
        )
