"""Signing in, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from riskcrm.accounts.models import User
from tests.browser.conftest import Visitor


def test_a_person_signs_in_and_out(visitor: Visitor, account_manager: User) -> None:
    visitor.sign_in_by_form(account_manager)
    assert "/accounts/login/" not in visitor.page.url
    visitor.page.click(".me")
    visitor.page.click("text=Sign out")
    visitor.settle()
    visitor.open("/customers/")
    assert "/accounts/login/" in visitor.page.url


def test_a_wrong_password_says_so(visitor: Visitor, account_manager: User) -> None:
    visitor.open("/accounts/login/")
    visitor.page.fill("[name=login]", account_manager.username)
    visitor.page.fill("[name=password]", "not the password")
    visitor.page.click("#sign-in [type=submit]")
    visitor.settle()
    assert visitor.page.inner_text("[role=alert]")


def test_the_language_is_switched_before_signing_in_and_kept_with_the_person(
    visitor: Visitor, account_manager: User
) -> None:
    visitor.open("/accounts/login/")
    visitor.page.click(".language [value=zh-hans]")
    visitor.settle()
    assert visitor.page.get_attribute("html", "lang") == "zh-hans"
    visitor.sign_in_by_form(account_manager)
    visitor.open("/customers/")
    visitor.page.click(".topbar .language [value=en]")
    visitor.settle()
    assert visitor.page.url.endswith("/customers/")
    account_manager.refresh_from_db()
    assert account_manager.language == "en"


@pytest.mark.parametrize(("language", "words"), [("en", "Sign in"), ("zh-CN", "登录")])
def test_the_browsers_language_greets(
    visitor_at: Callable[..., Visitor], language: str, words: str
) -> None:
    visitor = visitor_at(language=language)
    visitor.open("/accounts/login/")
    assert words in visitor.text()
