"""Pictures of a day's book and of the months before it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from monitoring.ageing import BUCKETS
from monitoring.book_days.links import customers_link
from monitoring.book_days.rows import move_rows, names_of_tiers
from monitoring.book_days.sums import DayBook
from scoring.models import Tier

Chart = dict[str, Any]
ORDER = ("high", "medium", "low", "unrated", "new")


def _days(book: DayBook) -> list[str]:
    return [day.isoformat() for day in book.months]


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 1)


def ageing_chart(book: DayBook) -> Chart:
    """What was open by age at the ends of months; the bar of today leads to its customers."""
    before = [""] * (len(book.months) - 1)

    def link(bucket: str) -> str:
        return "" if book.is_past else customers_link(book, bucket=bucket)

    return {
        "categories": _days(book),
        "series": [
            {
                "name": bucket.name,
                "tone": bucket.tone,
                "values": [sums[bucket.code] for sums in book.months.values()],
                "links": [*before, link(bucket.code)],
            }
            for bucket in BUCKETS
        ],
    }


def sales_chart(book: DayBook) -> Chart:
    """How many days of sales are open, and how few could be."""
    months = book.months.values()
    return {
        "categories": _days(book),
        "unit": _("days"),
        "series": [
            {"name": _("DSO"), "values": [_rounded(sums.dso) for sums in months]},
            {"name": _("Best possible DSO"), "values": [_rounded(s.best_dso) for s in months]},
        ],
    }


def effectiveness_chart(book: DayBook) -> Chart:
    months = book.months.values()
    values = [_rounded(sums.effectiveness) for sums in months]
    return {
        "categories": _days(book),
        "unit": "%",
        "series": [{"name": _("Collection effectiveness (CEI)"), "values": values}],
    }


def moves_chart(book: DayBook) -> Chart:
    """Who went from which tier to which since the end of the month before."""
    moves = move_rows(book)
    left = [code for code in ORDER if any(move["was"] == code for move in moves)]
    right = [code for code in ORDER if any(move["now"] == code for move in moves)]
    names = names_of_tiers()
    places = {code: at for at, code in enumerate(left)}
    ends = {code: len(left) + at for at, code in enumerate(right)}
    return {
        "nodes": [
            {"name": names[code], "tone": code if code in Tier.values else "none", "depth": depth}
            for depth, codes in enumerate((left, right))
            for code in codes
        ],
        "items": [
            {
                "source": places[move["was"]],
                "target": ends[move["now"]],
                "name": f"{names[move['was']]} → {names[move['now']]}",
                "value": move["number"],
                "link": move["link"],
            }
            for move in moves
        ],
    }
