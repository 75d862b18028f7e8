"""The statements that hold customers against the policy in force.

Parameters: `customers` (ids), `today`, `at`, `by` (a person's id; null = the system) and
`is_decided` (a person has decided already: all of it holds). The words for what is better are those
of `scoring/treating/rules.py`; a test holds both together.
"""

from __future__ import annotations

from scoring.treating.rules import ASKED, VERDICTS

_RANK = "array_position(ARRAY[" + ", ".join(f"'{each}'" for each in VERDICTS) + "], {}::text)"
_ASKED = {
    "verdict": _RANK.format("{0}.verdict"),
    "over_limit_verdict": _RANK.format("{0}.over_limit_verdict"),
    "limit_factor": "-{0}.limit_factor",
    "order_limit": "-coalesce({0}.order_limit, 'Infinity')",
    "overdue_days": "-{0}.overdue_days",
    "prepayment_share": "{0}.prepayment_share",
    "deposit_share": "{0}.deposit_share",
}
_TERMS = ", ".join("{0}." + name for name in ASKED)
_DIFFER = f"({_TERMS.format('n')}) IS DISTINCT FROM ({_TERMS.format('f')})"
_BETTER = " OR ".join(f"{_ASKED[n].format('n')} < {_ASKED[n].format('f')}" for n in ASKED)

TAKE_DUE = """
    WITH chosen AS MATERIALIZED (
      SELECT id FROM scoring_treatmentdue ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
    ), taken AS (
      DELETE FROM scoring_treatmentdue WHERE id IN (SELECT id FROM chosen) RETURNING customer_id
    )
    SELECT customer_id FROM taken"""
TAKE_PART = """
    SELECT id FROM customers_customer WHERE id > %(after_id)s ORDER BY id LIMIT %(most)s"""

# The policy is the one in force when the statement runs, whatever the caller has seen before.
# Who was never scored has no treatment yet, and a merged customer is another one now.
_JOINED = """
    FROM scoring_rating r
    JOIN customers_customer c ON c.id = r.customer_id AND c.id = ANY(%(customers)s)
      AND c.merged_into_id IS NULL
    JOIN scoring_treatment n ON n.tier = r.tier AND n.policy_id = (
      SELECT id FROM scoring_treatmentpolicy WHERE state = 'published')
    LEFT JOIN scoring_customertreatment h ON h.customer_id = r.customer_id
      AND h.customer_id = ANY(%(customers)s)
    LEFT JOIN scoring_treatment f ON f.id = h.treatment_id"""
_ASKED_FOR = "WHERE r.customer_id = ANY(%(customers)s) AND r.as_of IS NOT NULL"
_WANTED = f"{_JOINED} {_ASKED_FOR}"
# one order for all, so that two at work do not wait for each other
LOCK = f"""
    SELECT r.customer_id {_WANTED} AND (n.id IS DISTINCT FROM f.id OR EXISTS (
      SELECT FROM scoring_treatmentproposal o
      WHERE o.customer_id = r.customer_id AND o.state = 'open' AND o.proposed_id <> n.id))
    ORDER BY r.customer_id FOR NO KEY UPDATE OF c"""
# what is open, yet no longer what the tier and the policy ask for
OVERTAKE = f"""
    UPDATE scoring_treatmentproposal o
    SET state = 'overtaken', decided_at = %(at)s, version = o.version + 1
    WHERE o.state = 'open' AND o.customer_id = ANY(%(customers)s) AND NOT EXISTS (
      SELECT {_WANTED} AND r.customer_id = o.customer_id
        AND n.id = o.proposed_id AND n.id IS DISTINCT FROM f.id
        AND f.id IS NOT DISTINCT FROM o.former_id)"""
