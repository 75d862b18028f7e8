"""Cases that show a newcomer the way from proposal to decision, made by the real services."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from customers.models import Customer
from removal.models import RemovalCase
from removal.selectors import reasons_in_every_language
from removal.services.cases import approve_case, propose_removal, reject_case, withdraw_case
from riskcrm.accounts.models import User
from scoring.models import Tier

# what the demo people say; the first ones are decided, the others wait
STORIES = [
    ("Five reminders, three broken promises. The account cost us more than it earned.", "approve"),
    ("Pays two months late since the new management came in.", "approve"),
    ("Over the limit for weeks, and the bank account changed twice.", "reject"),
    ("Disputes every second invoice to win time.", "withdraw"),
    ("Every invoice of this year was late, the latest ones by more than sixty days.", ""),
    ("Orders doubled while payments stopped.", ""),
    ("The oldest items are over ninety days past due and nobody answers the phone.", ""),
]
REASONS = {
    "approve": "The figures leave no doubt, and two talks led nowhere.",
    "reject": "They agreed to a payment plan; we look again in three months.",
    "withdraw": "Proposed by mistake: the disputes were ours to settle.",
}


@transaction.atomic
def seed_demo_cases(*, at: dt.datetime) -> int:
    """Propose the demo manager's most dangerous customers, decide some; how many were made.

    Does nothing without the demo people, or when the manager has proposed anything before.
    """
    people = User.objects.filter(is_demo=True, username__in=["manager", "officer"])
    cast = {user.username: user for user in people}
    if len(cast) < 2 or RemovalCase.objects.filter(proposed_by=cast["manager"]).exists():
        return 0
    manager, officer = cast["manager"], cast["officer"]
    customers = (
        Customer.objects.visible_to(manager)
        .active()
        .filter(rating__tier=Tier.HIGH)
        .order_by("-rating__points", "pk")[: len(STORIES)]
    )
    made = 0
    for customer, (summary, act) in zip(customers, STORIES, strict=False):
        reasons = [reason["code"] for reason in reasons_in_every_language(customer)]
        case = propose_removal(customer, by=manager, summary=summary, reasons=reasons, at=at)
        if act == "approve":
            approve_case(case, by=officer, reason=REASONS[act], at=at)
        elif act == "reject":
            reject_case(case, by=officer, reason=REASONS[act], at=at)
        elif act == "withdraw":
            withdraw_case(case, by=manager, reason=REASONS[act], at=at)
        made += 1
    return made
