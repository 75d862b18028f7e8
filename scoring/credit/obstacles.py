"""What apps above know against orders of a customer; each registers when it is ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scoring.credit.rules import Obstacle

Finder = Callable[[int], Iterable[Obstacle]]
_finders: list[Finder] = []


def register_obstacles(find: Finder) -> None:
    if find not in _finders:
        _finders.append(find)


def obstacles_of(customer_id: int) -> tuple[Obstacle, ...]:
    return tuple(found for find in _finders for found in find(customer_id))
