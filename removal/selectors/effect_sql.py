"""The statements of a study: who is looked at, and what the ledger says of them by quarter."""

from __future__ import annotations

from removal.selectors.case_steps import STANDING

# a sample of the book drawn by the study's seed: the same customers whoever draws it
DRAWN = "(hashint8extended(c.id, %(seed)s) & 2147483647)::float8 / 2147483648.0 < %(share)s::float8"
BY_RANGE = "customer_id BETWEEN %(first_id)s AND %(final_id)s"
EVENT_DAYS = f"""
    WITH {STANDING.replace("{customers}", "customer_id IS NOT NULL")}
    SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY e.day)
    FROM event e JOIN customers_customer c ON c.id = e.customer_id AND c.merged_into_id IS NULL
    WHERE e.day BETWEEN %(first_day)s AND %(final_day)s
      AND (%(ground)s = '' OR e.ground = %(ground)s)
      AND (%(industry)s = '' OR c.industry = %(industry)s)
      AND (%(team)s::bigint IS NULL OR c.team_id = %(team)s)"""
CHOSEN = f"""
    WITH {STANDING.replace("{customers}", BY_RANGE)}
    SELECT c.id, e.day, e.case_id, coalesce(t.turned_down, false), coalesce(t.cured, false),
      {DRAWN},
      least(c.since_date, (SELECT min(i.invoice_date) FROM customers_invoice i
        WHERE i.customer_id = c.id AND NOT i.is_void))
    FROM customers_customer c
    LEFT JOIN event e ON e.customer_id = c.id
    LEFT JOIN ended t ON t.customer_id = c.id
    WHERE c.id BETWEEN %(first_id)s AND %(final_id)s AND c.merged_into_id IS NULL
      AND (%(industry)s = '' OR c.industry = %(industry)s)
      AND (%(team)s::bigint IS NULL OR c.team_id = %(team)s)
      AND (e.day IS NULL OR (e.day >= %(first_day)s
        AND (%(ground)s = '' OR e.ground = %(ground)s)))
      AND (e.day IS NOT NULL OR t.turned_down OR t.cured OR {DRAWN})
    ORDER BY c.id"""

STOOD = """
    SELECT c.id, d.place - 1, h.tier, s.score, s.pd
    FROM unnest(%(ids)s::bigint[]) c(id)
    CROSS JOIN unnest(%(days)s::date[]) WITH ORDINALITY d(day, place)
    LEFT JOIN LATERAL (
      SELECT tier FROM scoring_ratinghistory h WHERE h.customer_id = c.id AND h.as_of <= d.day
      ORDER BY h.as_of DESC, h.id DESC LIMIT 1) h ON true
    LEFT JOIN LATERAL (
      SELECT score, pd FROM scoring_riskscore s WHERE s.customer_id = c.id AND s.as_of <= d.day
      ORDER BY s.as_of DESC, s.known_at DESC, s.id DESC LIMIT 1) s ON true"""

# written off is not paid; what was credited in full was never owed. Settled once, whatever the
# planner believes of tables that were never analysed
INVOICES = """
    settled AS MATERIALIZED (
      SELECT a.invoice_id, sum(a.amount) AS amount,
        max(a.effective_date) FILTER (WHERE a.credit_note_id IS NULL) AS day,
        bool_or(a.write_off_id IS NOT NULL) AS is_lost
      FROM customers_allocation a
      WHERE a.customer_id = ANY(%(ids)s) AND a.amount > 0 AND a.effective_date <= %(as_of)s
      GROUP BY a.invoice_id),
    invoice AS (
      SELECT i.*, coalesce(s.is_lost, false) AS is_lost,
        s.amount >= i.amount AND s.day IS NULL AS is_credited,
        CASE WHEN s.amount >= i.amount AND NOT s.is_lost THEN s.day END AS paid_date
      FROM customers_invoice i LEFT JOIN settled s ON s.invoice_id = i.id
      WHERE i.customer_id = ANY(%(ids)s) AND NOT i.is_void AND i.invoice_date <= %(as_of)s),
    due AS (
      SELECT *, paid_date IS NULL OR paid_date > due_date AS is_late,
        coalesce(paid_date, %(as_of)s::date) - due_date AS days
      FROM invoice WHERE due_date < %(as_of)s::date AND NOT coalesce(is_credited, false))"""


def _quarter(day: str) -> str:
    """The place of a day's quarter; what lies before the first one is in -1."""
    number = f"(extract(year FROM {day}) * 4 + extract(quarter FROM {day}) - 1)::int"
    return f"greatest({number} - %(start)s, -1)"


