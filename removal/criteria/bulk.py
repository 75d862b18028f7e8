"""What can be done to many suggestions at once, each through the service of the single act.

What was answered already is left as it was.
"""

from __future__ import annotations

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from removal.criteria.forms import DismissManyForm, TakeUpManyForm
from removal.models import Suggestion
from removal.selectors.criteria import summary_of
from removal.services import suggestions
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import PROPOSE
from riskcrm.web.bulk import BulkAction

CLOSED = _("It was taken up, dismissed or lapsed already.")


def take_up(row: Suggestion, *, by: User, at: dt.datetime, words: str) -> str | Promise | None:
    if row.state != Suggestion.State.OPEN:
        return CLOSED
    suggestions.take_up(row, by=by, at=at, summary=f"{words.strip()}\n{summary_of(row)}")
    return None


def dismiss(
    row: Suggestion, *, by: User, at: dt.datetime, reason: str, pause_until: dt.date | None
) -> str | Promise | None:
    if row.state != Suggestion.State.OPEN:
        return CLOSED
    suggestions.dismiss(row, by=by, at=at, reason=reason, pause_until=pause_until)
    return None


SUGGESTION_ACTIONS = (
    BulkAction("take-up", _("Propose removal"), PROPOSE, take_up, TakeUpManyForm, "gavel"),
    BulkAction("dismiss", _("Dismiss"), PROPOSE, dismiss, DismissManyForm, "x"),
)
