"""Entries, an appeal and a readmission that show a newcomer the restricted list; made for real."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from customers.models import CreditReport, Customer
from customers.services import change_status
from removal.models import ListEntry, RemovalCase
from removal.selectors.readmissions import checklist_in_force
from removal.services.list_appeals import acknowledge_appeal, appeal_entry
from removal.services.listing import EvidenceRow, PersonRow, approve_entry, propose_entry
from removal.services.readmissions import Conditions, propose_readmission
from riskcrm.accounts.models import User
from riskcrm.jobs.services import take_slot
from riskcrm.web.today import local_date
from scoring.models import Tier

DAY = dt.timedelta(days=1)
LONG_AGO = 400 * DAY
PEOPLE = {"officer", "officer2", "head", "legal"}


@dataclass(frozen=True)
class Story:
    """An entry, days before now when it was proposed, and whether it was approved two days on."""

    reason_class: str
    reason: str
    bars: str
    evidence: str
    ago: int
    is_approved: bool = True
    person: PersonRow | None = None


STORIES = (
    Story(
        "fraud",
        "送货单上的签收章经鉴定系伪造，货款至今未付。",
        "all_trade",
        "印章鉴定意见书（2026）鉴字第 117 号",
        ago=90,
        person=PersonRow("赵德胜", "representative", "本人在伪造的送货单上签字，已在笔录中承认。"),
    ),
    Story(
        "payment_default",
        "Four invoices stayed unpaid after two demands and a broken payment plan.",
        "new_credit",
        "Second demand, delivered by courier and signed for",
        ago=9,
    ),
    Story(
        "breach",
        "Resold goods into a territory that the contract excludes, twice after a warning.",
        "all_trade",
        "Warning letter and the distributor's photographs",
        ago=1,
        is_approved=False,
    ),
)
APPEAL = "我司已于上月结清其中三张发票，第四张因质量争议暂扣，请重新核查并撤销列入。"
ANSWERS = {
    "paid": "Statement of account compared: nothing is open, costs of the lawyer included.",
    "waited": "More than a year has passed since the exit.",
    "security": "Deposit of one month's purchases is lodged with our bank.",
    "assessment": "New report read: two profitable years, no litigation.",
    "cured": "New owners since January; the former director has left.",
}


@transaction.atomic
def seed_demo_listing(*, at: dt.datetime) -> int:
    """Let the demo people list some customers, hear an appeal and ask for one to come back.

    How many entries there are of it; 0 without the demo people, or when it was told before.
    """
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    if not people.keys() >= PEOPLE or not take_slot("demo_listing", "now", at=at):
        return 0
    entries = [
        _tell(story, customer, people, at=at)
        for story, customer in zip(STORIES, _customers(people["officer"]), strict=False)
    ]
    in_force = [entry for entry in entries if entry.state == ListEntry.State.ACTIVE]
    if in_force:
        _appeal(in_force[-1], people, at=at)
    back = _comeback(people, at=at)
    return len(entries) + back


def _customers(officer: User) -> list[Customer]:
    """The most dangerous ones about whom no case waits; those that are leaving come first."""
    free = Customer.objects.visible_to(officer).filter(
        Q(status=Customer.Status.EXITING) | Q(status=Customer.Status.ACTIVE, removal_cases=None),
        rating__tier=Tier.HIGH,
        list_entries=None,
    )
    return list(free.order_by("-status", "-rating__points", "pk").distinct()[:3])


def _tell(
    story: Story, customer: Customer, people: dict[str, User], *, at: dt.datetime
) -> ListEntry:
    then = at - story.ago * DAY
    case = RemovalCase.objects.filter(customer=customer).order_by("-pk").first()
    entry = _propose(
        customer, by=people["officer2"], at=then, case=case, reason_class=story.reason_class,
        reason=story.reason, bars=story.bars, evidence=[EvidenceRow(story.evidence)],
        persons=[story.person] if story.person else [],
    )  # fmt: skip
    if not story.is_approved:
        return entry
    reason = "The file is complete and the reason proven."
    return approve_entry(entry, by=_approver(customer, people), reason=reason, at=then + 2 * DAY)


def _propose(customer: Customer, *, by: User, at: dt.datetime, **said: Any) -> ListEntry:
    day = local_date(at)
    dates = {"review_date": day + 365 * DAY, "expires_on": day + 1000 * DAY}
    return propose_entry(customer, by=by, at=at, **dates | said)


def _approver(customer: Customer, people: dict[str, User]) -> User:
    """An officer who does not manage the customer."""
    return people["officer" if customer.manager_id != people["officer"].pk else "head"]


def _appeal(entry: ListEntry, people: dict[str, User], *, at: dt.datetime) -> None:
    received = local_date(entry.decided_at or at) + DAY
    appeal = appeal_entry(
        entry, channel="letter", appellant=f"{entry.customer.name}（盖章）", statement=APPEAL,
        received_date=received, by=people["legal"], at=at,
        identity_check="来函公章与合同备案印鉴核对一致",
    )  # fmt: skip
    acknowledge_appeal(appeal, by=people["legal"], at=at)


def _comeback(people: dict[str, User], *, at: dt.datetime) -> int:
    """A customer that left a year ago, owes nothing and asks to return; 0 where there is none."""
    valid = Q(valid_until__isnull=True) | Q(valid_until__gte=local_date(at))
    reports = CreditReport.objects.filter(valid, is_void=False)
    customer = (
        Customer.objects.active()
        .filter(reading__exposure=0, pk__in=reports.values("customer"), list_entries=None)
        .filter(removal_cases=None)
        .order_by("pk")
        .first()
    )
    checklist = checklist_in_force()
    if customer is None or checklist is None:
        return 0
    then = at - LONG_AGO
    entry = _propose(
        customer, by=people["officer2"], at=then, reason_class="payment_default", bars="all_trade",
        reason="Paid only under execution; the director refused every talk.",
        evidence=[EvidenceRow("Order of execution, court of Pudong")],
        review_date=local_date(then) + 700 * DAY,
    )  # fmt: skip
    approver = _approver(customer, people)
    approve_entry(entry, by=approver, reason="The order speaks for itself.", at=then + DAY)
    change_status(
        customer, by=approver.as_actor(), status=Customer.Status.EXITED,
        reason="Settled after the removal.", at=then + 2 * DAY,
    )  # fmt: skip
    answers = {line["code"]: ANSWERS.get(line["code"], "Seen.") for line in checklist.criteria}
    propose_readmission(
        customer,
        by=people["officer2"],
        summary="New owners, all debts paid, a deposit offered. We should start again, carefully.",
        answers=answers,
        on=Conditions(needs_prepayment=True, probation_until=local_date(at) + 180 * DAY),
        at=at,
    )
    return 1
