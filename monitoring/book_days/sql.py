"""The SQL that adds up a day: each customer once, then sums of them."""

from __future__ import annotations

from customers.receivables.buckets import CODES, sums_sql
from scoring.indicators.base import AS_OF, BY_RANGE, QUARTER_DAYS, SHARED_STEPS, with_steps
from scoring.tier_moves import held_sql, moves_sql

MONTH = f"date_trunc('month', {AS_OF})::date"
# the part of an invoice that was open ninety days before
OPEN_THEN = "CASE WHEN i.amount > 0 THEN greatest(0, round(i.base_amount * (i.amount - coalesce(i.by_quarter, 0)) / i.amount, 2)) END"  # noqa: E501
FLOW = f"""flow AS (
  SELECT i.customer_id,
    sum(i.base_amount) FILTER (WHERE i.invoice_date > {AS_OF} - {QUARTER_DAYS}) AS sales_90,
    sum(i.base_amount) FILTER (WHERE i.invoice_date >= {MONTH}) AS sales_month,
    sum({OPEN_THEN}) FILTER (WHERE i.invoice_date <= {AS_OF} - {QUARTER_DAYS}) AS opening_90
  FROM item i GROUP BY i.customer_id
), paid AS (
  SELECT customer_id, sum(base_amount) AS payments_month FROM known_payment
  WHERE received_date >= {MONTH} GROUP BY customer_id
)"""
OWED = f"""owed AS (
  SELECT i.customer_id, sum(i.open_amount) AS exposure,
    sum(i.open_amount) FILTER (WHERE i.past_due > 0) AS overdue,
    count(*) FILTER (WHERE i.open_amount IS NULL) AS open_without_rate,
    NULL::numeric AS utilisation, {sums_sql("i.open_amount", "i.due_date", AS_OF)}
  FROM item i WHERE i.open_amount > 0 OR i.open_amount IS NULL GROUP BY i.customer_id
)"""
# what held at the end of a past day: by the history of ratings, or else by the score of that day
HELD = f"""held AS ({held_sql(AS_OF, "card_tier")}
), scored AS (
  SELECT DISTINCT ON (s.customer_id) s.customer_id, s.tier FROM scoring_riskscore s
  WHERE s.as_of <= {AS_OF} AND NOT EXISTS (SELECT FROM held WHERE held.customer_id = s.customer_id)
  ORDER BY s.customer_id, s.as_of DESC, s.known_at DESC, s.id DESC
), rated AS (
  SELECT c.id AS customer_id, coalesce(h.tier, s.tier, 'unrated') AS tier,
    coalesce(h.card_tier, s.tier, 'unrated') AS card_tier, NULL::numeric AS expected_loss
  FROM customers_customer c LEFT JOIN held h ON h.customer_id = c.id
  LEFT JOIN scored s ON s.customer_id = c.id
)"""
RATED = """rated AS (SELECT customer_id, tier, card_tier, expected_loss FROM scoring_rating)"""
FIGURES = f"exposure, overdue, open_without_rate, utilisation, {', '.join(CODES)}"
FROM_TABLE = f"owed AS (SELECT customer_id, {FIGURES} FROM {{table}} WHERE {{where}})"
STEPS = {
    "readings": (RATED, FROM_TABLE.format(table="scoring_reading", where="true")),
    "snapshots": (
        HELD,
        FROM_TABLE.format(table="scoring_snapshot", where=f"as_of = {AS_OF}"),
    ),
    "ledger": (HELD, OWED),
}
MONEY = ("exposure", "overdue", *CODES, "sales_90", "opening_90", "sales_month", "payments_month")


def base_sql(source: str) -> str:
    """Each customer of the day, once, in a table of this transaction."""
    rated, owed = STEPS[source]
    columns = ", ".join(f"coalesce({name}, 0) AS {name}" for name in MONEY)
    born = (
        "true"
        if source == "readings"
        else f"o.customer_id IS NOT NULL OR coalesce(c.since_date, c.recorded_at::date) <= {AS_OF}"
    )
    return f"""CREATE TEMP TABLE book_day_base ON COMMIT DROP AS
{with_steps(SHARED_STEPS, BY_RANGE)}, {FLOW}, {owed}, {rated}
SELECT c.id AS customer_id, c.team_id, c.manager_id, c.industry, c.region, r.tier, r.card_tier,
  r.expected_loss, coalesce(o.open_without_rate, 0) AS open_without_rate, o.utilisation, {columns}
FROM customers_customer c JOIN rated r ON r.customer_id = c.id
LEFT JOIN owed o ON o.customer_id = c.id LEFT JOIN flow f ON f.customer_id = c.id
LEFT JOIN paid p ON p.customer_id = c.id
WHERE c.merged_into_id IS NULL AND ({born})"""


_SUMS = ", ".join(f"sum({name})" for name in MONEY)
# a sum over nobody's figure is null: it was not known; over somebody's it is what is known
CELLS = f"""INSERT INTO monitoring_bookdaycell
  (day_id, team_id, manager_id, tier, customers, expected_loss, over_limit, squares,
   open_without_rate, {", ".join(MONEY)})
SELECT {AS_OF}, team_id, manager_id, tier, count(*),
  CASE WHEN %(has_losses)s THEN coalesce(sum(expected_loss), 0) END,
  CASE WHEN %(has_limits)s THEN coalesce(sum(exposure) FILTER (WHERE utilisation > 100), 0) END,
  sum(exposure * exposure), sum(open_without_rate), {_SUMS}
FROM book_day_base GROUP BY team_id, manager_id, tier"""
PART = f"""INSERT INTO monitoring_bookdaypart
  (day_id, kind, code, team_id, manager_id, number, amount)
SELECT {AS_OF}, '{{kind}}', {{code}}, team_id, manager_id, count(*), sum(exposure)
FROM book_day_base {{joined}} GROUP BY {{code}}, team_id, manager_id"""
MOVED = f"JOIN ({moves_sql('%(moves_since)s', AS_OF)}) moves USING (customer_id)"
# however it is written, one region is one; it is named as most of its customers have it
SPELT = """JOIN (
  SELECT upper(btrim(region)) AS folded, mode() WITHIN GROUP (ORDER BY btrim(region)) AS spelt
  FROM book_day_base GROUP BY 1
) spelling ON folded = upper(btrim(region))"""
PARTS = (
    PART.format(kind="industry", code="industry", joined=""),
    PART.format(kind="region", code="spelt", joined=SPELT),
)
MOVES = PART.format(kind="move", code="was || '>' || now", joined=MOVED)
TOP = f"""INSERT INTO monitoring_bookdaytop
  (day_id, team_id, manager_id, customer_id, tier, exposure)
SELECT {AS_OF}, team_id, manager_id, customer_id, tier, exposure FROM (
  SELECT *, row_number() OVER (
    PARTITION BY team_id, manager_id ORDER BY exposure DESC, customer_id
  ) AS place FROM book_day_base WHERE exposure > 0
) b WHERE place <= 10"""
COUNT = f"""INSERT INTO monitoring_bookdaypart
  (day_id, kind, code, team_id, manager_id, number, amount)
SELECT {AS_OF}, 'count', n.code, b.team_id, b.manager_id, sum(n.number), 0
FROM ({{sql}}) n JOIN book_day_base b ON b.customer_id = n.customer_id
GROUP BY n.code, b.team_id, b.manager_id"""
