"""What is counted of customers on a day, beside sums of money. Other rooms add their own.

A source is SQL with rows (customer_id, code, number); it may name `%(day)s`, `%(end_at)s`,
`%(month_at)s` (the first moment of the day's month), `%(year_at)s` (that of the 365 days to the
day) and the table `book_day_base`: each customer
of the day with tier and card_tier. One that cannot look back says so and is left out of days read
afterwards: then its figure is not known, which is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """A thing that is counted: its name, how, and whether past days can be counted as well."""

    name: str
    sql: str
    looks_back: bool = True


COUNTS: dict[str, Count] = {}


def register_count(count: Count) -> None:
    """Count this as well from now on."""
    COUNTS[count.name] = count


STANDS = """a.raised_at <= %(end_at)s AND (a.cleared_at IS NULL OR a.cleared_at > %(end_at)s)
    AND (k.at IS NULL OR k.at > %(end_at)s)"""
ALERTS = """SELECT a.customer_id, '{name}' AS code, count(*) AS number
  FROM monitoring_alert a LEFT JOIN monitoring_acknowledgement k ON k.alert_id = a.id
  WHERE {where} GROUP BY 1"""
CLOSED = "least(a.cleared_at, k.at)"

for name, where in {
    "alerts_open": STANDS,
    "alerts_late": f"{STANDS} AND a.due_at < %(end_at)s",
    "alerts_raised": "a.raised_at >= %(month_at)s AND a.raised_at <= %(end_at)s",
    "alerts_closed": f"{CLOSED} >= %(month_at)s AND {CLOSED} <= %(end_at)s",
}.items():
    register_count(Count(name, ALERTS.format(name=name, where=where)))

DECIDED = """SELECT a.customer_id, '{name}' AS code, count(*) AS number
  FROM monitoring_alertclosure c JOIN monitoring_alert a ON a.id = c.alert_id
  WHERE c.at >= %(month_at)s AND c.at <= %(end_at)s AND {where} GROUP BY 1"""

for name, where in {
    "alerts_decided": "true",
    "alerts_with_action": "c.outcome IN ('plan', 'case')",
}.items():
    register_count(Count(name, DECIDED.format(name=name, where=where)))
LOOKS = "r.opened_at <= %(end_at)s AND (r.completed_at IS NULL OR r.completed_at > %(end_at)s)"
REVIEWS = """SELECT r.customer_id, '{name}' AS code, count(*) AS number
  FROM monitoring_review r WHERE {where} GROUP BY 1"""
for name, where in {
    "reviews_open": LOOKS,
    "reviews_overdue": f"{LOOKS} AND r.due_date < %(day)s",
}.items():
    register_count(Count(name, REVIEWS.format(name=name, where=where)))

register_count(
    Count(
        "cases",
        """SELECT c.customer_id, 'case_' || s.to_state AS code, count(*) AS number
  FROM removal_removalcase c
  JOIN LATERAL (
    SELECT to_state FROM removal_casestep s WHERE s.case_id = c.id AND s.at <= %(end_at)s
    ORDER BY number DESC LIMIT 1
  ) s ON true
  GROUP BY 1, 2""",
    )
)
register_count(
    Count(
        "overridden",
        """SELECT customer_id, 'overridden' AS code, 1 AS number FROM book_day_base
  WHERE tier <> card_tier""",
        looks_back=False,
    )
)

# cases, not appeals: somebody may appeal twice against one
APPEALS = """SELECT c.customer_id, '{name}' AS code, count(DISTINCT c.id) AS number
  FROM removal_appeal a JOIN removal_removalcase c ON c.id = a.case_id
  WHERE a.decided_at >= %(year_at)s AND a.decided_at <= %(end_at)s AND {where} GROUP BY 1"""
for name, where in {
    "appeals_decided": "a.state IN ('upheld', 'dismissed')",
    "appeals_upheld": "a.state = 'upheld'",
}.items():
    register_count(Count(name, APPEALS.format(name=name, where=where)))
# a review moves the day of the next, so that nobody can look back
register_count(
    Count(
        "list_unreviewed",
        """SELECT customer_id, 'list_unreviewed' AS code, count(*) AS number
  FROM removal_listentry WHERE state = 'active' AND review_date < %(day)s GROUP BY 1""",
        looks_back=False,
    )
)
