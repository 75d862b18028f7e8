"""How far a run is: what a person who waits for it wants to know."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.functional import Promise

from riskcrm.jobs.models import Run


@dataclass(frozen=True)
class Progress:
    """Where a run stands at one moment."""

    share: float  # 0 to 1
    rate: float | None  # things per second so far; None before the first chunk is done
    left: dt.timedelta | None  # at that rate; None where it cannot be told


def progress_of(run: Run, *, at: dt.datetime) -> Progress:
    share = run.done / run.total if run.total else float(not run.is_open)
    if run.started_at is None or not run.done:
        return Progress(share, None, None)
    seconds = ((run.finished_at or at) - run.started_at).total_seconds()
    rate = run.done / max(seconds, 0.001)
    left = dt.timedelta(seconds=round((run.total - run.done) / rate)) if run.is_open else None
    return Progress(share, rate, left)


def kind_name(kind: str) -> str | Promise:
    """What people call this kind of run; apps name theirs as `run_kinds` in their configuration."""
    return _word("run_kinds", kind)


def in_words(values: dict[str, Any]) -> list[tuple[str | Promise, Any]]:
    """What a run was asked for or counted, each named as an app's `run_words` name it."""
    return [(_word("run_words", name), value) for name, value in values.items()]


def _word(attribute: str, name: str) -> str | Promise:
    for config in apps.get_app_configs():
        if name in (names := getattr(config, attribute, {})):
            word: str | Promise = names[name]
            return word
    return name
