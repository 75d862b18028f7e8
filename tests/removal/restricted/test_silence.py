"""The promise of the compartment: whoever has no right in it is answered the same with a mark.

Every route is walked as it stands in the resolver, so a new one is covered when it is added.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from tests.factories import make_person
from tests.removal.restricted.marks import mark_wholly
from tests.removal.restricted.silence import acts, differences, looks, people_outside
from tests.web.routes.book import undone

LEAKS = "tests.removal.restricted.leaks."


@pytest.fixture
def marked_book(book: SimpleNamespace, settings: Any) -> SimpleNamespace:
    # counts kept for a while would be fresh in one look and kept in the other
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    return book


def _mark_all(book: SimpleNamespace, officer: User) -> None:
    for customer in (book.ours.customer, book.ours.other, book.ours.prospect):
        mark_wholly(customer, by=officer)


@pytest.mark.django_db
def test_nobody_outside_reads_the_mark_on_any_page_or_call(marked_book: SimpleNamespace) -> None:
    with undone():
        people = people_outside(marked_book)
        assert set(people) == set(roles.ROLES) - {roles.COMPLIANCE_OFFICER}
        officer = make_person(roles.COMPLIANCE_OFFICER)
        looks(marked_book, dict(list(people.items())[:1]))  # what a process learns once
        before = looks(marked_book, people)
        _mark_all(marked_book, officer)
        after = looks(marked_book, people)
        assert len(before) > 1000
        assert differences(before, after) == []
        assert [key for key, answer in after.items() if answer.asked_for_secrets] == []


@pytest.mark.django_db
def test_every_act_is_answered_the_same_with_the_mark(marked_book: SimpleNamespace) -> None:
    with undone():
        officer = make_person(roles.COMPLIANCE_OFFICER)
        acts(marked_book)
        before = acts(marked_book)
        _mark_all(marked_book, officer)
        assert differences(before, acts(marked_book)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("leak", "told"), [("BySpace", "text"), ("ByWork", "queries"), ("Forgetful", "")]
)
def test_a_leak_put_in_on_purpose_is_found(
    leak: str, told: str, marked_book: SimpleNamespace, settings: Any
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, LEAKS + leak]
    with undone():
        people = people_outside(marked_book)
        officer = make_person(roles.COMPLIANCE_OFFICER)
        one = {roles.ACCOUNT_MANAGER: people[roles.ACCOUNT_MANAGER]}
        looks(marked_book, one)
        before = looks(marked_book, one)
        _mark_all(marked_book, officer)
        found = differences(before, looks(marked_book, one))
        assert bool(found) is bool(told)
        assert all(told in each[3] for each in found)
