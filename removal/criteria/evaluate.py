"""A tree held against one customer in plain Python: slow, plain to read, and what the SQL must say.

See `removal.criteria.sql` for the same over a whole book.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from removal.criteria.subjects import SUBJECTS, Kind
from removal.criteria.tree import Compare, Condition, Join, Node

Value = Decimal | None
Verdict = bool | None
HELD: dict[Compare, Callable[[Any, Any], bool]] = {
    Compare.AT_LEAST: operator.ge,
    Compare.ABOVE: operator.gt,
    Compare.AT_MOST: operator.le,
    Compare.BELOW: operator.lt,
    Compare.EQUALS: operator.eq,
}


@dataclass(frozen=True)
class Step:
    """A value that stood from `day` on, until the day before `until`; None = it still stands."""

    day: dt.date
    until: dt.date | None
    value: Value

    def stands_on(self, day: dt.date) -> bool:
        return self.day <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Known:
    """What is known of a customer: figures now and at month ends, steps of what changes by day.

    The steps are by subject and provider (in lower case), and no two of them overlap.
    """

    now: Mapping[str, Value]
    month_ends: Mapping[dt.date, Mapping[str, Value]] = field(default_factory=dict)
    steps: Mapping[tuple[str, str], Sequence[Step]] = field(default_factory=dict)

    def steps_of(self, condition: Condition) -> Sequence[Step]:
        return self.steps.get((condition.subject, condition.provider.casefold()), ())

    def at(self, condition: Condition, day: dt.date) -> Value:
        """The value at an earlier day."""
        if SUBJECTS[condition.subject].kind is Kind.FIGURE:
            return self.month_ends.get(day, {}).get(condition.subject)
        found = (step.value for step in self.steps_of(condition) if step.stands_on(day))
        return next(found, None)

    def latest(self, condition: Condition, day: dt.date) -> Value:
        if SUBJECTS[condition.subject].kind is Kind.EXTERNAL:
            return self.at(condition, day)
        return self.now.get(condition.subject)


def every(verdicts: Iterable[Verdict]) -> Verdict:
    """False where one is, else not known where one is not, else true."""
    found = list(verdicts)
    return False if False in found else None if None in found else True


def some(verdicts: Iterable[Verdict]) -> Verdict:
    found = list(verdicts)
    return True if True in found else None if None in found else False


def holds(node: Node, known: Known, day: dt.date) -> Verdict:
    """Whether a tree is true of a customer at the end of a day; None where it cannot be said."""
    if isinstance(node, Condition):
        return _condition(node, known, day)
    verdicts = [holds(part, known, day) for part in node.parts]
    return every(verdicts) if node.join is Join.ALL else some(verdicts)


def _condition(condition: Condition, known: Known, day: dt.date) -> Verdict:
    now = _compared(condition, known.latest(condition, day))
    by_day = SUBJECTS[condition.subject].kind is not Kind.FIGURE
    if condition.days and by_day:
        return every([now, _all_along(condition, known, day)])
    then = (known.at(condition, end) for end in condition.looked_at(day))
    return every([now, *(_compared(condition, value) for value in then)])


def _all_along(condition: Condition, known: Known, day: dt.date) -> Verdict:
    """Of each day from `days` ago until now."""
    days = [day - dt.timedelta(days=back) for back in range(condition.days + 1)]
    return every(_compared(condition, known.at(condition, each)) for each in days)


def _compared(condition: Condition, value: Value) -> Verdict:
    return None if value is None else HELD[condition.compare](value, condition.value)
