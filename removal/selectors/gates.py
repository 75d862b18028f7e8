"""What an act asks of a case before it moves: each missing thing a sentence that says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from removal.checklists import items_of
from removal.grounds import IMMEDIATE
from removal.letters.kinds import Kind
from removal.models import ChecklistAnswer, CureItem, RemovalCase
from removal.selectors.case_dates import dates_of
from removal.selectors.ending import unsettled
from removal.selectors.letters import arrived_on, items_told, latest_letter
from removal.selectors.notices import lapsed_right
from removal.states import State

Missing = list[str]
NO, YES = ChecklistAnswer.Answer.NO, ChecklistAnswer.Answer.YES


def missing_for(case: RemovalCase, act: str, *, on: dt.date) -> Missing:
    """What is missing before this act can be done to the case on this day; nothing where it can."""
    if act in DATED_GATES:
        return DATED_GATES[act](case, on)
    return GATES[act](case) if act in GATES else []


def unanswered(case: RemovalCase, stage: str) -> Missing:
    """Items of a stage's checklist without an answer, and those answered with no."""
    answers = dict(
        ChecklistAnswer.objects.filter(case=case, round=case.round, stage=stage).values_list(
            "code", "answer"
        )
    )
    open_items = [str(item.name) for item in items_of(stage) if item.code not in answers]
    bad = [str(item.name) for item in items_of(stage) if answers.get(item.code) == NO]
    said = []
    if open_items:
        said.append(
            _("Answer these items of the checklist: %(items)s.") % {"items": ", ".join(open_items)}
        )
    if bad:
        said.append(_("These items are answered with no: %(items)s.") % {"items": ", ".join(bad)})
    return said


def _grounded(case: RemovalCase) -> Missing:
    given = case.ground and case.clause and case.facts and case.known_since
    if given:
        return []
    return [_("Name the ground, the clause, the facts, and since when they are known.")]


def _evidenced(case: RemovalCase) -> Missing:
    if case.evidence.exists():
        return []
    return [_("Add at least one piece of evidence.")]


def _ready_for_legal(case: RemovalCase) -> Missing:
    return [*_grounded(case), *_evidenced(case), *unanswered(case, State.ASSESSMENT)]


def _ready_to_escalate(case: RemovalCase) -> Missing:
    if case.ground in IMMEDIATE and not case.is_immediate:
        return _barred(case)
    if not case.is_immediate:
        return [
            _(
                "Only sanctions, proven fraud, violence or insolvency go to a decision at once; "
                "every other ground needs a warning first."
            )
        ]
    return [*_grounded(case), *_evidenced(case)]


def _barred(case: RemovalCase) -> Missing:
    return [
        _(
            "On this ground (%(ground)s) the policy pack of this case lets no relationship end at "
            "once: it goes through the legal review and the notice."
        )
        % {"ground": case.get_ground_display()}
    ]


def _ready_to_approve(case: RemovalCase, on: dt.date) -> Missing:
    """Who came without legal review is approved only on a ground that needs none."""
    escalated = case.steps.filter(round=case.round, act="escalate_case").exists()
    barred = _barred(case) if escalated and not case.is_immediate else []
    return [*barred, *lapsed_right(case, on)]


def _legally_reviewed(case: RemovalCase) -> Missing:
    return unanswered(case, State.LEGAL_REVIEW)


def _warned(case: RemovalCase, on: dt.date) -> Missing:
    """The warning has arrived, and the customer had the time it gave."""
    missing = _arrived(case, Kind.WARNING, "warning_arrival", on)
    if missing:
        return missing
    answer = dates_of(case).get("warning_answer")
    if answer and on <= answer.date:
        return [
            _("The customer has time to answer the warning until %(day)s.")
            % {"day": date_format(answer.date)}
        ]
    return []


def _ready_to_rectify(case: RemovalCase, on: dt.date) -> Missing:
    """The notice has arrived, and lists everything that the customer is held to."""
    missing = _arrived(case, Kind.NOTICE, "notice_arrival", on)
    items = case.cure_items.filter(round=case.round).count()
    if not items:
        missing.append(
            _("Say first what the customer must do: add at least one rectification item.")
        )
    elif not missing and (listed := items_told(case)) < items:
        missing.append(
            _(
                "The notice that went out lists %(listed)s of %(items)s rectification items."
                " Send another one."
            )
            % {"listed": listed, "items": items}
        )
    return missing


