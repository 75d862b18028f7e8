"""A definition read into a card, with every place that cannot be read named.

What cannot be read is noted and something harmless put in its place, so that one pass finds all.
Plain Python without Django.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from scoring.cards.problems import Path, Problem
from scoring.cards.value import (
    ZERO,
    Bin,
    Calibration,
    Factor,
    Fit,
    Group,
    KnockOut,
    PdBand,
    Scorecard,
    Text,
)

T = TypeVar("T")
LARGEST = Decimal(10) ** 14
# fields of a definition at each place; those behind the bar may be left out
CARD = "groups knock_outs tiers minimum_coverage | reason_method calibration fit"
GROUP = "code name cap factors"
FACTOR = "indicator weight bins internal customer | missing"
KNOCK_OUT = "code indicator bound tier internal customer"
CALIBRATION = "days horizon method first_day final_day bands"


class Reader:
    """Reads parts of a definition and notes what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def note(self, path: Path, code: str, **facts: object) -> None:
        self.problems.append(Problem(path, code, facts))

    def fields(self, value: Any, names: str, path: Path) -> Mapping[str, Any]:
        """The fields of a part; those that are lacking read as nothing."""
        if not isinstance(value, Mapping):
            self.note(path, "misplaced")
            return {}
        needed, _bar, more = names.partition("|")
        for name in needed.split():
            if name not in value:
                self.note(path, "lacks", name=name)
        for name in set(value) - {*needed.split(), *more.split()}:
            self.note(path, "strange", name=name)
        return value

    def each(self, value: Any, read: Callable[[Any, Path], T], path: Path) -> tuple[T, ...]:
        if not isinstance(value, list | tuple):
            self.note(path, "misplaced")
            return ()
        return tuple(read(each, (*path, at)) for at, each in enumerate(value))

    def number(self, value: Any, path: Path) -> Decimal:
        if isinstance(value, bool | float) or not isinstance(value, str | int | Decimal):
            self.note(path, "inexact", value="" if value is None else value)
            return ZERO
        try:
            number = Decimal(value)
        except ArithmeticError:
            self.note(path, "no_number", value=value)
            return ZERO
        if not number.is_finite():
            self.note(path, "not_finite", value=value)
        elif abs(number) >= LARGEST or (number.adjusted() < -14 and number):
            self.note(path, "too_large" if number.adjusted() > 0 else "no_number", value=value)
        else:
            return number
        return ZERO

    def number_or_none(self, value: Any, path: Path) -> Decimal | None:
        return None if value is None else self.number(value, path)

    def words(self, value: Any, path: Path) -> str:
        if isinstance(value, str):
            return value
        self.note(path, "misplaced")
        return ""

    def text(self, value: Any, path: Path) -> Text:
        given = self.fields(value, "en zh", path)
        return Text(
            en=self.words(given.get("en", ""), (*path, "en")),
            zh=self.words(given.get("zh", ""), (*path, "zh")),
        )


def read_card(reader: Reader, definition: Any) -> Scorecard:
    """The card that a definition describes, as far as it can be read."""
    given = reader.fields(definition, CARD, ())
    tiers = reader.fields(given.get("tiers", {}), "medium high", ("tiers",))
    return Scorecard(
        groups=reader.each(given.get("groups", []), Parts(reader).group, ("groups",)),
        knock_outs=reader.each(
            given.get("knock_outs", []), Parts(reader).knock_out, ("knock_outs",)
        ),
        medium_at=reader.number(tiers.get("medium", 0), ("tiers", "medium")),
        high_at=reader.number(tiers.get("high", 0), ("tiers", "high")),
        minimum_coverage=reader.number(given.get("minimum_coverage", 0), ("minimum_coverage",)),
        reason_method=given.get("reason_method", "A"),
        calibration=_calibration(reader, given.get("calibration")),
        fit=_fit(reader, given.get("fit")),
    )


