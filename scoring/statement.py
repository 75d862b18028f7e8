"""The one statement that scores a set of customers: read, score, compare, write.

Each step is a CTE; PostgreSQL runs all of them on one snapshot. What did not change is not
written. Parameters besides those of the reading: `card_version`, `run_id`, `at`.
"""

from __future__ import annotations

import hashlib

from scoring.cards.sql import to_sql
from scoring.cards.value import TIERS, Scorecard
from scoring.indicators import FIGURES, INDICATORS, READING_STEPS
from scoring.indicators.base import AS_OF, KNOWN_AT, with_steps

READING_COLUMNS: tuple[str, ...] = (*FIGURES, *INDICATORS)
SCORE_COLUMNS = ("points", "score", "tier", "coverage", "contributions", "knock_outs", "pd")

# which formulas a score was computed by: it changes with the SQL of any indicator
FORMULAS = hashlib.sha256(repr(READING_STEPS).encode()).hexdigest()[:12]

LOCK = """
    SELECT count(*), max(as_of) FROM (
      SELECT as_of FROM scoring_rating WHERE {customers}
      ORDER BY customer_id FOR NO KEY UPDATE
    ) locked"""
KNOWN = f"""
    SELECT greatest({KNOWN_AT}, max(known_at)) FROM scoring_reading
    WHERE {{customers}} AND as_of <= {AS_OF}"""

RANK = "array_position(ARRAY[" + ", ".join(f"'{tier}'" for tier in TIERS) + "], {}::text)"


def _business_day(date: str) -> str:
    """A weekend's reading counts as Friday's."""
    return f"({date} - greatest(extract(isodow FROM {date})::int - 5, 0))"


def _list(columns: tuple[str, ...], prefix: str = "") -> str:
    return ", ".join(prefix + column for column in columns)


LATEST = f"""
    LEFT JOIN LATERAL (
      SELECT id, {_list(SCORE_COLUMNS)} FROM scoring_riskscore h
      WHERE h.customer_id = s.customer_id AND h.card_version_id = %(card_version)s
        AND h.as_of <= {AS_OF} AND h.known_at <= {KNOWN_AT}
      ORDER BY h.as_of DESC, h.known_at DESC, h.id DESC LIMIT 1
    ) h ON true"""
SCORE_DIFFERS = (
    f"(h.id IS NULL OR ({_list(SCORE_COLUMNS, 'h.')}) IS DISTINCT FROM"
    f" ({_list(SCORE_COLUMNS, 's.')})) AS score_differs, h.id AS latest_score,"
    " h.score AS former_score"
)
# who was not known then has no score, unless an earlier run had found one: that one is over
COMPARED_IN_PAST = f"""
    SELECT s.*, {SCORE_DIFFERS} FROM scored s {LATEST} WHERE s.is_known OR h.id IS NOT NULL"""
# a reading of a later day stays; none of this day knew more, see `known_sql`
COMPARED_NOW = f"""
    SELECT s.*, {SCORE_DIFFERS},
      w.customer_id IS NULL OR ({_list(READING_COLUMNS, "w.")})
        IS DISTINCT FROM ({_list(READING_COLUMNS, "s.")}) AS figures_differ,
      w.as_of IS DISTINCT FROM {AS_OF} AS day_differs,
      r.as_of IS NULL AS is_first, r.tier AS old_tier, r.card_tier AS old_card,
      r.rated_tier AS old_rated, r.computed_tier AS old_computed, r.score AS old_score,
      r.below_since, o.tier AS override_tier
    FROM scored s
    JOIN scoring_rating r ON r.customer_id = s.customer_id AND r.{{customers}}
    LEFT JOIN scoring_reading w ON w.customer_id = s.customer_id AND w.{{customers}}
    LEFT JOIN scoring_override o ON o.customer_id = s.customer_id AND o.{{customers}}
      AND o.state = 'in_force' AND o.expires_on >= {AS_OF}
    {LATEST}
    WHERE r.as_of IS NULL OR r.as_of <= {AS_OF}"""
