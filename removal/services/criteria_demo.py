"""Removal criteria of the demo book: sent by one officer, published by another, held against it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from removal.models import CriterionSet
from removal.services.criteria import publish_criteria, submit_criteria
from removal.services.criteria_sweep import sweep_criteria
from riskcrm.accounts.models import User
from riskcrm.jobs.services import take_slot

NOTE = "To begin with: the rules that come with the product, looked through by two of us."
REASON = "The what-if names the customers we would have named ourselves."


@transaction.atomic
def seed_demo_criteria(*, at: dt.datetime) -> int:
    """Let two of the demo people publish the first criteria; how many customers they suggest.

    Does nothing without the demo people, where criteria are in force, nor a second time.
    """
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    first = CriterionSet.objects.filter(number=1, state=CriterionSet.State.DRAFT).first()
    if first is None or not {"officer", "officer2"} <= people.keys():
        return 0
    if not take_slot("demo_criteria", "now", at=at):
        return 0
    submit_criteria(first, note=NOTE, by=people["officer"], at=at)
    publish_criteria(first, reason=REASON, by=people["officer2"], at=at)
    swept = sweep_criteria(at=at)
    return swept.opened if swept else 0
