"""How late a customer pays, and what is overdue now: the steps behind payment behaviour."""

from __future__ import annotations

from itertools import pairwise

from scoring.indicators.base import (
    AS_OF,
    GRACE_DAYS,
    IS_PAID,
    MATERIAL_ITEM,
    YEAR_AGO,
    at_least,
    rounded,
    unless,
)
from scoring.indicators.held_back import CHARGED_ITEM

FAMILY = "payment"
# days beyond terms -> index; straight lines between the points, flat beyond the ends
INDEX_KNOTS = (
    (0, 80),
    (15, 70),
    (22, 60),
    (30, 50),
    (60, 40),
    (90, 30),
    (120, 20),
    (180, 1),
)
RATED_INVOICES = 5  # due invoices below which a rate says nothing
RATED_PAID = 3  # paid invoices below which an average of days says nothing
# an invoice that credit notes alone have settled was never paid late nor in time
HAS_OUTCOME = "days_late IS NOT NULL"
KNOWN_OUTCOME = (
    f"due_date <= {AS_OF} AND {HAS_OUTCOME}"
    f" AND (settled_date IS NOT NULL OR due_date < {AS_OF} - {GRACE_DAYS})"
)
# dust is left out; an amount that is not known is not taken for dust
MATERIAL = f"past_due > 0 AND (charged >= {MATERIAL_ITEM} OR charged IS NULL)"
DUE_IN_YEAR = f"due_date <= {AS_OF} AND due_date > {YEAR_AGO} AND {HAS_OUTCOME}"


def index_of(days: str) -> str:
    """SQL for the payment index at `days` beyond terms; null where they are not known."""
    # an unknown number is in no band, and ELSE would make it the worst index there is
    lines = [f"WHEN {days} IS NULL THEN NULL"]
    lines.append(f"WHEN {days} <= {INDEX_KNOTS[0][0]} THEN {INDEX_KNOTS[0][1]}")
    for (x0, y0), (x1, y1) in pairwise(INDEX_KNOTS):
        lines.append(f"WHEN {days} <= {x1} THEN {y0} + ({y1 - y0}) * ({days} - ({x0})) / {x1 - x0}")
    return f"CASE {' '.join(lines)} ELSE {INDEX_KNOTS[-1][1]} END"


def of_open(part: str, whole: str) -> str:
    """SQL for `part` of the `whole` amount that is open; 0 where nothing is, which is known."""
    return f"CASE WHEN {whole} = 0 THEN 0 ELSE coalesce({part}, 0) / {whole} END"


def share_of_open(part: str, unknown: str) -> str:
    """SQL for the per cent that `part` is of what is open."""
    return unless(f"open_unknown OR {unknown}", of_open(f"100 * {part}", "exposure"))


# newest due date first: how many invoices paid in time came after (or are) this one
DUE_RUN = f"""
    SELECT customer_id, days_late > {GRACE_DAYS} AS is_late, is_unsure,
      count(*) FILTER (WHERE days_late <= {GRACE_DAYS})
        OVER (PARTITION BY customer_id ORDER BY due_date DESC, id DESC) AS in_time_since
    FROM ({CHARGED_ITEM}) i WHERE {KNOWN_OUTCOME}"""
LATE_RUN = """
    SELECT customer_id, count(*) AS outcomes,
      count(*) FILTER (WHERE is_late AND in_time_since = 0) AS consecutive,
      bool_or(is_unsure AND in_time_since = 0) AS is_unsure
    FROM due_run GROUP BY customer_id"""
PAID_IN_YEAR = f"{IS_PAID} AND effective_date > {YEAR_AGO} AND due_date IS NOT NULL"
PAID = f"""
    SELECT customer_id, count(DISTINCT invoice_id) AS invoices_paid, sum(base_amount) AS amount,
      sum(base_amount * days_beyond) AS amount_days,
      sum(base_amount * (effective_date - due_date)) AS signed_days,
      bool_or(base_amount IS NULL) AS is_unknown
    FROM use WHERE {PAID_IN_YEAR} GROUP BY customer_id"""
# what of the sums over a customer's invoices is about paying; see `exposure_sums`
SUMS = f"""
      count(*) FILTER (WHERE {DUE_IN_YEAR}) AS due,
      count(*) FILTER (WHERE {DUE_IN_YEAR} AND days_late > {GRACE_DAYS}) AS late,
      bool_or({DUE_IN_YEAR} AND days_late > {GRACE_DAYS} AND is_unsure) AS late_unsure,
      bool_or(open_amount IS NULL AND due_date IS NOT NULL) AS due_unknown,
      sum(open_amount) FILTER (WHERE due_date IS NOT NULL) AS open_with_due_date,
      sum(charged) FILTER (WHERE past_due > 0) AS charged,
      sum(charged) FILTER (WHERE past_due > 90) AS charged_over_90,
      sum(charged * past_due) FILTER (WHERE past_due > 0) AS charged_days,
      bool_or(charged IS NULL AND past_due > 0) AS charged_unknown,
      bool_or(charged IS NULL AND past_due > 90) AS over_90_unknown,
      coalesce(max(past_due) FILTER (WHERE {MATERIAL} AND NOT is_unsure), 0) AS max_past_due,
      max(past_due) FILTER (WHERE past_due > 0 AND is_unsure) AS max_unsure"""


def _days_beyond(amount_days: str) -> str:
    """SQL for days weighted by what was paid, while enough invoices were."""
    days = unless("p.is_unknown", f"p.{amount_days} / nullif(p.amount, 0)")
    return at_least(RATED_PAID, "p.invoices_paid", days)


DAYS_OPEN = unless("due_unknown OR charged_unknown", of_open("charged_days", "open_with_due_date"))
LATE_SHARE = unless("late_unsure", "100.0 * late / nullif(due, 0)")
MAX_DPD = unless("coalesce(max_unsure > max_past_due, false)", "max_past_due::numeric")
IN_A_ROW = unless("r.is_unsure", "consecutive::numeric")
# OFFSET 0: the index asks for the days a dozen times, and they are figured once
RESULT = f"""
    SELECT customer_id, dbt_paid, {rounded(index_of("dbt_paid"))} AS payment_index,
      dbt_open, dbt_signed, late_frequency, overdue_ratio, over_90_ratio, max_dpd, consecutive_late
    FROM (
      SELECT s.customer_id, {_days_beyond("amount_days")} AS dbt_paid,
        {_days_beyond("signed_days")} AS dbt_signed,
        {rounded(DAYS_OPEN)} AS dbt_open,
        {at_least(RATED_INVOICES, "due", LATE_SHARE)} AS late_frequency,
        {rounded(share_of_open("charged", "charged_unknown"))} AS overdue_ratio,
        {rounded(share_of_open("charged_over_90", "over_90_unknown"))} AS over_90_ratio,
        {at_least(1, "invoices", MAX_DPD)} AS max_dpd,
        {at_least(1, "outcomes", IN_A_ROW)} AS consecutive_late
      FROM exposure_sums s
      LEFT JOIN late_run r ON r.customer_id = s.customer_id
      LEFT JOIN paid p ON p.customer_id = s.customer_id
      OFFSET 0
    ) f"""
