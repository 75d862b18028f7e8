"""Which quarters count, told from the quarter of the event, which is 0.

Customers are chosen for what they did in the latest quarters, so these are left out: a baseline
that holds them makes any choice of the worst look like a success (regression to the mean).
"""

from __future__ import annotations

from dataclasses import dataclass

FEWEST_TREATED = 10
FEWEST_CONTROLS = 30


@dataclass(frozen=True)
class Window:
    """Quarters from `first` to `final`, both inclusive."""

    first: int
    final: int

    def quarters(self) -> range:
        return range(self.first, self.final + 1)


# a case is opened for the quarters before that of its approval; both are left out of the baseline
SELECTION = Window(-3, 0)
RECENT = Window(-3, -1)  # what the naive comparison takes as "before"
BASELINE = Window(-8, -4)
AFTER = Window(1, 4)
# a fake event a year and more before the choice: nobody was chosen then, and nothing was done
FAKE_BASELINE = Window(-12, -8)
FAKE_AFTER = Window(-7, -4)
EARLIEST, LATEST = FAKE_BASELINE.first, AFTER.final
EVENT_STUDY = Window(BASELINE.first, AFTER.final)
