"""Ids as addresses and forms give them: texts that anybody can write."""

from __future__ import annotations

MOST_DIGITS = 18  # each number of as many fits a key of the database


def id_of(text: str) -> int | None:
    """The id that a text gives, or None where no row can have it."""
    fits = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if fits else None
