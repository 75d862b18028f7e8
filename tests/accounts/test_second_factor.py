"""A code besides the password: turned on by oneself, lost, reset, and demanded of some roles."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from riskcrm.accounts import roles, services
from riskcrm.accounts.models import User
from riskcrm.accounts.second_factor import SecondFactorAdapter
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.counts import forget_counts
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    forget_counts()
    yield
    forget_counts()


def code_of(secret: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def prove(client: Client, then: str) -> Any:
    """Say the password again, as pages about the second factor ask."""
    return client.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": then}, follow=True
    )


def turn_on(client: Client) -> tuple[str, list[str]]:
    """The secret and the recovery codes of somebody who turned it on."""
    page = prove(client, reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    with_codes = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    codes = re.findall(r"<code>(\d{8})</code>", with_codes.content.decode())
    return secret, codes


def sign_in(username: str) -> tuple[Client, Any]:
    client = Client()
    given = {"login": username, "password": PASSWORD}
    return client, client.post(reverse("account_login"), given)


def verbs() -> list[str]:
    mine = Event.objects.filter(object_kind="user").order_by("pk")
    return [verb for verb in mine.values_list("verb", flat=True) if "factor" in verb]


def test_who_turned_it_on_signs_in_with_a_code(client_for: ClientFor, risk_officer: User) -> None:
    secret, codes = turn_on(client_for(risk_officer))
    assert len(codes) == 10
    client, answer = sign_in("officer")
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("accounts:me")).status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.get(reverse("accounts:me")).status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert client.get(reverse("accounts:me")).status_code == 200
    assert verbs() == ["turn_on_second_factor", "fail_second_factor"]


def test_a_recovery_code_works_once(client_for: ClientFor, risk_officer: User) -> None:
    _secret, codes = turn_on(client_for(risk_officer))
    for expected in (302, 200):
        client, _answer = sign_in("officer")
        answer = client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert answer.status_code == expected


def test_recovery_codes_are_shown_once(client_for: ClientFor, risk_officer: User) -> None:
    client = client_for(risk_officer)
    _secret, codes = turn_on(client)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(code in page for code in codes)
    renewed = client.post(reverse("mfa_generate_recovery_codes"), follow=True).content.decode()
    assert len(re.findall(r"<code>(\d{8})</code>", renewed)) == 10
    assert Event.objects.filter(verb="make_recovery_codes").count() == 2


def test_guessing_codes_is_slow(client_for: ClientFor, risk_officer: User) -> None:
    secret, _codes = turn_on(client_for(risk_officer))
    client, _answer = sign_in("officer")
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert answer.status_code == 200
    assert client.get(reverse("accounts:me")).status_code == 302


def test_the_pages_ask_for_the_password_again(client_for: ClientFor, risk_officer: User) -> None:
    answer = client_for(risk_officer).get(reverse("mfa_activate_totp"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_it_is_turned_off_by_oneself(client_for: ClientFor, risk_officer: User) -> None:
    client = client_for(risk_officer)
    turn_on(client)
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.exists()
    assert sign_in("officer")[1]["Location"] == "/"
    assert verbs() == ["turn_on_second_factor", "turn_off_second_factor"]


def test_a_copy_of_the_database_gives_no_codes(client_for: ClientFor, risk_officer: User) -> None:
    secret, _codes = turn_on(client_for(risk_officer))
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    assert SecondFactorAdapter().decrypt(kept) == secret


def test_a_changed_key_lets_nobody_in(
    client_for: ClientFor, risk_officer: User, settings: Settings
) -> None:
    secret, _codes = turn_on(client_for(risk_officer))
    settings.SECRET_KEY = "another"
    client, _answer = sign_in("officer")
    page = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert "Ask an administrator to reset" in page.content.decode()
    assert client.get(reverse("accounts:me")).status_code == 302


class TestReset:
    def test_an_administrator_takes_a_lost_one_away(
        self, client_for: ClientFor, risk_officer: User, administrator: User
    ) -> None:
        elsewhere = client_for(risk_officer)
        turn_on(elsewhere)
        address = reverse("accounts:person_second_factor", args=[risk_officer.pk])
        client = client_for(administrator)
        assert client.post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "Called back."}).status_code == 302
        assert elsewhere.get(reverse("accounts:me")).status_code == 302
        assert sign_in("officer")[1]["Location"] == "/"
        assert "Called back." in Event.objects.get(verb="reset_second_factor").payload.body
        assert client.post(address, {"reason": "Again."}).status_code == 409

    def test_nobody_resets_their_own(self, client_for: ClientFor, administrator: User) -> None:
        turn_on(client_for(administrator))
        with pytest.raises(Refused, match="Turn your own"):
            services.reset_second_factor(
                administrator, reason="me", by=administrator, at=timezone.now()
            )

    def test_others_have_no_such_page(
        self, client_for: ClientFor, auditor: User, risk_officer: User
    ) -> None:
        address = reverse("accounts:person_second_factor", args=[risk_officer.pk])
        assert client_for(auditor).post(address, {"reason": "x"}).status_code == 403


class TestRequired:
    @pytest.fixture(autouse=True)
    def _of_officers(self, settings: Settings) -> None:
        settings.REQUIRE_TOTP_ROLES = [roles.RISK_OFFICER]

    def test_everything_but_turning_it_on_is_closed(
        self, client_for: ClientFor, risk_officer: User
    ) -> None:
        client = client_for(risk_officer)
        answer = client.get(reverse("removal:case_list"))
        assert answer["Location"] == reverse("mfa_activate_totp")
        assert client.get("/api/v1/removal-cases/").status_code == 403
        turn_on(client)
        assert client.get(reverse("removal:case_list")).status_code == 200
        assert client.get("/api/v1/removal-cases/").status_code == 200

    def test_it_cannot_be_turned_off(self, client_for: ClientFor, risk_officer: User) -> None:
        client = client_for(risk_officer)
        turn_on(client)
        page = client.post(reverse("mfa_deactivate_totp"))
        assert "cannot be turned off" in page.content.decode()
        assert Authenticator.objects.filter(type="totp").exists()

    def test_other_roles_go_on_without(self, client_for: ClientFor, account_manager: User) -> None:
        assert client_for(account_manager).get("/customers/").status_code == 200

    def test_a_role_that_is_not_there_stops_the_start(self, settings: Settings) -> None:
        settings.REQUIRE_TOTP_ROLES = ["officer"]
        with pytest.raises(ImproperlyConfigured, match="not there: officer"):
            apps.get_app_config("accounts").ready()
