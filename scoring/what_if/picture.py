"""The answer of a what-if as a page shows it: a heat map of tiers, shifts of scores, links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from scoring.cards.value import TIERS
from scoring.measures.bootstrap import FEWEST_BADS
from scoring.models import Verdict
from scoring.what_if.answer import Answer, Sum
from scoring.what_if.hits import Hits
from scoring.what_if.query import FURTHEST, STEP

HEATS = 5
Address = Callable[..., str]


@dataclass(frozen=True)
class Square:
    """One cell of the matrix; `heat` is 0 (nobody) to HEATS, `turn` better, worse or same."""

    sum: Sum
    url: str
    heat: int
    turn: str


def figures_of(answer: Answer, address: Address) -> dict[str, Any]:
    return {
        "answer": answer,
        "tiers": TIERS,
        "matrix": matrix_of(answer, address),
        "columns": [_side(answer, address, 1, tier) for tier in TIERS],
        "shifts": shifts_of(answer),
        "verdicts": verdicts_of(answer, address),
        "hits": hits_of(answer),
        "fewest_bads": FEWEST_BADS,
        "moved_url": address(moved="tier"),
        "knocked_out_url": address(moved="knocked_out"),
        "verdict_url": address(moved="verdict"),
        "limit_url": address(moved="limit"),
    }


def hits_of(answer: Answer) -> list[tuple[str, Hits]]:
    """What each side would have caught; nothing while there is no past to ask."""
    found = answer.back_tested
    if found is None or found.before is None or found.after is None:
        return []
    return [(_("Before"), found.before), (_("After"), found.after)]


def matrix_of(answer: Answer, address: Address) -> list[tuple[str, list[Square], Square]]:
    """A line for each tier before: a cell for each tier after, and the line's sum."""
    most = max((cell.customers for cell in answer.cells.values()), default=0)
    return [
        (
            old,
            [_square(answer, address, old, new, most) for new in TIERS],
            _side(answer, address, 0, old),
        )
        for old in TIERS
    ]


def _square(answer: Answer, address: Address, old: str, new: str, most: int) -> Square:
    found = answer.cells.get((old, new), Sum())
    # a few who move matter as much as the many who stay: so heat grows by the root of the root
    heat = round(HEATS * (found.customers / most) ** 0.25) if found.customers else 0
    turn = "same" if old == new else "worse" if TIERS.index(new) > TIERS.index(old) else "better"
    return Square(
        found, address(**{"from": old, "to": new}), max(heat, bool(found.customers)), turn
    )


def _side(answer: Answer, address: Address, position: int, tier: str) -> Square:
    """The sum of a line (0) or a column (1)."""
    total = Sum()
    for tiers, cell in answer.cells.items():
        if tiers[position] == tier:
            total.include(cell)
    return Square(total, address(**{("from", "to")[position]: tier}), 0, "same")


def shifts_of(answer: Answer) -> dict[str, Any]:
    """How many scores move how far: bars from the largest fall to the largest rise."""
    steps = range(-FURTHEST, FURTHEST + 1)
    return {
        "categories": [_step_name(step) for step in steps],
        "series": [
            {
                "name": _("Customers"),
                "values": [answer.shifts.get(step, 0) for step in steps],
                "tones": ["low" if step < 0 else "high" if step > 0 else "none" for step in steps],
            }
        ],
    }


def _step_name(step: int) -> str:
    width = STEP // 10
    if step == 0:
        return _("unchanged")
    low, high = (abs(step) - 1) * width, abs(step) * width
    sign = "−" if step < 0 else "+"
    if abs(step) == FURTHEST:
        return _("%(sign)s over %(points)s") % {"sign": sign, "points": low}
    return f"{sign}{low}–{high}"


def verdicts_of(answer: Answer, address: Address) -> list[tuple[str, str, Sum, str]]:
    """What orders are told before and after, where that differs; the most customers first."""
    changed = [(old, new, each) for (old, new), each in answer.verdicts.items() if old != new]
    changed.sort(key=lambda line: -line[2].customers)
    return [
        (
            str(Verdict(old).label),
            str(Verdict(new).label),
            each,
            address(from_verdict=old, to_verdict=new),
        )
        for old, new, each in changed
    ]
