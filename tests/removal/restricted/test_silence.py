"""The promise of the compartment: whoever has no right in it is answered the same with a mark.

Every route is walked as it stands in the resolver, so a new one is covered when it is added.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from customers.models import Customer
from removal.models import RemovalCase
from removal.selectors.restricted import may_go_out
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from tests.factories import make_person
from tests.removal.restricted.marks import mark_wholly
from tests.removal.restricted.silence import (
    OUTSIDE,
    acts,
    differences,
    looks,
    make_know_all,
    signed_in,
)
from tests.web.routes.book import undone

WHERE_CUSTOMERS_ARE = ("/customers/", "/search/", "/inbox/", "/cases/", "/api/v1/customers/")
LEAKS = "tests.removal.restricted.leaks."


@pytest.fixture
def marked_book(book: SimpleNamespace, settings: Any) -> Iterator[SimpleNamespace]:
    # what a process asks for once and then knows
    ContentType.objects.get_for_models(*apps.get_models())
    # counts kept for a while would be fresh in one look and kept in the other
    kept_nowhere = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = {"default": settings.CACHES["default"] | kept_nowhere}
    # pages say how long ago something was, and places of lists are signed with the second
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False):
        yield book


def _mark_all(officer: User) -> None:
    """Every customer that a row of the walk hangs on, with the letters of all their cases held."""
    for customer in Customer.objects.order_by("pk"):
        mark_wholly(customer, by=officer)


def _is_held(case: RemovalCase) -> bool:
    return case.pk not in may_go_out({case.pk}, on=dt.date(2026, 5, 5))


@pytest.mark.django_db
def test_the_mark_reaches_what_the_walk_posts_and_mails(book: SimpleNamespace) -> None:
    with undone():
        assert not _is_held(book.ours.released_letter.case)
        _mark_all(make_person(roles.COMPLIANCE_OFFICER))
        assert _is_held(book.ours.released_letter.case)


def test_every_role_but_one_is_outside() -> None:
    assert set(OUTSIDE) == set(roles.ROLES) - {roles.COMPLIANCE_OFFICER}


def _look_twice(book: SimpleNamespace, person: User, below: str | tuple[str, ...] = "/") -> int:
    """How many answers were the same before and after the mark; it fails where one was not."""
    officer = make_person(roles.COMPLIANCE_OFFICER)
    client = signed_in(person)
    before = looks(book, client, below)
    _mark_all(officer)
    after = looks(book, client, below)
    found = differences(before, after)
    assert found == [], "\n".join(map(str, found))
    assert [key for key, answer in after.items() if answer.asked_for_secrets] == []
    return len(before)


@pytest.mark.django_db
def test_nobody_outside_reads_the_mark_on_any_page_or_call(marked_book: SimpleNamespace) -> None:
    with undone():
        assert _look_twice(marked_book, make_know_all(marked_book.ours.team)) > 200


@pytest.mark.django_db
@pytest.mark.parametrize("role", OUTSIDE)
def test_no_role_outside_reads_the_mark_where_customers_are_shown(
    role: str, marked_book: SimpleNamespace
) -> None:
    with undone():
        person = make_person(role, team=marked_book.ours.team)
        assert _look_twice(marked_book, person, WHERE_CUSTOMERS_ARE) > 50


@pytest.mark.django_db
def test_every_act_is_answered_the_same_with_the_mark(marked_book: SimpleNamespace) -> None:
    with undone():
        officer = make_person(roles.COMPLIANCE_OFFICER)
        before = acts(marked_book)
        _mark_all(officer)
        found = differences(before, acts(marked_book))
        assert found == [], "\n".join(map(str, found))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("leak", "told"), [("BySpace", "text"), ("ByWork", "queries"), ("Forgetful", "")]
)
def test_a_leak_put_in_on_purpose_is_found(
    leak: str, told: str, marked_book: SimpleNamespace, settings: Any
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, LEAKS + leak]
    with undone():
        person = make_person(roles.AUDITOR, team=marked_book.ours.team)
        officer = make_person(roles.COMPLIANCE_OFFICER)
        client = signed_in(person)
        before = looks(marked_book, client, below="/customers/")
        _mark_all(officer)
        found = differences(before, looks(marked_book, client, below="/customers/"))
        assert bool(found) is bool(told)
        assert all(told in each[3] for each in found)
