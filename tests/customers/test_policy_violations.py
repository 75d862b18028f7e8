"""Warning customers: kept once, in words, and printed in the customer's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from customers.collection.letters import language_of
from customers.models import Customer, PolicyViolation
from customers.records import KINDS
from customers.services.records import post_record
from customers.services.violations import proposed_warning, settle_violation, warn_customer
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.customers.follow_up import AT, TODAY
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(
        "C-1", name="Birch Foods", manager=account_manager, team=account_manager.team, country="GB"
    )


@pytest.fixture
def violation(customer: Customer, account_manager: User) -> PolicyViolation:
    row = {"customer": customer.number, "source_key": "V-1", "effective_date": TODAY,
           "policy": "No resale abroad", "text": "Sold to a third country."}  # fmt: skip
    fact = post_record(KINDS["policy-violations"], row, by=account_manager, at=AT)
    assert isinstance(fact, PolicyViolation)
    return fact


def test_a_warning_is_kept_with_its_words_once(
    violation: PolicyViolation, account_manager: User
) -> None:
    held = warn_customer(
        violation, warned_date=TODAY, warning="Stop it.", by=account_manager, at=AT
    )
    assert (held.warned_date, held.warning) == (TODAY, "Stop it.")
    assert Event.objects.get(verb="warn_customer").content["after"]["warning"] == "Stop it."
    with pytest.raises(Refused, match="warned on 2026-03-20 already"):
        warn_customer(violation, warned_date=TODAY, warning="Again.", by=account_manager, at=AT)


@pytest.mark.parametrize(
    ("day", "words", "field"),
    [(TODAY - DAY, "Stop.", "warned_date"), (TODAY + 5 * DAY, "Stop.", "warned_date"),
     (TODAY, " ", "warning")],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    day: dt.date, words: str, field: str, violation: PolicyViolation, account_manager: User
) -> None:
    with pytest.raises(Refused) as refused:
        warn_customer(violation, warned_date=day, warning=words, by=account_manager, at=AT)
    assert refused.value.field == field


def test_a_violation_is_settled_once(violation: PolicyViolation, account_manager: User) -> None:
    with pytest.raises(Refused):
        settle_violation(violation, settled_date=TODAY - DAY, by=account_manager, at=AT)
    settle_violation(violation, settled_date=TODAY, by=account_manager, at=AT)
    with pytest.raises(Refused, match="settled already"):
        settle_violation(violation, settled_date=TODAY, by=account_manager, at=AT)


def test_the_letter_is_in_the_language_of_the_customers_country(
    violation: PolicyViolation, customer: Customer
) -> None:
    assert language_of(customer) == "en"
    assert "“No resale abroad”" in proposed_warning(violation, customer)
    customer.country = "CN"
    assert language_of(customer) == "zh-hans"


def test_the_page_warns_and_prints(
    violation: PolicyViolation, account_manager: User, outsider: User, auditor: User,
    client_for: Sign,
) -> None:  # fmt: skip
    client = client_for(account_manager)
    page = client.get(reverse("customers:policyviolation_detail", args=[violation.pk]))
    assert "No resale abroad" in page.context["warning_form"].initial["warning"]
    printed = reverse("customers:violation_warning", args=[violation.pk])
    assert client.get(printed).status_code == 302  # not warned yet
    url = reverse("customers:violation_warn", args=[violation.pk])
    data = {"warned_date": "2026-03-20", "warning": "Stop <it>."}
    assert client_for(outsider).post(url, data).status_code == 404
    assert client_for(auditor).post(url, data).status_code == 403
    assert client.post(url, data | {"warning": ""}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 409
    letter = client_for(auditor).get(printed).content.decode()
    for words in ("Birch Foods", "Stop &lt;it&gt;.", "data-print"):
        assert words in letter
    assert client_for(outsider).get(printed).status_code == 404


def test_those_not_warned_yet_are_found(
    violation: PolicyViolation, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    assert ">V-1<" in client.get("/policy-violations/?warned=false").content.decode()
    assert ">V-1<" not in client.get("/policy-violations/?warned=true").content.decode()
    url = reverse("customers:violation_settle", args=[violation.pk])
    assert client.post(url, {"day": "2026-03-21"}).status_code == 302