ADDED = f"""
    INSERT INTO scoring_riskscore
      (customer_id, card_version_id, as_of, known_at, {_list(SCORE_COLUMNS)},
       reason_method, run_id, scored_at, formulas)
    SELECT customer_id, %(card_version)s, {AS_OF}, {KNOWN_AT}, {_list(SCORE_COLUMNS)},
      %(reason_method)s, %(run_id)s, %(at)s, '{FORMULAS}'
    FROM compared WHERE score_differs
    RETURNING id, customer_id"""
READ = f"""
    INSERT INTO scoring_reading (customer_id, as_of, known_at, {_list(READING_COLUMNS)})
    SELECT customer_id, {AS_OF}, {KNOWN_AT}, {_list(READING_COLUMNS)}
    FROM compared WHERE figures_differ OR day_differs
    ON CONFLICT (customer_id) DO UPDATE SET as_of = excluded.as_of, known_at = excluded.known_at,
      {", ".join(f"{c} = excluded.{c}" for c in READING_COLUMNS)}
    RETURNING customer_id"""
# A tier rises at once; at the second business day below it falls, to the higher of the days' tiers.
# Who was unrated in between comes from the tier before, so that the way down is no shorter.
RULED = f"""
    SELECT c.*, CASE
        WHEN 'unrated' IN (tier, old_rated) OR {RANK.format("tier")} >= {RANK.format("old_rated")}
          THEN tier
        WHEN {_business_day(AS_OF)} > {_business_day("below_since")}
          THEN CASE WHEN {RANK.format("tier")} >= {RANK.format("old_computed")}
            THEN tier ELSE old_computed END
        ELSE old_rated END AS card_tier
    FROM compared c"""
# What a person set lies above the card's tier, but not below what a knock-out rule asks for.
DECIDED = f"""
    SELECT r.*, CASE WHEN override_tier IS NULL
        OR knock_outs <> '[]' AND {RANK.format("tier")} > {RANK.format("override_tier")}
      THEN card_tier ELSE override_tier END AS new_tier
    FROM ruled r"""
# the day from which on every score kept of the customer had the new tier
HELD_SINCE = f"""(
      SELECT min(as_of) FROM (
        SELECT as_of, count(*) FILTER (WHERE tier <> d.new_tier)
          OVER (ORDER BY as_of DESC, known_at DESC) AS others
        FROM scoring_riskscore h
        WHERE h.customer_id = d.customer_id AND h.card_version_id = %(card_version)s
          AND h.as_of <= {AS_OF} AND h.known_at <= {KNOWN_AT}
      ) h WHERE others = 0)"""
# probability and loss given default are per cent; unknown where a part of what is owed is
EXPECTED_LOSS = """CASE WHEN d.open_without_rate = 0
        THEN round(d.pd * %(lgd)s * (d.exposure + d.unbilled) / 10000, 2) END"""
# A first rating, or the first after a pause, follows on what runs over past days have found. A fall
# alone begins with the day that it came about, its second business day below.
RATED = f"""
    UPDATE scoring_rating r SET tier = d.new_tier, card_tier = d.card_tier,
      computed_tier = d.tier, score = d.score,
      rated_tier = CASE WHEN d.card_tier = 'unrated' THEN r.rated_tier ELSE d.card_tier END,
      pd = d.pd, expected_loss = {EXPECTED_LOSS},
      points = CASE WHEN d.tier = 'unrated' THEN -1 ELSE coalesce(d.points, -1) END,
      change = CASE WHEN r.as_of IS NULL THEN d.score - d.former_score
        WHEN d.score IS DISTINCT FROM r.score THEN d.score - r.score
        ELSE r.change END,
      below_since = CASE WHEN d.card_tier = d.tier THEN NULL
        WHEN d.card_tier <> r.card_tier THEN {AS_OF} ELSE coalesce(r.below_since, {AS_OF}) END,
      score_row = coalesce(a.id, d.latest_score), as_of = {AS_OF},
      tier_since = CASE WHEN d.new_tier = r.tier AND r.tier_since IS NOT NULL THEN r.tier_since
        WHEN d.latest_score IS NULL OR d.new_tier <> d.tier OR r.tier <> r.card_tier
          OR d.new_tier <> 'unrated' AND {RANK.format("d.new_tier")} < {RANK.format("r.tier")}
          THEN {AS_OF}
        ELSE coalesce({HELD_SINCE}, {AS_OF}) END
    FROM decided d LEFT JOIN added a ON a.customer_id = d.customer_id
    WHERE r.customer_id = d.customer_id AND r.{{customers}} AND (
      d.day_differs OR r.as_of IS NULL OR d.score_differs OR d.new_tier <> r.tier
      OR d.card_tier <> r.card_tier
      OR d.tier <> r.computed_tier OR r.pd IS DISTINCT FROM d.pd
      OR r.expected_loss IS DISTINCT FROM {EXPECTED_LOSS}
      OR r.score_row IS DISTINCT FROM d.latest_score)
    RETURNING r.customer_id"""
