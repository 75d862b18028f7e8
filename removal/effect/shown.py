"""A look as its page and its PDF show it: figures in words, rows of tables, links to the rows."""

from __future__ import annotations

from typing import Any

from removal.effect import decision, words
from removal.effect.apart import (
    cohorts_shown,
    customers_url,
    lessons_shown,
    process_of,
    quarters_shown,
)
from removal.effect.charts import event_chart, lost_chart, mix_chart
from removal.models import EffectLook

Found = dict[str, Any]


def shown(look: EffectLook, *, looks: int) -> Found:
    """What the template needs besides the look; nothing where nobody was removed."""
    result, study = look.result or {}, look.study
    always = {"process": process_of(look, result), "lessons": lessons_shown(look)}
    if not result.get("removed"):
        return {"is_empty": True} | always
    effect, outcome = result["effect"], study.outcome
    letter = effect["grade"]["letter"]
    return always | {
        "is_empty": False,
        "verdict": words.verdict(result, study.event),
        "effect_lines": _effect_lines(effect, outcome),
        "cannot": words.cannot_be_estimated(effect) if effect["why"] else "",
        "event_chart": None if effect["why"] else event_chart(effect, outcome),
        "mix_chart": mix_chart(result["mix"]),
        "lost_chart": lost_chart(result["lost"]) if result["lost"] else None,
        "grade": letter,
        "grade_word": words.GRADES[letter],
        "grade_reasons": [words.GRADE_REASONS[code] for code in effect["grade"]["reasons"]],
        "checks": [_check(each, outcome) for each in effect.get("checks", [])],
        "balance": [
            each | {"name": words.COVARIATES[each["covariate"]]}
            for each in effect.get("balance", [])
        ],
        "controls": [
            (words.CONTROLS[kind], count) for kind, count in result["controls_by_kind"].items()
        ],
        "turning_points": decision.turning_points(result),
        "caveats": decision.caveats(result, looks=looks, horizon=study.horizon),
        "cohorts": cohorts_shown(look, result),
        "quarters": quarters_shown(look, result),
        "removed_url": customers_url(look),
    }


def _effect_lines(effect: Found, outcome: str) -> list[Found]:
    """The table of naive, adjusted and bracket."""
    levels = effect["levels"]
    sides = [
        {
            "code": name,
            "before": words.level_text(side and side["before"], outcome),
            "after": words.level_text(side and side["after"], outcome),
        }
        for name, side in levels.items()
    ]
    if effect["why"]:
        return [{"sides": sides}]
    found = {
        name: words.estimate_text(effect.get(name), outcome)
        for name in (
            "naive", "difference", "lagged_outcome", "difference_raw", "lagged_outcome_raw",
            "queue",
        )
    }  # fmt: skip
    matched = effect["matched"]
    found["matched"] = words.estimate_text(matched and matched["estimate"], outcome)
    found["range"] = words.range_text(effect["range"], outcome)
    return [{"sides": sides} | found]


def _check(check: Found, outcome: str) -> Found:
    unit = "days_late" if check["code"] == "steady" else outcome
    return {
        "name": words.CHECKS[check["code"]],
        "text": words.estimate_text(check["estimate"], unit),
        "passed": check["passed"],
        "why": words.NOT_CHECKED.get(check["why"], ""),
    }
