"""The stretches of time that credit use and exposure look at, as SQL over an invoice's row."""

from __future__ import annotations

from scoring.indicators.base import AS_OF, QUARTER_DAYS, YEAR_AGO

WINDOW_DAYS = QUARTER_DAYS
START = f"({AS_OF} - {WINDOW_DAYS - 1})"  # first of the ninety days that end with the as-of date
IN_WINDOW = f"invoice_date > {AS_OF} - {WINDOW_DAYS}"
IN_YEAR = f"invoice_date > {YEAR_AGO}"
PERIOD = f"(({AS_OF} - invoice_date) / 30)"  # 0 = the latest 30 days, 1 = the 30 days before, …
PERIODS = 12
IN_PERIODS = f"invoice_date > {AS_OF} - {30 * (PERIODS + 1)}"
IN_YEAR_AND_QUARTER = f"invoice_date > {AS_OF} - {5 * WINDOW_DAYS}"
# open on some day of the window; an invoice settled before has no part in it
ALIVE = f"(settled_date IS NULL OR settled_date > {START})"
FEWEST_PERIODS = 8
# the two whole years of months before the latest 30 days: what a month of the year usually brings
SEASONS_END = f"date_trunc('month', ({AS_OF} - 29)::timestamp)::date"
SEASONS_BEGIN = f"({SEASONS_END} - interval '24 months')::date"
IN_SEASONS = f"invoice_date >= {SEASONS_BEGIN}"  # the periods are among them
