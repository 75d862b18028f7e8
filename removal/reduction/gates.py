"""What else has to be fulfilled before a step is released: other rooms name it here.

A gate answers the sentences of what is missing, such as a block that stands against every act.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from removal.models import RemovalCase
from riskcrm.web.errors import Refused

Gate = Callable[[RemovalCase, dt.datetime], list[str]]
_gates: list[Gate] = []


def register_gate(gate: Gate) -> None:
    """Make it known; called once, when the app starts."""
    if gate not in _gates:
        _gates.append(gate)


def check_gates(case: RemovalCase, at: dt.datetime) -> None:
    """Raise `Refused` with all that is missing."""
    missing = [text for gate in _gates for text in gate(case, at)]
    if missing:
        raise Refused(" ".join(missing), code="not_yet")
