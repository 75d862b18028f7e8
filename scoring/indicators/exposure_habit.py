"""Invoicing against a customer's own habit: the steps behind surges and drops."""

from __future__ import annotations

from scoring.indicators.base import AS_OF, MATERIAL_INVOICING
from scoring.indicators.exposure_windows import (
    FEWEST_PERIODS,
    IN_PERIODS,
    PERIOD,
    PERIODS,
    SEASONS_BEGIN,
    SEASONS_END,
)

# invoicing in the latest 30 days (period 0) against up to twelve such periods before
INVOICED = f"""
    SELECT customer_id, {PERIOD} AS period, sum(base_amount) AS amount FROM item
    WHERE {IN_PERIODS} AND base_amount IS NOT NULL
    GROUP BY customer_id, {PERIOD}"""
COMPARABLE = f"""
    SELECT customer_id, least({PERIODS}, ({AS_OF} - first_date + 1) / 30 - 1) AS periods,
      first_date <= {SEASONS_BEGIN} AS has_seasons
    FROM exposure_sums"""
# twice the median at least: not more than half of the periods may lie above half of the latest.
# Who was invoiced in too few of them has no habit: the median is 0, and no surge can be told.
SURGE_SUSPECT = f"""
    SELECT n.customer_id, c.periods, c.has_seasons,
      count(*) FILTER (WHERE b.amount > 0) > (c.periods - 1) / 2 AS has_habit
    FROM invoiced n JOIN comparable c ON c.customer_id = n.customer_id
    LEFT JOIN invoiced b
      ON b.customer_id = n.customer_id AND b.period BETWEEN 1 AND c.periods
    WHERE n.period = 0 AND n.amount >= {MATERIAL_INVOICING} AND c.periods >= {FEWEST_PERIODS}
    GROUP BY n.customer_id, n.amount, c.periods, c.has_seasons
    HAVING 2 * count(*) FILTER (WHERE b.amount > n.amount / 2) <= c.periods"""
# A surge is what the season does not explain. Two whole years say what each month of the year
# brings, a twelfth = 1; no month is taken for less than a third of that or more than three times.
SEASON = f"""
    SELECT i.customer_id, extract(month FROM i.invoice_date) AS month, sum(i.base_amount) AS sales,
      bool_or(i.base_amount IS NULL) AS is_unknown
    FROM surge_suspect s JOIN item i ON i.customer_id = s.customer_id
    WHERE s.has_habit AND s.has_seasons AND i.invoice_date >= {SEASONS_BEGIN}
      AND i.invoice_date < {SEASONS_END}
    GROUP BY i.customer_id, extract(month FROM i.invoice_date)"""
SEASON_YEAR = """
    SELECT customer_id, sum(sales) AS sales, bool_or(is_unknown) AS is_unknown
    FROM season GROUP BY customer_id"""
# a period belongs to the month of its middle
SURGE_PERIOD = f"""
    SELECT s.customer_id, s.periods, g.period, coalesce(n.amount, 0) AS amount,
      CASE WHEN y.customer_id IS NULL THEN 1 WHEN y.is_unknown THEN NULL WHEN y.sales = 0 THEN 1
        ELSE least(greatest(12 * coalesce(m.sales, 0) / y.sales, 1.0 / 3), 3) END AS season
    FROM surge_suspect s CROSS JOIN LATERAL generate_series(0, s.periods) g(period)
    LEFT JOIN invoiced n ON n.customer_id = s.customer_id AND n.period = g.period
    LEFT JOIN season_year y ON y.customer_id = s.customer_id
    LEFT JOIN season m ON m.customer_id = s.customer_id
      AND m.month = extract(month FROM {AS_OF} - 30 * g.period - 15)
    WHERE s.has_habit"""
MIDDLE = "period > 0 AND {} IN ((periods + 1) / 2, periods / 2 + 1)"
SURGE_MEDIAN = f"""
    SELECT customer_id, period, periods, indexed,
      max(amount) FILTER (WHERE period = 0) OVER c AS latest,
      max(indexed) FILTER (WHERE period = 0) OVER c AS latest_indexed,
      avg(amount) FILTER (WHERE {MIDDLE.format("place")}) OVER c AS median,
      avg(indexed) FILTER (WHERE {MIDDLE.format("indexed_place")}) OVER c AS indexed_median
    FROM (
      SELECT customer_id, period, periods, amount, amount / season AS indexed,
        row_number() OVER (PARTITION BY customer_id, period = 0 ORDER BY amount) AS place,
        row_number() OVER (PARTITION BY customer_id, period = 0 ORDER BY amount / season)
          AS indexed_place
      FROM surge_period
    ) p WINDOW c AS (PARTITION BY customer_id)"""
SURGE = """
    SELECT customer_id, CASE WHEN latest < 2 * median THEN 0 WHEN indexed_median = 0 THEN NULL
        WHEN latest_indexed < 2 * indexed_median THEN 0
        ELSE (latest_indexed - indexed_median)
          / (1.4826 * greatest(mad, 0.05 * indexed_median)) END AS deviations
    FROM (
      SELECT customer_id, latest, latest_indexed, median, indexed_median,
        avg(distance) FILTER (WHERE place IN ((periods + 1) / 2, periods / 2 + 1)) AS mad
      FROM (
        SELECT customer_id, latest, latest_indexed, periods, median, indexed_median,
          abs(indexed - indexed_median) AS distance,
          row_number() OVER (PARTITION BY customer_id ORDER BY abs(indexed - indexed_median))
            AS place
        FROM surge_median WHERE period > 0
      ) d GROUP BY customer_id, latest, latest_indexed, median, indexed_median
    ) m
    UNION ALL
    SELECT customer_id, NULL FROM surge_suspect WHERE NOT has_habit"""
# the median of four is the mean of the middle two: all four without least and greatest
ACTIVITY = """
    SELECT customer_id, invoices, now_amount,
      (q1 + q2 + q3 + q4 - greatest(q1, q2, q3, q4) - least(q1, q2, q3, q4)) / 2 AS median
    FROM (
      SELECT customer_id, invoices_before AS invoices, coalesce(sales, 0) AS now_amount,
        coalesce(quarter_1, 0) AS q1, coalesce(quarter_2, 0) AS q2,
        coalesce(quarter_3, 0) AS q3, coalesce(quarter_4, 0) AS q4
      FROM exposure_sums
    ) q"""
