"""What is overdue but not held against a customer: what it disputes, and what its own cash covers.

A dispute holds back what it names of an open invoice while nobody had decided it on that day; one
that names no invoice holds nothing back. Cash is a payment of which nothing was used, so that the
delay is in our posting: it covers what is overdue and undisputed, the oldest first. A rest of a
payment that was used in part covers nothing, as whoever used it left it so.

What is left is charged. An invoice without a row in `held_back` is charged in full.
"""

from __future__ import annotations

from scoring.indicators.base import AS_OF, GRACE_DAYS, IS_PAID, KNOWN_AT

OPEN_DISPUTE = f"""
    SELECT d.id, d.customer_id, d.invoice_id, d.amount, d.base_amount,
      d.currency = coalesce(
        (SELECT max(r.currency) FROM customers_invoicerevision r WHERE r.invoice_id = d.invoice_id
           AND r.recorded_at <= {KNOWN_AT} AND r.superseded_at > {KNOWN_AT}),
        (SELECT n.currency FROM customers_invoice n WHERE n.id = d.invoice_id)) AS is_own
    FROM known_dispute d
    WHERE d.invoice_id IS NOT NULL
      AND (d.outcome = 'open' OR d.decided_date > {AS_OF})"""
# in the invoice's own currency a dispute of all that is open leaves nothing, whatever the rate
DISPUTED_ITEM = """
    SELECT id, customer_id, disputed, CASE WHEN is_whole THEN 0 ELSE open_amount - disputed END
      AS undisputed
    FROM (
      SELECT i.id, i.customer_id, i.open_amount, d.own >= i.amount - i.paid AS is_whole,
        CASE WHEN d.own >= i.amount - i.paid THEN i.open_amount
          WHEN i.open_amount IS NOT NULL AND NOT d.is_unknown
          THEN least(i.open_amount, round(i.base_amount * d.own / i.amount, 2) + d.across) END
          AS disputed
      FROM (
        SELECT invoice_id, coalesce(sum(amount) FILTER (WHERE is_own), 0) AS own,
          coalesce(sum(base_amount) FILTER (WHERE NOT is_own), 0) AS across,
          bool_or(NOT is_own AND base_amount IS NULL) AS is_unknown
        FROM open_dispute GROUP BY invoice_id
      ) d JOIN item i ON i.id = d.invoice_id
      WHERE i.settled_date IS NULL
    ) i"""
# what the bank gave back of a payment is no cash
GIVEN_BACK = """
    SELECT d.payment_id, sum(CASE WHEN d.currency = k.currency THEN d.amount ELSE k.amount END)
      AS amount
    FROM known_dishonour d JOIN known_payment k ON k.id = d.payment_id GROUP BY d.payment_id"""
HONOURED = """CASE WHEN g.amount IS NULL THEN k.base_amount WHEN g.amount >= k.amount THEN 0
        ELSE round(k.base_amount * (k.amount - g.amount) / k.amount, 2) END"""
UNUSED_CASH = f"""
    SELECT customer_id, CASE WHEN NOT bool_or(cash IS NULL) THEN sum(cash) END AS cash
    FROM (
      SELECT k.customer_id, {HONOURED} AS cash
      FROM known_payment k LEFT JOIN given_back g ON g.payment_id = k.id
      LEFT JOIN (SELECT DISTINCT payment_id FROM use WHERE {IS_PAID}) u ON u.payment_id = k.id
      WHERE u.payment_id IS NULL
    ) p WHERE cash > 0 OR cash IS NULL GROUP BY customer_id"""
# what came before in the queue has taken its part; cash that is used up covers no unknown amount
COVERED_ITEM = """
    SELECT id, customer_id, undisputed, CASE WHEN undisputed = 0 OR cash <= before THEN 0
      WHEN NOT is_unknown THEN least(undisputed, cash - before) END AS covered
    FROM (
      SELECT *, coalesce(sum(undisputed) OVER (up_to ROWS BETWEEN UNBOUNDED PRECEDING
          AND 1 PRECEDING), 0) AS before,
        cash IS NULL OR bool_or(undisputed IS NULL) OVER up_to AS is_unknown
      FROM (
        SELECT i.id, i.customer_id, i.due_date, c.cash,
          CASE WHEN d.id IS NULL THEN i.open_amount ELSE d.undisputed END AS undisputed
        FROM unused_cash c JOIN item i ON i.customer_id = c.customer_id
        LEFT JOIN disputed_item d ON d.id = i.id
        WHERE i.past_due > 0
      ) i WINDOW up_to AS (PARTITION BY customer_id ORDER BY due_date, id)
    ) q"""
# DISTINCT tells the planner that these are few: else it sorts all items to join them with
HELD = """
    SELECT DISTINCT ON (id) coalesce(d.id, c.id) AS id,
      CASE WHEN d.id IS NULL THEN 0 ELSE d.disputed END AS disputed,
      CASE WHEN c.id IS NULL THEN 0 ELSE c.covered END AS covered,
      CASE WHEN c.id IS NULL THEN d.undisputed WHEN c.undisputed = 0 THEN 0
        ELSE c.undisputed - c.covered END AS charged
    FROM disputed_item d FULL JOIN covered_item c ON c.id = d.id"""
# Who owes nothing of an invoice that is open past the days of grace is neither late with it nor in
# time. `is_unsure`: nobody knows whether all of it is held back.
CHARGED_ITEM = f"""
    SELECT i.id, i.customer_id, i.invoice_date, i.due_date, i.base_amount, i.open_amount,
      i.settled_date, i.paid_date, i.past_due,
      CASE WHEN h.id IS NULL THEN 0 ELSE h.disputed END AS disputed,
      CASE WHEN h.id IS NULL THEN 0 ELSE h.covered END AS covered,
      CASE WHEN h.id IS NULL THEN i.open_amount ELSE h.charged END AS charged,
      CASE WHEN h.charged = 0 AND i.past_due > {GRACE_DAYS} THEN NULL ELSE i.days_late END
        AS days_late,
      h.id IS NOT NULL AND h.charged IS NULL AND (h.disputed IS NULL OR h.covered IS NULL)
        AS is_unsure
    FROM item i LEFT JOIN held_back h ON h.id = i.id"""

UNALLOCATED = f"""
    SELECT p.customer_id,
      CASE WHEN NOT p.is_unknown AND u.is_unknown IS NOT TRUE
        THEN greatest(p.amount - coalesce(u.amount, 0), 0) END AS unallocated
    FROM (
      SELECT k.customer_id, sum({HONOURED}) AS amount, bool_or(k.base_amount IS NULL) AS is_unknown
      FROM known_payment k LEFT JOIN given_back g ON g.payment_id = k.id GROUP BY 1
    ) p LEFT JOIN (
      SELECT customer_id, sum(base_amount) AS amount, bool_or(base_amount IS NULL) AS is_unknown
      FROM use WHERE {IS_PAID} GROUP BY 1
    ) u ON u.customer_id = p.customer_id"""

HELD_STEPS: tuple[tuple[str, str], ...] = (
    ("open_dispute", OPEN_DISPUTE),
    ("disputed_item", DISPUTED_ITEM),
    ("given_back", GIVEN_BACK),
    ("unallocated_cash", UNALLOCATED),
    ("unused_cash", UNUSED_CASH),
    ("covered_item", COVERED_ITEM),
    ("held_back", HELD),
    ("charged_item", CHARGED_ITEM),  # for pages; readings take its SQL, and keep no second copy
)