# A treatment's own term gives way to the one agreed before, unless somebody has changed it since.
_DAYS = f"""
    SELECT r.customer_id, n.id AS new_id, f.id AS old_id, h.since, h.decided_by_id, n.review_days,
      h.review_date, h.review_date - f.review_days AS looked_at,
      n.is_automatic, t.payment_days AS days, g.agreed,
      coalesce(n.payment_days, g.agreed) AS new_days,
      f.id IS NOT NULL AND {_DIFFER} AS terms_differ,
      f.id IS NOT NULL AND ({_BETTER}) AS terms_better
    {_JOINED}
    LEFT JOIN LATERAL (
      SELECT payment_days FROM customers_creditterms
      WHERE customer_id = r.customer_id AND effective_date <= %(today)s
      ORDER BY effective_date DESC, recorded_at DESC LIMIT 1) t ON true
    CROSS JOIN LATERAL (SELECT CASE WHEN f.payment_days = t.payment_days THEN h.agreed_days
      ELSE t.payment_days END AS agreed) g
    {_ASKED_FOR} AND n.id IS DISTINCT FROM f.id"""
_JUDGED = """
    SELECT w.*, terms_differ OR new_days IS DISTINCT FROM days AS differs,
      terms_better OR coalesce(new_days > days, false) AS is_better
    FROM wanted w"""
# The first treatment is what the tier's policy said anyway; where it would shorten or lengthen what
# was agreed with the customer, a person decides.
_DECIDED = """
    SELECT j.*, %(is_decided)s OR NOT differs
        OR (is_automatic AND NOT is_better AND old_id IS NOT NULL) AS at_once
    FROM judged j"""
# A person who decided has looked at it. The system has not, so what it applies puts no review off,
# and the same terms of a newer policy go on from the latest look.
_APPLIED = """
    INSERT INTO scoring_customertreatment
      (customer_id, treatment_id, since, review_date, agreed_days, decided_by_id)
    SELECT customer_id, new_id, s.since,
      CASE WHEN NOT differs THEN coalesce(looked_at, %(today)s::date) + review_days
        WHEN %(is_decided)s THEN %(today)s::date + review_days
        ELSE least(review_date, %(today)s::date + review_days) END,
      agreed,
      CASE WHEN %(is_decided)s OR differs THEN %(by)s::bigint ELSE decided_by_id END
    FROM decided d
    CROSS JOIN LATERAL (
      SELECT CASE WHEN differs THEN %(today)s::date ELSE coalesce(d.since, %(today)s::date) END
        AS since) s
    WHERE at_once
    ON CONFLICT (customer_id) DO UPDATE SET treatment_id = excluded.treatment_id,
      since = excluded.since, review_date = excluded.review_date,
      agreed_days = excluded.agreed_days, decided_by_id = excluded.decided_by_id,
      version = scoring_customertreatment.version + 1
    RETURNING customer_id"""
# What a person declined is not proposed again until something else was asked for in between.
_NOTED = """
    INSERT INTO scoring_treatmentproposal (customer_id, former_id, proposed_id, former_days,
      proposed_days, direction, state, proposed_at, decided_at, reason, version)
    SELECT customer_id, old_id, new_id, days, new_days,
      CASE WHEN is_better THEN 'better' ELSE 'stricter' END,
      CASE WHEN at_once THEN 'applied' ELSE 'open' END, %(at)s,
      CASE WHEN at_once THEN %(at)s END, '', 1
    FROM decided d
    LEFT JOIN LATERAL (
      SELECT state, proposed_id, former_id FROM scoring_treatmentproposal o
      WHERE o.customer_id = d.customer_id ORDER BY id DESC LIMIT 1) newest ON true
    WHERE NOT %(is_decided)s AND differs AND NOT coalesce(
      newest.proposed_id = new_id AND newest.former_id IS NOT DISTINCT FROM old_id
      AND (newest.state = 'open' OR newest.state = 'declined' AND NOT at_once), false)
    RETURNING state"""
TREAT = f"""
    WITH wanted AS MATERIALIZED ({_DAYS}), judged AS ({_JUDGED}), decided AS ({_DECIDED}),
      applied AS ({_APPLIED}), noted AS ({_NOTED})
    SELECT (SELECT count(*) FROM applied), (SELECT count(*) FROM noted WHERE state = 'open'),
      (SELECT array_agg(customer_id ORDER BY customer_id) FROM decided
        WHERE at_once AND new_days IS DISTINCT FROM days),
      (SELECT array_agg(new_days ORDER BY customer_id) FROM decided
        WHERE at_once AND new_days IS DISTINCT FROM days)"""
