"""The sums over a customer's invoices, in one pass, for every family that needs any of them."""

from __future__ import annotations

from customers.receivables.buckets import sums_sql
from scoring.indicators import payment_steps
from scoring.indicators.base import AS_OF
from scoring.indicators.exposure_windows import (
    ALIVE,
    IN_PERIODS,
    IN_WINDOW,
    IN_YEAR,
    IN_YEAR_AND_QUARTER,
    WINDOW_DAYS,
)
from scoring.indicators.held_back import CHARGED_ITEM

# the four quarters before the window
QUARTERS = "".join(
    f"""sum(base_amount) FILTER (WHERE invoice_date > {AS_OF} - {WINDOW_DAYS * (n + 1)}
        AND invoice_date <= {AS_OF} - {WINDOW_DAYS * n}) AS quarter_{n},"""
    for n in range(1, 5)
)
SUMS = f"""
    SELECT customer_id, count(*) AS invoices, min(invoice_date) AS first_date,
      min(invoice_date) FILTER (WHERE paid_date IS NOT NULL) AS first_paid_date,
      coalesce(sum(open_amount), 0) AS exposure,
      coalesce(sum(open_amount) FILTER (WHERE past_due > 0), 0) AS overdue,
      coalesce(max(past_due) FILTER (WHERE past_due > 0), 0) AS oldest_days,
      CASE WHEN NOT bool_or(disputed IS NULL) THEN sum(disputed) END AS disputed,
      CASE WHEN NOT bool_or(covered IS NULL) THEN sum(covered) END AS covered,
      {sums_sql("open_amount", "due_date", AS_OF)},
      count(*) FILTER (WHERE base_amount IS NULL AND settled_date IS NULL) AS open_without_rate,
      count(*) FILTER (WHERE {IN_WINDOW}) AS invoices_in_window,
      sum(base_amount) FILTER (WHERE {IN_WINDOW}) AS sales,
      count(*) FILTER (WHERE {IN_YEAR}) AS invoices_in_year,
      sum(base_amount) FILTER (WHERE {IN_YEAR}) AS year_sales,
      count(*) FILTER (WHERE {IN_YEAR_AND_QUARTER} AND NOT {IN_WINDOW}) AS invoices_before,
      {QUARTERS}
      sum(base_amount) FILTER (WHERE {ALIVE}) AS alive,
      bool_or(open_amount IS NULL) AS open_unknown,
      bool_or(open_amount IS NULL AND coalesce(past_due, 0) <= 0) AS not_due_unknown,
      bool_or(base_amount IS NULL AND {IN_WINDOW}) AS sales_unknown,
      bool_or(base_amount IS NULL AND {IN_YEAR}) AS year_unknown,
      bool_or(base_amount IS NULL AND {ALIVE}) AS alive_unknown,
      bool_or(base_amount IS NULL AND {IN_PERIODS}) AS periods_unknown,
      bool_or(base_amount IS NULL AND {IN_YEAR_AND_QUARTER}) AS activity_unknown,
      {payment_steps.SUMS}
    FROM ({CHARGED_ITEM}) i GROUP BY customer_id"""
