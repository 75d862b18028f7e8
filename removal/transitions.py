"""Which acts move a case, from where to where, and who may: the whole machine in one table.

Services, pages, the API and the database's CHECK on `CaseStep` are all made from it. What else an
act asks for, such as a letter that has arrived, is in `removal.selectors.gates`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from removal.states import DECIDED, UNDECIDED, State

PROPOSE = "removal.propose_removalcase"
ASSESS = "removal.assess_removalcase"
RETURN = "removal.return_removalcase"
REVIEW = "removal.review_removalcase"
DECIDE = "removal.decide_removalcase"
DECIDE_IMMEDIATE = "removal.decide_immediate_removal"
DECIDE_LARGE = "removal.decide_large_removal"
APPEALS = "removal.decide_appeal"
REVIEW_IMMEDIATE = "removal.review_immediate_removal"
CONTRIBUTE = "removal.contribute_to_removalcase"
CHECK_CURE = "removal.check_cureitem"


@dataclass(frozen=True)
class Transition:
    """An act that moves a case, and who may; without a permission only the sweep acts."""

    act: str
    sources: tuple[State, ...]
    target: State
    permission: str

    @property
    def slug(self) -> str:
        """The act as its URL says it."""
        return self.act.removesuffix("_case").replace("_", "-")


S = State
_ALL = (
    Transition("start_assessment", (S.PROPOSED,), S.ASSESSMENT, ASSESS),
    Transition(
        "return_case",
        (S.ASSESSMENT, S.LEGAL_REVIEW, S.DECISION),
        S.PROPOSED,
        RETURN,
    ),
    Transition("submit_to_legal", (S.ASSESSMENT,), S.LEGAL_REVIEW, ASSESS),
    Transition("escalate_case", (S.ASSESSMENT,), S.DECISION, ASSESS),
    Transition("pass_legal_review", (S.LEGAL_REVIEW,), S.WARNING, REVIEW),
    Transition("issue_notice", (S.WARNING,), S.NOTICE, ASSESS),
    Transition("start_rectification", (S.NOTICE,), S.RECTIFICATION, ASSESS),
    Transition("submit_for_decision", (S.RECTIFICATION,), S.DECISION, ASSESS),
    Transition("expire_rectification", (S.RECTIFICATION,), S.DECISION, ""),
    Transition(
        "accept_cure",
        (S.WARNING, S.NOTICE, S.RECTIFICATION, S.DECISION, S.REDUCTION),
        S.CURED,
        ASSESS,
    ),
    Transition("approve_case", (S.DECISION,), S.REDUCTION, DECIDE),
    Transition(
        "reject_case",
        (S.PROPOSED, S.ASSESSMENT, S.LEGAL_REVIEW, S.DECISION),
        S.REJECTED,
        DECIDE,
    ),
    Transition("withdraw_case", UNDECIDED, S.WITHDRAWN, PROPOSE),
    Transition("start_termination", (S.REDUCTION,), S.TERMINATION, ASSESS),
    Transition("start_settlement", (S.TERMINATION,), S.SETTLEMENT, ASSESS),
    Transition("close_case", (S.SETTLEMENT,), S.CLOSED, ASSESS),
    Transition("reopen_case", (S.CURED, S.WITHDRAWN, S.REJECTED), S.ASSESSMENT, ASSESS),
    Transition(
        "overturn_case",
        (S.NOTICE, S.RECTIFICATION, S.DECISION, *DECIDED, S.CLOSED),
        S.OVERTURNED,
        APPEALS,
    ),
)
# who did one of these stands on the proposing side of the case for good
PROPOSING = ("withdraw_case", "reopen_case")
TRANSITIONS = {transition.act: transition for transition in _ALL}


def edges() -> Iterator[tuple[str, State, State]]:
    """Every allowed step as (act, from, to), the proposal that opens a case left out."""
    for transition in _ALL:
        for source in transition.sources:
            yield transition.act, source, transition.target


def acts_from(state: str) -> list[Transition]:
    """What can happen to a case in this state, in the order of the way."""
    return [transition for transition in _ALL if state in transition.sources]
