"""What a study says besides its estimate: mix, cash, working capital, and customers lost."""

from __future__ import annotations

from typing import Any

import numpy as np

from removal.effect.calendar import Span, quarters_in
from removal.effect.groups import treated_of
from removal.effect.maths.mix import split
from removal.effect.maths.panel import Floats
from removal.effect.parts import NOT_KNOWN, TIERS, Part

Found = dict[str, Any]
YEAR = 4  # quarters


def _rate(late: float, invoices: float) -> float | None:
    return late / invoices if invoices else None


def mix_of(part: Part, span: Span, *, share: float) -> Found:
    """Late invoices before the removals and after them: who is there, how they pay.

    Before is where the removed were chosen on, so it flatters; after is out of that time. Of the
    others a sample may have been read, and counts for all.
    """
    treated = treated_of(part, span)
    kept = (part.event == NOT_KNOWN) & part.sampled
    tier = part.tier[:, 0]
    groups = {"removed": (treated, 1.0)} | {
        name: (kept & (tier == place), 1 / share) for place, name in enumerate(TIERS)
    }
    rows = []
    for name, (members, weight) in groups.items():
        counts = part.traded[members].sum(axis=0) * weight
        if counts[0] + counts[2] > 0:
            rows.append((name, *[float(each) for each in counts]))
    return {
        "before": _sides(rows, 1, 2),
        "after": _sides(rows, 3, 4),
        "segments": [
            {"name": name, "before": _rate(b, a), "after": _rate(d, c), "share_before": a,
             "share_after": c}
            for name, a, b, c, d in rows
        ],
        "split": _split(rows),
    }  # fmt: skip


def _sides(rows: list[Any], all_at: int, late_at: int) -> Found:
    removed = [row for row in rows if row[0] == "removed"]
    kept = [row for row in rows if row[0] != "removed"]

    def rate(some: list[Any]) -> Found:
        invoices, late = sum(row[all_at] for row in some), sum(row[late_at] for row in some)
        return {"rate": _rate(late, invoices), "invoices": round(invoices)}

    return {"all": rate(rows), "kept": rate(kept), "removed": rate(removed)}


def _split(rows: list[Any]) -> Found | None:
    """From the whole book before to those kept afterwards, as mix and rate."""
    before = sum(row[1] for row in rows)
    after = sum(row[3] for row in rows if row[0] != "removed")
    if not before or not after:
        return None
    shares, rates, later_shares, later_rates = [], [], [], []
    for name, invoices, late, later, later_late in rows:
        gone = name == "removed"
        rate = _rate(late, invoices)
        later_rate = _rate(later_late, later)
        shares.append(invoices / before)
        rates.append(rate if rate is not None else later_rate or 0)
        later_shares.append(0 if gone else later / after)
        # nobody's rate changed where nobody is left to be seen
        later_rates.append(later_rate if later_rate is not None else rates[-1])
    found = split(shares, rates, later_shares, later_rates)
    return {"before": found.before, "after": found.after, "mix": found.mix, "rate": found.rate}


def cash_of(part: Part, span: Span, *, capital_cost: float, horizon: int) -> Found:
    """What came in within the horizon, and what is owed less at its end; in the base currency."""
    treated = treated_of(part, span)
    owed = part.measure("receivable")
    rows = np.flatnonzero(treated)
    before = owed[rows, part.event[rows] - 1]
    last = np.minimum(part.event[rows] + quarters_in(horizon), span.whole - 1)
    is_over = last >= part.event[rows]
    released = (before - owed[rows, np.maximum(last, 0)])[is_over]
    freed = float(released.sum()) if len(released) else None
    return {
        "exposure": _sum(before),
        "collected": _sum(part.cash_after[rows]),
        "released": freed,
        "financing_saved": None if freed is None else freed * capital_cost * horizon / 365,
        "capital_cost": capital_cost,
    }


def _sum(values: Floats) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.sum()) if len(known) else None


def lost_customers(part: Part, span: Span, *, share: float) -> list[Found]:
    """Low-tier customers that bought in one of the two quarters before and bought no more.

    Two years about the first event. Of the kept, of whom a sample may have been read.
    """
    first = span.events[0]
    if not treated_of(part, span).any():
        return []
    good = part.sampled & (part.event == NOT_KNOWN) & (part.tier[:, 0] == TIERS.index("low"))
    sales = part.measure("sales")
    rows = []
    for place in range(first - YEAR, min(first + YEAR + 1, span.whole)):
        active = good & (sales[:, place - 2 : place].sum(axis=1) > 0)
        gone = active & (sales[:, place] <= 0)
        rows.append({
            "quarter": span.name(place), "step": place - first,
            "active": round(active.sum() / share), "lost": round(gone.sum() / share),
        })  # fmt: skip
    return rows
