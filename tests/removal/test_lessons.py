"""Result and lesson of cases that ended: written, mended, found again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from removal import services
from removal.models import CaseLesson, RemovalCase
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.removal.cases import NOON, refusal

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
SAID = {"result": "They paid.", "lesson": "Wait a week longer.", "signal": "in_time"}


@pytest.fixture
def ended(case: RemovalCase, account_manager: User) -> RemovalCase:
    services.withdraw_case(case, by=account_manager, reason="They paid.", at=NOON)
    return case


def test_an_ended_case_is_asked_for_one_lesson_that_can_be_mended(
    ended: RemovalCase, account_manager: User
) -> None:
    services.write_lesson(ended, **SAID, by=account_manager, at=NOON)
    services.write_lesson(ended, **SAID | {"signal": "wrongly"}, by=account_manager, at=NOON)
    assert CaseLesson.objects.get().signal == "wrongly"
    assert Event.objects.filter(verb="write_lesson").count() == 2


def test_a_case_on_its_way_teaches_nothing_yet(case: RemovalCase, account_manager: User) -> None:
    said = refusal(services.write_lesson, case, **SAID, by=account_manager)
    assert said.code == "not_in_this_stage"


def test_it_says_something_and_is_written_by_who_works_on_cases(
    ended: RemovalCase, account_manager: User, auditor: User, outsider: User
) -> None:
    for field in ("result", "lesson"):
        said = refusal(services.write_lesson, ended, **SAID | {field: " "}, by=account_manager)
        assert said.field == field
    assert refusal(services.write_lesson, ended, **SAID, by=auditor).code == "no_right"
    assert refusal(services.write_lesson, ended, **SAID, by=outsider).code == "not_visible"


def test_it_is_written_on_a_page_and_found_by_its_words(
    ended: RemovalCase, account_manager: User, outsider: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    address = reverse("removal:lesson_write", args=[ended.pk])
    assert client.post(address, SAID | {"lesson": ""}).status_code == 422
    client.post(address, SAID)
    found = reverse("removal:lesson_list")
    assert "Wait a week longer." in client.get(f"{found}?q=week").content.decode()
    assert "Wait a week longer." not in client.get(f"{found}?q=month").content.decode()
    assert "Wait a week longer." not in client_for(outsider).get(found).content.decode()
