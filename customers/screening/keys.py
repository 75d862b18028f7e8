"""The names of customers and entries as screening reads them, and the keys they are found by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from customers.screening.names import Reading, keys_of, read_name, registration_key


@dataclass(frozen=True)
class Identity:
    """Who somebody is for screening: names, registration number, and the keys of all of it."""

    readings: tuple[Reading, ...]
    number: str  # as it is compared
    keys: list[int]

    @property
    def folded(self) -> str:
        """What a search in a list looks at, one line for each name."""
        lines = [reading.folded for reading in self.readings]
        return "\n".join([*lines, self.number.lower()])


def identity_of(
    names: Iterable[str], registration_number: str = "", *, in_book: bool = False
) -> Identity:
    """`in_book`: of a customer, whose keys are one of very many."""
    readings = tuple(read_name(name) for name in dict.fromkeys(names) if name.strip())
    number, number_key = registration_key(registration_number)
    keys = {key for reading in readings for key in keys_of(reading, in_book=in_book)}
    if number_key is not None:
        keys.add(number_key)
    return Identity(readings, number if number_key is not None else "", sorted(keys))


def folded_words(text: str) -> str:
    """What was typed into a search, as names are read."""
    return read_name(text[:200]).folded


def names_of_customer(name: str, other_name: str) -> Sequence[str]:
    return [name, other_name] if other_name else [name]
