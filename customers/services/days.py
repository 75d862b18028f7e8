"""Which days documents may bear: one rule for files, pages and the API."""

from __future__ import annotations

import datetime as dt

from riskcrm.web.today import local_date

# where a document was written it may be tomorrow already
DAYS_AHEAD = 1


def latest_day(at: dt.datetime) -> dt.date:
    """The latest day of what has happened: an invoice, a payment, a rate, becoming a customer.

    What lies ahead, such as due dates and credit terms, is not bound by it.
    """
    return local_date(at) + dt.timedelta(days=DAYS_AHEAD)
