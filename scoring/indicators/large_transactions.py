"""Orders and payments far above what is usual for the customer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from scoring.indicators.base import (
    AS_OF,
    LARGE_AMOUNT,
    QUARTER_DAYS,
    Family,
    Indicator,
    Rows,
    Unit,
    at_least,
    unless,
)

FAMILY = "large"
FEWEST = 5  # orders, or payments, that make a habit
TIMES_AVERAGE = 3
BEGIN = f"({AS_OF} - {QUARTER_DAYS} - interval '12 months')::date"
IS_RECENT = f"day > {AS_OF} - {QUARTER_DAYS}"

TRANSACTION = f"""
    SELECT customer_id, 'payment' AS kind, id, received_date AS day, base_amount
    FROM known_payment WHERE received_date > {BEGIN}
    UNION ALL
    SELECT customer_id, 'order', id, effective_date, base_amount FROM known_order
    WHERE effective_date > {BEGIN} AND state <> 'cancelled'"""
# A large one does not raise its own bar: the habit is that of the twelve months before.
HABIT = f"""
    SELECT customer_id, kind, count(*) FILTER (WHERE NOT {IS_RECENT}) AS events,
      greatest({LARGE_AMOUNT},
        {TIMES_AVERAGE} * avg(base_amount) FILTER (WHERE NOT {IS_RECENT})) AS bar,
      bool_or(base_amount IS NULL) AS is_unknown
    FROM transaction GROUP BY customer_id, kind
    HAVING count(*) FILTER (WHERE NOT {IS_RECENT}) >= {FEWEST}"""
SUSPECT = f"""
    SELECT t.customer_id, t.kind, t.id, t.base_amount, h.events
    FROM habit h JOIN transaction t ON t.customer_id = h.customer_id AND t.kind = h.kind
    WHERE {IS_RECENT} AND t.base_amount > h.bar"""
# above the 99th percentile by nearest rank: at most one in a hundred was as large
LARGE_ONE = f"""
    SELECT s.customer_id, s.kind, s.id
    FROM suspect s LEFT JOIN transaction t
      ON t.customer_id = s.customer_id AND t.kind = s.kind AND NOT {IS_RECENT}
      AND t.base_amount >= s.base_amount
    GROUP BY s.customer_id, s.kind, s.id, s.events
    HAVING count(t.id) <= s.events - ceil(0.99 * s.events)"""
JUDGED = """
    SELECT t.customer_id, t.kind, t.id, t.day, t.base_amount, h.bar, l.id IS NOT NULL AS is_large
    FROM habit h JOIN transaction t ON t.customer_id = h.customer_id AND t.kind = h.kind
    LEFT JOIN large_one l ON l.customer_id = t.customer_id AND l.kind = t.kind AND l.id = t.id"""
RESULT = f"""
    SELECT h.customer_id,
      {at_least(1, "h.kinds", unless("h.is_unknown", "coalesce(l.large, 0)::numeric"))}
        AS large_transactions
    FROM (
      SELECT customer_id, count(*) AS kinds, bool_or(is_unknown) AS is_unknown
      FROM habit GROUP BY customer_id
    ) h LEFT JOIN (SELECT customer_id, count(*) AS large FROM large_one GROUP BY customer_id) l
      ON l.customer_id = h.customer_id"""

LARGE = Family(
    name=FAMILY,
    title=_("large transactions"),
    steps=(
        ("transaction", TRANSACTION),
        ("habit", HABIT),
        ("suspect", SUSPECT),
        ("large_one", LARGE_ONE),
        ("judged", JUDGED),
        (FAMILY, RESULT),
    ),
    indicators=(
        Indicator(
            code="large_transactions",
            number="I24",
            name=_("large transactions"),
            formula=_(
                "orders and payments of 90 days above 50,000 in base currency, above three times "
                "the average and above the 99th percentile of the customer's own in the 12 months "
                "before, orders and payments each among themselves"
            ),
            source=_("orders, payments"),
            unit=Unit.EVENTS,
            higher_is_riskier=True,
            window=_("90 days against 12 months before"),
            minimum=FEWEST,
            minimum_of=_("orders, or payments, in the 12 months before"),
            family=FAMILY,
            digits=0,
            rows=Rows.TRANSACTIONS,
        ),
    ),
)
