"""Which days documents may bear: one rule for files, pages and the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

# a day before or from then on is a slip of the hand
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2200, 1, 1)
# where a document was written it may be tomorrow already
DAYS_AHEAD = 1


def latest_day(at: dt.datetime) -> dt.date:
    """The latest day of what has happened: an invoice, a payment, a rate, becoming a customer.

    What lies ahead, such as due dates and credit terms, is not bound by it.
    """
    return local_date(at) + dt.timedelta(days=DAYS_AHEAD)


def is_odd_day(value: Any) -> bool:
    return type(value) is dt.date and not EARLIEST <= value < LATEST


def odd_day() -> str:
    return _("This day lies before the year 1900 or after 2199.")


def refuse_odd_days(said: Mapping[str, Any]) -> None:
    """Refuse what is said, by field, for a day that no document bears."""
    for name, value in said.items():
        if is_odd_day(value):
            raise Refused(odd_day(), code="odd_day", field=name)
