from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Customer
from removal.models import CriterionSet, RemovalCase, Suggestion
from removal.services.criteria import draft_criteria, submit_criteria
from removal.services.criteria_sweep import sweep_criteria
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_customer
from tests.removal.criteria.books import LATE, NOON, TEXTS, publish, read

pytestmark = pytest.mark.django_db
Log = Callable[[User], Client]


@pytest.fixture
def criteria(risk_officer: User, second_officer: User) -> CriterionSet:
    return publish(LATE, by=risk_officer, second=second_officer)


@pytest.fixture
def suggestion(criteria: CriterionSet, customer: Customer) -> Suggestion:
    read(customer, tier="high", oldest_days=75, exposure=500)
    sweep_criteria(at=NOON)
    return Suggestion.objects.get()


def at(name: str, *keys: int) -> str:
    return reverse(f"removal:{name}", args=keys)


def lines(*conditions: dict[str, Any]) -> dict[str, Any]:
    """What the form of a rule sends for these lines."""
    said: dict[str, Any] = {"lines-TOTAL_FORMS": len(conditions), "lines-INITIAL_FORMS": 0}
    for number, condition in enumerate(conditions):
        whole = {"block": 1, "compare": "at_least", "unit": "days", "value": "", **condition}
        said |= {f"lines-{number}-{name}": value for name, value in whole.items()}
    return said


def test_an_officer_writes_a_rule_and_another_publishes_it(
    risk_officer: User, second_officer: User, client_for: Log
) -> None:
    client = client_for(risk_officer)
    answer = client.post(at("criteria_draft"))
    criteria = CriterionSet.objects.latest("pk")
    assert answer["Location"] == at("criteria_detail", criteria.pk)
    said = {
        **TEXTS, "ground": "credit", "join": "any", "version": criteria.version,
        **lines(
            {"subject": "tier", "compare": "equals", "value": "High", "lasting": 3,
             "unit": "month_ends"},
            {"subject": "external_score", "provider": "Bureau", "compare": "below",
             "value": "500", "lasting": 60, "block": 2},
            {"subject": "max_dpd", "value": "30", "block": 2},
            {},
        ),
    }  # fmt: skip
    answer = client.post(at("rule_add", criteria.pk), said)
    assert answer.status_code == 302, answer.context["form"].lines.errors
    rule = criteria.rules.latest("pk")
    assert rule.tree == {
        "any": [
            {"subject": "tier", "compare": "equals", "value": "high", "month_ends": 3},
            {"all": [
                {"subject": "external_score", "compare": "below", "value": "500",
                 "provider": "Bureau", "days": 60},
                {"subject": "max_dpd", "compare": "at_least", "value": "30"},
            ]},
        ]
    }  # fmt: skip
    page = client.get(at("rule_change", criteria.pk, rule.pk)).content.decode()
    assert "Bureau" in page
    detail = client.get(at("criteria_detail", criteria.pk)).content.decode()
    assert "External score of Bureau less than 500, for 60 days" in detail
    criteria.refresh_from_db()
    client.post(at("criteria_submit", criteria.pk), {"note": "More.", "version": criteria.version})
    criteria.refresh_from_db()
    publishing = {"reason": "Agreed.", "version": criteria.version}
    assert client.post(at("criteria_publish", criteria.pk), publishing).status_code == 409
    other = client_for(second_officer)
    assert other.post(at("criteria_publish", criteria.pk), publishing).status_code == 302
    criteria.refresh_from_db()
    assert criteria.state == "published"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"subject": "tier", "value": "dreadful"}, "value"),
        ({"subject": "score", "value": "many"}, "value"),
        ({"subject": "external_score", "value": "500"}, "provider"),
        ({"subject": "score", "value": "80", "lasting": 999}, "value"),
    ],
)
def test_what_is_wrong_with_a_condition_stands_beside_it(
    risk_officer: User, client_for: Log, line: dict[str, Any], field: str
) -> None:
    criteria = draft_criteria(by=risk_officer, at=NOON)
    said = {**TEXTS, "ground": "credit", "join": "any", "version": criteria.version}
    answer = client_for(risk_officer).post(at("rule_add", criteria.pk), {**said, **lines(line)})
    assert answer.status_code == 422
    assert field in answer.context["form"].lines.errors[0]
    answer = client_for(risk_officer).post(at("rule_add", criteria.pk), {**said, **lines({})})
    assert answer.status_code == 422
    assert "A rule needs a condition." in answer.content.decode()


