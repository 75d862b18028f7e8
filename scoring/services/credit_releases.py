"""A second person lets a held order through, with a reason and until a day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.accounts.roles import RELEASE
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.today import local_date
from scoring.credit.exposure import worth_of
from scoring.models import HELD_FOR, CreditChange, CreditCheck, Release, Verdict
from scoring.services.credit_reservations import hold_credit, record_of, replace_live, reserve

LONGEST_RELEASE = dt.timedelta(days=30)


def check_may_release(check: CreditCheck, *, by: User, at: dt.datetime) -> None:
    """Raise `Refused` with the sentence why this person may not release this check now."""
    if check.asked_by_id == by.pk:
        raise OwnWork(
            _("You asked for this check, so another person has to release it."),
            code="asker_cannot_release",
            about=check,
        )
    if check.responsible_id == by.pk:
        raise OwnWork(
            _(
                "This check was asked with an API key you are responsible for, so another person "
                "has to release it."
            ),
            code="responsible_cannot_release",
            about=check,
        )
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can release a held order."), code="people_decide")
    check_right(by, RELEASE)
    if not CreditCheck.objects.visible_to(by).filter(pk=check.pk).exists():
        raise Refused(_("There is no such check among the customers you see."), code="not_visible")
    if check.customer.manager_id == by.pk:
        raise OwnWork(
            _("You manage this customer, so another person has to release the order."),
            code="own_customer",
            about=check,
        )
    if not check.waits or check.asked_at <= at - HELD_FOR:
        raise _nothing_to_release(check)


def _nothing_to_release(check: CreditCheck) -> Refused:
    if check.verdict != Verdict.HOLD:
        text = _("Only what is held can be released; the answer was “%(verdict)s”.")
        return Refused(text % {"verdict": check.get_verdict_display()}, code="not_held")
    if Release.objects.filter(check_row=check).exists():
        return Refused(_("This order has been released already."), code="released")
    return Refused(
        _("This check does not stand for its document any more. Ask for a new one."),
        code="superseded",
    )


def release_check(
    check: CreditCheck, *, by: User, reason: str, until: dt.datetime, at: dt.datetime
) -> Release:
    """Let a held document through until a moment; it counts as exposure if that was asked for.

    Refused as `check_may_release` says, without a reason, and while the worth is not known.
    """
    check_may_release(check, by=by, at=at)
    reason = reason.strip()
    _refuse_words(reason, until, at)
    with transaction.atomic():
        hold_credit([check.customer_id], at=at)
        # asked again while somebody released: one of both comes first
        if not CreditCheck.objects.filter(pk=check.pk, waits=True).update(waits=False):
            raise _nothing_to_release(CreditCheck.objects.get(pk=check.pk))
        release = Release.objects.create(
            check_row=check, reason=reason, asked_by_id=check.asked_by_id,
            responsible_id=check.responsible_id, released_by=by, released_at=at, expires_at=until,
        )  # fmt: skip
        check.waits = False
        if check.wants_reservation:
            replace_live(check, by=by, at=at)
            if worth := _worth_now(check, at):  # a hundredth of a yen is worth nothing to us
                reserve(check, worth, until=until, by=by, at=at)
        record_of(
            "release_credit_check", check, by=by, at=at, reason=reason,
            facts={"asked_by": check.asked_by_id, "until": until.isoformat()},
        )  # fmt: skip
        CreditChange.objects.create(
            customer_id=check.customer_id,
            kind=CreditChange.Kind.RELEASE,
            check_id=check.pk,
            recorded_at=at,
        )
    return release


def _refuse_words(reason: str, until: dt.datetime, at: dt.datetime) -> None:
    if not reason:
        raise Refused(
            _("Say why in a sentence or two; it is kept with the check."),
            code="reason_missing",
            field="reason",
        )
    if not at < until <= at + LONGEST_RELEASE:
        message = _("A release ends in the future, within %(days)s days.")
        raise Refused(
            message % {"days": LONGEST_RELEASE.days}, code="expiry_out_of_range", field="until"
        )


def _worth_now(check: CreditCheck, at: dt.datetime) -> Decimal:
    """What is to be reserved; a rate may have come since the check."""
    worth: Decimal | None = check.base_amount
    if worth is None:
        worth = worth_of(check.amount, check.currency, today=local_date(at))
    if worth is None:
        raise Refused(
            _("No exchange rate is known for the document, so it cannot be reserved. Enter one."),
            code="amount_unknown",
        )
    return worth
