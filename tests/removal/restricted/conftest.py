"""Who keeps the compartment, and the rows of all routes to hold its silence against."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from tests.factories import make_person
from tests.web.routes.book import make_book


@pytest.fixture
def compliance_officer(db: None) -> User:
    return make_person(roles.COMPLIANCE_OFFICER, username="compliance", name="Clara Weiss")


@pytest.fixture
def second_compliance_officer(db: None) -> User:
    return make_person(roles.COMPLIANCE_OFFICER, username="compliance2", name="He Jing")


@pytest.fixture(scope="module")
def book(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """All rows of the walk over routes, made once; taken back with the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_book()
        transaction.set_rollback(True)
