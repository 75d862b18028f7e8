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
from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.web.errors import Busy, Refused
from scoring.credit.exposure import worth_of
from scoring.credit.rules import Answer, Standing, answer_of, released
from scoring.credit.standing import Facts, Policy, facts_of, policy_in_force, standing_of
from scoring.models import CreditCheck, Release, Verdict
from scoring.services.credit_reservations import hold_credit, may_ask, reserve

MOST_CHECKS = 100


@dataclass(frozen=True)
class Ask:
    """What somebody wants to know: may this customer have a document of this amount on credit?"""

    customer: Customer
    amount: Decimal
    currency: str
    reference: str = ""
    reserve: bool = False


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
    with transaction.atomic():
        policy = policy_in_force()
        wrong = _wrong_ones(asks, by)
        reserving = [ask for n, ask in enumerate(asks) if ask.reserve and n not in wrong]
        held = hold_credit([ask.customer.pk for ask in reserving], policy, at=at)
        asked = _Asked(by=by, responsible_id=responsible_id, at=at, policy=policy, held=held)
        return [wrong.get(n) or asked.answer(ask) for n, ask in enumerate(asks)]


def _wrong_ones(asks: Sequence[Ask], by: User) -> dict[int, Refused]:
    """What cannot be asked, by its place."""
    ids = [ask.customer.pk for ask in asks]
    seen = set(Customer.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    strange = unknown_currencies(ask.currency for ask in asks)
    found: dict[int, Refused] = {}
    for n, ask in enumerate(asks):
        if ask.customer.pk not in seen:
            found[n] = unknown_customer()
        elif ask.currency in strange:
            message = why_unknown(ask.currency)
            found[n] = Refused(message, code="unknown_currency", field="currency")
        elif ask.reserve and not ask.reference:
            found[n] = Refused(
                _("A reservation is for a document. Say which one."),
                code="reference_missing",
                field="reference",
            )
    return found


def unknown_customer() -> Refused:
    """The same words for a customer that is not there and for one out of sight."""
    return Refused(
        _("There is no such customer among those you see."),
        code="unknown_customer",
        field="customer",
    )


@dataclass(frozen=True)
class _Asked:
    """Who asks when, under which policy, holding which limits."""

    by: User
    responsible_id: int
    at: dt.datetime
    policy: Policy
    held: frozenset[str]

    def answer(self, ask: Ask) -> CreditCheck:
        [facts] = facts_of([ask.customer.pk], self.policy, at=self.at)
        if ask.reserve and not self.held.issuperset(facts.shares()):
            raise Busy  # it came into a group while this call waited
        standing = standing_of(ask.customer.pk, ask.reference, facts, self.policy, at=self.at)
        worth = worth_of(ask.amount, ask.currency, today=standing.today)
        answer, release = answer_of(standing, worth), None
        if answer.verdict == Verdict.HOLD and (release := self._release_of(ask)):
            answer = released(answer, release.check_row_id)
        check = self._keep(ask, worth, answer, release, _as_it_stands(standing, facts))
        if ask.reserve and worth and answer.verdict in (Verdict.ALLOW, Verdict.PREPAY):
            on_credit = worth - (answer.prepayment or 0)
            if on_credit > 0:
                reserve(check, on_credit, until=check.expires_at, by=self.by, at=self.at)
        return check

    def _release_of(self, ask: Ask) -> Release | None:
        """What lets a held document through that is asked about again."""
        if not ask.reference:
            return None
        return Release.objects.covering(
            ask.customer, ask.reference, ask.amount, ask.currency, self.at
        ).first()

    def _keep(
        self,
        ask: Ask,
        worth: Decimal | None,
        answer: Answer,
        release: Release | None,
        figures: dict[str, Any],
    ) -> CreditCheck:
        if ask.reference:
            waiting = CreditCheck.objects.filter(customer=ask.customer, reference=ask.reference)
            waiting.filter(waits=True).update(waits=False)  # this one takes its place
        holds_for = dt.timedelta(hours=self.policy.version.check_hours)
        return CreditCheck.objects.create(
            customer=ask.customer,
            reference=ask.reference,
            amount=ask.amount,
            currency=ask.currency,
            base_amount=worth,
            verdict=answer.verdict,
            reasons=[reason.as_dict() for reason in answer.reasons],
            prepayment=answer.prepayment,
            policy=self.policy.version,
            asked_by=self.by,
            responsible_id=self.responsible_id,
            asked_at=self.at,
            expires_at=release.expires_at if release else self.at + holds_for,
            wants_reservation=ask.reserve,
            under=release,
            waits=answer.verdict == Verdict.HOLD and bool(ask.reference),
            **figures,
        )


def _as_it_stands(standing: Standing, facts: Facts) -> dict[str, Any]:
    """The figures that a check keeps, as they were when it was asked."""
    exposure, treatment = standing.exposure, standing.treatment
    days = [n for n in (treatment.payment_days, facts.payment_days) if n is not None]
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
        "score": facts.score,
        "score_as_of": facts.score_as_of,
        "card_version_id": facts.card_version_id,
        "payment_days": min(days, default=None),
    }
