"""Credit use and exposure: what is open, how old it is, how it compares with limit and habit.

A family is one file, its declarations beside the SQL they describe; hence the length.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.receivables.buckets import sums_sql
from scoring.indicators.base import (
    AS_OF,
    IS_OPEN,
    IS_PAID,
    KNOWN_AT,
    MATERIAL_INVOICING,
    Family,
    Indicator,
    Rows,
    Unit,
    at_least,
    rounded,
    unless,
)

FAMILY = "exposure"
WINDOW_DAYS = 90
START = f"({AS_OF} - {WINDOW_DAYS - 1})"  # first of the ninety days that end with the as-of date
IN_WINDOW = f"invoice_date > {AS_OF} - {WINDOW_DAYS}"
PERIOD = f"(({AS_OF} - invoice_date) / 30)"  # 0 = the latest 30 days, 1 = the 30 days before, …
PERIODS = 12
IN_PERIODS = f"invoice_date > {AS_OF} - {30 * (PERIODS + 1)}"
IN_YEAR_AND_QUARTER = f"invoice_date > {AS_OF} - {5 * WINDOW_DAYS}"
# open on some day of the window; an invoice settled before has no part in it
ALIVE = f"(settled_date IS NULL OR settled_date > {START})"
FEWEST_PERIODS = 8
UTILISATION_AT_MOST = 1000

SUMS = f"""
    SELECT customer_id, min(invoice_date) AS first_date,
      min(invoice_date) FILTER (WHERE paid_date IS NOT NULL) AS first_paid_date,
      coalesce(sum(open_amount), 0) AS exposure,
      coalesce(sum(open_amount) FILTER (WHERE past_due > 0), 0) AS overdue,
      coalesce(max(past_due) FILTER (WHERE past_due > 0), 0) AS oldest_days,
      {sums_sql("open_amount", "due_date", AS_OF)},
      count(*) FILTER (WHERE base_amount IS NULL AND settled_date IS NULL) AS open_without_rate,
      count(*) FILTER (WHERE {IN_WINDOW}) AS invoices_in_window,
      sum(base_amount) FILTER (WHERE {IN_WINDOW}) AS sales,
      sum(base_amount) FILTER (WHERE {ALIVE}) AS alive,
      bool_or(open_amount IS NULL) AS open_unknown,
      bool_or(open_amount IS NULL AND coalesce(past_due > 0, false)) AS overdue_unknown,
      bool_or(base_amount IS NULL AND {IN_WINDOW}) AS sales_unknown,
      bool_or(base_amount IS NULL AND {ALIVE}) AS alive_unknown,
      bool_or(base_amount IS NULL AND {IN_PERIODS}) AS periods_unknown,
      bool_or(base_amount IS NULL AND {IN_YEAR_AND_QUARTER}) AS activity_unknown
    FROM item GROUP BY customer_id"""
UNALLOCATED = f"""
    SELECT p.customer_id,
      CASE WHEN NOT p.is_unknown AND u.is_unknown IS NOT TRUE
        THEN greatest(p.amount - coalesce(u.amount, 0), 0) END AS unallocated
    FROM (
      SELECT customer_id, sum(base_amount) AS amount, bool_or(base_amount IS NULL) AS is_unknown
      FROM known_payment GROUP BY 1
    ) p LEFT JOIN (
      SELECT customer_id, sum(base_amount) AS amount, bool_or(base_amount IS NULL) AS is_unknown
      FROM use WHERE {IS_PAID} GROUP BY 1
    ) u ON u.customer_id = p.customer_id"""
# limits in force on each day of the window; a correction recorded later replaces its day
TERMS = f"""
    SELECT DISTINCT ON (customer_id, day) customer_id, credit_limit,
      greatest(effective_date, {START}) AS day
    FROM customers_creditterms
    WHERE {{customers}} AND effective_date <= {AS_OF} AND recorded_at <= {KNOWN_AT}
    ORDER BY customer_id, day, effective_date DESC, recorded_at DESC"""
LIMIT_NOW = """
    SELECT DISTINCT ON (customer_id) customer_id, credit_limit FROM terms
    ORDER BY customer_id, day DESC"""
# only customers whose open business in the window adds up to more than their lowest limit
NEAR_LIMIT = """
    SELECT s.customer_id FROM exposure_sums s
    JOIN (SELECT customer_id, min(credit_limit) AS lowest FROM terms GROUP BY 1) t
      ON t.customer_id = s.customer_id AND s.alive > t.lowest AND NOT s.alive_unknown"""
# money that came before its invoice counts from the invoice's day: until then there is no debt
MOVE = f"""
    SELECT customer_id, day, sum(delta) AS delta, bool_or(delta IS NULL) AS is_unknown,
      false AS is_terms, NULL::numeric AS credit_limit
    FROM (
      SELECT i.customer_id, greatest(i.invoice_date, {START}) AS day, i.base_amount AS delta
      FROM item i JOIN near_limit n ON n.customer_id = i.customer_id WHERE {ALIVE}
      UNION ALL
      SELECT u.customer_id, greatest(u.effective_date, i.invoice_date, {START}), -u.base_amount
      FROM use u JOIN near_limit n ON n.customer_id = u.customer_id
      JOIN item i ON i.id = u.invoice_id WHERE {ALIVE}
    ) m GROUP BY customer_id, day
    UNION ALL
    SELECT t.customer_id, t.day, 0, false, true, t.credit_limit
    FROM terms t JOIN near_limit n ON n.customer_id = t.customer_id"""
STEP = f"""
    SELECT customer_id, day, exposure, days, is_unknown,
      max(credit_limit) OVER (PARTITION BY customer_id, terms_number) AS credit_limit
    FROM (
      SELECT customer_id, day, credit_limit, is_unknown,
        sum(delta) OVER by_day AS exposure,
        count(*) FILTER (WHERE is_terms) OVER by_day AS terms_number,
        lead(day, 1, {AS_OF} + 1) OVER by_day - day AS days
      FROM (
        SELECT customer_id, day, sum(delta) AS delta, bool_or(is_terms) AS is_terms,
          max(credit_limit) AS credit_limit, bool_or(is_unknown) AS is_unknown
        FROM move GROUP BY customer_id, day
      ) g WINDOW by_day AS (PARTITION BY customer_id ORDER BY day)
    ) s"""
OVER_LIMIT = """
    SELECT customer_id, CASE WHEN NOT bool_or(is_unknown)
      THEN coalesce(sum(days) FILTER (WHERE exposure > credit_limit), 0) END AS days
    FROM step GROUP BY customer_id"""
# invoicing in the latest 30 days (period 0) against up to twelve such periods before
INVOICED = f"""
    SELECT customer_id, {PERIOD} AS period, sum(base_amount) AS amount FROM item
    WHERE {IN_PERIODS} AND base_amount IS NOT NULL
    GROUP BY customer_id, {PERIOD}"""
COMPARABLE = f"""
    SELECT customer_id, least({PERIODS}, ({AS_OF} - first_date + 1) / 30 - 1) AS periods
    FROM exposure_sums"""
# twice the median at least: not more than half of the periods may lie above half of the latest
SURGE_SUSPECT = f"""
    SELECT n.customer_id, n.amount, c.periods
    FROM invoiced n JOIN comparable c ON c.customer_id = n.customer_id
    LEFT JOIN invoiced b
      ON b.customer_id = n.customer_id AND b.period BETWEEN 1 AND c.periods
    WHERE n.period = 0 AND n.amount >= {MATERIAL_INVOICING} AND c.periods >= {FEWEST_PERIODS}
    GROUP BY n.customer_id, n.amount, c.periods
    HAVING 2 * count(*) FILTER (WHERE b.amount > n.amount / 2) <= c.periods"""
SURGE_MEDIAN = """
    SELECT customer_id, latest, periods, amount,
      avg(amount) FILTER (WHERE place IN ((periods + 1) / 2, periods / 2 + 1))
        OVER (PARTITION BY customer_id) AS median
    FROM (
      SELECT s.customer_id, s.amount AS latest, s.periods, coalesce(n.amount, 0) AS amount,
        row_number() OVER (PARTITION BY s.customer_id ORDER BY coalesce(n.amount, 0)) AS place
      FROM surge_suspect s CROSS JOIN LATERAL generate_series(1, s.periods) g(period)
      LEFT JOIN invoiced n ON n.customer_id = s.customer_id AND n.period = g.period
    ) p"""
SURGE = """
    SELECT customer_id,
      CASE WHEN median = 0 THEN NULL WHEN latest < 2 * median THEN 0
        ELSE (latest - median) / (1.4826 * greatest(mad, 0.05 * median)) END AS deviations
    FROM (
      SELECT customer_id, latest, median,
        avg(distance) FILTER (WHERE place IN ((periods + 1) / 2, periods / 2 + 1)) AS mad
      FROM (
        SELECT customer_id, latest, periods, median, abs(amount - median) AS distance,
          row_number() OVER (PARTITION BY customer_id ORDER BY abs(amount - median)) AS place
        FROM surge_median
      ) d GROUP BY customer_id, latest, median
    ) m"""
# the median of four is the mean of the middle two: all four without least and greatest
ACTIVITY = f"""
    SELECT customer_id, invoices, now_amount,
      (q1 + q2 + q3 + q4 - greatest(q1, q2, q3, q4) - least(q1, q2, q3, q4)) / 2 AS median
    FROM (
      SELECT customer_id, count(*) FILTER (WHERE part > 0) AS invoices,
        coalesce(sum(base_amount) FILTER (WHERE part = 0), 0) AS now_amount,
        coalesce(sum(base_amount) FILTER (WHERE part = 1), 0) AS q1,
        coalesce(sum(base_amount) FILTER (WHERE part = 2), 0) AS q2,
        coalesce(sum(base_amount) FILTER (WHERE part = 3), 0) AS q3,
        coalesce(sum(base_amount) FILTER (WHERE part = 4), 0) AS q4
      FROM (
        SELECT customer_id, base_amount, ({AS_OF} - invoice_date) / {WINDOW_DAYS} AS part
        FROM item WHERE {IN_YEAR_AND_QUARTER}
      ) w GROUP BY customer_id
    ) q"""
USE_OF_LIMIT = f"""CASE WHEN l.credit_limit > 0
          THEN least(100 * s.exposure / l.credit_limit, {UTILISATION_AT_MOST})
          WHEN l.credit_limit = 0 AND s.exposure > 0 THEN {UTILISATION_AT_MOST}
          WHEN l.credit_limit = 0 THEN 0 END"""
OVER_LIMIT_DAYS = "CASE WHEN o.customer_id IS NULL THEN 0 ELSE o.days END::numeric"
SURGE_VALUE = "CASE WHEN u.customer_id IS NULL THEN 0 ELSE u.deviations END"
DROP = unless("s.activity_unknown", "100 * (1 - a.now_amount / nullif(a.median, 0))")
DROP_VALUE = f"CASE WHEN s.exposure = 0 AND NOT s.open_unknown THEN 0 ELSE {DROP} END"
OBSERVED = f"s.first_date <= {AS_OF} - {5 * WINDOW_DAYS - 1}"


def _in_days_of_sales(amount: str, unknown: str) -> str:
    """SQL for how many days' invoicing an amount is, while enough was invoiced."""
    days = f"{WINDOW_DAYS} * s.{amount} / nullif(s.sales, 0)"
    return at_least(3, "s.invoices_in_window", unless(f"s.sales_unknown OR s.{unknown}", days))


