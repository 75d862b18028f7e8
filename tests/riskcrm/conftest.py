"""What copies of the product begin with that are not about beginning with nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.database import write_tables


@pytest.fixture(scope="session")
def tables(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "tables.sql"
    write_tables(path)
    return path
