"""Logging a contact: the talk, what follows from it, and who is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Customer, Interaction, Mention, Task
from customers.services.talks import (
    MOST_PINNED,
    NextStep,
    Talk,
    log_contact,
    pin_interaction,
    unpin_interaction,
)
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.customers.follow_up import AT, TODAY, make_note
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("C-1", manager=account_manager, team=account_manager.team)


@pytest.fixture
def url(customer: Customer) -> str:
    return reverse("customers:contact_log", args=[customer.pk])


def filled(**fields: Any) -> dict[str, Any]:
    return {
        "channel": "call",
        "direction": "out",
        "purpose": "collection",
        "effective_date": "2026-03-20",
        "content": "They pay on Friday.",
        **fields,
    }


def test_a_talk_and_its_task_are_written_together(
    customer: Customer, account_manager: User, teammate: User
) -> None:
    talk = Talk(TODAY, "They pay on Friday.", purpose="collection", at_time=dt.time(9, 30))
    then = NextStep("Check the bank", TODAY + dt.timedelta(days=2), teammate)
    interaction, task = log_contact(customer, talk, then=then, by=account_manager, at=AT)
    assert (interaction.owner, interaction.at_time) == (account_manager, dt.time(9, 30))
    assert task is not None
    assert (task.owner, task.state, task.customer) == (teammate, "open", customer)
    assert Event.objects.filter(verb="post_records", customer_id=customer.pk).count() == 2


def test_without_the_task_there_is_no_talk_either(
    customer: Customer, account_manager: User, outsider: User
) -> None:
    then = NextStep("Check the bank", TODAY, outsider)
    with pytest.raises(Refused, match="may not work on this customer"):
        log_contact(customer, Talk(TODAY, "Hello."), then=then, by=account_manager, at=AT)
    assert not Interaction.objects.exists()


@pytest.mark.parametrize("content", ["", "  \n"])
def test_a_talk_without_content_is_refused(
    content: str, customer: Customer, account_manager: User
) -> None:
    with pytest.raises(Refused) as refused:
        log_contact(customer, Talk(TODAY, content), by=account_manager, at=AT)
    assert refused.value.field == "content"


def test_a_talk_of_tomorrow_but_one_has_not_happened(
    customer: Customer, account_manager: User
) -> None:
    talk = Talk(TODAY + dt.timedelta(days=2), "They will pay.")
    with pytest.raises(Refused, match="in the future"):
        log_contact(customer, talk, by=account_manager, at=AT)


def test_the_form_writes_both_and_shows_the_timeline_anew(
    url: str, customer: Customer, account_manager: User, teammate: User, client_for: Sign
) -> None:
    data = filled(content="@teammate please look", title="Check the bank",
                  due_date="2099-01-02", owner=teammate.pk)  # fmt: skip
    answer = client_for(account_manager).post(url, data, **HTMX)
    text = answer.content.decode()
    assert (answer.status_code, answer["HX-Trigger"]) == (200, "tasks-changed")
    assert "The contact is logged. The task is noted. Tao Sun is told." in text
    assert "<html" not in text
    assert Task.objects.get().owner == teammate
    assert Mention.objects.get().person == teammate


def test_without_htmx_one_comes_back_to_the_customer(
    url: str, customer: Customer, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    assert "Log contact" in client.get(url).content.decode()
    answer = client.post(url, filled())
    assert answer["Location"] == f"/customers/{customer.pk}/?tab=timeline"


def test_what_is_wrong_stands_beside_its_field(
    url: str, account_manager: User, outsider: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    assert "Say until when." in client.post(url, filled(title="Call")).content.decode()
    answer = client.post(url, filled(content="Ask @outsider"), **HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (200, "#contact-log")
    assert "Oto Weiss may not see this customer" in answer.content.decode()
    assert client.post(url, filled(content="")).status_code == 422
    assert not Interaction.objects.exists()


def test_the_log_is_closed_to_strangers(
    url: str, outsider: User, legal_reviewer: User, client_for: Sign, client: Client
) -> None:
    assert client_for(outsider).post(url, filled()).status_code == 404
    assert client_for(legal_reviewer).post(url, filled()).status_code == 403
    assert client.post(url, filled()).status_code == 302


def test_a_note_is_pinned_and_its_pin_taken_off(customer: Customer, account_manager: User) -> None:
    note = make_note(customer, by=account_manager)
    assert pin_interaction(note, by=account_manager, at=AT).is_pinned
    with pytest.raises(Refused):
        pin_interaction(note, by=account_manager, at=AT)
    assert not unpin_interaction(note, by=account_manager, at=AT).is_pinned
    with pytest.raises(Refused):
        unpin_interaction(note, by=account_manager, at=AT)
    assert Event.objects.filter(verb__endswith="pin_interaction").count() == 2


def test_not_everything_can_stand_on_top(customer: Customer, account_manager: User) -> None:
    for n in range(MOST_PINNED):
        make_note(customer, by=account_manager, key=f"N-{n}", is_pinned=True)
    with pytest.raises(Refused, match="Take a pin off"):
        pin_interaction(make_note(customer, by=account_manager, key="M"), by=account_manager, at=AT)
    with pytest.raises(Refused):
        log_contact(customer, Talk(TODAY, "x", is_pinned=True), by=account_manager, at=AT)


def test_the_pin_has_a_button_and_leads_back(
    customer: Customer, account_manager: User, outsider: User, client_for: Sign
) -> None:
    note = make_note(customer, by=account_manager)
    url = reverse("customers:interaction_pin", args=[note.pk])
    client = client_for(account_manager)
    back = f"/customers/{customer.pk}/?tab=timeline"
    assert client.post(url, {"pinned": "1", "next": back})["Location"] == back
    note.refresh_from_db()
    assert note.is_pinned
    foreign = client.post(url, {"pinned": "0", "next": "//elsewhere.example/"})
    assert foreign["Location"] == f"/interactions/{note.pk}/"
    assert client_for(outsider).post(url, {"pinned": "1"}).status_code == 404
