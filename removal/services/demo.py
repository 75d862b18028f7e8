"""Cases that show a newcomer the way from proposal to decision, made by the real services."""

from __future__ import annotations

import datetime as dt
import heapq
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from customers.models import Customer
from removal.models import RemovalCase
from removal.selectors.cases import reasons_in_every_language
from removal.services.cases import propose_removal, withdraw_case
from removal.services.deciding import reject_case
from removal.services.demo_ways import WAYS, Days, Way
from riskcrm.accounts.models import User
from riskcrm.jobs.services import take_slot
from scoring.models import Rating, Reading, Tier

BEFORE, NOW = "before", "now"
LIVED = dt.timedelta(days=29)  # between these two; what would come later has not happened yet


@dataclass(frozen=True)
class Story:
    """What somebody says of a dangerous customer whose reading bears it out, and what follows.

    `proposed` and `closed` are days after the moment of the stage.
    """

    stage: str
    proposer: str
    where: dict[str, Any]
    summary: str
    proposed: int = 0
    act: str = ""
    reason: str = ""
    closed: int = 0


# told where no customer bears out the story itself
PLAIN = "Scores {score} of 100; the oldest invoice is {oldest_days} days past due."
STORIES = (
    Story(
        BEFORE,
        "gu.minghao",
        {"over_90_ratio__gte": 30},
        "{over_90_ratio} % 的欠款逾期超过 90 天，最久的已逾期 {max_dpd} 天。"
        "催收无果，建议终止合作。",
        act="remove",
    ),
    Story(
        BEFORE,
        "manager",
        {"consecutive_late__gte": 4, "dbt_paid__gte": 15},
        "The latest {consecutive_late} invoices were all late; what they do pay comes {dbt_paid} "
        "days after it is due.",
        act="reject",
        reason="They agreed to a payment plan for what is overdue; we look again in three months.",
        proposed=16,
        closed=22,
    ),
    Story(
        BEFORE,
        "manager",
        {"utilisation__gte": 80, "overdue__gt": 0},
        "{utilisation} % of the credit limit is used, and {overdue_ratio} % of the balance is "
        "overdue.",
        act="withdraw",
        reason="Proposed too early: the limit is under review and their payment is announced.",
        proposed=5,
        closed=8,
    ),
    Story(
        BEFORE,
        "manager",
        {"max_dpd__gte": 45},
        "The oldest invoice is {max_dpd} days past due, and {overdue_ratio} % of the balance is "
        "overdue. To be decided before the next delivery.",
        proposed=17,
    ),
    *(
        Story(BEFORE, "manager", {"overdue__gt": 0}, text, act=act, proposed=day, closed=day)
        for act, day, text in (
            ("end_at_once", 3, "Delivery notes that do not agree with the carrier's."),
            ("cure", 0, "{overdue_ratio} % of the balance is overdue, and nobody answers."),
            ("decide", 0, "The oldest invoice is {max_dpd} days past due; promises are broken."),
            ("rectify", 1, "The latest {consecutive_late} invoices came late."),
            ("warn", 24, "{overdue_ratio} % of the balance is overdue; two reminders passed."),
        )
    ),
    Story(
        NOW,
        "officer2",
        {"overdue_ratio__gte": 40, "max_dpd__gte": 30},
        "欠款的 {overdue_ratio} % 已逾期，最久的发票已逾期 {max_dpd} 天。"
        "建议在下次发货前停止合作。",
    ),
    Story(
        NOW,
        "manager",
        {"consecutive_late__gte": 3, "max_dpd__gte": 15},
        "The latest {consecutive_late} invoices were late or are still open, the oldest "
        "{max_dpd} days past due. We should stop before the balance grows.",
    ),
)


@transaction.atomic
def seed_demo_cases(stage: str, *, at: dt.datetime) -> int:
    """Let the demo people propose, and partly decide, what a stage tells; how many cases.

    Does nothing without the demo people, nor for a stage that was told before.
    """
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    if not {"manager", "officer", "officer2", "head", "legal"} <= people.keys():
        return 0
    if not take_slot("demo_cases", stage, at=at):
        return 0
    stories = [story for story in STORIES if story.stage == stage]
    return _tell([_Life(story, people, at) for story in stories], until=at + LIVED)


def _tell(lives: list[_Life], *, until: dt.datetime) -> int:
    """Let all happen in the order of its days, as the chain of events would have grown."""
    queue = [(life.at, number, life, life.days()) for number, life in enumerate(lives)]
    heapq.heapify(queue)
    while queue:
        at, number, life, days = heapq.heappop(queue)
        life.move_to(at)
        wait = next(days, None)
        if wait is not None and (then := at + dt.timedelta(days=wait)) <= until:
            heapq.heappush(queue, (then, number, life, days))
    return sum(life.way is not None for life in lives)


class _Life:
    """A story as it goes on: the proposal, and what becomes of the case."""

    def __init__(self, story: Story, people: dict[str, User], at: dt.datetime) -> None:
        self.story, self.people, self.at = story, people, at
        self.way: Way | None = None

    def move_to(self, at: dt.datetime) -> None:
        self.at = at
        if self.way:
            self.way.at = at

    def days(self) -> Days:
        yield self.story.proposed
        case = _propose(self.story, self.people, at=self.at)
        if case is None:
            return
        self.way = Way(case, self.people, self.at)
        if self.story.act in WAYS:
            yield from WAYS[self.story.act](self.way)
        elif self.story.act:
            yield self.story.closed - self.story.proposed
            _close(self.story, case, self.people, at=self.at)


def _propose(story: Story, people: dict[str, User], *, at: dt.datetime) -> RemovalCase | None:
    proposer = people.get(story.proposer, people["manager"])
    customer, summary = _customer_for(story, proposer)
    if customer is None:
        return None
    score = Rating.objects.values_list("score", flat=True).get(customer=customer)
    figures = {**Reading.objects.filter(customer=customer).values().get(), "score": score}
    return propose_removal(
        customer,
        by=proposer,
        summary=summary.format(**{name: _short(value) for name, value in figures.items()}),
        reasons=[reason["code"] for reason in reasons_in_every_language(customer)],
        at=at,
    )


def _close(story: Story, case: RemovalCase, people: dict[str, User], *, at: dt.datetime) -> None:
    if story.act == "reject":
        reject_case(case, by=people["officer"], reason=story.reason, at=at)
    elif story.act == "withdraw":
        withdraw_case(case, by=case.proposed_by, reason=story.reason, at=at)


def _customer_for(story: Story, proposer: User) -> tuple[Customer | None, str]:
    """The most dangerous customer the story is true of, their own first; and what to say."""
    customers = (
        Customer.objects.visible_to(proposer)
        .active()
        .filter(rating__tier=Tier.HIGH, removal_cases=None)
        .order_by("-rating__points", "pk")
    )
    fitting = customers.filter(**{f"reading__{name}": value for name, value in story.where.items()})
    for found, summary in (
        (fitting.filter(manager=proposer), story.summary),
        (fitting, story.summary),
        (customers, PLAIN),
    ):
        if customer := found.first():
            return customer, summary
    return None, ""


def _short(value: Any) -> str:
    return f"{value:.0f}" if isinstance(value, Decimal) else str(value)
