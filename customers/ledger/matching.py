"""Which open invoices the open credits of a customer are for: proposals, each with its rule.

The order is that of arts. 560 and 561 of the Civil Code of China as far as a ledger knows it: what
the debtor designates comes first (the invoice's number in the reference; an amount that is exactly
that of one invoice, or of the oldest together), then what fell due earliest. A person decides.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

SHORTEST_NUMBER = 3  # a shorter one stands in too many references by chance
MOST_TOGETHER = 50  # oldest invoices whose sum one payment may be


class Rule(models.TextChoices):
    """Why an invoice is proposed, the strongest first."""

    NAMED = "named", _("its reference names this invoice")
    EXACT = "exact", _("it is exactly what is open of this invoice")
    SUM = "sum", _("it is exactly what the oldest invoices add up to")
    OLDEST = "oldest", _("what fell due earliest comes first")


@dataclass(frozen=True)
class Credit:
    """What is left of a payment, credit note or write-off."""

    source: str
    source_id: int
    number: str
    date: dt.date
    left: Decimal
    currency: str
    text: str = ""

    @property
    def is_money_back(self) -> bool:
        """A write-off is for the invoices that somebody gave up: it is never the oldest's."""
        return self.source != "write_off"


@dataclass(frozen=True)
class Item:
    """An invoice that is open."""

    id: int
    number: str
    invoice_date: dt.date
    due_date: dt.date | None
    open_amount: Decimal
    currency: str

    @property
    def rank(self) -> tuple[dt.date, dt.date, int]:
        """Earliest due first; those without a due date last."""
        return self.due_date or dt.date.max, self.invoice_date, self.id


@dataclass(frozen=True)
class Proposal:
    """So much of a credit for an invoice, in the currency that both have."""

    credit: Credit
    item: Item
    amount: Decimal
    rule: Rule


class _Rest:
    """What is left while proposals are made."""

    def __init__(self, credits: Sequence[Credit], items: Sequence[Item]) -> None:
        self.credits = sorted(credits, key=lambda c: (c.date, c.source, c.source_id))
        self.items = sorted(items, key=lambda item: item.rank)
        self.of_credit = {(c.source, c.source_id): c.left for c in credits}
        self.of_item = {item.id: item.open_amount for item in items}

    def left(self, credit: Credit) -> Decimal:
        return self.of_credit[credit.source, credit.source_id]

    def open(self, credit: Credit) -> list[Item]:
        """Invoices in the credit's currency that are still open, the oldest first."""
        return [i for i in self.items if i.currency == credit.currency and self.of_item[i.id] > 0]

    def give(self, credit: Credit, items: Iterable[Item], rule: Rule) -> Iterator[Proposal]:
        for item in items:
            amount = min(self.left(credit), self.of_item[item.id])
            if amount <= 0:
                continue
            self.of_credit[credit.source, credit.source_id] -= amount
            self.of_item[item.id] -= amount
            yield Proposal(credit, item, amount, rule)


def propose(credits: Sequence[Credit], items: Sequence[Item]) -> list[Proposal]:
    """Proposals for all credits. A stronger rule comes first for all of them, older credits first.

    Where several invoices are open by exactly the same amount the oldest of them is proposed.
    """
    rest = _Rest(credits, items)
    found: list[Proposal] = []
    for rule, choose in (
        (Rule.NAMED, _named),
        (Rule.EXACT, _exact),
        (Rule.SUM, _sum),
        (Rule.OLDEST, _oldest),
    ):
        for credit in rest.credits:
            if rest.left(credit) > 0:
                found += rest.give(credit, choose(credit, rest), rule)
    return found


def _named(credit: Credit, rest: _Rest) -> list[Item]:
    text = _plain(credit.text)
    return [item for item in rest.open(credit) if text and _stands_in(_plain(item.number), text)]


def _exact(credit: Credit, rest: _Rest) -> list[Item]:
    left = rest.left(credit)
    return [item for item in rest.open(credit) if rest.of_item[item.id] == left][:1]


def _sum(credit: Credit, rest: _Rest) -> list[Item]:
    left, total = rest.left(credit), Decimal(0)
    oldest = rest.open(credit)[:MOST_TOGETHER] if credit.is_money_back else []
    for count, item in enumerate(oldest, start=1):
        total += rest.of_item[item.id]
        if total >= left:
            return oldest[:count] if total == left else []
    return []


def _oldest(credit: Credit, rest: _Rest) -> list[Item]:
    return rest.open(credit) if credit.is_money_back else []


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _stands_in(number: str, text: str) -> bool:
    """The number as a word of its own: I-12 does not stand in I-123."""
    if len(number) < SHORTEST_NUMBER:
        return False
    return re.search(rf"(?<![0-9a-z]){re.escape(number)}(?![0-9a-z])", text) is not None


def certain(credits: Sequence[Credit], items: Sequence[Item]) -> list[Proposal]:
    """The proposals that leave no choice: one credit is exactly what one invoice asks for.

    Either it names that invoice, or no other invoice or credit has this amount.
    """
    owed = Counter((item.currency, item.open_amount) for item in items)
    held = Counter((credit.currency, credit.left) for credit in credits)
    return [
        proposal
        for proposal in propose(credits, items)
        if proposal.amount == proposal.credit.left == proposal.item.open_amount
        and (
            proposal.rule is Rule.NAMED
            or (proposal.rule is Rule.EXACT and _is_alone(proposal, owed, held))
        )
    ]


def _is_alone(proposal: Proposal, owed: Counter[Any], held: Counter[Any]) -> bool:
    key = (proposal.item.currency, proposal.amount)
    return owed[key] == held[key] == 1
