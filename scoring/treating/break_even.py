"""Whether a customer pays at its risk: its probability of default beside the one it breaks even at.

A year's margin, less what servicing it and financing what it owes cost, covers the loss of a
default up to that probability.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.models import Customer
from scoring import selectors
from scoring.models import Rating, TreatmentPolicy

YEAR = dt.timedelta(days=365)


def break_even(
    *, earned: Decimal, loss_given_default: Decimal, exposure: Decimal
) -> Decimal | None:
    """The probability of default, per cent, at which a year's earnings equal the expected loss.

    Below 0 the customer earns nothing even if it never defaults; from 100 on it pays whatever
    comes. None where a default would lose nothing.
    """
    lost = loss_given_default / 100 * exposure
    return 100 * earned / lost if lost > 0 else None


@dataclass(frozen=True)
class BreakEven:
    """The figures behind it, base currency; None = not known. `obstacle` says why there is none."""

    first: dt.date
    final: dt.date
    invoices: int
    margin: Decimal | None
    servicing: Decimal
    exposure: Decimal | None
    loss_given_default: Decimal
    capital_cost: Decimal
    pd: Decimal | None
    obstacle: str = ""

    @property
    def carrying(self) -> Decimal | None:
        """What financing what it owes costs for a year."""
        return None if self.exposure is None else self.exposure * self.capital_cost / 100

    @property
    def earned(self) -> Decimal | None:
        if self.margin is None or self.carrying is None:
            return None
        return self.margin - self.servicing - self.carrying

    @property
    def probability(self) -> Decimal | None:
        """The probability of default at which it breaks even, per cent."""
        if self.obstacle or self.earned is None or self.exposure is None:
            return None
        return break_even(
            earned=self.earned,
            loss_given_default=self.loss_given_default,
            exposure=self.exposure,
        )

    @property
    def pays(self) -> bool | None:
        """Whether it earns more than it is expected to lose; None where that is not known."""
        if self.probability is None or self.pd is None:
            return None
        return self.pd < self.probability


def break_even_of(customer: Customer, *, day: dt.date) -> BreakEven:
    """Of the last twelve months' invoices, by the policy in force and the latest reading."""
    policy = selectors.policy()
    first = day - YEAR + dt.timedelta(days=1)
    sums = _sums(customer, first, day)
    exposure, owed_obstacle = _exposure(customer)
    rating = Rating.objects.get(customer=customer)
    return BreakEven(
        first=first,
        final=day,
        invoices=sums["invoices"],
        margin=None if _margin_obstacle(sums) else sums["margin"],
        servicing=policy.servicing_cost,
        exposure=exposure,
        loss_given_default=policy.loss_given_default,
        capital_cost=policy.capital_cost,
        pd=rating.pd,
        obstacle=_margin_obstacle(sums) or owed_obstacle or _loss_obstacle(policy, exposure),
    )


def _sums(customer: Customer, first: dt.date, final: dt.date) -> dict[str, Any]:
    """A cost in another currency is taken at the rate of its invoice."""
    rows = customer.invoices.filter(invoice_date__range=(first, final), is_void=False)
    cost = F("cost") * F("base_amount") / F("amount")
    return rows.aggregate(
        invoices=Count("pk"),
        no_cost=Count("pk", filter=Q(cost__isnull=True)),
        no_rate=Count("pk", filter=Q(base_amount__isnull=True)),
        margin=Sum(F("base_amount") - cost),
    )


def _margin_obstacle(sums: dict[str, Any]) -> str:
    if not sums["invoices"]:
        return _("It cannot be estimated: nothing was invoiced in these twelve months.")
    if no_cost := sums["no_cost"]:
        return ngettext(
            "It cannot be estimated: the cost of sales of %(number)s invoice is not known.",
            "It cannot be estimated: the cost of sales of %(number)s invoices is not known.",
            no_cost,
        ) % {"number": no_cost}
    if no_rate := sums["no_rate"]:
        return ngettext(
            "It cannot be estimated: no exchange rate is known for %(number)s invoice.",
            "It cannot be estimated: no exchange rate is known for %(number)s invoices.",
            no_rate,
        ) % {"number": no_rate}
    return ""


def _exposure(customer: Customer) -> tuple[Decimal | None, str]:
    """What is open and delivered or ordered unbilled, as the expected loss has it."""
    reading = selectors.reading_of(customer)
    if reading is None:
        return None, _("It cannot be estimated: there are no figures of this customer yet.")
    if reading.open_without_rate or reading.unbilled is None:
        return None, _("It cannot be estimated: a part of what is owed has no exchange rate.")
    return reading.exposure + reading.unbilled, ""


def _loss_obstacle(policy: TreatmentPolicy, exposure: Decimal | None) -> str:
    if exposure is None or exposure * policy.loss_given_default > 0:
        return ""
    return _("Nothing is owed now, so a default would lose nothing.")
