"""Key risk indicators of the whole book, as data. Only those that the book can answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.book_days.ratios import ratio
from monitoring.book_days.sums import DayBook

Parts = tuple[Decimal | int | None, Decimal | int | None]


@dataclass(frozen=True)
class Kri:
    """A figure with limits: numerator and denominator of a day's book, times a number.

    `falling` = dangerous when low. `rows` is where the rows behind it are: what the list of
    customers is asked, or another page by the name of its route, with a question mark. Where it
    names days, `{since}`, `{year_ago}` and `{day}`, they are rows of the day; else of today.
    """

    code: str
    name: Promise
    formula: Promise
    unit: str  # percent, days, ratio, count
    amber: Decimal
    red: Decimal
    parts: Callable[[DayBook], Parts]
    action: Promise
    times: int = 100
    falling: bool = False
    rows: str = ""
    version: int = 1
    digits: int = 1

    def value_of(self, parts: Parts) -> Decimal | None:
        return ratio(*parts, times=self.times)


def _downgrades(book: DayBook) -> Parts:
    """Customers whose risk rose, by those whose risk fell, since the end of the month before.

    By one where none fell: rises alone are the worst case, and no unknown one.
    """
    if "moves" not in book.kept.counted:
        return None, None
    rank = {"low": 0, "medium": 1, "high": 2}
    up = down = 0
    for code, (number, _amount) in book.parts["move"].items():
        was, now = code.split(">")
        if was in rank and now in rank:
            up += number * (rank[now] > rank[was])
            down += number * (rank[now] < rank[was])
    return up, max(down, 1)


def _open(book: DayBook) -> Decimal:
    return book.total["exposure"]


CALL = _("Collect the oldest amounts first; stop deliveries where nothing is promised.")
SPREAD = _("Lower the limits of the largest debtors, or insure them.")
DECIDE = _("Take up the alerts and reviews that wait; ask for help where one person has too many.")
LEARN = _("Read why they were upheld, and hold open cases against it.")
REVIEW = _("Review the entries, and lift those that nothing supports any more.")

KRIS: dict[str, Kri] = {
    kri.code: kri
    for kri in (
        Kri(
            "over_90_ratio", _("Overdue by more than 90 days"),
            _("open amounts more than 90 days past due ÷ exposure × 100"), "percent",
            Decimal(3), Decimal(5), lambda b: (b.total.over_90, _open(b)), CALL,
            rows="oldest_min=91",
        ),
        Kri(
            "overdue_ratio", _("Overdue ratio"), _("overdue ÷ exposure × 100"), "percent",
            Decimal(15), Decimal(25), lambda b: (b.total["overdue"], _open(b)), CALL,
            rows="overdue_min=0.01",
        ),
        Kri(
            "average_days_delinquent", _("DSO above the best possible"),
            _("overdue ÷ sales of 90 days × 90"), "days", Decimal(10), Decimal(20),
            lambda b: (b.total["overdue"], b.total["sales_90"]), CALL, times=90,
            rows="overdue_min=0.01",
        ),
        Kri(
            "collection_effectiveness", _("Collection effectiveness (CEI)"),
            _("(open 90 days ago + sales since − open now) ÷ (open 90 days ago + sales since"
              " − open and not due now) × 100"), "percent", Decimal(80), Decimal(70),
            lambda b: (
                b.total["opening_90"] + b.total["sales_90"] - _open(b),
                b.total["opening_90"] + b.total["sales_90"] - b.total.current,
            ), CALL, falling=True, rows="overdue_min=0.01",
        ),
        Kri(
            "top_ten_share", _("Share of the ten largest"),
            _("exposure of the ten largest debtors ÷ exposure × 100"), "percent",
            Decimal(40), Decimal(60), lambda b: (b.top_ten, _open(b)), SPREAD,
            rows="sort=-exposure",
        ),
        Kri(
            "hhi", _("Concentration (HHI)"), _("sum of the squared shares in the exposure, 0 to 1"),
            "ratio", Decimal("0.10"), Decimal("0.18"),
            lambda b: (b.total["squares"], _open(b) * _open(b)), SPREAD, times=1, digits=4,
            rows="sort=-exposure",
        ),
        Kri(
            "high_tier_share", _("Exposure of the high tier"),
            _("exposure of high-tier customers ÷ exposure × 100"), "percent",
            Decimal(10), Decimal(20), lambda b: (b.tiers["high"]["exposure"], _open(b)), SPREAD,
            rows="tier=high",
        ),
        Kri(
            "net_downgrades", _("Risen against fallen tiers"),
            _("customers whose tier rose since the month began ÷ those whose tier fell,"
              " at least 1"), "ratio",
            Decimal(1), Decimal("1.5"), _downgrades, SPREAD, times=1, digits=2,
            rows="scoring:tier_migration?first={since}&final={day}",
        ),
        Kri(
            "limit_breaches", _("Exposure over the limit"),
            _("exposure of customers who use more than their limit ÷ exposure × 100"), "percent",
            Decimal(2), Decimal(5), lambda b: (b.total["over_limit"], _open(b)), SPREAD,
            rows="use_min=100.0001",
        ),
        Kri(
            "alerts_late", _("Alerts past their deadline"),
            _("open alerts past their deadline ÷ open alerts × 100"), "percent",
            Decimal(5), Decimal(10), lambda b: (b.count("alerts_late"), b.count("alerts_open")),
            DECIDE, rows="monitoring:alert_list?late=1",
        ),
        Kri(
            "override_rate", _("Overridden tiers"),
            _("customers whose tier is not the card's ÷ customers × 100"), "percent",
            Decimal(5), Decimal(10), lambda b: (b.count("overridden"), b.total["customers"]),
            DECIDE, rows="scoring:override_list?state=in_force",
        ),
        Kri(
            "reviews_overdue", _("Overdue reviews"),
            _("reviews past their date ÷ open reviews × 100"), "percent",
            Decimal(5), Decimal(10),
            lambda b: (b.count("reviews_overdue"), b.count("reviews_open")),
            DECIDE, rows="monitoring:review_list?overdue=1",
        ),
        Kri(
            "appeals_upheld", _("Appeals upheld"),
            _("removal cases with an appeal that was upheld in the 365 days to this day ÷ those"
              " with one that was decided × 100"), "percent",
            Decimal(10), Decimal(20),
            lambda b: (b.count("appeals_upheld"), b.count("appeals_decided")), LEARN,
            rows="removal:case_list?upheld_after={year_ago}&upheld_before={day}",
        ),
        Kri(
            "list_unreviewed", _("Entries of the restricted list past their review"),
            _("entries in force whose day of review is over"), "count",
            Decimal(1), Decimal(1),
            lambda b: (b.count("list_unreviewed"), 1), REVIEW, times=1, digits=0,
            rows="removal:list_entry_list?unreviewed=1",
        ),
    )
}  # fmt: skip
