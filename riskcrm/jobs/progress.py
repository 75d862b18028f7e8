"""How far a run is: what a person who waits for it wants to know."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.functional import Promise

from riskcrm.audit.words import value_text
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


@dataclass(frozen=True)
class Fact:
    """Something a run was asked for or counted, as people read it; `url` leads to its rows."""

    name: str | Promise
    value: Any
    url: str


def kind_name(kind: str) -> str | Promise:
    """What people call this kind of run; apps name theirs as `run_kinds` in their configuration."""
    name: str | Promise = _said("run_kinds").get(kind, kind)
    return name


def in_words(values: dict[str, Any], *, linked: bool = True) -> list[Fact]:
    """What a run was asked for or counted, as the apps' `run_words` name it and in their order.

    Names with a colon are figures that only the run's own app reads. `run_pages` say where a
    figure's rows are; without `linked` no figure leads anywhere.
    """
    names, pages = _said("run_words"), _said("run_pages") if linked else {}
    order = {name: place for place, name in enumerate(names)}
    told = {name: value for name, value in values.items() if ":" not in name}
    return [
        Fact(names.get(name, name), _readable(value), pages[name](value) if name in pages else "")
        for name, value in sorted(told.items(), key=lambda item: order.get(item[0], len(order)))
    ]


def _readable(value: Any) -> Any:
    """Numbers stay numbers: the page writes them with their separators."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number else value_text(value)


def _said(attribute: str) -> dict[str, Any]:
    """What the apps' configurations say under this name, put together."""
    said: dict[str, Any] = {}
    for config in apps.get_app_configs():
        said |= getattr(config, attribute, {})
    return said
