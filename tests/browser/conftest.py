"""A real browser on a real server. Skipped with the reason where there is no Chromium."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from riskcrm.accounts.models import User
from tests.factories import PASSWORD

# Playwright's loop runs in this thread; Django must not take it for an async view
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
PHONE, WIDE, HEIGHT = 390, 1280, 800
WIDTHS = (PHONE, WIDE)
# the rules whose findings differ with the width, since axe takes seconds for all
BY_LAYOUT = ("scrollable-region-focusable",)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def chromium() -> str | None:
    """The machine's own Chromium, the lightest first; none is downloaded."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    ours = [item for item in items if here in Path(item.fspath).parents]
    reason = "" if chromium() else "no Chromium here (apt-get install chromium-headless-shell)"
    for item in ours:
        item.add_marker(pytest.mark.browser)
        if reason:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        running.close()


class Visitor:
    """One person at one browser window, who notes all that goes wrong in it."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self.address = address
        self.troubles: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("response", self._see)
        self.underway: set[Any] = set()
        page.on("request", lambda request: self.underway.add(request))
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: self.underway.discard(request))

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"console: {message.text}")

    def _see(self, response: Any) -> None:
        if response.status >= 400:
            self.troubles.append(f"{response.status}: {response.url}")

    def open(self, path: str) -> None:
        self.page.goto(self.address + path, wait_until="load")
        self.page.wait_for_selector(".htmx-request", state="detached")

    def settle(self, quiet: float = 0.1) -> None:
        """Until for so many seconds nothing has been loaded or swapped; fields that are typed into
        wait longer before they ask."""
        idle_since = time.monotonic()
        while time.monotonic() - idle_since < quiet:
            self.page.wait_for_load_state("load")
            self.page.wait_for_timeout(20)  # in which it hears of requests
            if self.underway:
                idle_since = time.monotonic()

    def sign_in(self, user: User, then: str = "/customers/") -> None:
        """As by the form, without the second that a password check takes."""
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.clear_cookies()
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.address}]
        )
        self.open(then)

    def sign_in_by_form(self, user: User) -> None:
        self.open("/accounts/login/")
        self.page.fill("[name=login]", user.username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("#sign-in [type=submit]")
        self.settle()

    def press(self, selector: str) -> None:
        """Click, and wait for what it loads."""
        self.page.click(selector)
        self.settle()

    def until(self, expression: str) -> None:
        """Until it is true in the page, which lets no script wait for it."""
        deadline = time.monotonic() + 10
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, expression
            self.page.wait_for_timeout(20)

    def text(self) -> str:
        return str(self.page.inner_text("main"))

    def resize(self, width: int) -> None:
        """Give the window another width, and wait until the page is laid out anew in it."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.evaluate(
            "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
        )

    def sideways(self) -> int:
        """How many pixels the page is wider than the window."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return max(int(wide), 0)

    def accessibility_faults(self, rules: Iterable[str] = ()) -> list[str]:
        """Serious and critical findings of axe-core, by all its rules or by these."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text())
        asked: dict[str, Any] = {"resultTypes": ["violations"]}
        if rules:
            asked["runOnly"] = list(rules)
        found = self.page.evaluate("asked => axe.run(asked)", asked)
        return [
            f"{fault['id']}: {fault['nodes'][0]['html']}"
            for fault in found["violations"]
            if fault["impact"] in ("serious", "critical")
        ]

    def faults(self) -> list[str]:
        """What is wrong with a page loaded on a phone, there and after in a wide window."""
        found, self.troubles[:] = [*self.troubles], []
        for width in WIDTHS:
            self.resize(width)
            if pixels := self.sideways():
                found.append(f"{width}: {pixels} pixels too wide")
            rules = BY_LAYOUT if width == PHONE else ()
            found += [f"{width}: {fault}" for fault in self.accessibility_faults(rules)]
        self.resize(PHONE)
        return found


@pytest.fixture
def visitor_at(browser: Any, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """Opens a window of a given width and language; closed after the test."""
    contexts = []

    def open_window(width: int = WIDE, language: str = "en") -> Visitor:
        size = {"width": width, "height": HEIGHT}
        context = browser.new_context(viewport=size, locale=language)
        contexts.append(context)
        return Visitor(context.new_page(), live_server.url)

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(visitor_at: Callable[..., Visitor]) -> Visitor:
    return visitor_at()
