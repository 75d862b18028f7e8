from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def on_day(time_machine: Any) -> Callable[[dt.date], None]:
    """Let it be noon of the given day."""

    def move(day: dt.date) -> None:
        time_machine.move_to(dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC), tick=True)

    return move
