"""A round of figures of the book: one row for each customer, part by part, then what they make.

The rows lie in a temporary table until all parts of the book are there.
"""

from __future__ import annotations

from customers.records import KINDS
from customers.records.as_of import as_known
from scoring.indicators.base import AS_OF, IS_OPEN, KNOWN_AT, YEAR_AGO
from scoring.indicators.exposure_windows import WINDOW_DAYS
from scoring.indicators.peers import OWN_RETURN_RATE
from scoring.indicators.standing import (
    FEWEST_BAD,
    FEWEST_RETURNING,
    MATERIAL_LOSS,
    WEIGHT_OF_BOOK,
)

BEFORE = f"{AS_OF} - {WINDOW_DAYS}"

PART = """
    CREATE TEMPORARY TABLE peer_row (
      industry text, place text, exposure numeric, current numeric, before numeric, sales numeric,
      is_known boolean, return_rate numeric, is_counted boolean, is_lost boolean
    ) ON COMMIT DROP"""
# what an invoice of the time before the window was still worth when the window began
BEFORE_WINDOW = f"""
    SELECT i.customer_id, sum(i.base_amount - coalesce(u.amount, 0)) AS amount
    FROM item i LEFT JOIN (
      SELECT invoice_id, sum(base_amount) AS amount FROM use
      WHERE effective_date <= {BEFORE} GROUP BY 1
    ) u ON u.invoice_id = i.id
    WHERE i.invoice_date <= {BEFORE} GROUP BY 1"""
ACTIVE = f"""
    SELECT customer_id, bool_or({IS_OPEN} OR invoice_date > {YEAR_AGO}) AS is_counted,
      bool_or(base_amount IS NULL) AS is_unknown,
      sum(open_amount) FILTER (WHERE past_due > 90) AS over_90
    FROM item GROUP BY 1"""
WRITTEN_OFF = f"""
    SELECT customer_id, sum(base_amount) AS amount FROM {as_known(KINDS["write-offs"])} k
    WHERE {{customers}} AND effective_date > {YEAR_AGO} AND effective_date <= {AS_OF} GROUP BY 1"""
FURTHER = (("before_window", BEFORE_WINDOW), ("active", ACTIVE), ("lost_amount", WRITTEN_OFF))
ADD = f"""
    INSERT INTO peer_row
    SELECT c.industry, c.place, s.exposure, s.exposure - s.overdue, coalesce(b.amount, 0),
      coalesce(s.sales, 0), NOT a.is_unknown, {OWN_RETURN_RATE}, a.is_counted,
      coalesce(a.over_90, 0) >= {MATERIAL_LOSS} OR coalesce(w.amount, 0) >= {MATERIAL_LOSS}
    FROM known_customer c JOIN exposure_sums s ON s.customer_id = c.customer_id
    JOIN (SELECT id FROM customers_customer WHERE merged_into_id IS NULL) m
      ON m.id = c.customer_id
    JOIN active a ON a.customer_id = c.customer_id
    LEFT JOIN before_window b ON b.customer_id = c.customer_id
    LEFT JOIN lost_amount w ON w.customer_id = c.customer_id
    LEFT JOIN sent_back t ON t.customer_id = c.customer_id"""


def _loss_by(column: str, figure: str) -> str:
    """A part of the book counts its own losses, and the book's as those of 30 customers more."""
    return f"""
    SELECT '{figure}', part, 100 * (lost + {WEIGHT_OF_BOOK} * l.lost_share)
      / (p.customers + {WEIGHT_OF_BOOK}), p.customers
    FROM (
      SELECT {column} AS part, count(*) AS customers, count(*) FILTER (WHERE is_lost) AS lost
      FROM peer_row WHERE is_counted AND {column} <> '' GROUP BY 1
    ) p CROSS JOIN loss l WHERE l.lost_customers >= {FEWEST_BAD}"""


ROUND = f"""
    WITH book AS (
      SELECT coalesce(sum(exposure), 0) AS exposure, count(*) AS customers,
        count(*) FILTER (WHERE exposure > 0) AS owing, sum(exposure ^ 2) AS squares,
        sum(current) AS current, sum(before) AS before, sum(sales) AS sales,
        count(*) FILTER (WHERE sales > 0) AS buying
      FROM peer_row WHERE is_known
    ), loss AS (
      SELECT count(*) AS customers, count(*) FILTER (WHERE is_lost) AS lost_customers,
        count(*) FILTER (WHERE is_lost)::numeric / nullif(count(*), 0) AS lost_share
      FROM peer_row WHERE is_counted
    ), figure AS (
      SELECT 'exposure' AS figure, '' AS part, exposure AS value, customers AS count FROM book
      UNION ALL SELECT 'concentration', '', squares / exposure ^ 2, owing FROM book
      WHERE exposure > 0
      UNION ALL SELECT 'effective_number', '', exposure ^ 2 / squares, owing FROM book
      WHERE exposure > 0
      UNION ALL SELECT 'dso', '', {WINDOW_DAYS} * exposure / sales, buying FROM book WHERE sales > 0
      UNION ALL SELECT 'collection', '',
        100 * (before + sales - exposure) / (before + sales - current), customers
      FROM book WHERE before + sales - current > 0
      UNION ALL SELECT 'loss_rate', '', 100 * lost_share, customers FROM loss
      WHERE lost_customers >= {FEWEST_BAD}
      UNION ALL {_loss_by("industry", "industry_loss_rate")}
      UNION ALL {_loss_by("place", "region_loss_rate")}
      UNION ALL SELECT 'return_rate', coalesce(industry, ''),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY return_rate)::numeric, count(*)
      FROM (SELECT nullif(industry, '') AS industry, return_rate FROM peer_row) r
      WHERE return_rate > 0 GROUP BY GROUPING SETS ((industry), ())
      HAVING count(*) >= {FEWEST_RETURNING} AND (industry IS NOT NULL OR grouping(industry) = 1)
    )
    INSERT INTO scoring_peerfigure (figure, part, value, count, as_of, known_at, computed_at)
    SELECT figure, part, round(value, 8), count, {AS_OF}, {KNOWN_AT}, %(at)s FROM figure"""
