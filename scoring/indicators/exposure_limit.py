"""Exposure against the limit of each day: the steps behind days over the limit."""

from __future__ import annotations

from scoring.indicators.base import AS_OF, KNOWN_AT
from scoring.indicators.exposure_windows import ALIVE, START

# limits in force on each day of the window; a correction recorded later replaces its day
TERMS = f"""
    SELECT DISTINCT ON (customer_id, day) customer_id, credit_limit,
      greatest(effective_date, {START}) AS day
    FROM customers_creditterms
    WHERE {{customers}} AND effective_date <= {AS_OF} AND recorded_at <= {KNOWN_AT}
    ORDER BY customer_id, day, effective_date DESC, recorded_at DESC"""
LIMIT_NOW = """
    SELECT DISTINCT ON (customer_id) customer_id, credit_limit FROM terms
    ORDER BY customer_id, day DESC"""
# only customers whose open business in the window adds up to more than their lowest limit
NEAR_LIMIT = """
    SELECT s.customer_id FROM exposure_sums s
    JOIN (SELECT customer_id, min(credit_limit) AS lowest FROM terms GROUP BY 1) t
      ON t.customer_id = s.customer_id AND s.alive > t.lowest AND NOT s.alive_unknown"""
# money that came before its invoice counts from the invoice's day: until then there is no debt
MOVE = f"""
    SELECT customer_id, day, sum(delta) AS delta, bool_or(delta IS NULL) AS is_unknown,
      false AS is_terms, NULL::numeric AS credit_limit
    FROM (
      SELECT i.customer_id, greatest(i.invoice_date, {START}) AS day, i.base_amount AS delta
      FROM item i JOIN near_limit n ON n.customer_id = i.customer_id WHERE {ALIVE}
      UNION ALL
      SELECT u.customer_id, greatest(u.effective_date, i.invoice_date, {START}), -u.base_amount
      FROM use u JOIN near_limit n ON n.customer_id = u.customer_id
      JOIN item i ON i.id = u.invoice_id WHERE {ALIVE}
    ) m GROUP BY customer_id, day
    UNION ALL
    SELECT t.customer_id, t.day, 0, false, true, t.credit_limit
    FROM terms t JOIN near_limit n ON n.customer_id = t.customer_id"""
STEP = f"""
    SELECT customer_id, day, exposure, days, is_unknown,
      max(credit_limit) OVER (PARTITION BY customer_id, terms_number) AS credit_limit
    FROM (
      SELECT customer_id, day, credit_limit, is_unknown,
        sum(delta) OVER by_day AS exposure,
        count(*) FILTER (WHERE is_terms) OVER by_day AS terms_number,
        lead(day, 1, {AS_OF} + 1) OVER by_day - day AS days
      FROM (
        SELECT customer_id, day, sum(delta) AS delta, bool_or(is_terms) AS is_terms,
          max(credit_limit) AS credit_limit, bool_or(is_unknown) AS is_unknown
        FROM move GROUP BY customer_id, day
      ) g WINDOW by_day AS (PARTITION BY customer_id ORDER BY day)
    ) s"""
OVER_LIMIT = """
    SELECT customer_id, CASE WHEN NOT bool_or(is_unknown)
      THEN coalesce(sum(days) FILTER (WHERE exposure > credit_limit), 0) END AS days
    FROM step GROUP BY customer_id"""
