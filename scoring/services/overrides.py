"""Overrides: one person asks for another tier, a second one decides, and it ends by itself.

Whatever changes the tier in force notes the customer for scoring: the statement that scores puts
the override above the card's tier, so there is one place where tiers come from.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from customers.models import Customer
from customers.services import mark_changed
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import answerable, check_right
from riskcrm.audit.services import SYSTEM, record
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.today import local_date
from scoring.models import DECIDE_OVERRIDES, MOST_DAYS, Override, Rating, Tier
from scoring.services.claims import claim, stale

State = Override.State
ADD_OVERRIDES = "scoring.add_override"


def request_override(
    customer: Customer,
    *,
    tier: str,
    reason: str,
    text: str,
    evidence: str,
    expires_on: dt.date,
    by: User,
    at: dt.datetime,
) -> Override:
    """Ask for another tier until `expires_on`, at most 90 days ahead; nothing changes yet.

    Refused without the right or a person who answers, for a customer out of sight, for the tier
    that the card gives anyway, and while another request waits.
    """
    check_right(by, ADD_OVERRIDES)
    responsible = answerable(by)
    today = local_date(at)
    _check_words(text, evidence)
    _check_days(today, expires_on)
    with transaction.atomic():
        if not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
            raise Refused(_("There is no such customer among those you see."), code="not_visible")
        Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
        rating = Rating.objects.get(customer=customer)
        _check_tier(customer, rating, tier)
        override = Override.objects.create(
            customer=customer,
            tier=tier,
            computed_tier=rating.computed_tier,
            score=rating.score,
            reason=reason,
            text=text.strip(),
            evidence=evidence.strip(),
            requested_by=by,
            responsible_id=responsible,
            requested_at=at,
            from_date=today,
            expires_on=expires_on,
        )
        _note("request_override", override, by=by, at=at, reason=text, facts=_facts(override))
    return override


def _check_words(text: str, evidence: str) -> None:
    for field, words in (("text", text), ("evidence", evidence)):
        if not words.strip():
            raise Refused(
                _("Say why, and what proves it: another person decides by these words."),
                code="words_missing",
                field=field,
            )


def _check_days(today: dt.date, expires_on: dt.date) -> None:
    if not today <= expires_on <= today + dt.timedelta(days=MOST_DAYS):
        raise Refused(
            _("The last day lies between today and %(days)s days ahead.") % {"days": MOST_DAYS},
            code="bad_expiry",
            field="expires_on",
        )


def _check_tier(customer: Customer, rating: Rating, tier: str) -> None:
    if tier not in (Tier.LOW, Tier.MEDIUM, Tier.HIGH):
        raise Refused(_("Choose low, medium or high."), code="bad_tier", field="tier")
    if tier == rating.card_tier:
        raise Refused(
            _("The scorecard gives this tier already, so there is nothing to override."),
            code="same_tier",
            field="tier",
        )
    if Override.objects.waiting().filter(customer=customer).exists():
        raise Refused(
            _("An override of this customer waits for a decision already."), code="waiting"
        )


def approve_override(
    override: Override, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> Override:
    """Let the tier hold; one that is in force ends with it. See `check_may_decide`."""
    check_may_decide(override, by=by)
    _check_reason(reason)
    if override.expires_on < local_date(at):
        raise Refused(_("Its last day is over. Reject it, or ask for a new one."), code="over")
    with transaction.atomic():
        Customer.objects.select_for_update(no_key=True).get(pk=override.customer_id)
        former = Override.objects.filter(customer=override.customer_id, state=State.IN_FORCE)
        former.update(state=State.LIFTED, ended_by=by, ended_at=at, ending=reason.strip(),
                      version=F("version") + 1)  # fmt: skip
        _decide(override, State.IN_FORCE, by=by, reason=reason, at=at, version=version)
        _note("approve_override", override, by=by, at=at, reason=reason, facts=_facts(override))
        mark_changed([override.customer_id], cause="override", at=at)
    return override


def reject_override(
    override: Override, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> Override:
    """Let the card's tier stand. See `check_may_decide`."""
    check_may_decide(override, by=by)
    _check_reason(reason)
    with transaction.atomic():
        _decide(override, State.REJECTED, by=by, reason=reason, at=at, version=version)
        _note("reject_override", override, by=by, at=at, reason=reason)
    return override


