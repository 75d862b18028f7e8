"""What the credit file says: probability of default, financial strength, the largest payer."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.records import KINDS
from customers.records.as_of import as_known
from scoring.indicators.base import (
    AS_OF,
    KNOWN_AT,
    YEAR_AGO,
    Family,
    Indicator,
    Rows,
    Unit,
    rounded,
)

FAMILY = "credit_file"
FRESH_DAYS = 90  # older credit reports say nothing
STATEMENT_MONTHS = 18  # nor do older balance sheets
MANUFACTURING, FINANCE = "C", "K"  # sections of ISIC Rev. 4

CREDIT_REPORT = f"""
    SELECT id, customer_id, source_key, effective_date, provider, score, direction,
      default_probability
    FROM known_report
    WHERE effective_date >= {AS_OF} - {FRESH_DAYS}
      AND (valid_until IS NULL OR valid_until >= {AS_OF})"""
SCORE_TABLE = f"""
    SELECT DISTINCT ON (lower(provider)) id, lower(provider) AS provider, direction, effective_date
    FROM scoring_scoretable WHERE effective_date <= {AS_OF} AND recorded_at <= {KNOWN_AT}
    ORDER BY lower(provider), effective_date DESC, recorded_at DESC, id DESC"""
SCORE_LINE = """
    SELECT t.provider, t.direction, t.effective_date AS table_date, l.default_probability,
      l.score_from, lead(l.score_from) OVER (PARTITION BY t.id ORDER BY l.score_from) AS score_below
    FROM score_table t JOIN scoring_scoretableline l ON l.table_id = t.id"""
# a table whose scale runs the other way is of another score
RATED_REPORT = """
    SELECT r.*, l.default_probability AS table_probability, l.table_date, l.score_from,
      coalesce(r.default_probability, l.default_probability) AS probability
    FROM credit_report r LEFT JOIN score_line l
      ON l.provider = lower(r.provider) AND l.direction = r.direction
      AND r.score >= l.score_from AND (l.score_below IS NULL OR r.score < l.score_below)"""
EXTERNAL_REPORT = """
    SELECT DISTINCT ON (customer_id) * FROM rated_report WHERE probability IS NOT NULL
    ORDER BY customer_id, effective_date DESC, id DESC"""
# Altman's ratios are of a year's sales and earnings, so statements of other spans are left out
STATEMENT = f"""
    SELECT DISTINCT ON (s.customer_id) s.*, c.industry = '{MANUFACTURING}' AS is_manufacturer,
      coalesce(s.equity, s.total_assets - s.total_liabilities) AS own_funds
    FROM known_statement s
    JOIN known_customer c ON c.customer_id = s.customer_id
    WHERE s.months = 12
      AND s.effective_date >= ({AS_OF} - interval '{STATEMENT_MONTHS} months')::date
      AND s.total_assets > 0 AND s.total_liabilities > 0
      AND num_nulls(s.current_assets, s.current_liabilities, s.retained_earnings, s.ebit) = 0
      AND c.industry NOT IN ('', '{FINANCE}')
      AND (s.sales IS NOT NULL OR c.industry <> '{MANUFACTURING}')
    ORDER BY s.customer_id, s.effective_date DESC, s.is_audited DESC,
      s.is_consolidated, s.id DESC"""
WEIGHTS = {
    "altman_manufacturer": ("0.717", "0.847", "3.107", "0.420", "0.998"),
    "altman_other": ("6.56", "3.26", "6.72", "1.05"),
}
RATIOS = (
    ("current_assets - current_liabilities", "total_assets"),
    ("retained_earnings", "total_assets"),
    ("ebit", "total_assets"),
    ("own_funds", "total_liabilities"),
    ("sales", "total_assets"),
)
# how each of the ratios is called where the figure is explained
RATIO_NAMES: tuple[Promise, ...] = (
    _("working capital ÷ total assets"),
    _("retained earnings ÷ total assets"),
    _("earnings before interest and taxes ÷ total assets"),
    _("equity ÷ total liabilities"),
    _("sales ÷ total assets"),
)


def _score(code: str) -> str:
    """SQL for the weighted ratios of a statement."""
    terms = (
        f"{weight} * ({above}) / {below}"
        for weight, (above, below) in zip(WEIGHTS[code], RATIOS, strict=False)
    )
    return rounded(" + ".join(terms))


ALTMAN = f"""
    SELECT customer_id,
      CASE WHEN is_manufacturer THEN {_score("altman_manufacturer")} END AS altman_manufacturer,
      CASE WHEN NOT is_manufacturer THEN {_score("altman_other")} END AS altman_other
    FROM annual_statement"""
ALTMAN_TERM = f"""
    SELECT s.customer_id, s.id, s.source_key AS number, s.effective_date, v.code, v.position,
      v.above, v.below, v.weight
    FROM annual_statement s CROSS JOIN LATERAL (VALUES {
    ", ".join(
        f"('{code}', {position}, {above}, {below}, {weight})"
        for code, weights in WEIGHTS.items()
        for position, (weight, (above, below)) in enumerate(zip(weights, RATIOS, strict=False))
    )
}) v(code, position, above, below, weight)
    WHERE is_manufacturer = (v.code = 'altman_manufacturer')"""
PAYER_STATEMENT = f"""
    SELECT DISTINCT ON (customer_id) id, customer_id, largest_payer_share
    FROM {as_known(KINDS["bank-statements"])} k
    WHERE {{customers}} AND largest_payer_share IS NOT NULL
      AND effective_date <= {AS_OF} AND effective_date > {YEAR_AGO}
    ORDER BY customer_id, effective_date DESC, id DESC"""
RESULT = """
    SELECT c.customer_id, r.probability AS external_pd, a.altman_manufacturer, a.altman_other,
      p.largest_payer_share::numeric AS counterparty_share
    FROM known_customer c
    LEFT JOIN external_report r ON r.customer_id = c.customer_id
    LEFT JOIN altman a ON a.customer_id = c.customer_id
    LEFT JOIN payer_statement p ON p.customer_id = c.customer_id"""

CREDIT_FILE = Family(
    name=FAMILY,
    title=_("what the credit file says"),
    steps=(
        ("credit_report", CREDIT_REPORT),
        ("score_table", SCORE_TABLE),
        ("score_line", SCORE_LINE),
        ("rated_report", RATED_REPORT),
        ("external_report", EXTERNAL_REPORT),
        ("annual_statement", STATEMENT),
        ("altman", ALTMAN),
        ("altman_term", ALTMAN_TERM),
        ("payer_statement", PAYER_STATEMENT),
        (FAMILY, RESULT),
    ),
    indicators=(
        Indicator(
            code="external_pd",
            number="I28",
            name=_("external probability of default"),
            formula=_(
                "of the newest credit report in force that gives one; where it gives a score "
                "alone, what the provider's own table says of that score"
            ),
            source=_("credit reports, tables of scores"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("reports of 90 days"),
            minimum=1,
            minimum_of=_("credit report with a probability, or with a score and a table for it"),
            family=FAMILY,
            digits=2,
            rows=Rows.REPORTS,
        ),
        Indicator(
            code="altman_manufacturer",
            number="I29",
            name=_("Altman Z′, manufacturers"),
            formula=_(
                "0.717 × working capital ÷ assets + 0.847 × retained earnings ÷ assets + 3.107 × "
                "EBIT ÷ assets + 0.420 × equity ÷ liabilities + 0.998 × sales ÷ assets; below "
                "1.23 distress, above 2.90 safe"
            ),
            source=_("financial statements of 12 months"),
            unit=Unit.RATIO,
            higher_is_riskier=False,
            window=_("newest statement of 18 months"),
            minimum=1,
            minimum_of=_("complete statement of a manufacturer"),
            family=FAMILY,
            digits=2,
            rows=Rows.TERMS,
            where="code = 'altman_manufacturer'",
        ),
        Indicator(
            code="altman_other",
            number="I29",
            name=_("Altman Z″, others"),
            formula=_(
                "6.56 × working capital ÷ assets + 3.26 × retained earnings ÷ assets + 6.72 × "
                "EBIT ÷ assets + 1.05 × equity ÷ liabilities; below 1.10 distress, above 2.60 "
                "safe; never of banks and insurers"
            ),
            source=_("financial statements of 12 months"),
            unit=Unit.RATIO,
            higher_is_riskier=False,
            window=_("newest statement of 18 months"),
            minimum=1,
            minimum_of=_("complete statement of another industry than manufacturing and finance"),
            family=FAMILY,
            digits=2,
            rows=Rows.TERMS,
            where="code = 'altman_other'",
        ),
        Indicator(
            code="counterparty_share",
            number="I39",
            name=_("share of the largest payer"),
            formula=_("what the customer's largest payer brought ÷ all that came in × 100"),
            source=_("bank statements"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("newest statement of 12 months"),
            minimum=1,
            minimum_of=_("bank statement that names the share"),
            family=FAMILY,
            rows=Rows.FACTS,
            kind="bank-statements",
            facts="payer_statement",
        ),
    ),
)
