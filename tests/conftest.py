"""What every test stands on: a database made by the owner and used as the application."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Inside the block the default connection works as the owner of the tables."""
    keys = ("USER", "PASSWORD")
    application = {key: connection.settings_dict[key] for key in keys}
    connection.close()
    connection.settings_dict.update({key: settings.OWNER_DATABASE[key] for key in keys})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(application)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    with django_db_blocker.unblock(), as_owner():
        made = setup_databases(
            verbosity=0,
            interactive=False,
            keepdb=django_db_keepdb and not django_db_createdb,
            serialized_aliases=[],
        )
    flush = connection.ops.execute_sql_flush

    def flush_as_owner(sql_list: list[str]) -> None:
        with as_owner():
            flush(sql_list)

    connection.ops.execute_sql_flush = flush_as_owner  # type: ignore[method-assign]
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock(), as_owner():
            teardown_databases(made, verbosity=0)
