"""The kinds of letters of a case, and what each has to say."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from removal.states import DECIDED, OPEN, State


class Kind(models.TextChoices):
    """What a letter is for."""

    WARNING = "warning", pgettext_lazy("letter", "warning")
    NOTICE = "notice", pgettext_lazy("letter", "notice with reasons")
    EXTENSION = "extension", pgettext_lazy("letter", "extension")
    CURE_ACCEPTED = "cure_accepted", pgettext_lazy("letter", "cure accepted")
    TERMINATION = "termination", pgettext_lazy("letter", "termination")
    APPEAL_ANSWER = "appeal_answer", pgettext_lazy("letter", "answer to an appeal")
    LIST_ENTRY = "list_entry", pgettext_lazy("letter", "entry in the list")
    COMPENSATION = "compensation", pgettext_lazy("letter", "compensation offered")
    REDUCTION_STEP = "reduction_step", pgettext_lazy("letter", "step of the reduction")


class Language(models.TextChoices):
    """Languages that letters are written in."""

    ENGLISH = "en", "English"
    CHINESE = "zh-hans", "简体中文"


DAY, TEXT, LONG, LINES, ITEMS = "day", "text", "long", "lines", "items"


@dataclass(frozen=True)
class Fact:
    """Something that a letter states: a day, a few words, more words, lines, or cure items."""

    label: str | Promise
    sort: str
    help: str | Promise = ""


FACTS: dict[str, Fact] = {
    "reasons": Fact(_("Reasons"), LINES, _("One reason a line, in the words of the letter.")),
    "deadline": Fact(_("Deadline"), DAY),
    "former_deadline": Fact(_("Former deadline"), DAY),
    "cure_items": Fact(
        _("What has to be put right"), ITEMS,
        _("One a line: what | amount | day. Amount and day may be left out."),
    ),
    "amount": Fact(_("Amount demanded, with currency"), TEXT),
    "appeal_channel": Fact(_("Where to object"), TEXT, _("A person or office, with its address.")),
    "appeal_deadline": Fact(_("Objections until"), DAY),
    "end_date": Fact(_("Last day of the relationship"), DAY),
    "clause": Fact(_("Clause or article"), TEXT),
    "cured_date": Fact(_("Put right on"), DAY),
    "appeal_date": Fact(_("Appeal received on"), DAY),
    "outcome": Fact(_("Outcome"), TEXT),
    "answer": Fact(_("Answer"), LONG),
    "reason_class": Fact(_("Class of the reason"), TEXT),
    "scope": Fact(_("Who and what is concerned"), TEXT),
    "review_date": Fact(_("Looked at again on"), DAY),
    "expiry_date": Fact(_("Ends on"), DAY),
    "offer": Fact(_("What is offered"), LONG),
    "accept_by": Fact(_("To be accepted until"), DAY),
    "measure": Fact(_("Measure"), TEXT),
    "effective_date": Fact(_("In force from"), DAY),
    "legal_basis": Fact(_("Legal ground"), TEXT),
}  # fmt: skip

APPEAL = ("appeal_channel", "appeal_deadline")


@dataclass(frozen=True)
class Spec:
    """What a kind must state, what it may state, and which blocks its text must keep."""

    needed: tuple[str, ...]
    possible: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        return self.needed + self.possible


SPECS: dict[str, Spec] = {
    Kind.WARNING: Spec(("reasons", "deadline"), ("cure_items", "amount"), ("reasons", "no_waiver")),
    Kind.NOTICE: Spec(
        ("reasons", "deadline", *APPEAL),
        ("cure_items", "amount", "end_date"),
        ("reasons", "appeal", "no_waiver"),
    ),
    Kind.EXTENSION: Spec(("deadline",), ("former_deadline", "cure_items"), ("no_waiver",)),
    Kind.CURE_ACCEPTED: Spec(("cured_date",)),
    Kind.TERMINATION: Spec(
        ("reasons", "end_date", *APPEAL), ("clause",), ("reasons", "appeal", "no_waiver")
    ),
    Kind.APPEAL_ANSWER: Spec(("appeal_date", "outcome", "answer")),
    Kind.LIST_ENTRY: Spec(
        ("reason_class", "scope", "review_date", "expiry_date", *APPEAL), (), ("appeal",)
    ),
    Kind.COMPENSATION: Spec(("offer", "accept_by"), (), ("no_waiver",)),
    Kind.REDUCTION_STEP: Spec(
        ("reasons", "measure", "effective_date", "legal_basis"), APPEAL, ("reasons", "no_waiver")
    ),
}


@dataclass(frozen=True)
class Stages:
    """Where its case stands while a letter is written and goes out first.

    `again` are the later stages in which one that came back may go out another time.
    """

    first: tuple[State, ...]
    again: tuple[State, ...] = ()


S = State
STAGES: dict[str, Stages] = {
    Kind.WARNING: Stages((S.WARNING,), (S.NOTICE, S.RECTIFICATION, S.DECISION)),
    Kind.NOTICE: Stages((S.NOTICE,), (S.RECTIFICATION, S.DECISION, S.REDUCTION)),
    Kind.EXTENSION: Stages((S.RECTIFICATION,)),
    Kind.CURE_ACCEPTED: Stages((S.CURED,)),
    Kind.TERMINATION: Stages((S.TERMINATION,), (S.SETTLEMENT,)),
    Kind.APPEAL_ANSWER: Stages(
        (S.NOTICE, S.RECTIFICATION, S.DECISION, *DECIDED, S.CLOSED, S.OVERTURNED)
    ),
    Kind.LIST_ENTRY: Stages((*DECIDED, S.CLOSED)),
    Kind.COMPENSATION: Stages((S.TERMINATION, S.SETTLEMENT, S.CLOSED, S.OVERTURNED)),
    Kind.REDUCTION_STEP: Stages(OPEN),
}
# an appeal stops everything else, and is answered all the same
DESPITE_APPEAL = (Kind.APPEAL_ANSWER,)


def kinds_in(state: str, *, again: bool = False) -> list[str]:
    """The kinds of letters that may go out while a case stands so; or may go out once more."""
    return [
        kind
        for kind, stages in STAGES.items()
        if state in stages.first or (again and state in stages.again)
    ]


# who and what the letter is about: known of every case
ALWAYS: dict[str, str | Promise] = {
    "customer": _("name of the customer"),
    "number": _("number of the customer"),
    "case": _("number of the case"),
    "organisation": _("name of this organisation"),
    "signatory": _("who signs"),
}
BLOCKS: dict[str, str | Promise] = {
    "reasons": _("the reasons, numbered"),
    "cure_items": _("what has to be put right, as a table"),
    "appeal": _("where and until when to object"),
    "no_waiver": _("that no right is given up"),
}


def inline_names(kind: str) -> dict[str, str | Promise]:
    """What may stand in braces inside a sentence of this kind of letter."""
    simple = (name for name in SPECS[kind].facts if FACTS[name].sort in (DAY, TEXT, LONG))
    return ALWAYS | {name: FACTS[name].label for name in simple}


def block_names(kind: str) -> dict[str, str | Promise]:
    """What may stand in braces as a paragraph of its own."""
    facts = SPECS[kind].facts
    found = {name: words for name, words in BLOCKS.items() if name in facts}
    if "appeal_channel" in facts:
        found["appeal"] = BLOCKS["appeal"]
    return found | {"no_waiver": BLOCKS["no_waiver"]}
