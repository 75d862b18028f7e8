"""The switch that the tables' row-level policies look at.

Outside these blocks the application's role finds every table of the compartment empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

SETTING = "riskcrm.compartment"
ALL, CLEARANCES, GRANTS = "open", "clearances", "grants"


@contextmanager
def opened(what: str = ALL) -> Iterator[None]:
    """Let this transaction see the compartment's rows, or one table's, until the block ends."""
    with transaction.atomic():
        before = _switch(what)
        yield
        _switch(before)  # after an exception the rollback does it


def _switch(value: str) -> str:
    """Set it for this transaction; what it was before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [SETTING])
        row = cursor.fetchone()
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])
    return str(row[0])
