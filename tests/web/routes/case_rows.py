"""The cases of a team that the walk visits, led by the services as people do."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from customers.models import Customer
from removal import services
from removal.models import CaseStep, RemovalCase
from removal.states import State
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_person
from tests.removal.cases import (
    Crew,
    add_evidence,
    file_appeal,
    lead_to,
    lead_to_immediate_decision,
    make_case,
)

AT = dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC)


def add_cases(rows: SimpleNamespace, officer: User) -> None:
    """One in each stage that an address asks for, each of a customer of its own."""
    crew = Crew()
    rows.case = _proposed(rows.customer, rows.manager)
    rows.assessed = lead_to(_of(rows, "A"), State.ASSESSMENT, crew=crew, at=AT)
    rows.warned = lead_to(_of(rows, "W"), State.WARNING, crew=crew, at=AT)
    rows.curing = _curing(_of(rows, "C"), crew, rows)
    rows.hurried = lead_to_immediate_decision(_of(rows, "H"), crew=crew, at=AT)
    head = make_person(roles.HEAD_OF_RISK)
    services.approve_case(rows.hurried, by=head, reason="Fraud.", at=AT)
    rows.review = rows.hurried.immediate_reviews.get()
    rows.objected = lead_to(_of(rows, "O"), State.NOTICE, crew=crew, at=AT)
    rows.appeal = file_appeal(rows.objected, by=rows.manager, at=AT)
    rows.withdrawn = _of(rows, "D")
    services.withdraw_case(rows.withdrawn, by=rows.manager, reason="They paid.", at=AT)
    rows.held = _of(rows, "B")
    rows.block = services.set_block(
        rows.held.customer, kind="insolvency", by=officer, reason="12 IN 4.", at=AT
    )


def _proposed(customer: Customer, by: User) -> RemovalCase:
    """Of the customer of the walk, whose exposure stays unknown."""
    case = RemovalCase.objects.create(
        customer=customer, summary="Pays late.", proposed_by=by, responsible=by, proposed_at=AT,
        stage_since=AT, due_date=AT.date(),
    )  # fmt: skip
    CaseStep.objects.create(
        case=case, number=1, act="propose_removal", to_state="proposed", round=1, by=by, at=AT
    )
    return case


def _of(rows: SimpleNamespace, letter: str) -> RemovalCase:
    number = f"{letter}-{rows.customer.number}"
    customer = make_customer(number, manager=rows.manager, team=rows.manager.team)
    return make_case(customer, by=rows.manager, at=AT)


def _curing(case: RemovalCase, crew: Crew, rows: SimpleNamespace) -> RemovalCase:
    """With an item nobody has handed in, and one that waits to be checked."""
    lead_to(case, State.NOTICE, crew=crew, at=AT)
    rows.handed_in = services.add_cure_item(
        case, kind="conduct", what="Answer us", by=crew.officer, at=AT
    )
    lead_to(case, State.RECTIFICATION, crew=crew, at=AT)
    rows.cure_item = case.cure_items.get(state="open", kind="payment")
    rows.evidence = add_evidence(case, by=rows.manager, at=AT)
    services.submit_cure(rows.handed_in, evidence=rows.evidence, by=rows.manager, at=AT)
    return case
