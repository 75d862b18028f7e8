"""What the walks over all routes share."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from tests.web.routes.book import make_book


@pytest.fixture(scope="module")
def book(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """All rows, made once; each test takes back what it did to them, the module takes back all."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_book()
        transaction.set_rollback(True)
