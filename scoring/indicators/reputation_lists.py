"""Lists that a customer, or who stands behind it, was found on; and defaults on record.

A hit counts once a person has confirmed it and while its entry is in force, both as they were known
at the end of the day, or at the moment of the reading if that was earlier.
"""

from __future__ import annotations

from django.conf import settings

from customers.records.as_of import as_known
from customers.records.sales import WRITE_OFFS
from scoring.indicators.base import AS_OF, KNOWN_AT, MATERIAL_ITEM
from scoring.indicators.reputation_events import TWO_YEARS_AGO

DAY_END = (
    f"(({AS_OF} + 1)::timestamp AT TIME ZONE '{settings.TIME_ZONE}') - interval '1 microsecond'"
)
MOMENT = f"least({KNOWN_AT}, {DAY_END})"
IN_FORCE = f"""was.ended_at IS NULL
      AND (was.valid_from IS NULL OR was.valid_from <= {AS_OF})
      AND (was.valid_until IS NULL OR was.valid_until >= {AS_OF})"""

LISTS_KEPT = f"""
    SELECT bool_or(kind = 'sanctions') AS sanctions, bool_or(kind <> 'sanctions') AS others
    FROM customers_screeninglist WHERE created_at <= {MOMENT}"""
DECIDED_HIT = f"""
    SELECT DISTINCT ON (h.id) h.id, h.customer_id, h.entry_id, h.entry_name, d.outcome,
      (d.decided_at AT TIME ZONE '{settings.TIME_ZONE}')::date AS day
    FROM customers_screeninghit h JOIN customers_screeningdecision d ON d.hit_id = h.id
    WHERE h.{{customers}} AND d.decided_at <= {MOMENT}
    ORDER BY h.id, d.decided_at DESC, d.id DESC"""
# what an entry said then: the oldest of the values that were superseded since
FORMER_ENTRY = f"""
    SELECT r.entry_id, jsonb_object_agg(was.key, was.value ORDER BY r.version DESC) AS former
    FROM customers_screeningentryrevision r
    CROSS JOIN LATERAL jsonb_each(r.former) was
    WHERE r.superseded_at > {MOMENT} AND was.key IN ('ended_at', 'valid_from', 'valid_until')
      AND r.entry_id IN (SELECT entry_id FROM decided_hit)
    GROUP BY r.entry_id"""
CONFIRMED_HIT = f"""
    SELECT h.id, h.customer_id, h.entry_id, h.entry_name, h.day, l.kind AS list_kind
    FROM decided_hit h
    JOIN customers_screeningentry e ON e.id = h.entry_id
    JOIN customers_screeninglist l ON l.id = e.of_list_id
    LEFT JOIN former_entry f ON f.entry_id = h.entry_id
    CROSS JOIN LATERAL jsonb_populate_record(e, coalesce(f.former, '{{}}'::jsonb)) was
    WHERE h.outcome = 'confirmed' AND {IN_FORCE}"""
HIT_SUMS = """
    SELECT customer_id,
      count(DISTINCT entry_id) FILTER (WHERE list_kind = 'sanctions') AS sanctions,
      count(DISTINCT entry_id) FILTER (WHERE list_kind <> 'sanctions') AS others
    FROM confirmed_hit GROUP BY customer_id"""
# of each agency the newest valid report that tells of defaults
REPORT = f"""
    SELECT DISTINCT ON (k.customer_id, k.provider) k.id, k.customer_id, k.source_key,
      k.effective_date, k.defaults
    FROM known_report k
    WHERE k.effective_date > {TWO_YEARS_AGO}
      AND (k.valid_until IS NULL OR k.valid_until >= {AS_OF}) AND k.defaults IS NOT NULL
    ORDER BY k.customer_id, k.provider, k.effective_date DESC, k.id DESC"""
WRITTEN_OFF = f"""
    SELECT k.id, k.customer_id, k.source_key, k.effective_date
    FROM {as_known(WRITE_OFFS)} k
    WHERE k.{{customers}} AND k.effective_date <= {AS_OF} AND k.effective_date > {TWO_YEARS_AGO}
      AND (k.base_amount >= {MATERIAL_ITEM} OR k.base_amount IS NULL)"""
# agencies tell of the same defaults, and who fails is written off invoice by invoice on one day
DEFAULTS = """
    SELECT customer_id, sum(counts)::numeric AS defaults
    FROM default_row GROUP BY customer_id"""
DEFAULT_ROW = """
    SELECT 'creditreport' AS kind, customer_id, id, source_key AS title, effective_date AS day,
      CASE WHEN row_number() OVER (PARTITION BY customer_id ORDER BY defaults DESC, id) = 1
        THEN defaults ELSE 0 END AS counts
    FROM default_report
    UNION ALL
    SELECT 'writeoff', customer_id, id, source_key, effective_date,
      (row_number() OVER (PARTITION BY customer_id, effective_date ORDER BY id) = 1)::int
    FROM written_off"""

STEPS = (
    ("lists_kept", LISTS_KEPT),
    ("decided_hit", DECIDED_HIT),
    ("former_entry", FORMER_ENTRY),
    ("confirmed_hit", CONFIRMED_HIT),
    ("hit_sums", HIT_SUMS),
    ("default_report", REPORT),
    ("written_off", WRITTEN_OFF),
    ("default_row", DEFAULT_ROW),
    ("defaults", DEFAULTS),
)


def _hits(condition: str) -> str:
    """SQL: confirmed hits as parts of a figure; several names of one entry count once."""
    return f"""
    SELECT 'screeninghit' AS kind, id, entry_name AS title, day, NULL::numeric AS base_amount,
      (row_number() OVER (PARTITION BY entry_id ORDER BY id) = 1)::int::numeric AS counts
    FROM confirmed_hit WHERE {condition}"""


PARTS = (
    ("sanctions_part", _hits("list_kind = 'sanctions'")),
    (
        "list_part",
        f"""{_hits("list_kind <> 'sanctions'")}
    UNION ALL
    SELECT 'marketevent', id, source_key, effective_date, NULL,
      (row_number() OVER (PARTITION BY event ORDER BY id) = 1)::int
    FROM confirmed_event WHERE kind = 'listing'""",
    ),
    (
        "default_part",
        """
    SELECT kind, id, title, day, NULL::numeric AS base_amount, counts::numeric FROM default_row""",
    ),
)
