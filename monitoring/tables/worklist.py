"""Columns of the worklist: who is to be collected from, why now, and the acts themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from customers.models import (
    Arrears,
    CollectionStep,
    Fact,
    Interaction,
    PromiseToPay,
    Urgency,
)
from riskcrm.web.tables import END, NOT_ON_CARDS
from riskcrm.web.templatetags.riskcrm import (
    NOTHING,
    figure,
    figure_text,
    in_currency,
    money,
    second_line,
    tier,
    when,
)
from riskcrm.web.today import today

# like tiers: colour, shape and word say the same thing
SHAPES = {
    Urgency.BROKEN: ("high", "■"),
    Urgency.DUE: ("medium", "▲"),
    Urgency.NORMAL: ("low", "▽"),
    Urgency.WAITING: ("low", "○"),
}


def _urgency(row: Any) -> SafeString:
    """Why this customer is here, and the promise that it may be about."""
    tone, shape = SHAPES[Urgency(row.urgency)]
    return format_html(
        '<span class="severity severity-{}"><span aria-hidden="true">{}</span>{}</span>{}',
        tone, shape, row.get_urgency_display(), _promise(row),
    )  # fmt: skip


def _promise(row: Any) -> SafeString | str:
    promise: PromiseToPay | None = row.beside.promise
    if promise is None:
        return ""
    amount = f"{figure_text(promise.amount)} {promise.currency}"
    # a promise that is broken was said to be so already
    outcome = "" if row.urgency == Urgency.BROKEN else promise.get_outcome_display()
    words = " · ".join(part for part in (amount, outcome) if part)
    url = reverse("customers:promisetopay_detail", args=[promise.pk])
    day = when(promise.promised_date)
    return format_html('<a class="second-line" href="{}">{} · {}</a>', url, day, words)


def _next_step(row: Any) -> SafeString | str:
    step: CollectionStep | None = row.beside.next_step
    return NOTHING if step is None else _dated(step, "collectionstep", step.get_how_display())


def _last_contact(row: Any) -> SafeString | str:
    talk: Interaction | None = row.beside.last_contact
    return NOTHING if talk is None else _dated(talk, "interaction", talk.get_channel_display())


def _dated(fact: Fact, name: str, text: str) -> SafeString:
    return format_html(
        '<a class="first-line" href="{}">{}</a>{}',
        reverse(f"customers:{name}_detail", args=[fact.pk]),
        when(fact.effective_date),
        second_line(text),
    )


# what an act may change on its line
MOVING: dict[str, Callable[[Any], SafeString | str]] = {
    "urgency": _urgency,
    "next_step": _next_step,
    "last_contact": _last_contact,
}


def moving_cells(row: Any) -> list[tuple[str, SafeString | str]]:
    """(id of the element, content) of what an act may have changed."""
    return [(f"{name}-{row.pk}", shown(row)) for name, shown in MOVING.items()]


def _moving(name: str) -> Any:
    def render(_self: Any, record: Any) -> SafeString:
        return format_html('<div id="{}-{}">{}</div>', name, record.pk, MOVING[name](record))

    return render


class WorklistTable(tables.Table):  # type: ignore[misc]
    """One customer a line, the most pressing first."""

    tier = tables.Column(
        accessor="customer__rating__tier", verbose_name=gettext_lazy("Tier"),
        attrs={"td": {"class": "cell-mark"}},
    )  # fmt: skip
    customer = tables.Column(
        verbose_name=gettext_lazy("Customer"), attrs={"td": {"class": "cell-title"}}
    )
    number = tables.Column(
        accessor="customer__number", verbose_name=gettext_lazy("Number"), attrs=NOT_ON_CARDS
    )
    urgency = tables.Column(verbose_name=gettext_lazy("Why now"), attrs={"td": {"class": "nowrap"}})
    overdue = tables.Column(verbose_name=in_currency(gettext_noop("Overdue")), attrs=END)
    oldest_days = tables.Column(
        accessor="oldest_due_date", verbose_name=gettext_lazy("Oldest days"), attrs=END
    )
    expected_loss = tables.Column(
        accessor="weight", verbose_name=in_currency(gettext_noop("Expected loss")), attrs=END
    )
    next_step = tables.Column(verbose_name=gettext_lazy("Next step"), attrs=NOT_ON_CARDS,
                              empty_values=())  # fmt: skip
    last_contact = tables.Column(verbose_name=gettext_lazy("Last contact"), attrs=NOT_ON_CARDS,
                                 empty_values=())  # fmt: skip
    manager = tables.Column(
        accessor="customer__manager", verbose_name=gettext_lazy("Manager"), attrs=NOT_ON_CARDS
    )
    acts = tables.Column(verbose_name=gettext_lazy("What you do"), empty_values=())

    class Meta:
        default = NOTHING

    def render_tier(self, record: Arrears) -> SafeString:
        # the value handed in would be the word of the choice, in the reader's language
        return tier(record.customer.rating.tier, True)

    def render_expected_loss(self, value: Decimal) -> SafeString:
        return money(value, 0)

    def render_customer(self, record: Arrears) -> SafeString:
        return format_html(
            '<a class="first-line" href="{}?tab=receivables#panel">{}</a>{}',
            reverse("monitoring:customer_detail", args=[record.pk]),
            record.customer.name,
            second_line(record.customer.number_beside_name),
        )

    def render_overdue(self, value: Decimal, record: Arrears) -> SafeString:
        days = (today() - record.oldest_due_date).days
        below = [ngettext("%(days)s day", "%(days)s days", days) % {"days": days}]
        if record.disputed:
            below.append(_("%(amount)s disputed") % {"amount": figure_text(record.disputed)})
        return format_html("{}{}", money(value, 0), second_line(" · ".join(below)))

    def render_oldest_days(self, value: dt.date) -> SafeString:
        return figure((today() - value).days)

    def value_oldest_days(self, record: Arrears) -> int:
        return (today() - record.oldest_due_date).days

    def value_acts(self) -> str:
        return ""

    render_urgency = _moving("urgency")
    render_next_step = _moving("next_step")
    render_last_contact = _moving("last_contact")

    def render_acts(self, record: Any) -> SafeString:
        words = {"pk": record.pk, "name": record.customer.name, "acts": record.acts}
        return render_to_string("monitoring/_worklist_acts.html", words)
