"""What is wrong with a card, and where. Plain Python; the words are translated at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]


def gettext_noop(text: str) -> str:
    """Marks a text to be gathered for translation."""
    return text


WORDS: dict[str, str] = {
    "lacks": gettext_noop("The definition lacks “%(name)s”."),
    "strange": gettext_noop("There is no such field: “%(name)s”."),
    "misplaced": gettext_noop("Something else is expected here."),
    "inexact": gettext_noop("“%(value)s” is not an exact decimal; write it as text."),
    "no_number": gettext_noop("“%(value)s” is not a number. Write it as 12 or 12.5."),
    "not_finite": gettext_noop("“%(value)s” is not a finite number."),
    "too_large": gettext_noop("“%(value)s” is too large."),
    "too_many": gettext_noop("At most %(most)s fit here."),
    "decimals": gettext_noop("%(value)s has over %(digits)s decimals."),
    "no_factors": gettext_noop("The card has no indicators. Add at least one."),
    "group_empty": gettext_noop("This group has no indicators. Add one, or remove the group."),
    "no_code": gettext_noop("“%(value)s” is not a code: use a to z, 0 to 9 and _."),
    "code_twice": gettext_noop("Two groups or knock-outs share the code “%(value)s”."),
    "no_indicator": gettext_noop("“%(value)s” is not an indicator. Choose one of the catalogue."),
    "unscorable": gettext_noop("“%(value)s” is shown and watched, but never scored."),
    "used_twice": gettext_noop("The indicator “%(value)s” is used twice. Keep one of them."),
    "cap": gettext_noop("The cap lies above 0, up to 100."),
    "weight": gettext_noop("The weight lies above 0, up to 1000."),
    "no_bins": gettext_noop("There are no bins."),
    "not_open": gettext_noop("The last bin must be open upwards, or large values fall into none."),
    "open_inside": gettext_noop("Only the last bin is open upwards. Say where this one ends."),
    "overlap": gettext_noop(
        "The bins overlap or are out of order: this bound must lie above %(below)s."
    ),
    "gap": gettext_noop("Values from %(from)s to %(to)s fall into no bin."),
    "not_open_below": gettext_noop("Values below %(value)s fall into no bin: leave this empty."),
    "sub_scores_missing": gettext_noop("Give a sub-score for each bin."),
    "sub_score": gettext_noop("Sub-scores lie between 0 and 100."),
    "text": gettext_noop("This text is missing in a language. Write it in both."),
    "text_long": gettext_noop("This text is longer than %(most)s characters."),
    "knock_out_tier": gettext_noop("The tier is medium or high."),
    "tiers": gettext_noop("Tiers need 0 < medium < high ≤ 100."),
    "coverage": gettext_noop("The minimum coverage lies above 0, up to 1."),
    "reason_method": gettext_noop("Reasons are ranked by method A or B."),
    "no_bands": gettext_noop("The calibration has no bands."),
    "pd": gettext_noop("A probability of default lies in its interval, between 0 and 100 %%."),
    "pd_order": gettext_noop("Probabilities rise with the score."),
    "slope": gettext_noop("A fitted card's odds of going bad rise with its points."),
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and its place in the definition: groups, 0, factors, 2, weight."""

    path: Path
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return ".".join(str(step) for step in self.path)

    def __str__(self) -> str:
        return f"{self.place}: {WORDS[self.code] % self.facts}"


class InvalidScorecard(ValueError):
    """A definition that cannot score. `problems` say what is wrong, and where."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(str(each) for each in problems))
        self.problems = problems
