"""What can be done to many alerts at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoring import services
from monitoring.alerting.forms import (
    ManyAssignmentsForm,
    ManyClosuresForm,
    ManySnoozesForm,
    morning_of,
)
from monitoring.forms import AcknowledgementForm
from monitoring.models import Alert
from monitoring.services import alert_life
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ACKNOWLEDGE
from riskcrm.web.bulk import BulkAction


class ManyAcknowledgementsForm(AcknowledgementForm):
    """One note for all of them."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


def acknowledge(row: Alert, *, by: User, at: dt.datetime, note: str) -> None:
    services.acknowledge_alert(row, by=by, at=at, note=note)


def assign(row: Alert, *, by: User, at: dt.datetime, to: User) -> None:
    alert_life.assign_alert(row, to=to, by=by, at=at)


def snooze(row: Alert, *, by: User, at: dt.datetime, until: dt.date, reason: str) -> None:
    alert_life.snooze_alert(row, until=morning_of(until), reason=reason, by=by, at=at)


def close(row: Alert, *, by: User, at: dt.datetime, outcome: str, note: str) -> None:
    alert_life.close_alert(row, outcome=outcome, note=note, by=by, at=at)


ALERT_ACTIONS = (
    BulkAction("acknowledge", _("Acknowledge"), ACKNOWLEDGE, acknowledge, ManyAcknowledgementsForm),
    BulkAction("assign", _("Assign"), ACKNOWLEDGE, assign, ManyAssignmentsForm, "user"),
    BulkAction("snooze", _("Snooze"), ACKNOWLEDGE, snooze, ManySnoozesForm, "history"),
    BulkAction("close", _("Close"), ACKNOWLEDGE, close, ManyClosuresForm, "check"),
)
