"""The organisation's day in tests of scores."""

from __future__ import annotations

import pytest

from scoring import services


@pytest.fixture
def on_day(monkeypatch):
    """Let the organisation's day be the given one."""

    def set_day(day):
        for module in (
            services.scores,
            services.book_runs,
            services.snapshots,
            services.back_tests,
        ):
            monkeypatch.setattr(module, "today", lambda: day)
        return day

    return set_day
