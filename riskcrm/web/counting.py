"""How many rows a list has, asked for once the list is there, so that no page waits for it.

A list of a million is never counted: nobody reads on there. Nor is what the planner expects to take
long: a rare combination of filters that no index leads to.
"""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from riskcrm.web.templatetags.riskcrm import figure_text

MOST_COUNTED = 1000
CHEAP = 10_000  # in the planner's units; about 100 ms at a million customers


def count_in_words(count: int | None, *, page_size: int) -> str:
    """What the foot of a list says; without the number where it would take long to find."""
    words = {"count": figure_text(count), "most": figure_text(MOST_COUNTED), "size": page_size}
    if count is None:
        return _("%(size)s per page") % words
    if count > MOST_COUNTED:
        return _("more than %(most)s, %(size)s per page") % words
    return _("%(count)s in all, %(size)s per page") % words


def count_for_foot(rows: QuerySet[Any]) -> int | None:
    return count_up_to(rows, MOST_COUNTED + 1)


def count_up_to(rows: QuerySet[Any], most: int) -> int | None:
    """How many rows, `most` for that many or more; None = too long a count."""
    few = rows.order_by().values("pk")[:most]
    said = few.explain(format="json")
    if not said:  # nobody asks the database for what cannot be there
        return 0
    (plan,) = json.loads(said)
    return few.count() if plan["Plan"]["Total Cost"] <= CHEAP else None
