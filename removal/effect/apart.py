"""Parts of a look as its page and its PDF show them: groups of the removed, and how cases went."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from removal.effect import words
from removal.effect.cohorts import BY_HAND
from removal.models import Appeal, CaseLesson, EffectLook
from removal.selectors.effect_sides import names_of_rules
from removal.selectors.lessons import lessons_of_days
from removal.states import State

Found = dict[str, Any]
WAY_STATES = (State.CURED, State.REJECTED, State.WITHDRAWN, State.REDUCTION, State.CLOSED,
              State.OVERTURNED)  # fmt: skip


def process_of(look: EffectLook, result: Found) -> Found:
    """Of the cases opened in the days of the study: how they went, each count with its list."""
    found = result.get("process") or {"through": {}, "stages": []}
    through = found["through"]
    opened = through.get(State.PROPOSED, 0)
    days = {"proposed_after": _day(look.first_day), "proposed_before": _day(look.final_day)}
    return {
        "opened": opened,
        "opened_url": _cases(days),
        "ways": [
            {
                "state": state.label,
                "count": through.get(state, 0),
                "share": _share(through.get(state, 0), opened),
                "url": _cases(days | {"came_to": state.value}),
            }
            for state in WAY_STATES
            if through.get(state)
        ],
        "stages": [
            each | {"name": State(each["state"]).label} for each in _in_order(found["stages"])
        ],
        "appeals": _appeals(found.get("appeals"), days),
    }


def _appeals(found: Found | None, days: dict[str, str]) -> Found | None:
    """Cases with an appeal, and those by how it ended; None of a look from before it was read."""
    if found is None:
        return None
    return {
        "all": found["all"],
        "url": _cases(days | {"appeal": "any"}),
        "rows": [
            {
                "state": state.label,
                "count": found[state],
                "share": _share(found[state], found["all"]),
                "url": _cases(days | {"appeal": state.value}),
            }
            for state in Appeal.State
            if found[state] or state is Appeal.State.UPHELD
        ],
    }


def _cases(asked: dict[str, str]) -> str:
    return reverse("removal:case_list") + "?" + urlencode(asked)


def _day(day: dt.date) -> str:
    return day.isoformat()


LATEST_LESSONS = 5


def lessons_shown(look: EffectLook) -> Found:
    """What the cases opened in the days of the study taught, as it is written today."""
    rows, counts = lessons_of_days(look.first_day, look.final_day)
    days = {"proposed_after": _day(look.first_day), "proposed_before": _day(look.final_day)}
    return {
        "all": sum(counts.values()),
        "url": _lessons(days),
        "signals": [
            {
                "name": signal.label,
                "count": counts[signal.value],
                "url": _lessons(days | {"signal": signal.value}),
            }
            for signal in CaseLesson.Signal
            if signal.value in counts
        ],
        "latest": [
            {
                "case": lesson.case_id,
                "url": reverse("removal:case_detail", args=[lesson.case_id]),
                "state": lesson.case.get_state_display(),
                "lesson": lesson.lesson,
            }
            for lesson in rows[:LATEST_LESSONS]
        ],
    }


def _lessons(asked: dict[str, str]) -> str:
    return reverse("removal:lesson_list") + "?" + urlencode(asked)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _in_order(stages: list[Found]) -> list[Found]:
    order = {state.value: place for place, state in enumerate(State)}
    return sorted(stages, key=lambda each: order.get(each["state"], len(order)))


def cohorts_shown(look: EffectLook, result: Found) -> list[Found]:
    """The removed by criterion: how many, what was avoided, whether paying changed.

    Nothing where no criterion had suggested any of them.
    """
    rows = result.get("cohorts", [])
    if not any(row["code"] for row in rows):
        return []  # it would say the whole study again
    names = names_of_rules(row["code"] for row in rows)
    return [
        _cohort(look, row, cohort_name(row["code"], names), criterion=row["code"] or UNASKED)
        for row in rows
    ]


def quarters_shown(look: EffectLook, result: Found) -> list[Found]:
    """The removed by quarter; nothing where all went in one, which the study says already."""
    rows = result.get("quarters", [])
    if len(rows) < 2:
        return []
    return [_cohort(look, row, row["code"], quarter=row["code"]) for row in rows]


def _cohort(look: EffectLook, row: Found, name: str, **asked: str) -> Found:
    return {
        "name": name,
        "removed": row["removed"],
        "exposure": row["exposure"],
        "net": _net(row["avoided"]),
        "effect": _effect(row["effect"], look.study.outcome),
        "url": customers_url(look, **asked),
    }


UNASKED = "none"  # how an address names the cohort that no criterion had suggested


def cohort_name(code: str, names: dict[str, str]) -> str:
    if code == BY_HAND:
        return pgettext("effect", "Proposed without a suggestion")
    return names.get(code, code)


def customers_url(look: EffectLook, **more: str) -> str:
    """The customers that were removed, as rows of this look."""
    address = reverse("removal:effect_customers", args=[look.study_id])
    return address + "?" + urlencode({"group": "removed"} | more)


def _net(avoided: Found) -> str:
    """Loss avoided less margin forgone with its interval, or why there is none."""
    if avoided["why"]:
        return _too_few(avoided["removed"], avoided["comparable"])
    if avoided["net"] is None:
        return pgettext("amount", "not known")
    return f"{words.money(avoided['net']['value'])} ({words.span(avoided['net'])})"


def _effect(effect: Found, outcome: str) -> str:
    if effect["why"]:
        return _too_few(effect["treated"], effect["controls"])
    return words.range_text(effect["range"], outcome)


def _too_few(removed: int, controls: int) -> str:
    return _("cannot be estimated (%(removed)s removals, %(controls)s controls)") % {
        "removed": removed, "controls": controls,
    }  # fmt: skip
