"""Guessing is slow: sign-ins and keys that fail are counted by the address they come from."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from riskcrm.accounts import services
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM
from riskcrm.web import throttles
from riskcrm.web.redis_client import _client
from tests.counts import forget_counts
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counts(settings: Settings) -> Iterator[None]:
    settings.FAILED_KEYS_PER_MINUTE = 3
    forget_counts()
    yield
    forget_counts()


@pytest.fixture(autouse=True)
def _one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test begins in one minute and ends in the next."""
    monkeypatch.setattr(throttles, "time", SimpleNamespace(time=lambda: 1_800_000_010.0))


def call(key: str = "crm_wrong", **headers: Any) -> Any:
    return APIClient().get(
        "/api/v1/customers/", headers={"Authorization": f"Bearer {key}"}, **headers
    )


class TestFailedKeys:
    def test_after_too_many_an_address_is_held_up(self) -> None:
        assert [call().status_code for _ in range(3)] == [401] * 3
        answer = call()
        assert answer.status_code == 429
        assert answer["Retry-After"] == "50"
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "throttled"

    def test_another_address_is_not(self) -> None:
        for _ in range(4):
            call()
        assert call(REMOTE_ADDR="192.0.2.7").status_code == 401

    def test_a_right_key_from_the_same_address_is_not(self) -> None:
        _key, text = services.create_api_key(
            name="erp", scopes=["customers:read"], by=SYSTEM, at=timezone.now()
        )
        for _ in range(4):
            call()
        assert call(text).status_code == 200

    def test_an_invented_forwarding_does_not_hide_the_address(self) -> None:
        answers = [call(HTTP_X_FORWARDED_FOR=f"192.0.2.{number}") for number in range(4)]
        assert answers[-1].status_code == 429

    def test_without_redis_nobody_is_held_up(self, settings: Settings) -> None:
        there = settings.CACHES["default"]
        gone = there | {"LOCATION": "unix:///nonexistent/redis.sock"}
        _client.cache_clear()
        try:
            settings.CACHES = {"default": gone}
            begun = time.monotonic()
            assert [call().status_code for _ in range(5)] == [401] * 5
            assert time.monotonic() - begun < 2
        finally:
            settings.CACHES = {"default": there}
            _client.cache_clear()


class TestSignIn:
    def sign_in(self, password: str, **headers: Any) -> int:
        fields = {"login": "officer", "password": password}
        return Client().post(reverse("account_login"), fields, **headers).status_code

    def test_after_five_failures_even_the_right_password_waits(self, risk_officer: User) -> None:
        assert "redis" in type(cache._connections[cache._alias]).__module__  # type: ignore[attr-defined]
        assert [self.sign_in("wrong") for _ in range(5)] == [200] * 5
        assert self.sign_in(PASSWORD) == 200
        assert not Event.objects.filter(verb="sign_in").exists()

    def test_who_is_behind_another_address_can_sign_in(self, risk_officer: User) -> None:
        for _ in range(4):
            self.sign_in("wrong")
        assert self.sign_in(PASSWORD, REMOTE_ADDR="192.0.2.7") == 302


@pytest.fixture
def behind_a_proxy(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}


@pytest.mark.usefixtures("behind_a_proxy")
class TestBehindAProxy:
    def test_clients_are_counted_apart_and_the_chain_names_them(self, risk_officer: User) -> None:
        fields = {"login": "officer", "password": PASSWORD}
        # the proxy adds the address it saw; what stands before it is the client's own invention
        Client().post(reverse("account_login"), fields, HTTP_X_FORWARDED_FOR="10.9.9.9, 192.0.2.7")
        assert '"address":"192.0.2.7"' in Event.objects.get(verb="sign_in").payload.body

    def test_failed_keys_are_counted_by_the_address_the_proxy_saw(self) -> None:
        forged = [call(HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, 192.0.2.7") for n in range(4)]
        assert forged[-1].status_code == 429
        assert call(HTTP_X_FORWARDED_FOR="192.0.2.8").status_code == 401