def _notice_over(case: RemovalCase, on: dt.date) -> Missing:
    """The notice period, the longest of law, contract and relationship, is over."""
    missing = _arrived(case, Kind.NOTICE, "notice_arrival", on)
    end = dates_of(case).get("notice_end")
    if not missing and end and on <= end.date:
        missing.append(_("The notice period runs until %(day)s.") % {"day": date_format(end.date)})
    return missing


def _terminated(case: RemovalCase, on: dt.date) -> Missing:
    """The termination has arrived, and the day it names as the last one is over."""
    missing = _arrived(case, Kind.TERMINATION, "termination_arrival", on)
    last = _last_day(case)
    if not missing and last and on <= last:
        missing.append(
            _("The relationship lasts until %(day)s, as the letter says.")
            % {"day": date_format(last)}
        )
    return missing


def _last_day(case: RemovalCase) -> dt.date | None:
    """The last day that the latest termination names; an immediate end comes with its letter."""
    letter = latest_letter(case, Kind.TERMINATION)
    said = letter.facts.get("given", {}).get("end_date") if letter else None
    return None if said is None or case.is_immediate else dt.date.fromisoformat(said)


def _arrived(case: RemovalCase, kind: Kind, name: str, on: dt.date) -> Missing:
    """Whether a letter of this kind has arrived in this round, by proof or by the pack's rule."""
    if case.pack is None:
        day = arrived_on(case, kind)
    else:
        solved = dates_of(case).get(name)
        day = solved.date if solved else None
    if day is None:
        return [
            _("No letter “%(kind)s” has gone out: draft it, have it released and sent.")
            % {"kind": kind.label}
        ]
    if day > on:
        return [
            _("The letter “%(kind)s” counts as arrived on %(day)s; a proof makes it sooner.")
            % {"kind": kind.label, "day": date_format(day)}
        ]
    return []


def _ready_to_decide(case: RemovalCase, on: dt.date) -> Missing:
    items = case.cure_items.filter(round=case.round)
    if items.filter(is_refusal=True).exists():
        return []
    if not items.exclude(state=CureItem.State.VERIFIED).exists():
        return [_("Everything was made good: accept that instead.")]
    if case.due_date is not None and on <= case.due_date:
        return [
            _("The customer has time until %(day)s, unless a refusal was handed in and checked.")
            % {"day": date_format(case.due_date)}
        ]
    return []


def _made_good(case: RemovalCase) -> Missing:
    if case.state == State.DECISION and case.is_immediate:
        return [_("An immediate ground cannot be made good; reject the removal instead.")]
    items = list(case.cure_items.filter(round=case.round))
    if not items:
        return [_("Say first what the customer had to do, and have it checked.")]
    open_items = [item.what for item in items if item.state != CureItem.State.VERIFIED]
    if not open_items:
        return []
    return [_("These items are not checked and met: %(items)s.") % {"items": ", ".join(open_items)}]


def _settled(case: RemovalCase) -> Missing:
    missing = unanswered(case, State.SETTLEMENT)
    if not case.lessons.filter(round=case.round).exists():
        missing.append(_("Write down the result and the lesson."))
    return [*missing, *unsettled(case)]


GATES: dict[str, Callable[[RemovalCase], Missing]] = {
    "submit_to_legal": _ready_for_legal,
    "escalate_case": _ready_to_escalate,
    "pass_legal_review": _legally_reviewed,
    "accept_cure": _made_good,
    "close_case": _settled,
}
# what may stand in the way on one day and not on another
DATED_GATES: dict[str, Callable[[RemovalCase, dt.date], Missing]] = {
    "issue_notice": _warned,
    "start_rectification": _ready_to_rectify,
    "submit_for_decision": _ready_to_decide,
    "approve_case": _ready_to_approve,
    "start_termination": _notice_over,
    "start_settlement": _terminated,
}
