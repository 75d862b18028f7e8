"""The customer list's columns."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from customers.models import Customer
from riskcrm.web.tables import END, END_NOT_ON_CARDS, NOT_ON_CARDS
from riskcrm.web.templatetags.riskcrm import (
    NOTHING,
    delta,
    figure,
    figure_text,
    in_currency,
    money,
    second_line,
    tier,
)
from scoring.models import Rating, Tier

SHEET = (
    *("name", "number", "contacts", "address", "kind", "industry", "score", "transactions"),
    *("tier", "talks", "problem", "measure", "responsible", "due_date", "feedback", "lesson"),
)
SHEET_COLUMNS = tuple(f"sheet_{name}" for name in SHEET)


class SheetColumn(tables.Column):  # type: ignore[misc]
    """A column of the risk-customer table; its cells may hold several lines."""

    def __init__(self, label: Any, accessor: str) -> None:
        super().__init__(
            verbose_name=label, accessor=accessor, attrs={"td": {"class": "cell-hide said"}}
        )


class CustomerTable(tables.Table):  # type: ignore[misc]
    """What all four apps know of a customer, one line each."""

    tier = tables.Column(
        accessor="rating__tier",
        verbose_name=gettext_lazy("Tier"),
        attrs={"td": {"class": "cell-mark"}},
    )
    name = tables.Column(
        verbose_name=gettext_lazy("Customer"), attrs={"td": {"class": "cell-title"}}
    )
    number = tables.Column(verbose_name=gettext_lazy("Number"), attrs=NOT_ON_CARDS)
    manager = tables.Column(verbose_name=gettext_lazy("Manager"), attrs=NOT_ON_CARDS)
    score = tables.Column(
        accessor="rating__score",
        verbose_name=gettext_lazy("Score"),
        attrs={
            "th": {
                "class": "end",
                "title": gettext_lazy(
                    "Sorted by the score, equal scores by the points before caps. Where there is"
                    " no score, the points stand in."
                ),
            },
            "td": {"class": "end"},
        },
        empty_values=(),
    )
    change = tables.Column(
        accessor="rating__change", verbose_name=gettext_lazy("Change"), attrs=END_NOT_ON_CARDS
    )
    exposure = tables.Column(
        accessor="reading__exposure",
        verbose_name=in_currency(gettext_noop("Exposure")),
        attrs=END,
    )
    overdue = tables.Column(
        accessor="reading__overdue",
        verbose_name=in_currency(gettext_noop("Overdue")),
        attrs=END_NOT_ON_CARDS,
    )
    expected_loss = tables.Column(
        accessor="rating__expected_loss",
        verbose_name=in_currency(gettext_noop("Expected loss")),
        attrs=END_NOT_ON_CARDS,
    )
    pd = tables.Column(
        accessor="rating__pd",
        verbose_name=gettext_lazy("Probability of default, %"),
        attrs=END_NOT_ON_CARDS,
    )
    oldest_days = tables.Column(
        accessor="reading__oldest_days",
        verbose_name=gettext_lazy("Oldest days"),
        attrs=END_NOT_ON_CARDS,
    )
    open_alerts = tables.Column(verbose_name=gettext_lazy("Open alerts"), attrs=END_NOT_ON_CARDS)
    status = tables.Column(
        verbose_name=gettext_lazy("Status"), accessor="get_status_display", attrs=NOT_ON_CARDS
    )
    team = tables.Column(verbose_name=gettext_lazy("Team"), attrs=NOT_ON_CARDS)
    industry = tables.Column(
        verbose_name=gettext_lazy("Industry"), accessor="get_industry_display", attrs=NOT_ON_CARDS
    )
    kind = tables.Column(verbose_name=gettext_lazy("Type"), attrs=NOT_ON_CARDS)
    country = tables.Column(verbose_name=gettext_lazy("Country"), attrs=NOT_ON_CARDS)
    region = tables.Column(verbose_name=gettext_lazy("Region"), attrs=NOT_ON_CARDS)
    city = tables.Column(verbose_name=gettext_lazy("City"), attrs=NOT_ON_CARDS)
    registration_number = tables.Column(
        verbose_name=gettext_lazy("Registration number"), attrs=NOT_ON_CARDS
    )
    since_date = tables.Column(verbose_name=gettext_lazy("Customer since"), attrs=NOT_ON_CARDS)
    tier_since = tables.Column(
        accessor="rating__tier_since", verbose_name=gettext_lazy("Tier since"), attrs=NOT_ON_CARDS
    )

    # the sixteen columns of the table that many teams keep, under its names and in its order
    sheet_name = SheetColumn(gettext_lazy("customer name"), "name")
    sheet_number = SheetColumn(gettext_lazy("number"), "number")
    sheet_contacts = SheetColumn(gettext_lazy("contact details"), "sheet__contacts")
    sheet_address = SheetColumn(gettext_lazy("address"), "address")
    sheet_kind = SheetColumn(gettext_lazy("customer type"), "get_kind_display")
    sheet_industry = SheetColumn(gettext_lazy("industry"), "get_industry_display")
    sheet_score = SheetColumn(gettext_lazy("credit score"), "sheet__score")
    sheet_transactions = SheetColumn(gettext_lazy("transaction record"), "sheet__transactions")
    sheet_tier = SheetColumn(gettext_lazy("risk tier"), "sheet__tier")
    sheet_talks = SheetColumn(gettext_lazy("communication record"), "sheet__talks")
    sheet_problem = SheetColumn(gettext_lazy("problem description"), "sheet__problem")
    sheet_measure = SheetColumn(gettext_lazy("measures taken"), "sheet__measure")
    sheet_responsible = SheetColumn(gettext_lazy("person in charge"), "sheet__responsible")
    sheet_due_date = SheetColumn(gettext_lazy("completion date"), "sheet__due_date")
    sheet_feedback = SheetColumn(gettext_lazy("result and feedback"), "sheet__feedback")
    sheet_lesson = SheetColumn(gettext_lazy("lessons learned"), "sheet__lesson")

    class Meta:
        default = NOTHING

    def render_tier(self, record: Customer) -> SafeString:
        # the value handed in would be the word of the choice, in the reader's language
        return tier(record.rating.tier)

    def value_tier(self, record: Customer) -> str:
        return record.rating.get_tier_display()

    def render_name(self, record: Customer) -> SafeString:
        place = [record.number_beside_name, record.city]
        if record.status != Customer.Status.ACTIVE:
            place.append(record.get_status_display())
        return format_html(
            '<a class="first-line" href="{}"{}>{}</a>{}',
            reverse("monitoring:customer_detail", args=[record.pk]),
            format_html(' title="{}"', record.other_name) if record.other_name else "",
            record.name,
            second_line(" · ".join(part for part in place if part)),
        )

    def render_score(self, value: Decimal | None, record: Customer) -> SafeString:
        """The score over the points it had before caps; without a score, why there is none."""
        rating = record.rating
        if value is None:
            shown = format_html(
                '<span class="muted" title="{}">{}</span>', no_score(rating), NOTHING
            )
        else:
            shown = figure(value, digits=1)
        if value is not None and rating.change is not None:
            # on a phone, where a card has no column of changes
            shown = format_html('{} <span class="on-cards">{}</span>', shown, delta(rating.change))
        if rating.points < 0 or rating.points.quantize(Decimal("0.1")) == value:
            return shown
        points = figure_text(rating.points, 1)
        words = ngettext("%(points)s point", "%(points)s points", 1 if points == "1.0" else 2)
        return format_html(
            '{}<span class="second-line">{}</span>', shown, words % {"points": points}
        )

    def render_expected_loss(self, value: Decimal) -> SafeString:
        return money(value, 0)

    def render_pd(self, value: Decimal) -> SafeString:
        return figure(value, digits=2)

    def render_change(self, value: Decimal) -> SafeString:
        return delta(value)

    def render_exposure(self, value: Decimal, record: Customer) -> SafeString:
        limit = record.reading.credit_limit
        return format_html("{}{}", money(value, 0), limit_bar(value, limit))

    def render_overdue(self, value: Decimal) -> SafeString:
        return money(value, 0)

    def render_oldest_days(self, value: int) -> SafeString:
        return figure(value)

    def render_open_alerts(self, value: int, record: Customer) -> Any:
        if not value:
            return figure(value)
        url = reverse("monitoring:customer_detail", args=[record.pk])
        return format_html('<a href="{}?tab=alerts">{}</a>', url, figure(value))


def no_score(rating: Rating) -> str:
    """Why a tier may stand where no score does."""
    if rating.tier == Tier.UNRATED:
        return _("Too little is known for a score.")
    if rating.tier == Tier.HIGH:
        return _("Too little is known for a score; a knock-out rule set the tier.")
    return _("Too little is known for a score; a floor rule set the tier.")


def limit_bar(exposure: Decimal, limit: Decimal | None) -> SafeString | str:
    """How much of the credit limit is used; nothing where no limit is set."""
    if limit is None:
        return ""
    used = exposure / limit if limit else Decimal(1 if exposure else 0)
    words = _("%(share)s %% of the limit of %(limit)s") % {
        "share": figure_text(used * 100),
        "limit": figure_text(limit),
    }
    return format_html(
        '<progress class="meter{}" value="{}" max="1" aria-label="{}" title="{}"></progress>',
        " meter-over" if used > 1 else "",
        min(round(used, 3), Decimal(1)),
        words,
        words,
    )
