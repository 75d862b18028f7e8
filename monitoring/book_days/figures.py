"""What a day's book says: one list of figures for the page, the API and the report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.book_days.links import customers_link, link_of
from monitoring.book_days.ratios import HUNDRED, ratio
from monitoring.book_days.sums import DayBook, Sums
from riskcrm.accounts.models import User
from riskcrm.accounts.review_rights import VIEW_REVIEWS
from riskcrm.accounts.roles import VIEW_ALERTS
from riskcrm.web.templatetags.riskcrm import figure_text
from scoring.models import Tier

Text = str | Promise
ALERTS, REVIEWS = "monitoring:alert_list", "monitoring:review_list"
INVOICES, PAYMENTS = "customers:invoice_list", "customers:payment_list"
RIGHTS = {
    ALERTS: VIEW_ALERTS,
    REVIEWS: VIEW_REVIEWS,
    INVOICES: "customers.view_invoice",
    PAYMENTS: "customers.view_payment",
}
# figures whose rows have days of their own, so that a list of them can be made of any day
DATED = frozenset(
    {"sales_month", "payments_month", "alerts_raised", "alerts_closed", "alerts_decided",
     "alerts_with_action", "alert_precision"}
)  # fmt: skip
DIGITS = {"money": 0, "percent": 1, "days": 1, "count": 0, "ratio": 4}
UNITS: dict[str, Text] = {
    "percent": gettext_lazy("%"),
    "days": gettext_lazy("days"),
    "money": settings.BASE_CURRENCY,
}


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, how much, how much a month ago, and where its rows are."""

    code: str
    label: Text
    value: Decimal | int | None
    unit: str
    before: Decimal | int | None = None
    link: str = ""
    of_today: bool = False  # the link leads to rows as they are now, which the day's were not

    @property
    def text(self) -> str:
        """As it is written everywhere, without its unit."""
        return figure_text(self.value, DIGITS[self.unit])

    @property
    def unit_name(self) -> Text:
        return UNITS.get(self.unit, "")

    @property
    def change(self) -> Decimal | None:
        if self.value is None or self.before is None:
            return None
        return Decimal(self.value) - Decimal(self.before)

    @property
    def change_text(self) -> str:
        change = self.change
        if change is None:
            return ""
        text = figure_text(abs(change), DIGITS[self.unit])
        return f"▲ {text}" if change > 0 else f"▼ {text}" if change < 0 else text


def figures_of(book: DayBook, *, user: User | None = None) -> list[Figure]:
    """The top lines, with counts of what `user` may see; None = of everything.

    A figure that was not known that day has no value, which is not nought.
    """
    figures = [*_amounts(book), *_ratios(book), *_of_the_month(book, user), *_counted(book, user)]
    return [replace(f, of_today=book.is_past and f.code not in DATED) for f in figures]


def _amounts(book: DayBook) -> list[Figure]:
    now, high, high_then = book.total, book.tiers[Tier.HIGH], book.high_before

    def link(**words: Any) -> str:
        return customers_link(book, **words)

    return [
        Figure("customers", _("Customers"), now["customers"], "count", _was(book, "customers"),
               link()),
        Figure("exposure", _("Exposure"), now["exposure"], "money", _was(book, "exposure"),
               link(sort="-exposure")),
        Figure("overdue", _("Overdue"), now["overdue"], "money", _was(book, "overdue"),
               _late(book)),
        Figure("expected_loss", _("Expected loss"), now["expected_loss"], "money",
               _was(book, "expected_loss"), link(sort="-expected_loss")),
        Figure("high_customers", _("High-tier customers"), high["customers"], "count",
               high_then["customers"] if high_then else None, link(tier="high")),
        Figure("exposure_at_risk", _("Exposure at risk (high tier)"), high["exposure"], "money",
               high_then["exposure"] if high_then else None, link(tier="high", sort="-exposure")),
        Figure("over_limit", _("Exposure over the limit"), now["over_limit"], "money",
               _was(book, "over_limit"), link(use_min="100.0001")),
    ]  # fmt: skip


def _ratios(book: DayBook) -> list[Figure]:
    now, owed = book.total, customers_link(book, sort="-exposure")
    return [
        Figure("dso", _("Days sales outstanding (DSO)"), now.dso, "days", _was(book, "dso"), owed),
        Figure("best_dso", _("Best possible DSO"), now.best_dso, "days", _was(book, "best_dso"),
               owed),
        Figure("count_back", _("DSO by count-back"), book.count_back, "days", None, owed),
        Figure("effectiveness", _("Collection effectiveness (CEI)"), now.effectiveness, "percent",
               _was(book, "effectiveness"), _late(book)),
        Figure("hhi", _("Concentration (HHI)"), now.hhi, "ratio", _was(book, "hhi"), owed),
    ]  # fmt: skip


def _of_the_month(book: DayBook, user: User | None) -> list[Figure]:
    """What was invoiced and received since the month began, by the days of its rows."""
    named = (
        ("sales_month", _("Invoiced this month"), INVOICES, "invoice_date"),
        ("payments_month", _("Received this month"), PAYMENTS, "received_date"),
    )
    return [
        Figure(code, label, book.total[code], "money", None,
               link_of(book, route, **_of_month(book, day)) if _sees(user, RIGHTS[route]) else "")
        for code, label, route, day in named
    ]  # fmt: skip


def _late(book: DayBook) -> str:
    return customers_link(book, overdue_min="0.01", sort="-overdue")


def _was(book: DayBook, name: str) -> Any:
    """What a figure was at the end of the month before."""
    then = book.before
    return getattr(then, name) if then and hasattr(Sums, name) else then[name] if then else None


def _sees(user: User | None, right: str) -> bool:
    return user is None or user.has_perm(right)


def _counted(book: DayBook, user: User | None) -> list[Figure]:
    decided = _of_month(book, "decided")
    acted = decided | {"outcome": "with_action"}
    named: list[tuple[str, Text, str, dict[str, Any]]] = [
        ("alerts_open", _("Open alerts"), ALERTS, {"state": "open"}),
        ("alerts_late", _("Open alerts past their deadline"), ALERTS, {"late": "1"}),
        ("alerts_raised", _("Alerts raised this month"), ALERTS, _of_month(book, "raised")),
        ("alerts_closed", _("Alerts acknowledged or cleared this month"), ALERTS,
         _of_month(book, "ended")),
        ("alerts_decided", _("Alerts closed with an outcome this month"), ALERTS, decided),
        ("alerts_with_action", _("Of them closed with a plan or a case"), ALERTS, acted),
        ("reviews_open", _("Open reviews"), REVIEWS, {"state": "open"}),
        ("reviews_overdue", _("Overdue reviews"), REVIEWS, {"overdue": "1"}),
    ]  # fmt: skip
    figures = [
        Figure(code, label, book.count(code), "count", None, link_of(book, route, **words))
        for code, label, route, words in named
        if _sees(user, RIGHTS[route])
    ]
    if _sees(user, VIEW_ALERTS):
        share = ratio(book.count("alerts_with_action"), book.count("alerts_decided"), HUNDRED)
        link = link_of(book, ALERTS, **decided)
        figures.append(
            Figure("alert_precision", _("Precision of alerts this month"), share, "percent",
                   None, link)
        )  # fmt: skip
    return figures


def _of_month(book: DayBook, name: str) -> dict[str, Any]:
    """The month of the day so far, as the list of alerts asks for it."""
    return {f"{name}_after": book.day.replace(day=1), f"{name}_before": book.day}
