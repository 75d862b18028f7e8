"""What a day's book says: one list of figures for the page, the API and the report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.models import Customer
from monitoring.book_days.ratios import HUNDRED, ratio
from monitoring.book_days.sums import DayBook, Sums
from monitoring.kris.catalogue import KRIS, Kri
from monitoring.kris.limits import Limits, limits_now, status_of
from removal.models import RemovalCase
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
# the names that a status has beside its colour and its shape
STATUS: dict[str, tuple[str, Text]] = {
    "green": ("●", pgettext_lazy("indicator", "within limits")),
    "amber": ("▲", pgettext_lazy("indicator", "above the amber limit")),
    "red": ("■", pgettext_lazy("indicator", "above the red limit")),
    "unknown": ("○", pgettext_lazy("indicator", "not known")),
}
FALLING = {
    "amber": pgettext_lazy("indicator", "below the amber limit"),
    "red": pgettext_lazy("indicator", "below the red limit"),
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


@dataclass(frozen=True)
class KriReading:
    """A key risk indicator of a day, held against its limits."""

    kri: Kri
    numerator: Decimal | int | None
    denominator: Decimal | int | None
    value: Decimal | None
    limits: Limits
    status: str
    link: str

    @property
    def text(self) -> str:
        return figure_text(self.value, self.kri.digits)

    @property
    def unit_name(self) -> Text:
        return UNITS.get(self.kri.unit, "")

    @property
    def shape(self) -> str:
        return STATUS[self.status][0]

    @property
    def word(self) -> Text:
        words = FALLING if self.kri.falling else {}
        return words.get(self.status) or STATUS[self.status][1]


@dataclass(frozen=True)
class Row:
    """A line of a table of the day: a name, how many, how much, its share of the exposure."""

    code: str
    name: Text
    number: int | None
    amount: Decimal | None
    share: Decimal | None
    link: str
    tier: str = ""


def link_to(route: str, *, team: int | None = None, **words: Any) -> str:
    """The list at a route, of one team where there is one, narrowed by these words."""
    if team is not None:
        words["team"] = team
    url = reverse(route)
    return f"{url}?{urlencode(words)}" if words else url


def customers_link(*, team: int | None = None, **words: Any) -> str:
    return link_to("monitoring:customer_list", team=team, **words)


def figures_of(book: DayBook, *, team: int | None = None, user: User | None = None) -> list[Figure]:
    """The top lines, with counts of what `user` may see; None = of everything.

    A figure that was not known that day has no value, which is not nought.
    """
    now, then = book.total, book.before

    def link(**words: Any) -> str:
        return customers_link(team=team, **words)

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
    return [Figure(*row) for row in rows] + _counted(book, team, user)


def _counted(book: DayBook, team: int | None, user: User | None) -> list[Figure]:
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
        Figure(code, label, book.count(code), "count", None, link_to(route, team=team, **words))
        for code, label, route, words in named
        if user is None or user.has_perm(rights[route])
    ]
    if user is None or user.has_perm(VIEW_ALERTS):
        share = ratio(book.count("alerts_with_action"), book.count("alerts_decided"), HUNDRED)
        link = link_to(alerts, team=team, **decided)
        figures.append(
            Figure("alert_precision", _("Precision of alerts this month"), share, "percent",
                   None, link)
        )  # fmt: skip
    return figures


def _of_month(book: DayBook, name: str) -> dict[str, Any]:
    """The month of the day so far, as the list of alerts asks for it."""
    return {f"{name}_after": book.day.replace(day=1), f"{name}_before": book.day}


def kri_readings(book: DayBook, *, is_now: bool = False) -> list[KriReading]:
    """Each indicator, held against the limits of the day, or against those in force now."""
    limits = limits_now()
    then = {} if is_now else {row.code: row for row in book.kept.kris.all()}
    readings = []
    for kri in KRIS.values():
        numerator, denominator = kri.parts(book)
        value = kri.value_of((numerator, denominator))
        value = None if value is None else round(value, 4)
        held = limits[kri.code]
        if row := then.get(kri.code):
            held = replace(held, amber=row.amber, red=row.red)
        status = status_of(value, held.amber, held.red)
        readings.append(
            KriReading(kri, numerator, denominator, value, held, status, _kri_link(kri))
        )
    return readings


def _kri_link(kri: Kri) -> str:
    route, _sep, words = kri.rows.rpartition("?")
    if ":" in words:
        return reverse(words)
    return f"{reverse(route or 'monitoring:customer_list')}?{words}"


def _share(amount: Decimal, book: DayBook) -> Decimal | None:
    whole = book.total["exposure"]
    return amount * 100 / whole if whole else None


def largest_rows(book: DayBook) -> list[Row]:
    return [
        Row(str(top.customer_id), top.customer.name, None, top.exposure,
            _share(top.exposure, book),
            reverse("monitoring:customer_detail", args=[top.customer_id]), top.tier)
        for top in book.largest
    ]  # fmt: skip


def tier_rows(book: DayBook, *, team: int | None = None) -> list[Row]:
    return [
        Row(tier, Tier(tier).label, int(sums["customers"]), sums["exposure"],
            _share(sums["exposure"], book), customers_link(team=team, tier=tier), tier)
        for tier, sums in book.tiers.items()
    ]  # fmt: skip


def part_rows(book: DayBook, kind: str, *, team: int | None = None) -> list[Row]:
    """By industry or by region, the largest first."""
    names = dict(Customer.Industry.choices) if kind == "industry" else {}
    return [
        Row(code, names.get(code, code) or _("not known"), number, amount, _share(amount, book),
            customers_link(team=team, **{kind: code}) if code else "")
        for code, (number, amount) in book.parts[kind].items()
    ]  # fmt: skip


def case_rows(book: DayBook, *, team: int | None = None) -> list[Row]:
    """Cases by the stage they were in."""
    return [
        Row(state.value, state.label, book.parts["count"][f"case_{state.value}"][0], None, None,
            link_to("removal:case_list", team=team, state=state.value))
        for state in RemovalCase.State
        if f"case_{state.value}" in book.parts["count"]
    ]  # fmt: skip


def move_rows(book: DayBook, *, team: int | None = None) -> list[dict[str, Any]]:
    """Moves between tiers since the month began, or since the first day that was kept in it."""
    first = book.kept.moves_since
    moves = []
    for code, (number, amount) in sorted(book.parts["move"].items()):
        was, now = code.split(">")
        words = f"{first}.{was}.{book.day}.{now}"
        moves.append({"was": was, "now": now, "number": number, "amount": amount,
                      "link": customers_link(team=team, moved=words)})  # fmt: skip
    return moves
