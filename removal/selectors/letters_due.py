"""Letters that acts on a case ask for, with what each of them has to state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import number_format

from removal.letters.kinds import Kind, kinds_in
from removal.models import Compensation, ReductionStep, RemovalCase
from riskcrm.web.today import local_date

Facts = dict[str, Any]


def letters_due(case: RemovalCase) -> list[str]:
    """The kinds that something done in this round asks for, and of which no letter is there yet."""
    there = case.letters.filter(round=case.round).exclude(state="cancelled")
    written = set(there.values_list("kind", flat=True))
    wanted = [kind for kind in kinds_in(case.state) if kind not in written]
    return [kind for kind in wanted if kind in _TOLD and _TOLD[kind](case)]


def facts_by_case(case: RemovalCase, kind: str, language: str) -> Facts:
    """What the latest act of this kind gives its letter to state, in the letter's language."""
    told = _TOLD.get(kind)
    with translation.override(language):
        return told(case) if told else {}


def _extension(case: RemovalCase) -> Facts:
    latest = case.extensions.filter(round=case.round).order_by("number").last()
    if latest is None:
        return {}
    return {"deadline": latest.new_date, "former_deadline": latest.former_date}


def _cure_accepted(case: RemovalCase) -> Facts:
    return {"cured_date": local_date(case.closed_at)} if case.closed_at else {}


def _appeal_answer(case: RemovalCase) -> Facts:
    decided = case.appeals.filter(decided_at__isnull=False).order_by("pk").last()
    if decided is None:
        return {}
    outcome = str(decided.get_state_display())
    return {"appeal_date": decided.received_date, "outcome": outcome, "answer": decided.reason}


def _list_entry(case: RemovalCase) -> Facts:
    entry = case.list_entries.filter(state="active").order_by("pk").last()
    if entry is None:
        return {}
    return {
        "reason_class": entry.reason_text,
        "scope": case.customer.name,
        "review_date": entry.review_date,
        "expiry_date": entry.expires_on,
    }


def _compensation(case: RemovalCase) -> Facts:
    offered = case.compensations.filter(state=Compensation.State.OFFERED).order_by("pk").last()
    if offered is None:
        return {}
    return {"offer": f"{number_format(offered.amount, 2)} {settings.BASE_CURRENCY}"}


def _reduction_step(case: RemovalCase) -> Facts:
    planned = (ReductionStep.State.PLANNED, ReductionStep.State.RELEASED)
    step = case.reduction_steps.filter(state__in=planned).order_by("pk").last()
    if step is None:
        return {}
    return {
        "measure": str(step.get_kind_display()),
        "effective_date": step.effective_date,
        "legal_basis": str(step.get_ground_display()),
    }


_TOLD: dict[str, Callable[[RemovalCase], Facts]] = {
    Kind.EXTENSION: _extension,
    Kind.CURE_ACCEPTED: _cure_accepted,
    Kind.APPEAL_ANSWER: _appeal_answer,
    Kind.LIST_ENTRY: _list_entry,
    Kind.COMPENSATION: _compensation,
    Kind.REDUCTION_STEP: _reduction_step,
}
