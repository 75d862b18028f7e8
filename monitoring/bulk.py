"""What can be done to many alerts at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoring import services
from monitoring.forms import AcknowledgementForm
from monitoring.models import Alert
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ACKNOWLEDGE
from riskcrm.web.bulk import BulkAction


class ManyAcknowledgementsForm(AcknowledgementForm):
    """One note for all of them."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


def acknowledge(row: Alert, *, by: User, at: dt.datetime, note: str) -> None:
    services.acknowledge_alert(row, by=by, at=at, note=note)


ALERT_ACTIONS = (
    BulkAction("acknowledge", _("Acknowledge"), ACKNOWLEDGE, acknowledge, ManyAcknowledgementsForm),
)
