"""Credit checks: the one service behind page and API. Each question is kept with its answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.currencies import unknown_currencies, why_unknown
from customers.merging.following import tell_merged
from customers.models import CreditRestriction, Customer
from customers.named import Name, customers_named
from riskcrm.accounts.models import User
from riskcrm.jobs.locks import lock_all
from riskcrm.web.errors import Busy, Refused
from scoring.credit.exposure import worth_of
from scoring.credit.restrictions import least
from scoring.credit.rules import Answer, Standing, answer_of, released
from scoring.credit.standing import Reading, read, standing_of
from scoring.models import CreditCheck, Release, Reservation, Verdict
from scoring.services.credit_reservations import hold_credit, may_ask, replace_live, reserve

MOST_CHECKS = 100


@dataclass(frozen=True)
class Ask:
    """What somebody wants to know: may this customer have a document of this amount on credit?"""

    customer: Name
    amount: Decimal
    currency: str
    reference: str = ""
    reserve: bool = False
    service: str = ""


def check_credit(ask: Ask, *, by: User, at: dt.datetime) -> CreditCheck:
    """Answer, and where it is asked for and granted, reserve. Refused as in `check_credits`."""
    [found] = check_credits([ask], by=by, at=at)
    if isinstance(found, Refused):
        raise found
    return found


def check_credits(asks: Sequence[Ask], *, by: User, at: dt.datetime) -> list[CreditCheck | Refused]:
    """An answer to each, one after the other: what the first reserves the second finds taken.

    Refused as a whole without the right, or for too many; one by one for a customer out of sight,
    a currency that does not exist, and a reservation for no document.
    """
    responsible_id = may_ask(by)
    if len(asks) > MOST_CHECKS:
        message = _("At most %(most)s checks at once.") % {"most": MOST_CHECKS}
        raise Refused(message, code="too_many")
    customers = customers_named([ask.customer for ask in asks], by)
    strange = unknown_currencies(ask.currency for ask in asks)
    known: list[Customer | Refused] = [
        _wrong(ask, customer, strange) or customer or unknown_customer()
        for ask, customer in zip(asks, customers, strict=True)
    ]
    known = _tell_merged(known, asks, by)
    with transaction.atomic():
        reserving = [
            customer.pk
            for ask, customer in zip(asks, known, strict=True)
            if ask.reserve and isinstance(customer, Customer)
        ]
        is_alone = len(set(reserving)) < 2  # then its own reading tells what is shared
        held = hold_credit(reserving, at=at, with_shared=not is_alone) if reserving else set()
        asked = _Asked(by, responsible_id, at, held, is_alone)
        return [
            customer if isinstance(customer, Refused) else asked.answer(ask, customer)
            for ask, customer in zip(asks, known, strict=True)
        ]


def _wrong(ask: Ask, customer: Customer | None, strange: frozenset[str]) -> Refused | None:
    """Why this cannot be asked; None if it can."""
    if customer is None:
        return unknown_customer()
    if ask.currency in strange:
        message = why_unknown(ask.currency)
        return Refused(message, code="unknown_currency", field="currency")
    if ask.reserve and not ask.reference:
        message = _("A reservation is for a document. Say which one.")
        return Refused(message, code="reference_missing", field="reference")
    return None


def _tell_merged(
    known: list[Customer | Refused], asks: Sequence[Ask], by: User
) -> list[Customer | Refused]:
    """Where one was refused for an unknown customer that was merged, say so instead."""
    refused = {n: each for n, each in enumerate(known) if isinstance(each, Refused)}
    if not refused:
        return known
    names = {n: asks[n].customer for n in refused}
    ids = [name.id for name in names.values() if name.id is not None]
    numbers = dict(Customer.objects.filter(pk__in=ids).values_list("pk", "number"))
    named = {n: numbers.get(name.id or 0, name.number) for n, name in names.items()}
    tell_merged(refused, named, by)
    return [refused.get(n, each) for n, each in enumerate(known)]


def unknown_customer() -> Refused:
    """The same words for a customer that is not there and for one out of sight."""
    return Refused(
        _("There is no such customer among those you see."),
        code="unknown_customer",
        field="customer",
    )


@dataclass(frozen=True)
class _Asked:
    """Who asks when, holding which limits that others draw on too."""

    by: User
    responsible_id: int
    at: dt.datetime
    held: set[str]
    is_alone: bool

    def answer(self, ask: Ask, customer: Customer) -> CreditCheck:
        reading = read(customer.pk, ask.reference, at=self.at, service=ask.service)
        if ask.reserve and not self.held.issuperset(reading.shares()):
            reading = self._read_again(customer, ask, reading)
        standing = standing_of(reading)
        worth = worth_of(ask.amount, ask.currency, today=standing.today)
        answer, release = answer_of(standing, worth), None
        if answer.verdict == Verdict.HOLD and (
            release := self._release_of(ask, customer, standing.restricted_since)
        ):
            answer = released(answer, release.check_row_id)
        if ask.reference and reading["is_held"]:
            waiting = CreditCheck.objects.filter(customer=customer, reference=ask.reference)
            waiting.filter(waits=True).update(waits=False)  # this one takes its place
        check = CreditCheck.objects.create(
            **self._said(ask, customer, worth, answer, release, reading),
            **_as_it_stands(standing, reading),
        )
        _nothing_hangs_on(check)
        if ask.reserve and worth and answer.verdict in (Verdict.ALLOW, Verdict.PREPAY):
            self._reserve(check, worth - (answer.prepayment or 0), reading)
        return check

    def _read_again(self, customer: Customer, ask: Ask, reading: Reading) -> Reading:
        """The same once the limits that others draw on are held as well.

        Of many customers they were held in one order, to which none can be added now.
        """
        if not self.is_alone:
            raise Busy  # one came into a group while this call waited
        lock_all(reading.shares())
        self.held.update(reading.shares())
        again = read(customer.pk, ask.reference, at=self.at, service=ask.service)
        if not self.held.issuperset(again.shares()):
            raise Busy
        return again

    def _release_of(
        self, ask: Ask, customer: Customer, since: dt.datetime | None
    ) -> Release | None:
        """What lets a held document through that is asked about again.

        Not one from before a restriction that holds now: who released did not know of it.
        """
        if not ask.reference:
            return None
        found = Release.objects.covering(customer, ask.reference, ask.amount, ask.currency, self.at)
        return (found.filter(released_at__gte=since) if since else found).first()

    def _reserve(self, check: CreditCheck, on_credit: Decimal, reading: Reading) -> None:
        if on_credit <= 0:
            return
        if reading["is_reserved"]:
            replace_live(check, by=self.by, at=self.at)
        reserve(check, on_credit, until=check.expires_at, by=self.by, at=self.at)

    def _said(
        self,
        ask: Ask,
        customer: Customer,
        worth: Decimal | None,
        answer: Answer,
        release: Release | None,
        reading: Reading,
    ) -> dict[str, Any]:
        """What was asked, by whom, and what was answered."""
        holds_for = dt.timedelta(hours=reading["check_hours"])
        return {
            "customer": customer,
            "reference": ask.reference,
            "service": ask.service,
            "amount": ask.amount,
            "currency": ask.currency,
            "base_amount": worth,
            "verdict": answer.verdict,
            "reasons": [reason.as_dict() for reason in answer.reasons],
            "prepayment": answer.prepayment,
            "policy": reading.policy,
            "asked_by": self.by,
            "responsible_id": self.responsible_id,
            "asked_at": self.at,
            "expires_at": release.expires_at if release else self.at + holds_for,
            "wants_reservation": ask.reserve,
            "under": release,
            "waits": answer.verdict == Verdict.HOLD and bool(ask.reference),
        }


def _nothing_hangs_on(check: CreditCheck) -> None:
    """A check that was just made has neither of these yet: nobody need look."""
    for model in (Reservation, Release):
        model.check_row.field.remote_field.set_cached_value(check, None)


def _as_it_stands(standing: Standing, reading: Reading) -> dict[str, Any]:
    """The figures that a check keeps, as they were when it was asked."""
    exposure, treatment = standing.exposure, standing.treatment
    asked = least(standing.restrictions, CreditRestriction.Kind.TERMS)
    said = (treatment.payment_days, reading["payment_days"], None if asked is None else int(asked))
    days = [n for n in said if n is not None]
    return {
        "ledger": exposure.ledger,
        "unbilled": exposure.unbilled,
        "reserved": exposure.reserved,
        "unknown": exposure.unknown,
        "agreed_limit": standing.agreed_limit,
        "limit_factor": treatment.limit_factor,
        "allowed": standing.allowed,
        "order_limit": treatment.order_limit,
        "group_limit": standing.group.limit if standing.group else None,
        "group_exposure": standing.group.owed if standing.group else None,
        "sector_limit": standing.sector.limit if standing.sector else None,
        "sector_exposure": standing.sector.owed if standing.sector else None,
        "tier": standing.tier,
        "score": reading["score"],
        "score_as_of": standing.score_as_of,
        "card_version_id": reading["card_version_id"],
        "payment_days": min(days, default=None),
        "deposit": standing.deposit,
        "restrictions": [each.as_dict() for each in standing.restrictions],
    }
