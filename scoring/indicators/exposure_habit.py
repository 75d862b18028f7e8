"""Invoicing against a customer's own habit: the steps behind surges and drops."""

from __future__ import annotations

from scoring.indicators.base import AS_OF, MATERIAL_INVOICING
from scoring.indicators.exposure_windows import (
    FEWEST_PERIODS,
    IN_PERIODS,
    IN_YEAR_AND_QUARTER,
    PERIOD,
    PERIODS,
    WINDOW_DAYS,
)

# invoicing in the latest 30 days (period 0) against up to twelve such periods before
INVOICED = f"""
    SELECT customer_id, {PERIOD} AS period, sum(base_amount) AS amount FROM item
    WHERE {IN_PERIODS} AND base_amount IS NOT NULL
    GROUP BY customer_id, {PERIOD}"""
COMPARABLE = f"""
    SELECT customer_id, least({PERIODS}, ({AS_OF} - first_date + 1) / 30 - 1) AS periods
    FROM exposure_sums"""
# twice the median at least: not more than half of the periods may lie above half of the latest
SURGE_SUSPECT = f"""
    SELECT n.customer_id, n.amount, c.periods
    FROM invoiced n JOIN comparable c ON c.customer_id = n.customer_id
    LEFT JOIN invoiced b
      ON b.customer_id = n.customer_id AND b.period BETWEEN 1 AND c.periods
    WHERE n.period = 0 AND n.amount >= {MATERIAL_INVOICING} AND c.periods >= {FEWEST_PERIODS}
    GROUP BY n.customer_id, n.amount, c.periods
    HAVING 2 * count(*) FILTER (WHERE b.amount > n.amount / 2) <= c.periods"""
SURGE_MEDIAN = """
    SELECT customer_id, latest, periods, amount,
      avg(amount) FILTER (WHERE place IN ((periods + 1) / 2, periods / 2 + 1))
        OVER (PARTITION BY customer_id) AS median
    FROM (
      SELECT s.customer_id, s.amount AS latest, s.periods, coalesce(n.amount, 0) AS amount,
        row_number() OVER (PARTITION BY s.customer_id ORDER BY coalesce(n.amount, 0)) AS place
      FROM surge_suspect s CROSS JOIN LATERAL generate_series(1, s.periods) g(period)
      LEFT JOIN invoiced n ON n.customer_id = s.customer_id AND n.period = g.period
    ) p"""
SURGE = """
    SELECT customer_id,
      CASE WHEN median = 0 THEN NULL WHEN latest < 2 * median THEN 0
        ELSE (latest - median) / (1.4826 * greatest(mad, 0.05 * median)) END AS deviations
    FROM (
      SELECT customer_id, latest, median,
        avg(distance) FILTER (WHERE place IN ((periods + 1) / 2, periods / 2 + 1)) AS mad
      FROM (
        SELECT customer_id, latest, periods, median, abs(amount - median) AS distance,
          row_number() OVER (PARTITION BY customer_id ORDER BY abs(amount - median)) AS place
        FROM surge_median
      ) d GROUP BY customer_id, latest, median
    ) m"""
# the median of four is the mean of the middle two: all four without least and greatest
ACTIVITY = f"""
    SELECT customer_id, invoices, now_amount,
      (q1 + q2 + q3 + q4 - greatest(q1, q2, q3, q4) - least(q1, q2, q3, q4)) / 2 AS median
    FROM (
      SELECT customer_id, count(*) FILTER (WHERE part > 0) AS invoices,
        coalesce(sum(base_amount) FILTER (WHERE part = 0), 0) AS now_amount,
        coalesce(sum(base_amount) FILTER (WHERE part = 1), 0) AS q1,
        coalesce(sum(base_amount) FILTER (WHERE part = 2), 0) AS q2,
        coalesce(sum(base_amount) FILTER (WHERE part = 3), 0) AS q3,
        coalesce(sum(base_amount) FILTER (WHERE part = 4), 0) AS q4
      FROM (
        SELECT customer_id, base_amount, ({AS_OF} - invoice_date) / {WINDOW_DAYS} AS part
        FROM item WHERE {IN_YEAR_AND_QUARTER}
      ) w GROUP BY customer_id
    ) q"""
