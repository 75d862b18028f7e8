"""What one person sees is kept by nobody: no proxy, no browser on a shared machine."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from riskcrm.accounts.models import User
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


def test_what_a_person_sees_after_signing_in_is_not_kept(
    client_for: Callable[[User], Client], risk_officer: User
) -> None:
    client, customer = client_for(risk_officer), make_customer()
    missing = "/customers/999999999/"
    for address in ("/", f"/customers/{customer.pk}/", missing, "/api/v1/customers/"):
        said = client.get(address)["Cache-Control"]
        assert {"no-store", "private"} <= set(said.split(", ")), address


def test_what_everybody_sees_may_be_kept_as_before(
    client_for: Callable[[User], Client], risk_officer: User, settings: Settings
) -> None:
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    answer = client_for(risk_officer).get("/static/riskcrm/app.css")
    assert answer.status_code == 200
    assert "no-store" not in answer["Cache-Control"]
