"""Errors say what happened and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from riskcrm.accounts.models import User

pytestmark = pytest.mark.django_db


def test_a_missing_right_names_the_roles_that_have_it(
    client_for: Callable[[User], Client], account_manager: User
) -> None:
    response = client_for(account_manager).get("/audit/")
    assert response.status_code == 403
    text = response.content.decode()
    assert "Auditor · Administrator" in text
    assert "Customers" in text  # inside the layout, with the menu


def test_a_page_that_is_not_there_stays_in_the_layout(
    client_for: Callable[[User], Client], account_manager: User, client: Client
) -> None:
    response = client_for(account_manager).get("/customers/999999999/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()
    assert client.get("/nothing-here/").status_code in (302, 404)


def test_a_stale_form_says_to_reload(account_manager: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account_manager)
    response = client.post("/language/", {"language": "en"})
    assert response.status_code == 403
    assert "reload the page" in response.content.decode()


def test_the_page_for_a_broken_server_needs_nothing_that_could_be_broken() -> None:
    text = Path("templates/500.html").read_text()
    assert "{% extends" not in text
    assert "{{" not in text
