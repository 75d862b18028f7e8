"""What a thing that files can tell is: its name, how it is read, by which headers it is known."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import override

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from customers.models import CustomField


class Type(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    LINES = "lines"  # text that people break into lines; here it is one
    SEVERAL = "several"  # text whose lines each say something
    DATE = "date"
    MONEY = "money"
    RATE = "rate"
    CURRENCY = "currency"
    DAYS = "days"
    KIND = "kind"
    INDUSTRY = "industry"
    COUNTRY = "country"
    MANAGER = "manager"
    TEAM = "team"
    EMAIL = "email"
    URL = "url"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON = "person"
    TIME = "time"
    DEADLINE = "deadline"  # a day, or the end of a month
    OWN = "own"  # as a custom field says


@dataclass(frozen=True)
class Field:
    """One thing a file can tell. `headers` are separated by bars, any case, width and spacing."""

    name: str
    label: StrOrPromise
    headers: str
    type: Type = Type.TEXT
    required: bool = False
    longest: int = 200
    choices: tuple[tuple[str, Any], ...] = ()
    also: tuple[tuple[str, str], ...] = ()  # further words, each with the choice it stands for
    decimals: int = 0  # of a number
    own: CustomField | None = None  # the definition of a custom field

    @cached_property
    def names(self) -> frozenset[str]:
        """By which headers it is known, each as `normal` makes it; our own labels among them."""
        labels = []
        for language in ("en", "zh-hans"):
            with override(language):
                labels.append(str(self.label))
        known = (self.name, *self.headers.split("|"), *labels)
        return frozenset(filter(None, map(normal, known)))


def normal(header: str) -> str:
    """A header without case, width, spaces and punctuation: InvoiceDate = invoice_date."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return "".join(character for character in folded if character.isalnum())
