"""A look as its page and its PDF show it: figures in words, rows of tables, links to the rows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from removal.effect import decision, words
from removal.effect.charts import event_chart, lost_chart, mix_chart
from removal.models import EffectLook
from removal.states import State

Found = dict[str, Any]
WAY_STATES = (State.CURED, State.REJECTED, State.WITHDRAWN, State.REDUCTION, State.CLOSED,
              State.OVERTURNED)  # fmt: skip


def shown(look: EffectLook, *, looks: int) -> Found:
    """What the template needs besides the look; nothing where nobody was removed."""
    result, study = look.result or {}, look.study
    process = _process(look, result)
    if not result.get("removed"):
        return {"is_empty": True, "process": process}
    effect, outcome = result["effect"], study.outcome
    letter = effect["grade"]["letter"]
    return {
        "is_empty": False,
        "verdict": words.verdict(result),
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
        "process": process,
        "removed_url": removed_url(look),
    }


def removed_url(look: EffectLook) -> str:
    """The customers that were removed, as rows of this look."""
    return (
        reverse("removal:effect_customers", args=[look.study_id])
        + "?"
        + urlencode({"group": "removed"})
    )


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


def _process(look: EffectLook, result: Found) -> Found:
    """Of the cases opened in the days of the study: how they went, each count with its list."""
    found = result.get("process") or {"through": {}, "stages": []}
    through = found["through"]
    opened = through.get(State.PROPOSED, 0)
    return {
        "opened": opened,
        "ways": [
            {
                "state": state.label,
                "count": through.get(state, 0),
                "share": through.get(state, 0) / opened if opened else None,
                "url": reverse("removal:case_list") + "?" + urlencode({"state": state.value}),
            }
            for state in WAY_STATES
            if through.get(state)
        ],
        "stages": [
            each | {"name": State(each["state"]).label} for each in _in_order(found["stages"])
        ],
    }


def _in_order(stages: list[Found]) -> list[Found]:
    order = {state.value: place for place, state in enumerate(State)}
    return sorted(stages, key=lambda each: order.get(each["state"], len(order)))
