"""What was known of the customer, and of facts that several families read: each is read once."""

from __future__ import annotations

from customers.records import KINDS
from customers.records.as_of import as_known
from scoring.indicators.base import AS_OF, KNOWN_AT

# what a customer's row said of these columns then: the oldest change since knows what was before
FORMER_CUSTOMER = f"""
    SELECT customer_id, jsonb_object_agg(key, value ORDER BY version DESC) AS former
    FROM (
      SELECT customer_id, version, former FROM customers_customerrevision
      WHERE {{customers}} AND superseded_at > {KNOWN_AT}
    ) r CROSS JOIN LATERAL jsonb_each(r.former)
    WHERE key IN ('industry', 'country', 'region', 'incorporation_date')
    GROUP BY customer_id"""


def _was(column: str, kind: str = "text") -> str:
    return (
        f"CASE WHEN f.former ? '{column}' THEN (f.former ->> '{column}')::{kind}"
        f" ELSE c.{column} END AS {column}"
    )


# `is_kept`: the book had the customer by then. One that it had not may have facts all the same, of
# a customer that was merged into it.
CUSTOMER_WAS = f"""
    SELECT c.customer_id, c.recorded_at <= {KNOWN_AT} AS is_kept,
      {_was("industry")}, {_was("country")}, {_was("region")},
      {_was("incorporation_date", "date")}
    FROM (
      SELECT id AS customer_id, industry, country, region, incorporation_date, recorded_at
      FROM customers_customer
    ) c LEFT JOIN former_customer f ON f.customer_id = c.customer_id
    WHERE c.{{customers}}"""
KNOWN_CUSTOMER = """
    SELECT customer_id, industry, country, region, incorporation_date,
      nullif(country || coalesce('/' || nullif(upper(region), ''), ''), '') AS place
    FROM customer_was WHERE is_kept"""


def _facts(kind: str, columns: str) -> str:
    """SQL: facts of a kind up to the day, as they were known."""
    return f"""
    SELECT id, customer_id, effective_date, {columns} FROM {as_known(KINDS[kind])} k
    WHERE k.{{customers}} AND k.effective_date <= {AS_OF}"""


STATED = (
    "months, total_assets, total_liabilities, current_assets, current_liabilities, equity,"
    " retained_earnings, ebit, sales, is_audited, is_consolidated, currency"
)
KNOWN_STEPS: tuple[tuple[str, str], ...] = (
    ("former_customer", FORMER_CUSTOMER),
    ("customer_was", CUSTOMER_WAS),
    ("known_customer", KNOWN_CUSTOMER),
    ("known_order", _facts("orders", "state, base_amount")),
    (
        "known_dispute",
        _facts(
            "disputes",
            "source_key, invoice_id, decided_date, outcome, amount, currency, base_amount",
        ),
    ),
    (
        "known_report",
        _facts(
            "credit-reports",
            "source_key, provider, score, direction, default_probability, defaults, valid_until",
        ),
    ),
    ("known_statement", _facts("financial-statements", f"source_key, {STATED}")),
)
