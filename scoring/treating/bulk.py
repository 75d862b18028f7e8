"""What can be done to many proposed treatments at once, each through the service of the single act.

What was decided already is left as it was.
"""

from __future__ import annotations

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models import User
from riskcrm.accounts.roles import DECIDE_TREATMENTS
from riskcrm.web.bulk import BulkAction
from scoring import services
from scoring.models import TreatmentProposal
from scoring.treating.forms import ManyDeclinedForm

DECIDED = _("It was decided already.")


def accept(row: TreatmentProposal, *, by: User, at: dt.datetime) -> str | Promise | None:
    if row.state != TreatmentProposal.State.OPEN:
        return DECIDED
    services.accept_treatment(row, by=by, at=at)
    return None


def decline(
    row: TreatmentProposal, *, by: User, at: dt.datetime, reason: str
) -> str | Promise | None:
    if row.state != TreatmentProposal.State.OPEN:
        return DECIDED
    services.decline_treatment(row, reason=reason, by=by, at=at)
    return None


PROPOSAL_ACTIONS = (
    BulkAction("accept", _("Accept"), DECIDE_TREATMENTS, accept),
    BulkAction("decline", _("Decline"), DECIDE_TREATMENTS, decline, ManyDeclinedForm, "x"),
)