class Parts:
    """How the parts of a card are read."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def group(self, value: Any, path: Path) -> Group:
        given = self.reader.fields(value, GROUP, path)
        return Group(
            code=self.reader.words(given.get("code", ""), (*path, "code")),
            name=self.reader.text(given.get("name", {}), (*path, "name")),
            cap=self.reader.number(given.get("cap", 0), (*path, "cap")),
            factors=self.reader.each(given.get("factors", []), self.factor, (*path, "factors")),
        )

    def factor(self, value: Any, path: Path) -> Factor:
        given = self.reader.fields(value, FACTOR, path)
        return Factor(
            indicator=self.reader.words(given.get("indicator", ""), (*path, "indicator")),
            weight=self.reader.number(given.get("weight", 0), (*path, "weight")),
            bins=self.bins(given.get("bins", []), (*path, "bins")),
            internal=self.reader.text(given.get("internal", {}), (*path, "internal")),
            customer=self.reader.text(given.get("customer", {}), (*path, "customer")),
            missing=self.reader.number_or_none(given.get("missing"), (*path, "missing")),
        )

    def bins(self, value: Any, path: Path) -> tuple[Bin, ...]:
        """Bins as pairs of upper bound and sub-score, or with names and, if one likes, `lower`."""
        bins = self.reader.each(value, self.bin, path)
        if isinstance(value, list | tuple) and not self.reader.problems:
            before: Decimal | None = None
            for at, (each, found) in enumerate(zip(value, bins, strict=True)):
                if isinstance(each, Mapping) and "lower" in each:
                    self._lower(each["lower"], before, (*path, at, "lower"))
                before = found.upper
        return bins

    def bin(self, value: Any, path: Path) -> Bin:
        if isinstance(value, list | tuple):
            value = dict(zip(("upper", "sub_score"), value, strict=False))
        given = self.reader.fields(value, "upper sub_score | lower", path)
        return Bin(
            self.reader.number_or_none(given.get("upper"), (*path, "upper")),
            self.reader.number(given.get("sub_score", 0), (*path, "sub_score")),
        )

    def _lower(self, value: Any, before: Decimal | None, path: Path) -> None:
        """A bin begins where the one before it ends; the first one has no beginning."""
        lower = self.reader.number_or_none(value, path)
        if lower == before:
            return
        if before is None:
            self.reader.note(path, "not_open_below", value=lower)
        elif lower is not None and lower > before:
            self.reader.note(path, "gap", **{"from": before, "to": lower})
        else:
            self.reader.note(path, "overlap", below=before)

    def knock_out(self, value: Any, path: Path) -> KnockOut:
        given = self.reader.fields(value, KNOCK_OUT, path)
        return KnockOut(
            code=self.reader.words(given.get("code", ""), (*path, "code")),
            indicator=self.reader.words(given.get("indicator", ""), (*path, "indicator")),
            bound=self.reader.number(given.get("bound", 0), (*path, "bound")),
            tier=given.get("tier", "high"),
            internal=self.reader.text(given.get("internal", {}), (*path, "internal")),
            customer=self.reader.text(given.get("customer", {}), (*path, "customer")),
        )

    def band(self, value: Any, path: Path) -> PdBand:
        if not isinstance(value, list | tuple) or len(value) != 6:
            self.reader.note(path, "misplaced")
            return PdBand(None, ZERO, ZERO, ZERO, 0, 0)
        upper, *shares, bads, count = value
        pd, low, high = (self.reader.number(each, (*path, "pd")) for each in shares)
        bads, count = (int(self.reader.number(each, (*path, "count"))) for each in (bads, count))
        return PdBand(
            self.reader.number_or_none(upper, (*path, "upper")), pd, low, high, bads, count
        )


def _calibration(reader: Reader, value: Any) -> Calibration | None:
    if value is None:
        return None
    given = reader.fields(value, CALIBRATION, ("calibration",))
    return Calibration(
        days=int(reader.number(given.get("days", 0), ("calibration", "days"))),
        horizon=int(reader.number(given.get("horizon", 0), ("calibration", "horizon"))),
        method=given.get("method", "jeffreys"),
        first_day=reader.words(given.get("first_day", ""), ("calibration", "first_day")),
        final_day=reader.words(given.get("final_day", ""), ("calibration", "final_day")),
        bands=reader.each(given.get("bands", []), Parts(reader).band, ("calibration", "bands")),
    )


EXACT = ("intercept", "slope", "base_score", "base_odds", "pdo")
WHOLE = ("days", "horizon", "goods", "bads")
DAYS = ("first_day", "final_day")


def _fit(reader: Reader, value: Any) -> Fit | None:
    if value is None:
        return None
    given = reader.fields(value, " ".join((*EXACT, *WHOLE, *DAYS)), ("fit",))
    told: dict[str, Any] = {
        name: reader.number(given.get(name, 0), ("fit", name)) for name in EXACT
    }
    told |= {name: int(reader.number(given.get(name, 0), ("fit", name))) for name in WHOLE}
    told |= {name: reader.words(given.get(name, ""), ("fit", name)) for name in DAYS}
    return Fit(**told)
