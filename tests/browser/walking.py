"""People who take turns at one window, and look at every page on their way."""

from __future__ import annotations

import os
import re

from riskcrm.accounts.models import User
from tests.browser.conftest import PHONE, WIDE, Visitor

LOOKED_AT = os.environ.get("PICTURES_IN", "")  # a folder for pictures of the pages
ENGLISH_WORDS = re.compile(r"[A-Z][a-z]+(,? [A-Za-z]+)*")


class Walk:
    """One window in which people take turns."""

    def __init__(self, visitor: Visitor, locale: str) -> None:
        self.visitor, self.locale, self.page = visitor, locale, visitor.page
        self.pictures = 0
        self.faults: list[tuple[str, list[str]]] = []

    def by(self, person: User, address: str) -> None:
        self.visitor.sign_in(person, address)
        self.visitor.settle()

    def picture(self, name: str) -> None:
        """At a desk and on a phone, for somebody who looks at them."""
        if not LOOKED_AT:
            return
        self.pictures += 1
        for width in (WIDE, PHONE):
            self.visitor.resize(width)
            self.page.evaluate("scrollTo(0, 0)")
            path = f"{LOOKED_AT}/{self.locale}-{self.pictures:02}-{name}-{width}.png"
            self.page.screenshot(path=path, full_page=True)
        self.visitor.resize(WIDE)

    def look(self, name: str) -> None:
        """No page of the way is too wide, breaks a rule of accessibility, or is half translated.

        Rules of accessibility are held against the English pages alone: that takes seconds, and
        the other language has the same elements.
        """
        self.picture(name)
        if self.locale == "en":
            faults = self.visitor.faults()
        else:
            faults = [f"{pixels} pixels too wide" for pixels in self._sideways() if pixels]
            parts = self.page.locator("main :is(h1, h2, h3, dt, label, .btn, th)")
            texts = {text.strip() for text in parts.all_inner_texts()}
            faults += [f"English: {text}" for text in texts if ENGLISH_WORDS.fullmatch(text)]
        self.visitor.resize(WIDE)
        if faults:
            self.faults.append((name, faults))

    def _sideways(self) -> list[int]:
        found = []
        for width in (PHONE, WIDE):
            self.visitor.resize(width)
            found.append(self.visitor.sideways())
        return found

    def is_well(self) -> None:
        assert self.faults == [], self.faults
        assert self.visitor.troubles == [], self.visitor.troubles

    def fill(self, **said: str) -> None:
        for name, value in said.items():
            self.page.fill(f"main [name={name}]", value)

    def choose(self, **said: str) -> None:
        for name, value in said.items():
            self.page.select_option(f"main [name={name}]", value)

    def save(self) -> None:
        """Press what the form's page is for, which must not come back with a complaint."""
        self.visitor.press("main form[method=post] button.btn-primary")
        complaints = self.page.locator("main :is(.invalid-feedback, .notice-error)")
        texts = complaints.all_inner_texts()
        assert texts == [], texts

    def follow(self, address: str) -> None:
        self.visitor.press(f"main a[href*='{address}']")
