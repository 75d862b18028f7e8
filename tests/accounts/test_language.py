"""The language switch."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from riskcrm.accounts.models import User

pytestmark = pytest.mark.django_db
CHOICE = {"language": "zh-hans", "next": "/customers/?tier=high"}


def test_before_sign_in_a_cookie_keeps_the_choice(client: Client) -> None:
    response = client.post("/language/", CHOICE)
    assert response.headers["Location"] == "/customers/?tier=high"
    assert client.get("/accounts/login/").headers["Content-Language"] == "zh-hans"


def test_after_sign_in_the_person_keeps_it(
    client_for: Callable[[User], Client], account_manager: User
) -> None:
    client_for(account_manager).post("/language/", CHOICE)
    account_manager.refresh_from_db()
    assert account_manager.language == "zh-hans"


def test_an_unknown_language_changes_nothing(
    client_for: Callable[[User], Client], account_manager: User
) -> None:
    client_for(account_manager).post("/language/", {"language": "tlh"})
    account_manager.refresh_from_db()
    assert account_manager.language == ""


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_it_leads_nowhere_else(client: Client, back: str) -> None:
    assert client.post("/language/", CHOICE | {"next": back}).headers["Location"] == "/"


def test_a_link_cannot_switch_it(client: Client) -> None:
    assert client.get("/language/").status_code == 405