MATURE = "due_date + 90 < %(as_of)s::date"
BY_QUARTER = f"""
    WITH {INVOICES},
    lost AS (
      SELECT w.customer_id, coalesce(i.invoice_date, w.effective_date) AS day,
        w.base_amount AS amount
      FROM customers_writeoff w LEFT JOIN customers_invoice i ON i.id = w.invoice_id
      WHERE w.customer_id = ANY(%(ids)s) AND NOT w.is_void AND w.effective_date <= %(as_of)s
      UNION ALL
      SELECT r.customer_id, coalesce(i.invoice_date, r.effective_date), -r.base_amount
      FROM customers_recovery r LEFT JOIN customers_writeoff w ON w.id = r.write_off_id
      LEFT JOIN customers_invoice i ON i.id = w.invoice_id
      WHERE r.customer_id = ANY(%(ids)s) AND NOT r.is_void AND r.effective_date <= %(as_of)s),
    cell AS (
      SELECT customer_id, {_quarter("invoice_date")} AS place, sum(base_amount) AS sales,
        sum(base_amount - cost * base_amount / amount) AS margin,
        count(*) FILTER (WHERE cost IS NULL OR base_amount IS NULL) AS no_margin,
        sum((recorded_at AT TIME ZONE %(zone)s)::date - invoice_date) AS own_delay,
        sum(base_amount) AS receivable, 0 AS issued, 0 AS late, 0 AS mature, 0 AS days_late,
        0 AS over_90, 0 AS lost, 0 AS cash, count(*) AS invoices
      FROM invoice GROUP BY 1, 2
      UNION ALL
      SELECT customer_id, {_quarter("invoice_date")}, 0, 0, 0, 0, 0, count(*),
        count(*) FILTER (WHERE is_late), sum(base_amount) FILTER (WHERE {MATURE}),
        sum(base_amount * least(greatest(days, 0), 90)) FILTER (WHERE {MATURE}),
        sum(base_amount) FILTER (WHERE {MATURE} AND (days > 90 OR is_lost)), 0, 0, 0
      FROM due GROUP BY 1, 2
      UNION ALL
      SELECT a.customer_id, {_quarter("a.effective_date")}, 0, 0, 0, 0,
        -sum(i.base_amount * a.amount / i.amount), 0, 0, 0, 0, 0, 0, 0, 0
      FROM customers_allocation a JOIN invoice i ON i.id = a.invoice_id
      WHERE a.customer_id = ANY(%(ids)s) AND a.amount > 0 AND a.effective_date <= %(as_of)s
      GROUP BY 1, 2
      UNION ALL
      SELECT customer_id, {_quarter("day")}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, sum(amount), 0, 0
      FROM lost GROUP BY 1, 2
      UNION ALL
      SELECT customer_id, {_quarter("received_date")}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        sum(base_amount), 0
      FROM customers_payment
      WHERE customer_id = ANY(%(ids)s) AND NOT is_void AND received_date <= %(as_of)s
      GROUP BY 1, 2
      UNION ALL
      SELECT customer_id, {_quarter("effective_date")}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        -sum(base_amount), 0
      FROM customers_dishonouredpayment
      WHERE customer_id = ANY(%(ids)s) AND NOT is_void AND effective_date <= %(as_of)s
      GROUP BY 1, 2)
    SELECT customer_id, place, sum(sales), CASE WHEN sum(no_margin) = 0 THEN sum(margin) END,
      sum(issued), sum(late), sum(mature), sum(days_late), sum(over_90), sum(lost), sum(cash),
      sum(own_delay)::float8 / nullif(sum(invoices), 0), sum(receivable)
    FROM cell GROUP BY 1, 2"""

# cash and margins around each event
AROUND = f"""
    WITH {INVOICES},
    event AS (
      SELECT * FROM unnest(%(treated)s::bigint[], %(event_days)s::date[]) e(customer_id, day))
    SELECT e.customer_id,
      coalesce((SELECT sum(p.base_amount) FROM customers_payment p
        WHERE p.customer_id = e.customer_id AND NOT p.is_void AND p.received_date > e.day
          AND p.received_date <= least(e.day + %(horizon)s, %(as_of)s::date)), 0)
      - coalesce((SELECT sum(b.base_amount) FROM customers_dishonouredpayment b
        WHERE b.customer_id = e.customer_id AND NOT b.is_void AND b.effective_date > e.day
          AND b.effective_date <= least(e.day + %(horizon)s, %(as_of)s::date)), 0),
      m.before, m.after, m.no_margin
    FROM event e LEFT JOIN LATERAL (
      SELECT sum(base_amount - cost * base_amount / amount)
          FILTER (WHERE i.invoice_date <= e.day) AS before,
        sum(base_amount - cost * base_amount / amount)
          FILTER (WHERE i.invoice_date > e.day) AS after,
        count(*) FILTER (WHERE cost IS NULL OR base_amount IS NULL) AS no_margin
      FROM invoice i WHERE i.customer_id = e.customer_id
        AND i.invoice_date > e.day - %(horizon)s AND i.invoice_date <= e.day + %(horizon)s
    ) m ON true"""
# trade before and after each event; for who had none, the middle one of all events
TRADED = f"""
    WITH {INVOICES},
    event AS (
      SELECT * FROM unnest(%(treated)s::bigint[], %(event_days)s::date[]) e(customer_id, day)),
    split AS (
      SELECT d.customer_id, d.invoice_date, d.is_late, coalesce(e.day, %(middle)s::date) AS day
      FROM due d LEFT JOIN event e ON e.customer_id = d.customer_id)
    SELECT customer_id,
      count(*) FILTER (WHERE invoice_date < day),
      count(*) FILTER (WHERE invoice_date < day AND is_late),
      count(*) FILTER (WHERE invoice_date >= day),
      count(*) FILTER (WHERE invoice_date >= day AND is_late)
    FROM split WHERE invoice_date >= day - 730 AND invoice_date < day + 365
    GROUP BY 1"""
