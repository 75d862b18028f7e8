"""What one benchmark found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Measure:
    name: str
    size: int
    seconds: float
    floor_seconds: float
    goal: float
    notes: list[str] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return self.seconds / self.floor_seconds

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "size": self.size,
            "seconds": round(self.seconds, 4),
            "floor_seconds": round(self.floor_seconds, 4),
            "ratio": round(self.ratio, 3),
            "goal": self.goal,
        }
