"""Facts as they were known at a moment, for readings: current rows and their revisions."""

from __future__ import annotations

from customers.records.kinds import Kind


def as_known(kind: Kind) -> str:
    """SQL: the kind's rows as they stood at `%(known_at)s`, void ones left out.

    To be used in a FROM clause, with an alias; narrow it by `customer_id`, which both parts index.
    """
    table = kind.table
    return f"""(
        SELECT t.* FROM {table} t WHERE t.recorded_at <= %(known_at)s AND NOT t.is_void
        UNION ALL
        SELECT was.* FROM customers_factrevision r
        CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, r.former) was
        WHERE r.kind = '{kind.name}' AND r.recorded_at <= %(known_at)s
          AND r.superseded_at > %(known_at)s AND NOT was.is_void
    )"""  # noqa: S608 (names of our own tables)
