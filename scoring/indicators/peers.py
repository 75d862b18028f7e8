"""Where a customer stands in the book: the figures of the book as they were known then."""

from __future__ import annotations

from customers.records import KINDS
from customers.records.as_of import as_known
from scoring.indicators.base import AS_OF, KNOWN_AT, at_least, unless
from scoring.indicators.exposure_windows import WINDOW_DAYS

PEERS_HOLD_DAYS = 40  # a month end's figures reach over the month after; older ones say nothing
SHIPPED = 3  # invoices in the window below which a return rate says nothing

# goods that came back, but for those that were our own fault
COUNTED_RETURN = f"""
    SELECT k.id, k.customer_id, k.source_key, k.effective_date, k.base_amount
    FROM {as_known(KINDS["returns"])} k
    WHERE k.{{customers}} AND k.effective_date <= {AS_OF}
      AND k.effective_date > {AS_OF} - {WINDOW_DAYS} AND k.cause <> 'ours'"""
SENT_BACK = """
    SELECT customer_id, sum(base_amount) AS amount, bool_or(base_amount IS NULL) AS is_unknown
    FROM counted_return GROUP BY customer_id"""
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
    ("counted_return", COUNTED_RETURN),
    ("sent_back", SENT_BACK),
    ("peer_round", PEER_ROUND),
    ("peer", PEER),
    ("peer_book", PEER_BOOK),
    ("peer_industry", PEER_INDUSTRY),
    ("peer_region", PEER_REGION),
    ("place_grade", GRADE),
)
