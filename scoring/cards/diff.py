"""What differs between two cards, part by part. Plain Python without Django.

Groups and knock-outs are the same ones if they share their code, factors if they share their
indicator, wherever they stand. Order alone changes no score and is no difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from scoring.cards.value import Factor, Group, KnockOut, Scorecard

Kind = Literal["card", "group", "factor", "knock_out"]
How = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class Change:
    """One field of a part that says something else; None = there was none, or is none any more."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Difference:
    """A part that was added, removed or changed, with the fields that differ."""

    kind: Kind
    code: str
    how: How
    changes: tuple[Change, ...]


def differences(old: Scorecard, new: Scorecard) -> list[Difference]:
    """All that differs, the card itself first, then groups, factors and knock-outs."""
    return [
        *_parts("card", {"": _card(old)}, {"": _card(new)}),
        *_parts("group", _groups(old), _groups(new)),
        *_parts("factor", _factors(old), _factors(new)),
        *_parts("knock_out", _rules(old), _rules(new)),
    ]


WORDS_ALONE = frozenset(
    f"{text}_{language}" for text in ("name", "internal", "customer") for language in ("en", "zh")
)
BY_TIER_ALONE = frozenset({"medium_at", "high_at", "reason_method", "calibration", "fit"})


def moves_scores(found: list[Difference]) -> bool:
    """Whether some customer's score may differ: texts, tiers and knock-outs alone move none."""
    scored = [each for each in found if each.kind != "knock_out"]
    return any(
        change.field not in WORDS_ALONE | BY_TIER_ALONE
        for each in scored
        for change in each.changes
    )


def _parts(
    kind: Kind, old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> list[Difference]:
    """Parts in the order of the new card; those that are gone come last."""
    found = []
    for code in [*new, *(code for code in old if code not in new)]:
        before, after = old.get(code, {}), new.get(code, {})
        changes = tuple(
            Change(field, before.get(field), after.get(field))
            for field in dict.fromkeys([*after, *before])
            if before.get(field) != after.get(field)
        )
        if changes:
            how: How = "added" if not before else "removed" if not after else "changed"
            found.append(Difference(kind, code, how, changes))
    return found


def _card(card: Scorecard) -> dict[str, Any]:
    return {
        "medium_at": card.medium_at,
        "high_at": card.high_at,
        "minimum_coverage": card.minimum_coverage,
        "reason_method": card.reason_method,
        "calibration": card.calibration,
        "fit": card.fit,
    }


def _groups(card: Scorecard) -> dict[str, dict[str, Any]]:
    return {group.code: _group(group) for group in card.groups}


def _group(group: Group) -> dict[str, Any]:
    return {"name_en": group.name.en, "name_zh": group.name.zh, "cap": group.cap}


def _factors(card: Scorecard) -> dict[str, dict[str, Any]]:
    return {
        factor.indicator: {"group": group.code, **_factor(factor)}
        for group in card.groups
        for factor in group.factors
    }


def _factor(factor: Factor) -> dict[str, Any]:
    return {
        "weight": factor.weight,
        "bins": factor.bins,
        "missing": factor.missing,
        "internal_en": factor.internal.en,
        "internal_zh": factor.internal.zh,
        "customer_en": factor.customer.en,
        "customer_zh": factor.customer.zh,
    }


def _rules(card: Scorecard) -> dict[str, dict[str, Any]]:
    return {each.code: _rule(each) for each in card.knock_outs}


def _rule(rule: KnockOut) -> dict[str, Any]:
    return {
        "indicator": rule.indicator,
        "bound": rule.bound,
        "tier": rule.tier,
        "internal_en": rule.internal.en,
        "internal_zh": rule.internal.zh,
        "customer_en": rule.customer.en,
        "customer_zh": rule.customer.zh,
    }
