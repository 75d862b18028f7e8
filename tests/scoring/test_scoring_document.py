"""docs/scoring.md says what the catalogue and the expert card say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from scoring.cards.expert import CARD
from scoring.indicators import INDICATORS, RESTRICTED, SCORABLE

TEXT = (Path(settings.BASE_DIR) / "docs/scoring.md").read_text()
ROWS = {
    cells[0].strip("`"): cells
    for line in TEXT.splitlines()
    if re.match(r"\| `\w+` \| .* \|$", line)
    and len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 5
}


def pairs(text: str) -> set[tuple[str, str]]:
    """Codes and the numbers behind them."""
    return set(re.findall(r"`(\w+)` (\d+)", text))


def test_the_catalogue_has_a_row_for_each_indicator_and_for_nothing_else() -> None:
    assert sorted(ROWS) == sorted(INDICATORS)


@pytest.mark.parametrize("code", INDICATORS)
def test_a_row_says_which_way_is_risky_what_may_be_scored_and_from_how_many(code: str) -> None:
    indicator, (_code, name, _definition, _window, minimum) = INDICATORS[code], ROWS[code]
    assert name.endswith("↓") == (not indicator.higher_is_riskier)
    assert ("restricted" in name) == (code in RESTRICTED)
    assert ("restricted" in name or "never scored" in name) == (code not in SCORABLE)
    if minimum[0].isdigit():
        assert int(minimum.split()[0]) == indicator.minimum
    else:
        assert indicator.minimum == (0 if minimum == "–" else 1)


@pytest.mark.parametrize("group", CARD.groups, ids=lambda group: group.code)
def test_a_group_of_the_expert_card_is_told_with_weights_and_cap(group) -> None:  # type: ignore[no-untyped-def]
    weights = {(factor.indicator, str(factor.weight)) for factor in group.factors}
    head = f"| {group.name.en} | {sum(factor.weight for factor in group.factors)} | {group.cap} | "
    (row,) = [line for line in TEXT.splitlines() if line.startswith(head)]
    assert pairs(row) == weights


def test_thresholds_and_knock_outs_of_the_expert_card_are_told() -> None:
    section = TEXT[TEXT.index("### The expert card") : TEXT.index("### Definition as JSON")]
    assert f"Medium from {CARD.medium_at}, high from {CARD.high_at}." in section
    told = re.findall(r"`(\w+)` ≥ (\d+) → (?:at least )?(\w+)", section)
    rules = [(rule.indicator, str(rule.bound), rule.tier) for rule in CARD.knock_outs]
    assert sorted(told) == sorted(rules)
    assert f"Below {CARD.minimum_coverage:.0%}".replace("%", " %") in TEXT
