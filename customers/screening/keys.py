"""The names of customers and entries as screening reads them, and the keys they are found by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from customers.screening.names import Reading, keys_of, read_name, registration_key

Behind = tuple[str, str]  # what somebody is to a customer, and the name


@dataclass(frozen=True)
class Identity:
    """Who somebody is for screening: names, registration number, and the keys of all of it.

    `behind` are the names of who stands behind a customer, by what they are to it.
    """

    readings: tuple[Reading, ...]
    number: str  # as it is compared
    keys: list[int]
    behind: tuple[tuple[str, Reading], ...] = ()

    @property
    def said(self) -> set[str]:
        """The names and the number as a hit tells them."""
        names = {reading.name for reading in self.readings}
        return names | {reading.name for _whose, reading in self.behind} | {self.number}

    @property
    def folded(self) -> str:
        """What a search in a list looks at, one line for each name."""
        lines = [reading.folded for reading in self.readings]
        return "\n".join([*lines, self.number.lower()])


def identity_of(
    names: Iterable[str],
    registration_number: str = "",
    *,
    behind: Iterable[Behind] = (),
    in_book: bool = False,
) -> Identity:
    """`in_book`: of a customer, whose keys are one of very many."""
    readings = tuple(read_name(name) for name in dict.fromkeys(names) if name.strip())
    others = tuple((whose, read_name(name)) for whose, name in dict.fromkeys(behind))
    number, number_key = registration_key(registration_number)
    all_readings = (*readings, *(reading for _whose, reading in others))
    keys = {key for reading in all_readings for key in keys_of(reading, in_book=in_book)}
    if number_key is not None:
        keys.add(number_key)
    return Identity(readings, number if number_key is not None else "", sorted(keys), others)


def folded_words(text: str) -> str:
    """What was typed into a search, as names are read."""
    return read_name(text[:200]).folded
