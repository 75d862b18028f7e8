"""Restricted figures show to those who may see them on their own pages, and nowhere else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import F
from django.urls import reverse

from customers.models import Customer
from monitoring.alert_rules.subjects import SUBJECTS
from monitoring.filters.customers import CustomerListFilter
from monitoring.models import AlertRule
from riskcrm.accounts.models import Team
from riskcrm.web.today import today
from scoring.cards.data import from_definition
from scoring.indicators import INDICATORS, RESTRICTED, SCORABLE, UNRESTRICTED
from scoring.models import Reading, ScorecardVersion
from tests.factories import make_payment
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db
CODE = "payment_anomalies"
OTHERS = ("account_manager", "risk_officer", "auditor", "legal_reviewer", "data_clerk")


@pytest.fixture
def customer(team: Team) -> Customer:
    customer = late_payer()
    customer.team, customer.bank_account = team, "00123456"
    customer.save()
    for ago in (1, 2, 3):
        make_payment(customer, 77, received_date=today() - dt.timedelta(days=ago), payer="00999999")
    score(customer)
    assert Reading.objects.get(customer=customer).payment_anomalies == 1
    return customer


def test_only_who_may_see_restricted_figures_reads_their_rows(
    client_for: Any, customer: Customer, head_of_risk: Any, request: Any
) -> None:
    url = reverse("scoring:indicator_rows", args=[customer.pk, CODE])
    for role in OTHERS:
        assert client_for(request.getfixturevalue(role)).get(url).status_code == 404, role
    page = client_for(head_of_risk).get(url).content.decode()
    assert page.count("00999999") == 3
    assert page.count("from an account that is not the customer") == 3


def test_only_who_may_see_restricted_figures_finds_them_in_the_catalogue(
    client_for: Any, customer: Customer, head_of_risk: Any, request: Any
) -> None:
    url, name = reverse("scoring:indicator_list"), str(INDICATORS[CODE].name)
    for role in OTHERS:
        page = client_for(request.getfixturevalue(role)).get(url).content.decode()
        assert name not in page, role
        assert f'id="{CODE}"' not in page, role
        assert 'id="payment_method_changes"' in page, role
    assert f'id="{CODE}"' in client_for(head_of_risk).get(url).content.decode()


def test_pages_do_not_differ_where_only_a_restricted_figure_does(
    client_for: Any, customer: Customer, account_manager: Any
) -> None:
    client = client_for(account_manager)
    urls = [
        reverse("scoring:score_panel", args=[customer.pk]),
        reverse("monitoring:customer_detail", args=[customer.pk]),
        reverse("monitoring:customer_list"),
        reverse("scoring:indicator_list"),
        *(reverse("scoring:indicator_rows", args=[customer.pk, code]) for code in UNRESTRICTED),
    ]

    def texts() -> list[str]:
        pages = [client.get(url) for url in urls]
        assert {page.status_code for page in pages} == {200}
        return [_without_tokens(page.content.decode()) for page in pages]

    before = texts()
    Reading.objects.filter(customer=customer).update(payment_anomalies=5)
    assert texts() == before
    Reading.objects.filter(customer=customer).update(max_dpd=F("max_dpd") + 7)
    assert texts() != before


def _without_tokens(page: str) -> str:
    """Without what differs from one answer to the next: marks against forgery."""
    return "\n".join(line for line in page.splitlines() if "csrf" not in line.lower()
                     and "nonce" not in line)  # fmt: skip


def test_no_list_is_narrowed_by_a_restricted_figure(
    client_for: Any, customer: Customer, head_of_risk: Any
) -> None:
    codes = {code for code, _name in CustomerListFilter.base_filters["indicator"].extra["choices"]}
    assert codes == UNRESTRICTED
    url = reverse("monitoring:customer_list") + f"?indicator={CODE}&at_least=1"
    assert customer.name not in client_for(head_of_risk).get(url).content.decode()


def test_no_rule_watches_a_restricted_figure() -> None:
    assert {CODE} == RESTRICTED
    assert not RESTRICTED & SUBJECTS.keys()
    assert SUBJECTS.keys() >= UNRESTRICTED
    assert not AlertRule.objects.filter(subject__in=RESTRICTED).exists()


def test_no_card_scores_a_restricted_figure_or_one_that_is_only_shown() -> None:
    definition = ScorecardVersion.objects.get().definition
    from_definition(definition, indicators=SCORABLE)
    for code in (CODE, "best_possible_dso"):
        assert code not in SCORABLE
        definition["groups"][0]["factors"][0]["indicator"] = code
        with pytest.raises(ValueError, match=code):
            from_definition(definition, indicators=SCORABLE)


def test_a_program_gets_the_same_answers_whatever_a_restricted_figure_is(
    api_client_for: Any, customer: Customer, head_of_risk: Any
) -> None:
    client = api_client_for(head_of_risk)
    urls = [reverse(name) for name in ("api-customers", "api-scores", "api-alerts")]
    urls += [reverse(name, args=[customer.pk]) for name in ("api-customer", "api-score")]
    before = [client.get(url).json() for url in urls]
    Reading.objects.filter(customer=customer).update(payment_anomalies=5)
    assert [client.get(url).json() for url in urls] == before
    assert CODE not in str(before)
    refused = client.get(reverse("api-customers"), {"indicator": CODE})
    assert customer.number not in refused.content.decode()
