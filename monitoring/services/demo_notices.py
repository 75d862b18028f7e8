"""The demonstration's notices, and somebody on leave whose deputy a visitor can sign in as."""

from __future__ import annotations

import datetime as dt

from monitoring.services.alert_news import tell_alert_news
from riskcrm.accounts.models import Absence, User
from riskcrm.accounts.services import enter_absence
from riskcrm.web.today import local_date

AWAY, DEPUTY = "officer2", "officer"
LEAVE = dt.timedelta(days=10)


def seed_demo_notices(*, at: dt.datetime) -> None:
    """Tell what the demonstration's sweeps found; the second risk officer is on leave."""
    while tell_alert_news(at=at):
        pass
    people = {each.username: each for each in User.objects.filter(is_demo=True)}
    away, deputy = people.get(AWAY), people.get(DEPUTY)
    if away is None or deputy is None or Absence.objects.exists():
        return
    first = local_date(at)
    enter_absence(away, deputy=deputy, from_date=first, until_date=first + LEAVE, by=away, at=at)
