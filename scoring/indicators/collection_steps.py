"""What was collected, what rolled on and what was paid short: the steps behind collection."""

from __future__ import annotations

from customers.receivables.buckets import BUCKETS
from scoring.indicators.base import (
    AS_OF,
    GRACE_DAYS,
    MATERIAL_ITEM,
    MONTH_DAYS,
    QUARTER_DAYS,
    YEAR_AGO,
    at_least,
    unless,
)

FAMILY = "collection"
FEWEST_OPEN = 3  # invoices below which a share of what was open says nothing
FEWEST_DUE = 5
SHORT_AT_MOST = "0.2"  # of an invoice: who pays less than the rest pays in parts, or not at all
# what a bucket begins with, in days past due; the last one is never left
BOUNDS = ", ".join(str(lower) for _code, lower, _upper in BUCKETS if lower is not None)
TERMINAL = len(BUCKETS) - 1


def _open_at(days: int, settled: str) -> str:
    """SQL: what was open of an item so many days ago; 0 before its invoice."""
    return (
        f"CASE WHEN invoice_date > {AS_OF} - {days} THEN 0"
        f" WHEN {settled} IS NULL THEN base_amount WHEN {settled} >= amount THEN 0"
        f" ELSE round(base_amount * (amount - {settled}) / amount, 2) END"
    )


def _bucket(day: str) -> str:
    """SQL: the number of an item's bucket on a day, 0 = not due."""
    return f"width_bucket({day} - due_date, ARRAY[{BOUNDS}])"


# --- back through the months until their invoicing makes up what is open ---

MONTH_SALES = """
    SELECT i.customer_id, s.exposure, date_trunc('month', i.invoice_date::timestamp)::date AS month,
      sum(i.base_amount) AS sales, bool_or(i.base_amount IS NULL) AS is_unknown
    FROM item i JOIN exposure_sums s ON s.customer_id = i.customer_id
    WHERE s.exposure > 0 AND NOT s.open_unknown
    GROUP BY i.customer_id, s.exposure, date_trunc('month', i.invoice_date::timestamp)"""
# months without invoices count with all their days; the current one with those that have passed
COUNT_BACK = f"""
    SELECT customer_id, CASE WHEN NOT is_unknown THEN {AS_OF} - final
      + (exposure - (through - sales)) / sales * (final - month + 1) END AS days
    FROM (
      SELECT customer_id, exposure, month, sales,
        least((month + interval '1 month')::date - 1, {AS_OF}) AS final,
        sum(coalesce(sales, 0)) OVER back AS through, bool_or(is_unknown) OVER back AS is_unknown
      FROM month_sales WINDOW back AS (PARTITION BY customer_id ORDER BY month DESC)
    ) m WHERE through >= exposure AND through - sales < exposure"""

# --- the quarter: what was to be collected, and what was ---

COLLECTED_ITEM = f"""
    SELECT id, customer_id, invoice_date, due_date, base_amount, open_amount, past_due,
      {_open_at(QUARTER_DAYS, "by_quarter")} AS open_then
    FROM item WHERE settled_date IS NULL OR settled_date > {AS_OF} - {QUARTER_DAYS}
      OR invoice_date > {AS_OF} - {QUARTER_DAYS}"""
COLLECTED = """
    SELECT customer_id, count(*) AS items, sum(open_then) AS amount,
      bool_or(open_then IS NULL OR base_amount IS NULL) AS is_unknown
    FROM collected_item GROUP BY customer_id"""

# --- the month: what moved on to a worse bucket ---

