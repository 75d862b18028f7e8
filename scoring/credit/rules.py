"""From the figures of a customer to a verdict on an order: plain rules, one reason each.

The treatment of the tier gives the verdict within the limit or above it. Whatever else speaks
against the order can only make it graver: allow < prepay < hold < deny. What is unknown holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from customers.models import CreditRestriction, Customer, ScreeningEntry, ScreeningList
from scoring.credit.restrictions import Restriction, least, most, reasons_of
from scoring.models import Tier, Treatment, Verdict

GRAVITY = tuple(Verdict)
Bars = ScreeningEntry.Bars
STALE_AFTER_DAYS = 3  # scores are computed every night; older ones may hide what happened since
CENT = Decimal("0.01")
ZERO = Decimal(0)
Restricted = CreditRestriction.Kind


@dataclass(frozen=True)
class Exposure:
    """What is known to be owed or under way, and how many documents have no known worth."""

    ledger: Decimal = ZERO
    unbilled: Decimal = ZERO
    reserved: Decimal = ZERO
    ledger_unknown: int = 0
    unbilled_unknown: int = 0

    @property
    def known(self) -> Decimal:
        return self.ledger + self.unbilled + self.reserved

    @property
    def unknown(self) -> int:
        return self.ledger_unknown + self.unbilled_unknown


@dataclass(frozen=True)
class Shared:
    """A limit that customers share, and what they have of it already; `owed` None = unknown."""

    limit: Decimal
    owed: Decimal | None


@dataclass(frozen=True)
class Obstacle:
    """What an app knows against orders of a customer."""

    code: str
    verdict: Verdict
    figures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """All that a verdict rests on, as it is at the moment of the check."""

    today: dt.date
    status: str
    tier: str
    score_as_of: dt.date | None
    treatment: Treatment
    agreed_limit: Decimal | None
    exposure: Exposure
    overdue: Decimal = ZERO
    overdue_days: int = 0
    group: Shared | None = None
    sector: Shared | None = None
    listed: tuple[str, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    service: str = ""

    @property
    def treated_limit(self) -> Decimal | None:
        """The agreed limit times the share that the tier has of it."""
        if self.agreed_limit is None:
            return None
        return _rounded(self.agreed_limit * self.treatment.limit_factor / 100)

    @property
    def allowed(self) -> Decimal | None:
        """The limit in force: that of the treatment, or the lower one of a restriction."""
        limits = (self.treated_limit, least(self.restrictions, Restricted.LIMIT))
        return min((limit for limit in limits if limit is not None), default=None)

    @property
    def is_limit_cut(self) -> bool:
        return self.allowed != self.treated_limit

    @property
    def restricted_since(self) -> dt.datetime | None:
        """When the newest of the restrictions in force began; None where there are none."""
        began = (each.began_at for each in self.restrictions)
        return max((moment for moment in began if moment is not None), default=None)

    @property
    def deposit(self) -> Decimal | None:
        """What treatment or restriction expects to be lodged beside orders, whichever is more.

        The treatment's share weighs in no verdict.
        """
        asked = most(self.restrictions, Restricted.DEPOSIT)
        if self.agreed_limit is None:
            return asked
        return max(_rounded(self.agreed_limit * self.treatment.deposit_share / 100), asked or ZERO)

    @property
    def prepayment_share(self) -> Decimal:
        asked = most(self.restrictions, Restricted.PREPAYMENT)
        return max(self.treatment.prepayment_share, asked or ZERO)


@dataclass(frozen=True)
class Reason:
    """Why the verdict is at least this one."""

    code: str
    verdict: Verdict
    figures: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "verdict": self.verdict.value, "figures": self.figures}


@dataclass(frozen=True)
class Answer:
    verdict: Verdict
    reasons: tuple[Reason, ...]
    prepayment: Decimal | None


def answer_of(standing: Standing, document: Decimal | None) -> Answer:
    """The verdict on a document worth so much (None = not known), with every reason for it."""
    found = [*_of_treatment(standing, document), *_of_facts(standing, document)]
    reasons = sorted(found, key=lambda reason: -GRAVITY.index(reason.verdict))
    verdict = reasons[0].verdict if reasons else Verdict.ALLOW
    prepayment = _prepayment(standing, document) if verdict == Verdict.PREPAY else None
    return Answer(verdict, tuple(reasons), prepayment)


def released(answer: Answer, by_check: int) -> Answer:
    """The answer for a document that a second person has let through; its reasons stay visible."""
    reason = Reason("released", Verdict.ALLOW, {"check": str(by_check)})
    return Answer(Verdict.ALLOW, (*answer.reasons, reason), None)


def _of_treatment(standing: Standing, document: Decimal | None) -> list[Reason]:
    """What the policy says of this tier: one verdict within the limits, one above them.

    Above them it is never milder: a larger order would get round what a smaller one is held for.
    """
    treatment = standing.treatment
    within = Verdict(treatment.verdict)
    above = max(within, Verdict(treatment.over_limit_verdict), key=GRAVITY.index)
    if standing.is_limit_cut:  # a cut that the treatment would look past would be none
        above = max(above, Verdict.HOLD, key=GRAVITY.index)
    over = list(_over(standing, document or ZERO, above))
    verdict = above if over else within
    if standing.tier == Tier.UNRATED:
        return [*over, Reason("unrated", verdict)]
    if not over and verdict != Verdict.ALLOW:
        return [Reason("tier", verdict, {"tier": standing.tier})]
    return over


def _over(standing: Standing, document: Decimal, verdict: Verdict) -> Iterator[Reason]:
    allowed, total = standing.allowed, standing.exposure.known + document
    if allowed is not None and total > allowed:
        yield Reason("over_limit", verdict, _amounts(limit=allowed, exposure=total))
    most = standing.treatment.order_limit
    if most is not None and document > most:
        yield Reason("over_order_limit", verdict, _amounts(limit=most, amount=document))


def _of_facts(standing: Standing, document: Decimal | None) -> Iterator[Reason]:
    yield from _of_status(standing.status)
    yield from _of_lists(standing.listed)
    for obstacle in standing.obstacles:
        yield Reason(obstacle.code, obstacle.verdict, obstacle.figures)
    for said in reasons_of(standing.restrictions, standing.service):
        yield Reason(*said)
    yield from _of_the_unknown(standing, document)
    if standing.score_as_of is not None:
        age = (standing.today - standing.score_as_of).days
        if age > STALE_AFTER_DAYS:
            yield Reason("stale_score", Verdict.HOLD, {"days": str(age)})
    if standing.overdue_days > standing.treatment.overdue_days:
        tolerated = {"days": standing.overdue_days, "tolerated": standing.treatment.overdue_days}
        figures = {name: str(days) for name, days in tolerated.items()}
        yield Reason("overdue", Verdict.HOLD, figures | _amounts(amount=standing.overdue))
    yield from _of_shared("group", standing.group, document)
    yield from _of_shared("sector", standing.sector, document)


def _of_status(status: str) -> Iterator[Reason]:
    by_status = {
        Customer.Status.PROSPECT: ("not_admitted", Verdict.HOLD),
        Customer.Status.EXITING: ("being_removed", Verdict.DENY),
        Customer.Status.EXITED: ("removed", Verdict.DENY),
        Customer.Status.MERGED: ("removed", Verdict.DENY),
    }
    if status in by_status:
        code, verdict = by_status[Customer.Status(status)]
        yield Reason(code, verdict)


def _of_lists(kinds: tuple[str, ...]) -> Iterator[Reason]:
    own = ScreeningList.Kind.OWN.value
    by_kind: dict[str, tuple[str, Verdict]] = {
        ScreeningList.Kind.SANCTIONS: ("sanctions_hit", Verdict.DENY),
        own: ("restricted", Verdict.DENY),
        f"{own}:{Bars.ALL_TRADE}": ("restricted", Verdict.DENY),
        f"{own}:{Bars.NEW_CREDIT}": ("restricted", Verdict.HOLD),
        ScreeningList.Kind.COURT: ("court_listed", Verdict.HOLD),
        ScreeningList.Kind.PUBLIC: ("publicly_listed", Verdict.HOLD),
    }
    for kind in dict.fromkeys(kinds):
        if kind != f"{own}:{Bars.ONBOARDING}":  # bars who comes, not who is here
            yield Reason(*by_kind[kind])


def _of_the_unknown(standing: Standing, document: Decimal | None) -> Iterator[Reason]:
    exposure = standing.exposure
    if document is None:
        yield Reason("amount_unknown", Verdict.HOLD)
    if exposure.ledger_unknown:
        yield Reason("ledger_unknown", Verdict.HOLD, {"count": str(exposure.ledger_unknown)})
    if exposure.unbilled_unknown:
        yield Reason("unbilled_unknown", Verdict.HOLD, {"count": str(exposure.unbilled_unknown)})
    if standing.agreed_limit is None:
        yield Reason("no_limit", Verdict.HOLD)


def _of_shared(name: str, shared: Shared | None, document: Decimal | None) -> Iterator[Reason]:
    if shared is None:
        return
    if shared.owed is None:
        yield Reason(f"{name}_unknown", Verdict.HOLD, _amounts(limit=shared.limit))
    elif (total := shared.owed + (document or ZERO)) > shared.limit:
        figures = _amounts(limit=shared.limit, exposure=total)
        yield Reason(f"over_{name}_limit", Verdict.HOLD, figures)


def _prepayment(standing: Standing, document: Decimal | None) -> Decimal | None:
    """The share of the document that is asked for, at least what exceeds the limit; all where
    no share is."""
    if document is None or standing.allowed is None:
        return document
    share = standing.prepayment_share
    excess = standing.exposure.known + document - standing.allowed
    if not share and excess <= 0:
        return document
    return min(document, max(_rounded(document * share / 100), excess))


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _amounts(**amounts: Decimal) -> dict[str, str]:
    return {name: str(amount) for name, amount in amounts.items()}
