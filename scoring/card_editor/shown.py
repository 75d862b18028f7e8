"""A draft as the form shows it: its parts with their places, what is filled in, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.card_editor.words import by_place
from scoring.cards.problems import Problem
from scoring.distributions import Distribution
from scoring.indicators import INDICATORS, SCORABLE, Indicator

Problems = Mapping[str, list[str]]


@dataclass(frozen=True)
class Part:
    """A part of the card in the form; `place` is also how its fields are called."""

    place: str
    given: Mapping[str, Any]
    problems: Problems = field(repr=False)

    def name(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def value(self, name: str) -> Any:
        """What is filled in; for internal.en the English one of the internal texts."""
        found: Any = self.given
        for step in name.split("."):
            found = found.get(step, "") if isinstance(found, Mapping) else ""
        return "" if found is None else found

    def problem(self, name: str) -> str:
        return " ".join(self.problems.get(self.name(name), ()))

    @property
    def anchor(self) -> str:
        return self.place.replace(".", "-")

    @property
    def own_problems(self) -> list[str]:
        """What is wrong with the part as a whole, or with what has no field of its own."""
        return [*self.problems.get(self.place, ()), *self.of_lists()]

    def of_lists(self) -> list[str]:
        places = (self.name(each) for each in ("factors", "bins", "code", "indicator"))
        return [text for place in places for text in self.problems.get(place, ())]

    @property
    def has_problems(self) -> bool:
        return any(
            each == self.place or each.startswith(f"{self.place}.") for each in self.problems
        )

    def rows(self, name: str) -> list[Part]:
        rows = self.given.get(name)
        return [
            Part(f"{self.name(name)}.{at}", row if isinstance(row, Mapping) else {}, self.problems)
            for at, row in enumerate(rows if isinstance(rows, list) else ())
        ]


@dataclass(frozen=True)
class BinPart:
    part: Part
    lower: str
    is_last: bool


@dataclass(frozen=True)
class FactorPart:
    part: Part
    indicator: Indicator | None
    distribution: Distribution | None
    is_open: bool

    @property
    def bins(self) -> list[BinPart]:
        rows = self.part.rows("bins")
        lowers = ["", *(row.value("upper") for row in rows[:-1])]
        return [
            BinPart(row, lower, row is rows[-1])
            for row, lower in zip(rows, lowers, strict=False)
        ]  # fmt: skip


@dataclass(frozen=True)
class GroupPart:
    part: Part
    factors: list[FactorPart]

    @property
    def weight(self) -> Decimal:
        return sum((number(each.part.value("weight")) for each in self.factors), Decimal(0))


@dataclass(frozen=True)
class RulePart:
    part: Part
    indicator: Indicator | None
    distribution: Distribution | None


class Form:
    """The whole form. `at` is the part that was acted on last: it is open and has the keyboard."""

    def __init__(
        self,
        definition: Mapping[str, Any],
        *,
        problems: tuple[Problem, ...] = (),
        distributions: Mapping[str, Distribution],
        at: str = "",
    ) -> None:
        self.problems = by_place(problems)
        self.card = Part("", definition, self.problems)
        self.distributions = distributions
        self.at = at

    @property
    def at_anchor(self) -> str:
        return self.at.replace(".", "-")

    @property
    def groups(self) -> list[GroupPart]:
        return [
            GroupPart(part, [self._factor(each) for each in part.rows("factors")])
            for part in self.card.rows("groups")
        ]

    def _factor(self, part: Part) -> FactorPart:
        code = str(part.value("indicator"))
        is_at = self.at == part.place or self.at.startswith(f"{part.place}.")
        return FactorPart(
            part, INDICATORS.get(code), self.distributions.get(code), is_at or part.has_problems
        )

    @property
    def rules(self) -> list[RulePart]:
        return [
            RulePart(
                part,
                INDICATORS.get(code := str(part.value("indicator"))),
                self.distributions.get(code),
            )
            for part in self.card.rows("knock_outs")
        ]

    @property
    def weight(self) -> Decimal:
        return sum((group.weight for group in self.groups), Decimal(0))

    @property
    def caps(self) -> Decimal:
        return sum((number(group.part.value("cap")) for group in self.groups), Decimal(0))

    @property
    def unused(self) -> list[Indicator]:
        """Indicators that the card may still take in."""
        used = {each.part.value("indicator") for group in self.groups for each in group.factors}
        return [INDICATORS[code] for code in INDICATORS if code in SCORABLE - used]

    @property
    def scorable(self) -> list[Indicator]:
        return [INDICATORS[code] for code in INDICATORS if code in SCORABLE]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """(id of the field, what is wrong with it) of all that is wrong."""
        return [
            (place.replace(".", "-"), text) for place, texts in self.problems.items()
            for text in texts
        ]  # fmt: skip


def number(text: Any) -> Decimal:
    """What can be added up of what somebody typed; the check says what cannot."""
    try:
        value = Decimal(str(text) or "0")
    except ArithmeticError:
        return Decimal(0)
    return value if value.is_finite() and abs(value) < 10**9 else Decimal(0)
