"""How far the evidence carries, A to D, with what is held against it.

- D: it cannot be estimated, or a check that must show nothing shows something.
- A: at least 40 treated, at least 30 controls that were in the queue (turned down, or treated
  later), sides alike (every standardised difference below 0.1), both checks done and clean, and
  both estimators on the same side of nothing or both unsure.
- B: at least 20 treated, sides tolerably alike (below 0.25), no check failed.
- C: all else that can be estimated.
"""

from __future__ import annotations

from dataclasses import dataclass

from removal.effect.maths.matching import BALANCED, TOLERABLE
from removal.effect.maths.windows import FEWEST_CONTROLS

MANY, SOME = 40, 20


@dataclass(frozen=True)
class Evidence:
    can_be_estimated: bool
    treated: int
    queue_controls: int
    worst_imbalance: float | None
    checks_done: int
    checks_failed: int
    estimators_agree: bool


@dataclass(frozen=True)
class Grade:
    """The letter, and codes of what keeps it from being better."""

    letter: str
    reasons: tuple[str, ...]


def grade(found: Evidence) -> Grade:
    if not found.can_be_estimated:
        return Grade("D", ("too_few",))
    if found.checks_failed:
        return Grade("D", ("check_failed",))
    reasons = _against(found)
    if not reasons:
        return Grade("A", ())
    worst = found.worst_imbalance
    is_fair = found.treated >= SOME and worst is not None and worst < TOLERABLE
    return Grade("B" if is_fair else "C", tuple(reasons))


def _against(found: Evidence) -> list[str]:
    worst = found.worst_imbalance
    held = {
        "few_treated": found.treated < MANY,
        "no_queue": found.queue_controls < FEWEST_CONTROLS,
        "unlike": worst is None or worst >= BALANCED,
        "checks_missing": found.checks_done < 2,
        "estimators_differ": not found.estimators_agree,
    }
    return [code for code, is_so in held.items() if is_so]
