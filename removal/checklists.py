"""What has to be answered in a stage before a case may leave it; "yes" is the good answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from removal.states import State


@dataclass(frozen=True)
class Item:
    """One question, to be answered with yes, no, or why it does not apply."""

    code: str
    name: str | Promise
    question: str | Promise


ASSESSMENT = (
    Item(
        "figures",
        _("Figures"),
        _("The reasons of the score were checked against the rows behind them."),
    ),
    Item("talks", _("Talks"), _("Somebody spoke with the customer, and the talk is noted.")),
    Item(
        "alternatives",
        _("Milder means"),
        _("Milder means were tried or weighed: terms, limit, prepayment, a plan."),
    ),
    Item(
        "ground",
        pgettext_lazy("checklist", "Ground"),
        _("Facts and evidence bear out the ground and the clause that are named."),
    ),
    Item(
        "consequences",
        _("Consequences"),
        _("Open orders, receivables, securities and what ending costs us are known."),
    ),
)
LEGAL_REVIEW = (
    Item(
        "contract",
        _("Contract"),
        _("Term, notice clause and form of notice in the contract allow what is planned."),
    ),
    Item(
        "competition",
        _("Competition"),
        _("It is neither a boycott agreed with others nor a refusal by a dominant firm."),
    ),
    Item(
        "discrimination",
        _("Discrimination"),
        _("The ground has nothing to do with a protected trait of anybody."),
    ),
    Item(
        "retaliation",
        _("Retaliation"),
        _("It is no answer to a complaint, a lawsuit or a report the customer was free to make."),
    ),
    Item(
        "insolvency",
        _("Insolvency"),
        _("No insolvency or restructuring proceedings forbid termination or dunning."),
    ),
    Item(
        "data_protection",
        _("Data protection"),
        _("A person decides, data and periods are lawful, and the impact was assessed."),
    ),
    Item(
        "security",
        _("Set-off and security"),
        _("Set-off, retention of title, guarantees and deposits were looked at."),
    ),
    Item(
        "dependency",
        _("Dependency"),
        _("The customer does not depend on us as an employee or an exclusive dealer would."),
    ),
    Item(
        "notice_text",
        _("Text of the notice"),
        _("Reasons and periods in the letters are true, complete and in the required form."),
    ),
)
SETTLEMENT = (
    Item("orders", _("Open orders"), _("Open orders are delivered, cancelled or agreed.")),
    Item(
        "receivables",
        _("Receivables"),
        _("What is owed is paid, planned, in recovery or written off."),
    ),
    Item("deposits", _("Deposits"), _("Deposits and prepayments are returned or set off.")),
    Item(
        "guarantees", _("Guarantees"), _("Guarantors are told, and guarantees released or drawn.")
    ),
    Item("goods", _("Goods"), _("Goods on loan, on consignment or under our title are back.")),
    Item("data", pgettext_lazy("checklist", "Data"), _("Access is closed and data returned.")),
)
CHECKLISTS: dict[str, tuple[Item, ...]] = {
    State.ASSESSMENT: ASSESSMENT,
    State.LEGAL_REVIEW: LEGAL_REVIEW,
    State.SETTLEMENT: SETTLEMENT,
}


def items_of(stage: str) -> tuple[Item, ...]:
    return CHECKLISTS.get(stage, ())