def withdraw_override(
    override: Override, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> Override:
    """Take one's own request back before it is decided."""
    _check_reason(reason)
    if by.pk not in (override.requested_by_id, override.responsible_id):
        raise Refused(_("Only who asked for it can withdraw it."), code="not_the_requester")
    with transaction.atomic():
        ended = {"ended_by": by, "ended_at": at, "ending": reason.strip()}
        _claim(override, State.WAITING, version, state=State.WITHDRAWN, **ended)
        _note("withdraw_override", override, by=by, at=at, reason=reason)
    return override


def lift_override(
    override: Override, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> Override:
    """End an override before its last day: the card's tier holds again."""
    check_right(by, DECIDE_OVERRIDES)
    _check_person(by)
    _check_reason(reason)
    with transaction.atomic():
        ended = {"ended_by": by, "ended_at": at, "ending": reason.strip()}
        _claim(override, State.IN_FORCE, version, state=State.LIFTED, **ended)
        _note("lift_override", override, by=by, at=at, reason=reason)
        mark_changed([override.customer_id], cause="override", at=at)
    return override


def expire_overrides(*, at: dt.datetime) -> int:
    """End the overrides whose last day is over; how many."""
    over = Override.objects.filter(state=State.IN_FORCE, expires_on__lt=local_date(at))
    with transaction.atomic():
        rows = list(over.select_for_update(skip_locked=True).order_by("pk")[:1000])
        Override.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=State.EXPIRED, ended_at=at, version=F("version") + 1
        )
        for row in rows:
            record("expire_override", by=SYSTEM, obj=row, customer_id=row.customer_id, at=at)
        mark_changed([row.customer_id for row in rows], cause="override", at=at)
    return len(rows)


def check_may_decide(override: Override, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not decide on it now."""
    if by.pk in (override.requested_by_id, override.responsible_id):
        raise OwnWork(
            _("You asked for this, so another person has to decide."),
            code="own_request",
            about=override,
        )
    _check_person(by)
    check_right(by, DECIDE_OVERRIDES)
    if not Override.objects.visible_to(by).filter(pk=override.pk).exists():
        raise Refused(_("There is no such customer among those you see."), code="not_visible")
    if override.customer.manager_id == by.pk:
        raise OwnWork(
            _("You manage this customer, so another person has to decide."),
            code="own_customer",
            about=override,
        )
    if override.state != State.WAITING:
        raise _closed(override)


def _check_person(by: User) -> None:
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can decide on overrides."), code="people_decide")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why; it is kept."), code="reason_missing", field="reason")


def _decide(
    override: Override,
    state: str,
    *,
    by: User,
    reason: str,
    at: dt.datetime,
    version: int | None,
) -> None:
    decided = {"decided_by": by, "decided_at": at, "decision": reason.strip()}
    try:
        _claim(override, State.WAITING, version, state=state, **decided)
    except IntegrityError as error:
        raise stale() from error


def _claim(override: Override, wanted: str, version: int | None, **changes: Any) -> None:
    claim(override, wanted, version, closed=_closed, **changes)


def _closed(override: Override) -> Refused:
    return Refused(
        _("This override is %(state)s by now; there is nothing left to do.")
        % {"state": override.get_state_display()},
        code="override_closed",
    )


def _facts(override: Override) -> dict[str, Any]:
    return {
        "tier": override.tier,
        "computed_tier": override.computed_tier,
        "expires_on": str(override.expires_on),
        "reason_class": override.reason,
    }


def _note(
    verb: str,
    override: Override,
    *,
    by: User,
    at: dt.datetime,
    reason: str,
    facts: dict[str, Any] | None = None,
) -> None:
    record(
        verb,
        by=by.as_actor(),
        obj=override,
        customer_id=override.customer_id,
        reason=reason.strip(),
        facts=facts or {},
        at=at,
    )
