"""Habits of payment: how many days after the due date a made-up customer pays, and when it stops.

`progress` runs from 0 at the start of the book to 1 at its end, so that habits can drift.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

NEVER = None
Delay = Callable[[Random, float], "int | None"]


@dataclass(frozen=True)
class Habit:
    """How a customer pays. `delay` gives days past due (negative = early) or NEVER."""

    name: str
    weight: float
    delay: Delay
    surge: float = 0.0  # how likely orders multiply in the last weeks
    trouble: float = 0.1  # how likely complaints about it and contact changes are


def _prompt(random: Random, progress: float) -> int | None:
    return round(random.gauss(-4, 4)) if random.random() < 0.96 else random.randint(1, 12)


def _usual(random: Random, progress: float) -> int | None:
    return round(random.gauss(-2, 4)) if random.random() < 0.93 else random.randint(8, 28)


def _slow(random: Random, progress: float) -> int | None:
    return max(-3, round(random.gauss(7, 6)))


def _very_slow(random: Random, progress: float) -> int | None:
    return max(2, round(random.gauss(38, 16)))


def _deteriorating(random: Random, progress: float) -> int | None:
    if progress > 0.9 and random.random() < 0.5:
        return NEVER
    return round(random.gauss(-2 + 65 * progress**3, 5 + 10 * progress))


def _recovering(random: Random, progress: float) -> int | None:
    return round(random.gauss(50 * max(0.0, 0.8 - progress) - 2, 5))


def _defaulting(random: Random, progress: float) -> int | None:
    if progress > 0.72:
        return NEVER
    return round(random.gauss(6 + 30 * progress, 10))


def _patchy(random: Random, progress: float) -> int | None:
    if random.random() < 0.04:
        return NEVER
    return round(random.gauss(0, 4)) if random.random() < 0.7 else random.randint(10, 60)


HABITS = (
    Habit("prompt", 42, _prompt, trouble=0.04),
    Habit("usual", 31, _usual, trouble=0.06),
    Habit("slow", 9, _slow, trouble=0.10),
    Habit("patchy", 5, _patchy, trouble=0.15),
    Habit("very slow", 2, _very_slow, trouble=0.25),
    Habit("deteriorating", 3, _deteriorating, surge=0.35, trouble=0.4),
    Habit("recovering", 3, _recovering, trouble=0.15),
    Habit("defaulting", 3, _defaulting, surge=0.3, trouble=0.6),
    Habit("dormant", 2, _usual, surge=0.9, trouble=0.3),
)
WEIGHTS = tuple(habit.weight for habit in HABITS)
