"""The catalogue of indicators, and the reading that all families make together."""

from __future__ import annotations

from customers.receivables.buckets import CODES
from scoring.indicators.base import (
    BY_LIST,
    BY_RANGE,
    SHARED_STEPS,
    Family,
    Indicator,
    Rows,
    Unit,
    Use,
)
from scoring.indicators.collection import COLLECTION
from scoring.indicators.conduct import CONDUCT
from scoring.indicators.credit_file import CREDIT_FILE
from scoring.indicators.exposure import EXPOSURE
from scoring.indicators.known import KNOWN_STEPS
from scoring.indicators.large_transactions import LARGE
from scoring.indicators.payment import PAYMENT
from scoring.indicators.payment_habits import PAYMENT_HABITS
from scoring.indicators.payment_promises import KEPT_WORD
from scoring.indicators.reputation import REPUTATION
from scoring.indicators.standing import STANDING

__all__ = [
    "AGEING",
    "BY_LIST",
    "BY_RANGE",
    "FAMILIES",
    "FIGURES",
    "INDICATORS",
    "READING_STEPS",
    "RESTRICTED",
    "SCORABLE",
    "UNRESTRICTED",
    "Family",
    "Indicator",
    "Rows",
    "Unit",
    "Use",
]

FAMILIES: tuple[Family, ...] = (
    PAYMENT,
    EXPOSURE,
    COLLECTION,
    KEPT_WORD,
    PAYMENT_HABITS,
    LARGE,
    STANDING,
    CREDIT_FILE,
    CONDUCT,
    REPUTATION,
)
INDICATORS: dict[str, Indicator] = {
    indicator.code: indicator for family in FAMILIES for indicator in family.indicators
}
SCORABLE: frozenset[str] = frozenset(
    code for code, indicator in INDICATORS.items() if indicator.use is Use.SCORED
)
# no list, filter, export, alert or program may speak of these: nobody's right is asked there
RESTRICTED: frozenset[str] = frozenset(
    code for code, indicator in INDICATORS.items() if indicator.use is Use.RESTRICTED
)
UNRESTRICTED: frozenset[str] = frozenset(INDICATORS) - RESTRICTED
AGEING: tuple[str, ...] = CODES
# figures of a reading that are no indicators: what is open, how old, against which limit
# null where a rate is missing
NULLABLE: tuple[str, ...] = ("unallocated", "unbilled", "disputed", "covered")
AMOUNTS: tuple[str, ...] = ("exposure", "overdue", *NULLABLE, *AGEING)
FIGURES: tuple[str, ...] = (*AMOUNTS, "oldest_days", "open_without_rate", "credit_limit")


def _or_none(step: str, name: str) -> str:
    """SQL: an amount of a step, 0 where the customer has no row in it."""
    return f"CASE WHEN {step}.customer_id IS NULL THEN 0 ELSE {step}.{name} END AS {name}"


def _reading() -> str:
    """One row per customer of the set, customers without any invoice included.

    Something is known of a customer that has bought or may buy, or of whom others say something
    grave: a knock-out for a sanctions hit must not wait for the first invoice.

    OFFSET 0 keeps the planner from copying each figure's expression into every bin of a card.
    """
    amounts = ", ".join(
        f"coalesce(exposure.{name}, 0) AS {name}"
        for name in (*AMOUNTS, "oldest_days", "open_without_rate")
        if name not in NULLABLE
    )
    values = ", ".join(
        _value(family, indicator.code) for family in FAMILIES for indicator in family.indicators
    )
    joins = "\n".join(
        f"LEFT JOIN {family.name} ON {family.name}.customer_id = c.customer_id"
        for family in FAMILIES
    )
    return f"""
    SELECT c.customer_id, {amounts},
      {_or_none("u", "unallocated")}, {_or_none("b", "unbilled")},
      {_or_none("exposure", "disputed")}, {_or_none("exposure", "covered")},
      l.credit_limit, {values},
      (exposure.customer_id IS NOT NULL OR u.customer_id IS NOT NULL OR l.customer_id IS NOT NULL
        OR b.customer_id IS NOT NULL OR reputation.is_spoken_of) AS is_known
    FROM (SELECT id AS customer_id FROM customers_customer WHERE merged_into_id IS NULL) c
    {joins}
    LEFT JOIN unallocated_cash u ON u.customer_id = c.customer_id
    LEFT JOIN unbilled_sums b ON b.customer_id = c.customer_id
    LEFT JOIN limit_now l ON l.customer_id = c.customer_id
    WHERE c.{{customers}} OFFSET 0"""


def _value(family: Family, code: str) -> str:
    known = f"{family.name}.{code}"
    if code not in family.none:
        return known
    return (
        f"CASE WHEN {family.name}.customer_id IS NULL THEN {family.none[code]}"
        f" ELSE {known} END AS {code}"
    )


READING_STEPS: tuple[tuple[str, str], ...] = (
    *SHARED_STEPS,
    *KNOWN_STEPS,
    *(step for family in FAMILIES for step in family.steps),
    ("reading", _reading()),
)
