"""Credit use and exposure: what is open, how old it is, how it compares with limit and habit.

The family's longer steps have files of their own beside this one.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from scoring.indicators.base import (
    AS_OF,
    IS_OPEN,
    Family,
    Indicator,
    Rows,
    Unit,
    at_least,
    rounded,
    unless,
)
from scoring.indicators.exposure_habit import (
    ACTIVITY,
    COMPARABLE,
    INVOICED,
    SEASON,
    SEASON_YEAR,
    SURGE,
    SURGE_MEDIAN,
    SURGE_PERIOD,
    SURGE_SUSPECT,
)
from scoring.indicators.exposure_limit import LIMIT_NOW, MOVE, NEAR_LIMIT, OVER_LIMIT, STEP, TERMS
from scoring.indicators.exposure_windows import (
    FEWEST_PERIODS,
    IN_SEASONS,
    IN_WINDOW,
    IN_YEAR_AND_QUARTER,
    WINDOW_DAYS,
)

FAMILY = "exposure"
UTILISATION_AT_MOST = 1000

# what is ordered, or delivered, and not yet invoiced
UNBILLED = """
    SELECT id, customer_id, base_amount FROM known_order
    WHERE state IN ('open', 'shipped')"""
UNBILLED_SUMS = """
    SELECT customer_id, CASE WHEN bool_or(base_amount IS NULL) THEN NULL
      ELSE sum(base_amount) END AS unbilled
    FROM unbilled_order GROUP BY customer_id"""
USED = "(s.exposure + CASE WHEN b.customer_id IS NULL THEN 0 ELSE b.unbilled END)"
USE_OF_LIMIT = f"""CASE WHEN {USED} IS NULL THEN NULL
          WHEN l.credit_limit > 0
          THEN least(100 * {USED} / l.credit_limit, {UTILISATION_AT_MOST})
          WHEN l.credit_limit = 0 AND {USED} > 0 THEN {UTILISATION_AT_MOST}
          WHEN l.credit_limit = 0 THEN 0 END"""
OVER_LIMIT_DAYS = "CASE WHEN o.customer_id IS NULL THEN 0 ELSE o.days END::numeric"
SURGE_VALUE = "CASE WHEN u.customer_id IS NULL THEN 0 ELSE u.deviations END"
DROP = unless("s.activity_unknown", "100 * (1 - a.now_amount / nullif(a.median, 0))")
DROP_VALUE = f"CASE WHEN s.exposure = 0 AND NOT s.open_unknown THEN 0 ELSE {DROP} END"
OBSERVED = f"s.first_date <= {AS_OF} - {5 * WINDOW_DAYS - 1}"


def _in_days_of_sales(amount: str, unknown: str) -> str:
    """SQL for how many days' invoicing an amount is, while enough was invoiced."""
    days = f"{WINDOW_DAYS} * coalesce(s.{amount}, 0) / nullif(s.sales, 0)"
    return at_least(3, "s.invoices_in_window", unless(f"s.sales_unknown OR s.{unknown}", days))


RESULT = f"""
    SELECT s.*,
      {_in_days_of_sales("exposure", "open_unknown")} AS dso,
      {_in_days_of_sales("charged", "charged_unknown")} AS average_days_delinquent,
      {rounded(unless("s.open_unknown", USE_OF_LIMIT))} AS utilisation,
      CASE WHEN l.credit_limit IS NOT NULL THEN {unless("s.alive_unknown", OVER_LIMIT_DAYS)} END
        AS over_limit_days,
      {at_least(FEWEST_PERIODS, "c.periods", unless("s.periods_unknown", SURGE_VALUE))}
        AS invoice_surge,
      CASE WHEN {OBSERVED}
        THEN {at_least(3, "a.invoices", DROP_VALUE)} END
        AS activity_drop,
      round(({AS_OF} - s.first_paid_date) / 365.25, 1) AS tenure
    FROM exposure_sums s
    LEFT JOIN limit_now l ON l.customer_id = s.customer_id
    LEFT JOIN unbilled_sums b ON b.customer_id = s.customer_id
    LEFT JOIN over_limit o ON o.customer_id = s.customer_id
    LEFT JOIN comparable c ON c.customer_id = s.customer_id
    LEFT JOIN surge u ON u.customer_id = s.customer_id
    LEFT JOIN activity a ON a.customer_id = s.customer_id"""

