"""Columns of the ageing by customer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, gettext_noop

from monitoring.ageing import BUCKETS
from riskcrm.web.tables import END, END_NOT_ON_CARDS, NOT_ON_CARDS
from riskcrm.web.templatetags.riskcrm import NOTHING, in_currency, money, second_line


class _CustomerAgeing(tables.Table):  # type: ignore[misc]
    """The columns beside the buckets."""

    name = tables.Column(
        verbose_name=gettext_lazy("Customer"), attrs={"td": {"class": "cell-title"}}
    )
    number = tables.Column(verbose_name=gettext_lazy("Number"), attrs=NOT_ON_CARDS)
    manager = tables.Column(verbose_name=gettext_lazy("Manager"), attrs=NOT_ON_CARDS)
    total = tables.Column(
        accessor="line__total", verbose_name=in_currency(gettext_noop("Open")), attrs=END
    )
    overdue = tables.Column(
        accessor="line__overdue", verbose_name=gettext_lazy("Overdue"), attrs=END
    )
    disputed = tables.Column(
        accessor="line__disputed", verbose_name=gettext_lazy("Disputed"), attrs=END_NOT_ON_CARDS
    )
    cash = tables.Column(
        accessor="line__cash", verbose_name=gettext_lazy("Unallocated cash"),
        attrs=END_NOT_ON_CARDS,
    )  # fmt: skip
    credit_notes = tables.Column(
        accessor="line__credit_notes", verbose_name=gettext_lazy("Open credit notes"),
        attrs=END_NOT_ON_CARDS,
    )  # fmt: skip

    def render_name(self, record: Any) -> SafeString:
        return format_html(
            '<a class="first-line" href="{}?tab=receivables#panel">{}</a>{}',
            reverse("monitoring:customer_detail", args=[record.pk]),
            record.name,
            second_line(record.number_beside_name),
        )

    def render_total(self, value: Decimal) -> SafeString:
        return money(value, 0)

    render_overdue = render_disputed = render_cash = render_credit_notes = render_total


def _bucket_column(code: str, label: Any) -> tables.Column:
    return tables.Column(
        accessor=f"line__buckets__{code}", verbose_name=label, attrs=END_NOT_ON_CARDS
    )


def _render_bucket(bucket: Any) -> Any:
    def render(_self: Any, value: Decimal, record: Any) -> SafeString:
        shown = money(value, 0)
        if not value:
            return shown
        url = reverse("monitoring:customer_detail", args=[record.pk])
        return format_html(
            '<a href="{}?tab=invoices&show=open&{}#panel">{}</a>', url, bucket.invoices, shown
        )

    return render


class _Meta:
    default = NOTHING
    sequence = (
        "name", "number", "manager", "total", "overdue", *(bucket.code for bucket in BUCKETS),
        "disputed", "cash", "credit_notes",
    )  # fmt: skip


# what one customer owes by age; credit stands beside it and is not netted
CustomerAgeingTable: Any = type(
    "CustomerAgeingTable",
    (_CustomerAgeing,),
    {
        **{bucket.code: _bucket_column(bucket.code, bucket.name) for bucket in BUCKETS},
        **{f"render_{bucket.code}": _render_bucket(bucket) for bucket in BUCKETS},
        "Meta": _Meta,
    },
)
