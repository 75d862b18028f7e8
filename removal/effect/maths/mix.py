"""How much of a changed rate is who is in the book, and how much is how they behave (Kitagawa)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Split:
    """The rate before and after, and its change as two parts that add up to it."""

    before: float
    after: float
    mix: float
    rate: float

    @property
    def change(self) -> float:
        return self.after - self.before


def split(
    shares_before: Sequence[float],
    rates_before: Sequence[float],
    shares_after: Sequence[float],
    rates_after: Sequence[float],
) -> Split:
    """Shares and rates by segment, the shares adding up to 1 on each side."""
    rows = list(zip(shares_before, rates_before, shares_after, rates_after, strict=True))
    return Split(
        before=sum(w0 * r0 for w0, r0, _w1, _r1 in rows),
        after=sum(w1 * r1 for _w0, _r0, w1, r1 in rows),
        mix=sum((w1 - w0) * (r0 + r1) / 2 for w0, r0, w1, r1 in rows),
        rate=sum((r1 - r0) * (w0 + w1) / 2 for w0, r0, w1, r1 in rows),
    )