def test_the_what_if_page_names_customers_and_says_where_nothing_can_be_estimated(
    criteria: CriterionSet, customer: Customer, account_manager: User, client_for: Log
) -> None:
    client = client_for(account_manager)
    assert "No active customer" in client.get(at("criteria_what_if", criteria.pk)).content.decode()
    read(customer, tier="high", oldest_days=75, exposure=500)
    page = client.get(at("criteria_what_if", criteria.pk)).content.decode()
    assert "Hua Steel" in page
    assert "Cannot be estimated" in page
    file = client.get(at("criteria_what_if", criteria.pk) + "?file=csv")
    assert "Hua Steel" in file.content.decode("utf-8-sig")
    assert Event.objects.filter(verb="export_criteria_what_if").count() == 1


def test_the_queue_has_open_ones_mine_and_those_of_a_rule(
    suggestion: Suggestion, account_manager: User, teammate: User, outsider: User, client_for: Log
) -> None:
    assert "Hua Steel" in client_for(account_manager).get(at("suggestion_list")).content.decode()
    assert "Hua Steel" not in client_for(outsider).get(at("suggestion_list")).content.decode()
    found = {
        "state=open&mine=1": (1, 0),
        "rule=late": (1, 1),
        "rule=high-tier": (0, 0),
        "exposure_min=501": (0, 0),
        "exposure_min=500": (1, 1),
        "q=Hua": (1, 1),
    }
    for query, counts in found.items():
        for person, count in zip((account_manager, teammate), counts, strict=True):
            page = client_for(person).get(f"{at('suggestion_list')}?{query}").content.decode()
            assert page.count("Hua Steel") >= count, query
            assert ("Hua Steel" in page) is bool(count), query


def test_the_list_asks_as_many_queries_for_many_suggestions_as_for_one(
    suggestion: Suggestion, risk_officer: User, client_for: Log
) -> None:
    client = client_for(risk_officer)
    client.get(at("suggestion_list"))
    with CaptureQueriesContext(connection) as one:
        client.get(at("suggestion_list"))
    for _ in range(5):
        read(make_customer(status="active"), oldest_days=75)
    sweep_criteria(at=NOON)
    with CaptureQueriesContext(connection) as six:
        client.get(at("suggestion_list"))
    assert len(six) == len(one)


def test_one_suggestion_shows_figures_that_lead_to_their_rows(
    suggestion: Suggestion, account_manager: User, outsider: User, auditor: User, client_for: Log
) -> None:
    address = at("suggestion_detail", suggestion.pk)
    page = client_for(account_manager).get(address).content.decode()
    assert "Oldest days past due more than 60 days" in page
    assert f"/customers/{suggestion.customer_id}/?tab=receivables#panel" in page
    assert "Pays late. (Oldest days past due more than 60 days: 75 days)" in page
    assert client_for(outsider).get(address).status_code == 404
    said = client_for(auditor).get(address).content.decode()
    assert "Your role does not allow this" in said


def test_taking_up_leads_to_the_case_and_dismissing_keeps_the_reason(
    suggestion: Suggestion, account_manager: User, client_for: Log
) -> None:
    client = client_for(account_manager)
    answer = client.post(at("suggestion_dismiss", suggestion.pk), {"reason": "", "version": 1})
    assert answer.status_code == 422
    answer = client.post(
        at("suggestion_take_up", suggestion.pk), {"summary": "They never pay.", "version": 1}
    )
    case = RemovalCase.objects.get()
    assert answer["Location"] == at("case_detail", case.pk)
    page = client.get(at("suggestion_detail", suggestion.pk)).content.decode()
    assert f"Case {case.pk}" in page
    answer = client.post(
        at("suggestion_dismiss", suggestion.pk), {"reason": "Too late.", "version": 2}
    )
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("act", "words"), [("take-up", {"words": "Enough."}), ("dismiss", {"reason": "A plan."})]
)
def test_many_are_answered_by_the_same_services(
    suggestion: Suggestion, account_manager: User, client_for: Log, act: str, words: dict[str, str]
) -> None:
    from removal.criteria.bulk import SUGGESTION_ACTIONS

    (action,) = (each for each in SUGGESTION_ACTIONS if each.name == act)
    form = action.form(words, person=account_manager)
    assert form.is_valid()
    assert action.do(suggestion, by=account_manager, at=NOON, **form.cleaned_data) is None
    suggestion.refresh_from_db()
    assert suggestion.state == {"take-up": "taken_up", "dismiss": "dismissed"}[act]
    assert action.do(suggestion, by=account_manager, at=NOON, **form.cleaned_data)


def test_account_managers_read_criteria_and_change_nothing(
    criteria: CriterionSet, risk_officer: User, account_manager: User, client_for: Log
) -> None:
    client = client_for(account_manager)
    assert client.get(at("criteria_detail", criteria.pk)).status_code == 200
    assert client.post(at("criteria_draft")).status_code == 403
    draft = draft_criteria(by=risk_officer, at=NOON)
    submit_criteria(draft, note="New.", by=risk_officer, at=NOON)
    said = {"reason": "Yes.", "version": draft.version}
    assert client.post(at("criteria_publish", draft.pk), said).status_code == 403
