"""What was read for a look as one flat table: a customer in a quarter is a row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from removal.effect.calendar import Span
from removal.effect.groups import eligible_of, treated_of
from removal.effect.parts import MEASURES, Part
from riskcrm.web.export_files import FILES

HEAD = ["customer", "side", "quarter", "from_event", *MEASURES]


def panel_file(part: Part | None, span: Span, controls: list[str]) -> bytes:
    """A CSV file of the panel; its head alone where nothing was read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "panel"
        with FILES["csv"](path, HEAD) as file:
            for row in rows_of(part, span, controls) if part is not None else ():
                file.write(row)
        return path.read_bytes()


def rows_of(part: Part, span: Span, controls: list[str]) -> Iterator[list[Any]]:
    treated = treated_of(part, span)
    control = eligible_of(part, span, controls).any(axis=1) & ~treated
    for place in np.flatnonzero(treated | control):
        event = int(part.event[place])
        for quarter in range(span.whole):
            values = part.measures[place, :, quarter]
            yield [
                int(part.customer[place]),
                "removed" if treated[place] else "control",
                span.name(quarter),
                quarter - event if treated[place] else None,
                *[None if np.isnan(value) else float(value) for value in values],
            ]
