from __future__ import annotations

import getpass
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from customers.models import Customer
from monitoring.models import AgeingMonth, Alert, BookReading
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from riskcrm.jobs.models import Slot
from riskcrm.jobs.services import SET_UP, take_slot

pytestmark = pytest.mark.django_db


def set_up() -> str:
    said = StringIO()
    call_command("set_up", stdout=said)
    return said.getvalue()


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Somebody sits at the terminal and answers."""

    def typing(username: str, *passwords: str) -> None:
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda _prompt: username)
        answers = iter(passwords)
        monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(answers))

    return typing


@pytest.mark.django_db(transaction=True)
def test_a_demonstration_is_made_once(settings: Any) -> None:
    settings.DEMO, settings.DEMO_CUSTOMERS = True, 30
    assert "The demonstration is made" in set_up()
    assert Customer.objects.exclude(status="prospect").count() == 30
    prospects = Customer.objects.filter(status="prospect").count()
    assert prospects == 4
    assert Alert.objects.exists()
    assert RemovalCase.objects.exists()
    assert BookReading.objects.exists()
    assert AgeingMonth.objects.count() == 12
    assert set_up() == ""
    assert Customer.objects.count() == 30 + prospects


def test_a_copy_that_was_set_up_without_the_demonstration_gets_none(settings: Any) -> None:
    settings.DEMO = True
    take_slot(SET_UP, "empty", at=timezone.now())
    with pytest.raises(CommandError, match="set up without the demonstration"):
        set_up()
    assert not Customer.objects.exists()


def test_nobody_at_the_terminal_is_asked_for_the_first_administrator() -> None:
    with pytest.raises(CommandError, match="RISKCRM_ADMIN_USERNAME"):
        set_up()
    assert not Slot.objects.filter(job=SET_UP).exists()


def test_the_first_administrator_types_the_same_password_twice(types: Callable[..., None]) -> None:
    types("chief", "long-enough-9513", "mistyped", "long-enough-9513", "long-enough-9513")
    assert "The two differ" in set_up()
    assert User.objects.get(username="chief").check_password("long-enough-9513")
    assert set_up() == ""


def test_who_types_a_password_that_is_too_short_is_asked_again(types: Callable[..., None]) -> None:
    types("chief", "short", "short", "long-enough-9513", "long-enough-9513")
    said = set_up()
    assert "12 characters" in said
    assert "Once more, please." in said
    assert User.objects.get(username="chief").check_password("long-enough-9513")


def test_a_password_of_the_environment_that_is_too_short_makes_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RISKCRM_ADMIN_USERNAME", "chief")
    monkeypatch.setenv("RISKCRM_ADMIN_PASSWORD", "short")
    with pytest.raises(CommandError, match="12 characters"):
        set_up()
    assert not User.objects.filter(username="chief").exists()


def test_a_later_administrator_types_a_password_likewise(types: Callable[..., None]) -> None:
    types("", "long-enough-9513", "mistyped", "long-enough-9513", "long-enough-9513")
    call_command("create_administrator", "--username=second", stdout=StringIO())
    assert User.objects.get(username="second").check_password("long-enough-9513")