ROLLED_ITEM = f"""
    SELECT *, CASE WHEN bucket_now > bucket_then THEN open_amount ELSE 0 END AS moved
    FROM (
      SELECT id, customer_id, due_date, base_amount, open_amount,
        {_open_at(MONTH_DAYS, "by_month")} AS open_then,
        {_bucket(f"{AS_OF} - {MONTH_DAYS}")} AS bucket_then, {_bucket(AS_OF)} AS bucket_now
      FROM item
      WHERE invoice_date <= {AS_OF} - {MONTH_DAYS} AND due_date IS NOT NULL
        AND (settled_date IS NULL OR settled_date > {AS_OF} - {MONTH_DAYS})
      OFFSET 0
    ) i WHERE bucket_then < {TERMINAL}"""
ROLLED = """
    SELECT customer_id, count(*) AS items, sum(open_then) AS amount, sum(moved) AS moved,
      bool_or(open_then IS NULL) AS is_unknown
    FROM rolled_item GROUP BY customer_id"""

# --- the year: what was kept back without a right to it ---

# disputes by the day that were not decided against the customer by then
CLAIM = f"""
    SELECT DISTINCT invoice_id FROM known_dispute
    WHERE invoice_id IS NOT NULL
      AND (outcome IN ('open', 'upheld', 'partly') OR decided_date > {AS_OF})"""
IS_SHORT = f"""i.money > 0 AND NOT i.is_credited AND i.money < i.amount
      AND i.amount - i.money <= {SHORT_AT_MOST} * i.amount AND i.due_date < {AS_OF} - {GRACE_DAYS}
      AND i.base_amount * (i.amount - i.money) >= {MATERIAL_ITEM} * i.amount
      AND c.invoice_id IS NULL"""
SHORT_ITEM = f"""
    SELECT i.id, i.customer_id, i.due_date, i.base_amount,
      CASE WHEN {IS_SHORT} THEN round(i.base_amount * (i.amount - i.money) / i.amount, 2)
        ELSE 0 END AS short
    FROM item i LEFT JOIN short_claim c ON c.invoice_id = i.id
    WHERE i.due_date <= {AS_OF} AND i.due_date > {YEAR_AGO}"""
SHORT = """
    SELECT customer_id, count(*) AS items, sum(base_amount) AS amount, sum(short) AS short,
      bool_or(base_amount IS NULL) AS is_unknown
    FROM short_item GROUP BY customer_id"""

NOT_OVERDUE = "(s.exposure - s.overdue)"
BEST_POSSIBLE = unless(
    "s.sales_unknown OR s.not_due_unknown",
    f"{QUARTER_DAYS} * {NOT_OVERDUE} / nullif(s.sales, 0)",
)
COUNTED_BACK = unless("s.open_unknown", "CASE WHEN s.exposure = 0 THEN 0 ELSE b.days END")
TO_COLLECT = "c.amount + coalesce(s.sales, 0)"
EFFECTIVENESS = unless(
    "c.is_unknown",
    f"100 * ({TO_COLLECT} - s.exposure) / nullif({TO_COLLECT} - {NOT_OVERDUE}, 0)",
)
ROLL = unless("r.is_unknown", "100 * r.moved / nullif(r.amount, 0)")
DEDUCTIONS = unless("d.is_unknown", "100 * d.short / nullif(d.amount, 0)")
RESULT = f"""
    SELECT s.customer_id,
      {at_least(FEWEST_OPEN, "s.invoices", COUNTED_BACK)} AS count_back_dso,
      {at_least(FEWEST_OPEN, "s.invoices_in_window", BEST_POSSIBLE)} AS best_possible_dso,
      {at_least(FEWEST_OPEN, "r.items", ROLL)} AS roll_forward,
      {at_least(FEWEST_OPEN, "c.items", EFFECTIVENESS)} AS collection_effectiveness,
      {at_least(FEWEST_DUE, "d.items", DEDUCTIONS)} AS deduction_rate
    FROM exposure_sums s
    LEFT JOIN count_back b ON b.customer_id = s.customer_id
    LEFT JOIN collected c ON c.customer_id = s.customer_id
    LEFT JOIN rolled r ON r.customer_id = s.customer_id
    LEFT JOIN short d ON d.customer_id = s.customer_id"""
