"""Where people land after signing in."""

from __future__ import annotations

import pytest
from django.test import Client

from riskcrm.accounts.models import User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def landed(user: User, query: str = "") -> str:
    said = {"login": user.username, "password": PASSWORD}
    answer = Client().post(f"/accounts/login/{query}", said)
    assert answer.status_code == 302
    return str(answer["Location"])


def test_who_looks_after_customers_begins_with_the_worklist(account_manager: User) -> None:
    assert landed(account_manager) == "/worklist/?whose=mine"


def test_others_begin_with_the_book(risk_officer: User, auditor: User) -> None:
    assert landed(risk_officer) == "/"
    assert landed(auditor) == "/"


def test_who_was_on_the_way_to_a_page_gets_there(account_manager: User) -> None:
    assert landed(account_manager, "?next=/customers/") == "/customers/"
