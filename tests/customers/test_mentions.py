"""Naming people in notes: who is meant, who is told, who may be named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from customers.models import Customer, Mention
from customers.records.follow_up import INTERACTIONS
from customers.services.mentions import names_in, people_named, read_mentions
from customers.services.records import post_records
from monitoring.inbox import inbox_count, inbox_of
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.customers.follow_up import AT, TODAY, make_note, make_plan, make_task
from tests.factories import make_customer, make_person

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("C-1", manager=account_manager, team=account_manager.team)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("@bob look", "bob"),
        ("tell @bob.", "bob."),
        ("已通知@bob请跟进", "bob请跟进"),
        ("mail to bob@example.com", None),
        ("5 pieces @ 3", None),
    ],
)
def test_an_at_sign_calls_a_name_but_not_in_an_address(text: str, first: str | None) -> None:
    assert [names[0] for names in names_in(text)] == ([first] if first else [])


def test_the_longest_name_that_somebody_has_is_meant(db: None) -> None:
    bob, bobby = make_person(username="bob"), make_person(username="bobby")
    lei = make_person(username="李雷")
    gone = make_person(username="gone", is_active=False)

    def named(text: str) -> list[User]:
        return people_named([text]).get(text, [])

    assert named("@bob, @bobby, @bob") == [bob, bobby]
    assert named("@bobb is nobody") == []
    assert named("请@李雷跟进") == [lei]
    assert named(f"@{gone.username}") == []


def test_people_named_in_interactions_tasks_and_plans_are_told_once(
    customer: Customer, account_manager: User, teammate: User
) -> None:
    note = make_note(customer, by=account_manager, content="@teammate and @manager: see @teammate")
    make_task(customer, by=account_manager, title="Ask @teammate")
    make_plan(customer, by=account_manager, cause="As @teammate found")
    mentions = Mention.objects.order_by("pk")
    assert {(m.kind, m.person, m.by) for m in mentions} == {
        (kind, teammate, account_manager) for kind in ("interaction", "task", "plan")
    }
    make_note(customer, by=account_manager, content="@teammate: changed")
    assert Mention.objects.filter(kind="interaction", fact_id=note.pk).count() == 1


def test_who_may_not_see_the_customer_cannot_be_named_by_a_person(
    customer: Customer, account_manager: User, outsider: User, nobody: User
) -> None:
    for name in (outsider.username, nobody.username):
        with pytest.raises(Refused, match="may not see this customer") as refused:
            make_note(customer, by=account_manager, content=f"@{name} look")
        assert refused.value.code == "cannot_be_mentioned"


def test_an_officer_sees_every_customer_and_can_be_named(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    make_note(customer, by=account_manager, content="@officer please decide")
    assert Mention.objects.get().person == risk_officer


def test_systems_tell_those_who_may_see_the_customer_and_nobody_else(
    customer: Customer, account_manager: User, teammate: User, outsider: User,
    api_client_for: Callable[[User], APIClient],
) -> None:  # fmt: skip
    rows = [
        {"customer": "C-1", "source_key": f"I-{n}", "effective_date": str(TODAY),
         "content": "@teammate @outsider"}
        for n in range(2)
    ]  # fmt: skip
    answer = api_client_for(account_manager).post(reverse("api-interactions"), rows, format="json")
    assert [r["outcome"] for r in answer.json()["results"]] == ["created"] * 2
    assert {m.person for m in Mention.objects.all()} == {teammate}
    assert Mention.objects.count() == 2


def test_many_rows_cost_as_many_queries_as_few(
    customer: Customer, account_manager: User, teammate: User
) -> None:
    def queries(count: int) -> int:
        rows = [
            {"customer": "C-1", "source_key": f"Q-{count}-{n}", "effective_date": TODAY,
             "content": f"@teammate {n}"}
            for n in range(count)
        ]  # fmt: skip
        with CaptureQueriesContext(connection) as context:
            post_records(INTERACTIONS, rows, by=account_manager, at=AT)
        return len(context)

    queries(1)  # rights are read once
    assert queries(2) == queries(30)


def test_mentions_wait_in_the_inbox_until_they_are_read(
    customer: Customer, account_manager: User, teammate: User, client_for: Sign
) -> None:
    note = make_note(customer, by=account_manager, content="@teammate: they call back")
    assert inbox_count(teammate, at=AT) == 1
    assert [work.kind for work in inbox_of(teammate, at=AT)] == ["mention"]
    client = client_for(teammate)
    assert (
        "Ming Chen named you: @teammate: they call back" in client.get("/inbox/").content.decode()
    )
    mention = Mention.objects.get()
    answer = client.post(reverse("customers:mention_open", args=[mention.pk]), follow=True)
    assert answer.redirect_chain[0][0] == f"/interactions/{note.pk}/"
    assert inbox_count(teammate, at=AT) == 0


def test_a_mention_is_read_in_place(
    customer: Customer, account_manager: User, teammate: User, client_for: Sign
) -> None:
    make_note(customer, by=account_manager, content="@teammate: hello")
    mention = Mention.objects.get()
    url = reverse("customers:mention_read", args=[mention.pk])
    assert client_for(account_manager).post(url).status_code == 404
    answer = client_for(teammate).post(url, HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["HX-Trigger"]) == (200, "inbox-changed")
    mention.refresh_from_db()
    assert mention.read_at


def test_all_can_be_read_at_once_and_the_list_says_which_are_not(
    customer: Customer, account_manager: User, teammate: User, client_for: Sign
) -> None:
    for n in range(3):
        make_note(customer, by=account_manager, key=f"N-{n}", content=f"@teammate note {n}")
    client = client_for(teammate)
    listed = client.get(reverse("customers:mention_list"), {"unread": "1"}).content.decode()
    assert "note 2" in listed
    assert f'action="{reverse("customers:mention_read_all")}"' in listed
    client.post(reverse("customers:mention_read_all"))
    assert not Mention.objects.unread().exists()
    listed = client.get(reverse("customers:mention_list"), {"unread": "1"}).content.decode()
    assert "note 2" not in listed


def test_somebody_elses_mentions_stay_unread(
    customer: Customer, account_manager: User, teammate: User
) -> None:
    make_note(customer, by=account_manager, content="@teammate: hello")
    assert read_mentions([Mention.objects.get()], by=account_manager, at=AT) == 0
    assert read_mentions([Mention.objects.get()], by=teammate, at=AT) == 1


def test_who_no_longer_sees_the_customer_loses_the_mention(
    customer: Customer, account_manager: User, teammate: User, client_for: Sign
) -> None:
    make_note(customer, by=account_manager, content="@teammate: hello")
    Customer.objects.update(team=None)
    assert inbox_count(teammate, at=AT) == 0
    url = reverse("customers:mention_read", args=[Mention.objects.get().pk])
    assert client_for(teammate).post(url).status_code == 404


def test_only_people_who_may_see_the_customer_are_offered(
    customer: Customer, account_manager: User, teammate: User, outsider: User, risk_officer: User,
    nobody: User, client_for: Sign,
) -> None:  # fmt: skip
    url = reverse("customers:mention_people", args=[customer.pk])
    everybody = client_for(account_manager).get(url).content.decode()
    for person in (account_manager, teammate, risk_officer):
        assert f'data-name="{person.username}"' in everybody
    for person in (outsider, nobody):
        assert f'data-name="{person.username}"' not in everybody
    some = client_for(account_manager).get(url, {"name": "tea"}).content.decode()
    assert "teammate" in some
    assert "officer" not in some
    assert client_for(outsider).get(url).status_code == 404
    assert client_for(nobody).get(url).status_code == 403