RESULT = f"""
    SELECT s.*,
      {_in_days_of_sales("exposure", "open_unknown")} AS dso,
      {_in_days_of_sales("overdue", "overdue_unknown")} AS average_days_delinquent,
      {rounded(unless("s.open_unknown", USE_OF_LIMIT))} AS utilisation,
      CASE WHEN l.credit_limit IS NOT NULL THEN {unless("s.alive_unknown", OVER_LIMIT_DAYS)} END
        AS over_limit_days,
      {at_least(FEWEST_PERIODS, "c.periods", unless("s.periods_unknown", SURGE_VALUE))}
        AS invoice_surge,
      CASE WHEN {OBSERVED}
        THEN {at_least(3, "a.invoices", DROP_VALUE)} END
        AS activity_drop,
      round(({AS_OF} - s.first_paid_date) / 365.25, 1) AS tenure
    FROM exposure_sums s
    LEFT JOIN limit_now l ON l.customer_id = s.customer_id
    LEFT JOIN over_limit o ON o.customer_id = s.customer_id
    LEFT JOIN comparable c ON c.customer_id = s.customer_id
    LEFT JOIN surge u ON u.customer_id = s.customer_id
    LEFT JOIN activity a ON a.customer_id = s.customer_id"""

EXPOSURE = Family(
    name=FAMILY,
    title=_("credit use and exposure"),
    steps=(
        ("exposure_sums", SUMS),
        ("unallocated_cash", UNALLOCATED),
        ("terms", TERMS),
        ("limit_now", LIMIT_NOW),
        ("near_limit", NEAR_LIMIT),
        ("move", MOVE),
        ("step", STEP),
        ("over_limit", OVER_LIMIT),
        ("invoiced", INVOICED),
        ("comparable", COMPARABLE),
        ("surge_suspect", SURGE_SUSPECT),
        ("surge_median", SURGE_MEDIAN),
        ("surge", SURGE),
        ("activity", ACTIVITY),
        (FAMILY, RESULT),
    ),
    indicators=(
        Indicator(
            code="dso",
            number="I01",
            name=_("days sales outstanding"),
            formula=_("open amount ÷ invoiced in 90 days × 90"),
            source=_("invoices, allocations"),
            unit=Unit.DAYS,
            higher_is_riskier=True,
            window=_("90 days"),
            minimum=3,
            minimum_of=_("invoices in the window"),
            family=FAMILY,
            where=f"{IS_OPEN} OR {IN_WINDOW}",
        ),
        Indicator(
            code="average_days_delinquent",
            number="I04",
            name=_("average days delinquent"),
            formula=_("overdue amount ÷ invoiced in 90 days × 90"),
            source=_("invoices, allocations"),
            unit=Unit.DAYS,
            higher_is_riskier=True,
            window=_("90 days"),
            minimum=3,
            minimum_of=_("invoices in the window"),
            family=FAMILY,
            where=f"({IS_OPEN} AND past_due > 0) OR {IN_WINDOW}",
        ),
        Indicator(
            code="utilisation",
            number="I16",
            name=_("utilisation of the limit"),
            formula=_("open amount ÷ credit limit × 100; at most 1000"),
            source=_("invoices, allocations, credit terms"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("open now"),
            minimum=1,
            minimum_of=_("credit limit set"),
            family=FAMILY,
            where=IS_OPEN,
        ),
        Indicator(
            code="over_limit_days",
            number="I17",
            name=_("days over the limit"),
            formula=_("days in the last 90 that ended with more open than that day's limit"),
            source=_("invoices, allocations, credit terms"),
            unit=Unit.DAYS,
            higher_is_riskier=True,
            window=_("90 days"),
            minimum=1,
            minimum_of=_("credit limit set"),
            family=FAMILY,
            digits=0,
            rows=Rows.STEPS,
        ),
        Indicator(
            code="invoice_surge",
            number="I23",
            name=_("surge of invoices"),
            formula=_(
                "(invoiced in 30 days − median) ÷ (1.4826 × greater of median distance and one "
                "twentieth of median) over the 12 periods of 30 days before; 0 unless at least "
                "twice the median and at least 1,000 in base currency"
            ),
            source=_("invoices"),
            unit=Unit.DEVIATIONS,
            higher_is_riskier=True,
            window=_("30 days against 360 before"),
            minimum=FEWEST_PERIODS,
            minimum_of=_("comparable periods"),
            family=FAMILY,
            where=IN_PERIODS,
        ),
        Indicator(
            code="activity_drop",
            number="I36",
            name=_("drop in business"),
            formula=_(
                "(1 − invoiced in 90 days ÷ median of the four 90-day periods before) × 100; "
                "0 when nothing is open"
            ),
            source=_("invoices"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("90 days against 360 before"),
            minimum=3,
            minimum_of=_("invoices in the four periods"),
            family=FAMILY,
            where=IN_YEAR_AND_QUARTER,
        ),
        Indicator(
            code="tenure",
            number="I33",
            name=_("years of business"),
            formula=_("years since the date of the first invoice that was paid"),
            source=_("invoices, allocations"),
            unit=Unit.YEARS,
            higher_is_riskier=False,
            window=_("since the first paid invoice"),
            minimum=1,
            minimum_of=_("paid invoices"),
            family=FAMILY,
            where="paid_date IS NOT NULL",
        ),
    ),
)
