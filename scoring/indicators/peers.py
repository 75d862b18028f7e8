"""Where a customer stands in the book: the figures of the book as they were known then, and what
was known of the customer itself."""

from __future__ import annotations

from customers.records import KINDS
from customers.records.as_of import as_known
from scoring.indicators.base import AS_OF, KNOWN_AT, at_least, unless
from scoring.indicators.exposure_windows import WINDOW_DAYS

PEERS_HOLD_DAYS = 40  # a month end's figures reach over the month after; older ones say nothing
SHIPPED = 3  # invoices in the window below which a return rate says nothing

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


KNOWN_CUSTOMER = f"""
    SELECT k.*, nullif(country || coalesce('/' || nullif(upper(region), ''), ''), '') AS place
    FROM (
      SELECT c.customer_id, {_was("industry")}, {_was("country")}, {_was("region")},
        {_was("incorporation_date", "date")}
      FROM (
        SELECT id AS customer_id, industry, country, region, incorporation_date
        FROM customers_customer WHERE recorded_at <= {KNOWN_AT}
      ) c LEFT JOIN former_customer f ON f.customer_id = c.customer_id
      WHERE c.{{customers}}
    ) k"""
# goods that came back, but for those that were our own fault
SENT_BACK = f"""
    SELECT customer_id, sum(base_amount) AS amount, bool_or(base_amount IS NULL) AS is_unknown
    FROM {as_known(KINDS["returns"])} k
    WHERE {{customers}} AND effective_date <= {AS_OF}
      AND effective_date > {AS_OF} - {WINDOW_DAYS} AND cause <> 'ours'
    GROUP BY customer_id"""
OWN_RETURN_RATE = at_least(
    SHIPPED,
    "s.invoices_in_window",
    unless(
        "s.sales_unknown OR coalesce(t.is_unknown, false)",
        "100 * coalesce(t.amount, 0) / nullif(s.sales, 0)",
    ),
)
PEER_ROUND = f"""
    SELECT as_of, known_at FROM scoring_peerfigure
    WHERE figure = 'exposure' AND as_of BETWEEN {AS_OF} - {PEERS_HOLD_DAYS} AND {AS_OF}
      AND known_at <= {KNOWN_AT}
    ORDER BY as_of DESC, known_at DESC LIMIT 1"""
PEER = """
    SELECT p.figure, p.part, p.value, p.count, p.as_of FROM scoring_peerfigure p
    JOIN peer_round r ON r.as_of = p.as_of AND r.known_at = p.known_at"""


def _of(figure: str, column: str = "value") -> str:
    return f"max({column}) FILTER (WHERE figure = '{figure}')"


PEER_BOOK = f"""
    SELECT max(as_of) AS as_of, {_of("exposure")} AS exposure,
      {_of("exposure", "count")} AS exposed, {_of("loss_rate")} AS loss_rate,
      {_of("loss_rate", "count")} AS customers, {_of("return_rate")} AS return_rate,
      {_of("return_rate", "count")} AS returners
    FROM peer WHERE part = ''"""
PEER_INDUSTRY = f"""
    SELECT part, {_of("industry_loss_rate")} AS loss_rate,
      {_of("industry_loss_rate", "count")} AS customers,
      {_of("return_rate")} AS return_rate, {_of("return_rate", "count")} AS returners
    FROM peer WHERE figure IN ('industry_loss_rate', 'return_rate') GROUP BY part"""
PEER_REGION = """
    SELECT part, value AS loss_rate, count AS customers
    FROM peer WHERE figure = 'region_loss_rate'"""
# of several grades of one place the newest day's counts, of that day the one recorded last; one
# that was taken off its list has none
GRADE = f"""
    SELECT DISTINCT ON (country, upper(region)) country, upper(region) AS region, grade, source,
      effective_date
    FROM scoring_regiongrade WHERE effective_date <= {AS_OF} AND recorded_at <= {KNOWN_AT}
    ORDER BY country, upper(region), effective_date DESC, recorded_at DESC, id DESC"""

SHARED_PEER_STEPS: tuple[tuple[str, str], ...] = (
    ("former_customer", FORMER_CUSTOMER),
    ("known_customer", KNOWN_CUSTOMER),
    ("sent_back", SENT_BACK),
    ("peer_round", PEER_ROUND),
    ("peer", PEER),
    ("peer_book", PEER_BOOK),
    ("peer_industry", PEER_INDUSTRY),
    ("peer_region", PEER_REGION),
    ("place_grade", GRADE),
)