HELD = f"""
    INSERT INTO scoring_ratinghistory (customer_id, as_of, tier, card_tier, recorded_at)
    SELECT customer_id, {AS_OF}, new_tier, card_tier, %(at)s FROM decided
    WHERE is_first OR new_tier <> old_tier OR card_tier <> old_card
    RETURNING customer_id"""
# whose treatment is to be looked at: a queue, so it is no part of what is counted as written
TREATED = """
    INSERT INTO scoring_treatmentdue (customer_id)
    SELECT customer_id FROM decided WHERE is_first OR new_tier <> old_tier"""
CHANGED = """
    INSERT INTO scoring_ratingchange (customer_id, from_tier, to_tier, recorded_at)
    SELECT customer_id, CASE WHEN old_tier = old_card THEN old_rated ELSE old_tier END, new_tier,
      %(at)s
    FROM decided
    WHERE figures_differ OR new_tier <> old_tier OR score IS DISTINCT FROM old_score
    RETURNING customer_id"""


def _counts(source: str, tier: str, written: tuple[str, ...]) -> str:
    tiers = ", ".join(f"count(*) FILTER (WHERE {tier} = '{name}') AS {name}" for name in TIERS)
    rows = " + ".join(f"(SELECT count(*) FROM {name})" for name in written)
    return f"SELECT {tiers}, {rows} AS rows_written FROM {source}"


def lock_sql(customers: str) -> str:
    """Waits for others that score the same customers; how many customers, and their newest day.

    So each compares with what the one before wrote, and tiers step one after the other.
    """
    return LOCK.replace("{customers}", customers)


def known_sql(customers: str) -> str:
    """The moment up to which to read, so that no reading is replaced by one that knows less.

    Clocks of hosts differ: a reading may have been dated later. Asked under the lock.
    """
    return KNOWN.replace("{customers}", customers)


def _scored(card: Scorecard) -> str:
    columns = _list(SCORE_COLUMNS, "scored.")
    return f"SELECT reading.*, {columns} FROM reading {to_sql(card, 'reading')}"


def score_sql(card: Scorecard, customers: str, *, is_current: bool) -> str:
    """The statement for a card and a way of naming customers (`BY_RANGE`, `BY_LIST`).

    `is_current` moves readings and ratings as well; otherwise only history is written.
    """
    scored = _scored(card)
    steps: tuple[tuple[str, str], ...] = (*READING_STEPS, ("scored", scored))
    if is_current:
        steps += (
            ("compared", COMPARED_NOW),
            ("added", ADDED),
            ("read", READ),
            ("ruled", RULED),
            ("decided", DECIDED),
            ("rated", RATED),
            ("held", HELD),
            ("treated", TREATED),
            ("changed", CHANGED),
        )
        end = _counts("decided", "new_tier", ("added", "read", "rated", "held", "changed"))
    else:
        steps += (("compared", COMPARED_IN_PAST), ("added", ADDED))
        end = _counts("compared", "tier", ("added",))
    return f"{with_steps(steps, customers)}\n{end}"


def evaluate_sql(
    card: Scorecard, customers: str, *, further: tuple[tuple[str, str], ...] = (), end: str
) -> str:
    """A query over what the customers' readings and scores are (`result`); nothing is written.

    `further` steps may stand beside `result`; `end` is the SELECT over all of them.
    """
    steps = (*READING_STEPS, ("result", _scored(card)), *further)
    return f"{with_steps(steps, customers)}\n{end}"
