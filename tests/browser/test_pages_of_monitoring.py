"""Every page of monitoring, as the resolver has them: clean, accessible, and no wider than a phone.

The table of routes says who opens each and with which rows, so a new page is looked at the moment
it is in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction

from tests.browser.conftest import PHONE, Visitor
from tests.web.routes.book import make_book
from tests.web.routes.needs import address
from tests.web.routes.pages import PAGES
from tests.web.routes.walk import routes

PARTS = 4  # so that no test takes long


def addresses(book: SimpleNamespace) -> Iterator[tuple[str, str]]:
    """Who opens it, and the address of each page."""
    for route in routes():
        needed = PAGES.get(route.pattern)
        shown = needed and needed.calls.get("get")
        if needed and shown and shown.code == 200 and route.name.startswith("monitoring:"):
            yield needed.who, f"/{address(route.pattern, needed, book.ours)}"


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_monitoring_is_clean_accessible_and_no_wider_than_a_phone(
    part: int, visitor_at: Callable[..., Visitor], own_media: None
) -> None:
    with transaction.atomic():
        book = make_book()
    visitor = visitor_at(width=PHONE)
    cookie, faults, seen = settings.SESSION_COOKIE_NAME, {}, 0
    for who, path in sorted(set(addresses(book)))[part::PARTS]:
        if not is_page(book.clients[who].get(path)):
            continue
        value = book.clients[who].cookies[cookie].value
        said = {"name": cookie, "value": value, "url": visitor.address}
        visitor.page.context.clear_cookies()
        visitor.page.context.add_cookies([said])
        visitor.open(path)
        visitor.settle()
        faults[path] = visitor.faults()
        seen += 1
    assert {path: found for path, found in faults.items() if found} == {}
    assert seen > 10


def is_page(answer: object) -> bool:
    """No part of a page, and no file."""
    return bytes(getattr(answer, "content", b"")).lstrip()[:9].lower() == b"<!doctype"