EXPOSURE = Family(
    name=FAMILY,
    title=_("credit use and exposure"),
    steps=(
        ("unbilled_order", UNBILLED),
        ("unbilled_sums", UNBILLED_SUMS),
        ("terms", TERMS),
        ("limit_now", LIMIT_NOW),
        ("near_limit", NEAR_LIMIT),
        ("move", MOVE),
        ("step", STEP),
        ("over_limit", OVER_LIMIT),
        ("invoiced", INVOICED),
        ("comparable", COMPARABLE),
        ("surge_suspect", SURGE_SUSPECT),
        ("season", SEASON),
        ("season_year", SEASON_YEAR),
        ("surge_period", SURGE_PERIOD),
        ("surge_median", SURGE_MEDIAN),
        ("surge", SURGE),
        ("activity", ACTIVITY),
        (FAMILY, RESULT),
    ),
    indicators=(
        Indicator(
            code="dso",
            number="I01",
            name=_("days sales outstanding"),
            formula=_("open amount ÷ invoiced in 90 days × 90"),
            source=_("invoices, allocations"),
            unit=Unit.DAYS,
            higher_is_riskier=True,
            window=_("90 days"),
            minimum=3,
            minimum_of=_("invoices in the window"),
            family=FAMILY,
            where=f"{IS_OPEN} OR {IN_WINDOW}",
        ),
        Indicator(
            code="average_days_delinquent",
            number="I04",
            name=_("average days delinquent"),
            formula=_("overdue amount held against the customer ÷ invoiced in 90 days × 90"),
            source=_("invoices, allocations, disputes, payments"),
            unit=Unit.DAYS,
            higher_is_riskier=True,
            window=_("90 days"),
            minimum=3,
            minimum_of=_("invoices in the window"),
            family=FAMILY,
            rows=Rows.OWED,
            where=f"({IS_OPEN} AND past_due > 0) OR {IN_WINDOW}",
        ),
        Indicator(
            code="utilisation",
            number="I16",
            name=_("utilisation of the limit"),
            formula=_("(open amount + orders not yet invoiced) ÷ credit limit × 100; at most 1000"),
            source=_("invoices, allocations, orders, credit terms"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("open now"),
            minimum=1,
            minimum_of=_("credit limit set"),
            family=FAMILY,
            where=IS_OPEN,
            kind="orders",
            facts="unbilled_order",
        ),
        Indicator(
            code="over_limit_days",
            number="I17",
            name=_("days over the limit"),
            formula=_("days in the last 90 that ended with more open than that day's limit"),
            source=_("invoices, allocations, credit terms"),
            unit=Unit.DAYS,
            higher_is_riskier=True,
            window=_("90 days"),
            minimum=1,
            minimum_of=_("credit limit set"),
            family=FAMILY,
            digits=0,
            rows=Rows.STEPS,
        ),
        Indicator(
            code="invoice_surge",
            number="I23",
            name=_("surge of invoices"),
            formula=_(
                "(invoiced in 30 days − median) ÷ (1.4826 × greater of median distance and one "
                "twentieth of median) over the 12 periods of 30 days before; where two years of "
                "months are known, each amount ÷ what its month of the year usually brings; 0 "
                "unless at least twice the median and at least 1,000 in base currency"
            ),
            source=_("invoices"),
            unit=Unit.DEVIATIONS,
            higher_is_riskier=True,
            window=_("30 days against 360 before"),
            minimum=FEWEST_PERIODS,
            minimum_of=_("comparable periods"),
            family=FAMILY,
            where=IN_SEASONS,
        ),
        Indicator(
            code="activity_drop",
            number="I36",
            name=_("drop in business"),
            formula=_(
                "(1 − invoiced in 90 days ÷ median of the four 90-day periods before) × 100; "
                "0 when nothing is open"
            ),
            source=_("invoices"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("90 days against 360 before"),
            minimum=3,
            minimum_of=_("invoices in the four periods"),
            family=FAMILY,
            where=IN_YEAR_AND_QUARTER,
        ),
        Indicator(
            code="tenure",
            number="I33",
            name=_("years of business"),
            formula=_("years since the date of the first invoice that was paid"),
            source=_("invoices, allocations"),
            unit=Unit.YEARS,
            higher_is_riskier=False,
            window=_("since the first paid invoice"),
            minimum=1,
            minimum_of=_("paid invoices"),
            family=FAMILY,
            where="paid_date IS NOT NULL",
        ),
    ),
)
