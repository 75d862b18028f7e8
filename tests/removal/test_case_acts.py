"""What each role is offered on a case's page in each stage, and what it is refused otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from removal.acts import WORDS
from removal.models import RemovalCase
from removal.states import State
from removal.transitions import TRANSITIONS, acts_from
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from tests.factories import make_person
from tests.removal.cases import Crew, lead_to

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]

LEADS = {"accept_cure", "close_case", "escalate_case", "issue_notice", "reopen_case",
         "start_assessment", "start_rectification", "start_settlement", "start_termination",
         "submit_for_decision", "submit_to_legal"}  # fmt: skip
MAY = {
    roles.ACCOUNT_MANAGER: {"withdraw_case"},
    roles.DATA_CLERK: set(),
    roles.RISK_OFFICER: LEADS | {"approve_case", "reject_case", "return_case", "withdraw_case"},
    roles.HEAD_OF_RISK: LEADS | {"approve_case", "reject_case", "return_case", "withdraw_case"},
    roles.LEGAL_REVIEWER: {"pass_legal_review", "return_case"},
    roles.AUDITOR: set(),
    roles.COMPLIANCE_OFFICER: set(),
    roles.ADMINISTRATOR: set(),
}
# acts that are on a button of the stage for somebody who had no part in the case
OFFERED = {
    State.PROPOSED: {
        roles.RISK_OFFICER: {"start_assessment", "reject_case"},
        roles.HEAD_OF_RISK: {"start_assessment", "reject_case"},
    },
    State.ASSESSMENT: {
        roles.RISK_OFFICER: {"return_case", "reject_case"},
        roles.HEAD_OF_RISK: {"return_case", "reject_case"},
        roles.LEGAL_REVIEWER: {"return_case"},
    },
    State.LEGAL_REVIEW: {
        roles.RISK_OFFICER: {"return_case", "reject_case"},
        roles.HEAD_OF_RISK: {"return_case", "reject_case"},
        roles.LEGAL_REVIEWER: {"return_case"},
    },
    State.DECISION: {
        roles.RISK_OFFICER: {"approve_case", "reject_case", "return_case"},
        roles.HEAD_OF_RISK: {"approve_case", "reject_case", "return_case"},
        roles.LEGAL_REVIEWER: {"return_case"},
    },
}


@pytest.mark.parametrize("role", list(roles.ROLES))
def test_a_role_may_do_these_acts_and_no_others(role: str) -> None:
    person = make_person(role)
    may = {act for act in WORDS if person.has_perm(TRANSITIONS[act].permission)}
    assert may == MAY[role]


@pytest.mark.parametrize("state", list(OFFERED))
def test_what_a_role_may_do_in_a_stage_is_offered_and_nothing_else(
    case: RemovalCase, crew: Crew, client_for: Sign, state: State
) -> None:
    lead_to(case, state, crew=crew)
    for role in roles.ROLES:
        person = make_person(role, team=case.customer.team)
        page = client_for(person).get(reverse("removal:case_detail", args=[case.pk]))
        offered = {act["url"].removeprefix("removal:case_") for act in page.context["possible"]}
        assert offered == OFFERED[state].get(role, set()), role


def test_what_is_missing_for_an_act_stands_where_its_button_would(
    case: RemovalCase, crew: Crew, client_for: Sign
) -> None:
    lead_to(case, State.ASSESSMENT, crew=crew)
    page = client_for(crew.officer).get(reverse("removal:case_detail", args=[case.pk]))
    waiting = {act["url"].removeprefix("removal:case_"): act for act in page.context["waiting"]}
    assert set(waiting) == {"submit_to_legal"}  # no immediate ground is named
    assert len(waiting["submit_to_legal"]["missing"]) == 3
    assert "Add at least one piece of evidence." in page.content.decode()


@pytest.mark.parametrize("role", list(roles.ROLES))
def test_acts_of_other_roles_are_refused_and_acts_of_other_stages_explained(
    case: RemovalCase, client_for: Sign, role: str
) -> None:
    client = client_for(make_person(role, team=case.customer.team))
    here = {transition.act for transition in acts_from(State.PROPOSED)}
    for act in {*WORDS} - (here & LEADS) - {"reject_case"} | ({*WORDS} - MAY[role]):
        answer = client.post(
            reverse(f"removal:case_{act}", args=[case.pk]), {"reason": "So.", "version": 1}
        )
        assert answer.status_code == (409 if act in MAY[role] else 403), act
        if act == "withdraw_case" and act in MAY[role]:
            assert "can withdraw it" in answer.content.decode()
        elif act in MAY[role]:
            assert "The case is in another stage now: proposed" in answer.content.decode()
    case.refresh_from_db()
    assert (case.state, case.version) == ("proposed", 1)


def test_the_acts_are_posted_only(case: RemovalCase, client_for: Sign, crew: Crew) -> None:
    for act in WORDS:
        if act in MAY[roles.RISK_OFFICER]:
            address = reverse(f"removal:case_{act}", args=[case.pk])
            assert client_for(crew.officer).get(address).status_code == 405
