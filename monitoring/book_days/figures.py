"""What a day's book says: one list of figures for the page, the API and the report."""

from __future__ import annotations

from dataclasses import dataclass
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
    now, then = book.total, book.before

    def link(**words: Any) -> str:
        return customers_link(book, **words)

    def was(name: str) -> Any:
        return getattr(then, name) if then and hasattr(Sums, name) else then[name] if then else None

    late = link(overdue_min="0.01", sort="-overdue")
    high = book.tiers[Tier.HIGH]
    high_then = book.high_before
    rows = [
        ("customers", _("Customers"), now["customers"], "count", was("customers"), link()),
        ("exposure", _("Exposure"), now["exposure"], "money", was("exposure"),
         link(sort="-exposure")),
        ("overdue", _("Overdue"), now["overdue"], "money", was("overdue"), late),
        ("expected_loss", _("Expected loss"), now["expected_loss"], "money",
         was("expected_loss"), link(sort="-expected_loss")),
        ("high_customers", _("High-tier customers"), high["customers"], "count",
         high_then["customers"] if high_then else None, link(tier="high")),
        ("exposure_at_risk", _("Exposure at risk (high tier)"), high["exposure"], "money",
         high_then["exposure"] if high_then else None, link(tier="high", sort="-exposure")),
        ("over_limit", _("Exposure over the limit"), now["over_limit"], "money",
         was("over_limit"), link(use_min="100.0001")),
        ("dso", _("Days sales outstanding (DSO)"), now.dso, "days", was("dso"),
         link(sort="-exposure")),
        ("best_dso", _("Best possible DSO"), now.best_dso, "days", was("best_dso"),
         link(sort="-exposure")),
        ("count_back", _("DSO by count-back"), book.count_back, "days", None,
         link(sort="-exposure")),
        ("effectiveness", _("Collection effectiveness (CEI)"), now.effectiveness, "percent",
         was("effectiveness"), late),
        ("sales_month", _("Invoiced this month"), now["sales_month"], "money", None, link()),
        ("payments_month", _("Received this month"), now["payments_month"], "money", None, link()),
        ("hhi", _("Concentration (HHI)"), now.hhi, "ratio", was("hhi"), link(sort="-exposure")),
    ]  # fmt: skip
    return [Figure(*row) for row in rows] + _counted(book, user)


def _counted(book: DayBook, user: User | None) -> list[Figure]:
    alerts, reviews = "monitoring:alert_list", "monitoring:review_list"
    decided = _of_month(book, "decided")
    acted = decided | {"outcome": "with_action"}
    named: list[tuple[str, Text, str, dict[str, Any]]] = [
        ("alerts_open", _("Open alerts"), alerts, {"state": "open"}),
        ("alerts_late", _("Open alerts past their deadline"), alerts, {"late": "1"}),
        ("alerts_raised", _("Alerts raised this month"), alerts, _of_month(book, "raised")),
        ("alerts_closed", _("Alerts acknowledged or cleared this month"), alerts,
         _of_month(book, "ended")),
        ("alerts_decided", _("Alerts closed with an outcome this month"), alerts, decided),
        ("alerts_with_action", _("Of them closed with a plan or a case"), alerts, acted),
        ("reviews_open", _("Open reviews"), reviews, {"state": "open"}),
        ("reviews_overdue", _("Overdue reviews"), reviews, {"overdue": "1"}),
    ]  # fmt: skip
    rights = {alerts: VIEW_ALERTS, reviews: VIEW_REVIEWS}
    figures = [
        Figure(code, label, book.count(code), "count", None, link_of(book, route, **words))
        for code, label, route, words in named
        if user is None or user.has_perm(rights[route])
    ]
    if user is None or user.has_perm(VIEW_ALERTS):
        share = ratio(book.count("alerts_with_action"), book.count("alerts_decided"), HUNDRED)
        link = link_of(book, alerts, **decided)
        figures.append(
            Figure("alert_precision", _("Precision of alerts this month"), share, "percent",
                   None, link)
        )  # fmt: skip
    return figures


def _of_month(book: DayBook, name: str) -> dict[str, Any]:
    """The month of the day so far, as the list of alerts asks for it."""
    return {f"{name}_after": book.day.replace(day=1), f"{name}_before": book.day}
