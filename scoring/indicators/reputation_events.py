"""What confirmed market events say: news, lawsuits and what they claim, insolvency.

Reports of one event share its cluster and count once, by the gravest of them. Only what a person
had confirmed by the moment of the reading is read.
"""

from __future__ import annotations

from django.conf import settings

from customers.records.as_of import as_known
from customers.records.events import EVENT, GRAVEST
from customers.records.signals import MARKET_EVENTS
from scoring.indicators.base import AS_OF, KNOWN_AT, unless

HALF_LIFE_DAYS = 180
TWO_YEARS_AGO = f"({AS_OF} - interval '24 months')::date"
STATEMENT_MONTHS = 18  # as old as accounts may be
EQUITY_SINCE = f"({AS_OF} - interval '{STATEMENT_MONTHS} months')::date"
# what has an indicator of its own is not counted as news once more
NOT_NEWS = "kind IN ('litigation', 'enforcement', 'listing', 'insolvency')"
# a lawsuit is about money where an amount is claimed; an enforcement always is
IS_CASE = "(kind = 'enforcement' OR kind = 'litigation' AND claimed_amount > 0)"

CONFIRMED = f"""
    SELECT e.id, e.customer_id, e.source_key, e.effective_date, e.kind, e.severity, e.credibility,
      nullif(e.claimed_amount, 0) AS claimed_amount, e.currency, {EVENT} AS event
    FROM {as_known(MARKET_EVENTS)} e
    WHERE e.{{customers}} AND e.confirmation = 'confirmed' AND e.effective_date <= {AS_OF}"""
NEWS = f"""
    SELECT id, customer_id, source_key, effective_date, severity * credibility / 100.0
      * power(2.0, -({AS_OF} - effective_date)::numeric / {HALF_LIFE_DAYS}) AS weight
    FROM (
      SELECT DISTINCT ON (customer_id, event) * FROM (
        SELECT *, bool_or({NOT_NEWS}) OVER (PARTITION BY customer_id, event) AS is_elsewhere
        FROM confirmed_event
      ) e WHERE kind = 'news' AND NOT is_elsewhere ORDER BY customer_id, event, {GRAVEST}
    ) n WHERE effective_date > {TWO_YEARS_AGO}"""
CASE = f"""
    SELECT * FROM (
      SELECT DISTINCT ON (customer_id, event) * FROM confirmed_event e WHERE {IS_CASE}
      ORDER BY customer_id, event, claimed_amount IS NULL, {GRAVEST}
    ) c WHERE effective_date > {TWO_YEARS_AGO}"""


def in_base(amount: str, row: str) -> str:
    """SQL: what an amount of a row is in the base currency; `rate_of` joins its rate."""
    base = f"{row}.currency = '{settings.BASE_CURRENCY}'"
    return f"CASE WHEN {base} THEN {row}.{amount} ELSE round({row}.{amount} * r.rate, 2) END"


def rate_of(row: str) -> str:
    """SQL: joins the rate that counts for a row on its day, as it was known then."""
    # few customers are sued, and fewer in other currencies: the rate is looked up for each case
    return f"""LEFT JOIN LATERAL (
      SELECT x.rate FROM customers_exchangerate x
      WHERE x.currency = {row}.currency AND x.effective_date <= {row}.effective_date
        AND x.recorded_at <= {KNOWN_AT}
      ORDER BY x.effective_date DESC, x.recorded_at DESC LIMIT 1
    ) r ON true"""


CLAIM = f"""
    SELECT c.id, c.customer_id, c.source_key, c.effective_date,
      {in_base("claimed_amount", "c")} AS base_amount
    FROM payment_case c {rate_of("c")}"""
CLAIMED = """
    SELECT customer_id, count(*) AS cases, sum(base_amount) AS amount,
      bool_or(base_amount IS NULL) AS is_unknown
    FROM case_claim GROUP BY customer_id"""
STATED = f"""
    SELECT DISTINCT ON (k.customer_id) k.id, k.customer_id, k.source_key, k.effective_date,
      k.equity, k.currency
    FROM known_statement k JOIN claimed c ON c.customer_id = k.customer_id
    WHERE k.effective_date > {EQUITY_SINCE} AND k.equity IS NOT NULL
    ORDER BY k.customer_id, k.effective_date DESC, k.id DESC"""
EQUITY = f"""
    SELECT s.id, s.customer_id, s.source_key, s.effective_date,
      {in_base("equity", "s")} AS base_amount
    FROM stated s {rate_of("s")}
    WHERE s.equity > 0"""
CLAIMS_RATIO = unless(
    "c.is_unknown",
    "100 * c.amount / CASE WHEN q.customer_id IS NOT NULL THEN nullif(q.base_amount, 0)"
    " WHEN NOT x.open_unknown THEN nullif(x.exposure, 0) END",
)
EVENT_SUMS = """
    SELECT customer_id, bool_or(kind = 'insolvency') AS is_insolvent,
      count(DISTINCT event) FILTER (WHERE kind = 'listing') AS listings
    FROM confirmed_event GROUP BY customer_id"""
NEWS_SUMS = """
    SELECT customer_id, sum(weight) AS weight FROM news GROUP BY customer_id"""

STEPS = (
    ("confirmed_event", CONFIRMED),
    ("event_sums", EVENT_SUMS),
    ("news", NEWS),
    ("news_sums", NEWS_SUMS),
    ("payment_case", CASE),
    ("case_claim", CLAIM),
    ("claimed", CLAIMED),
    ("stated", STATED),
    ("equity", EQUITY),
)
PARTS = (
    (
        "news_part",
        """
    SELECT 'marketevent' AS kind, id, source_key AS title, effective_date AS day,
      NULL::numeric AS base_amount, round(weight, 4) AS counts FROM news""",
    ),
    (
        "claim_part",
        f"""
    SELECT 'marketevent' AS kind, id, source_key AS title, effective_date AS day, base_amount,
      NULL::numeric AS counts FROM case_claim
    UNION ALL
    SELECT 'financialstatement', id, source_key, effective_date, base_amount, NULL FROM equity
    UNION ALL
    SELECT 'owed', NULL, '', {AS_OF}, CASE WHEN NOT x.open_unknown THEN x.exposure END, NULL
    FROM exposure_sums x JOIN claimed c ON c.customer_id = x.customer_id
    LEFT JOIN equity q ON q.customer_id = x.customer_id WHERE q.customer_id IS NULL""",
    ),
)
