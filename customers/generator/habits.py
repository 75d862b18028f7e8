"""Habits of payment: how many days after the due date a made-up customer pays, and when it stops.

`progress` runs from 0 at the start of the book to 1 at its end, so that habits can drift. `pace`,
from -1 to 1, is the customer's own: nobody's habit is quite like another's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

NEVER = None
Delay = Callable[[Random, float, float], "int | None"]


@dataclass(frozen=True)
class Habit:
    """How a customer pays. `delay` gives days past due (negative = early) or NEVER."""

    name: str
    weight: float
    delay: Delay
    surge: float = 0.0  # how likely orders multiply in the last weeks
    trouble: float = 0.1  # how likely complaints about it and contact changes are
    leniency: float = 0.005  # how likely it was let over its limit


def _prompt(random: Random, progress: float, pace: float) -> int | None:
    return round(random.gauss(-5 + 3 * pace, 3)) if random.random() < 0.98 else random.randint(1, 9)


def _usual(random: Random, progress: float, pace: float) -> int | None:
    if random.random() < 0.92:
        return round(random.gauss(-1 + 2 * pace, 3))
    return random.randint(6, 26)


def _slow(random: Random, progress: float, pace: float) -> int | None:
    return max(-3, round(random.gauss(9 + 5 * pace, 4)))


def _very_slow(random: Random, progress: float, pace: float) -> int | None:
    return max(4, round(random.gauss(40 + 14 * pace, 14)))


def _deteriorating(random: Random, progress: float, pace: float) -> int | None:
    if progress > 0.9 and random.random() < 0.5:
        return NEVER
    return round(random.gauss(-1 + (62 + 18 * pace) * progress**3, 5 + 8 * progress))


def _recovering(random: Random, progress: float, pace: float) -> int | None:
    return round(random.gauss(50 * max(0.0, 0.75 + 0.1 * pace - progress) - 1, 4))


def _defaulting(random: Random, progress: float, pace: float) -> int | None:
    if progress > default_begins(pace):
        return NEVER
    return round(random.gauss(6 + 30 * progress, 10))


def default_begins(pace: float) -> float:
    """From when on a defaulting customer pays nothing; soon after, nobody delivers to it."""
    return 0.70 + 0.24 * pace


def _patchy(random: Random, progress: float, pace: float) -> int | None:
    if random.random() < (0.04 if progress > 0.6 else 0.015):
        return NEVER  # disputed, and not settled yet
    return round(random.gauss(0, 4)) if random.random() < 0.7 else random.randint(10, 50)


HABITS = (
    Habit("prompt", 38.5, _prompt, trouble=0.04),
    Habit("usual", 32, _usual, trouble=0.06),
    Habit("slow", 9.5, _slow, trouble=0.10, leniency=0.03),
    Habit("patchy", 4, _patchy, trouble=0.15, leniency=0.05),
    Habit("very slow", 1.1, _very_slow, trouble=0.25, leniency=0.15),
    Habit("deteriorating", 1.8, _deteriorating, surge=0.3, trouble=0.4, leniency=0.4),
    Habit("recovering", 2.0, _recovering, trouble=0.15),
    Habit("defaulting", 1.6, _defaulting, trouble=0.6, leniency=0.5),
    Habit("dormant", 2, _usual, surge=0.1, trouble=0.2),
    Habit("new", 2.5, _usual, trouble=0.1),
)
WEIGHTS = tuple(habit.weight for habit in HABITS)
