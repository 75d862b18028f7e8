"""How far a run is: what a person who waits for it wants to know."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

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
    for config in apps.get_app_configs():
        if kind in (names := getattr(config, "run_kinds", {})):
            name: str | Promise = names[kind]
            return name
    return kind
