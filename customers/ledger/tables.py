"""Columns of the lists of invoices, payments, allocations and open credits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from customers.models import SOURCES
from riskcrm.web.tables import END
from riskcrm.web.templatetags.riskcrm import NOTHING, figure, money, when

TITLE = {"td": {"class": "cell-title"}}
NOWRAP = {"td": {"class": "nowrap"}}
NUMBER = {"td": {"class": "nowrap cell-key"}}
END_KEY = {"th": {"class": "end"}, "td": {"class": "end cell-key"}}


def page_of(document: Any) -> str:
    """The address of an invoice, payment, credit note or write-off."""
    return reverse(f"customers:{document._meta.model_name}_detail", args=[document.pk])


def link_to(document: Any) -> SafeString:
    link = format_html('<a class="as-is" href="{}">{}</a>', page_of(document), document)
    is_void = getattr(document, "is_void", False)
    return format_html("<s>{}</s> {}", link, gettext("void")) if is_void else link


def customer_link(customer: Any) -> SafeString:
    url = reverse("monitoring:customer_detail", args=[customer.pk])
    return format_html('<a class="first-line" href="{}">{}</a>', url, customer.name)


class LedgerTable(tables.Table):  # type: ignore[misc]
    """What all of these lists show in the same way."""

    customer = tables.Column(verbose_name=_("customer"), attrs=TITLE)
    customer_number = tables.Column(
        verbose_name=_("customer number"), accessor="customer__number", attrs=NOWRAP
    )
    amount = tables.Column(verbose_name=_("amount"), attrs=END_KEY)
    currency = tables.Column(verbose_name=_("currency"))
    recorded_at = tables.Column(verbose_name=_("recorded at"))

    class Meta:
        default = NOTHING

    def render_customer(self, record: Any) -> SafeString:
        return customer_link(record.customer)

    def render_amount(self, value: Any) -> SafeString:
        return money(value)

    def render_recorded_at(self, value: Any) -> SafeString:
        return when(value)

    render_base_amount = render_open_amount = render_cost = render_left = render_amount
    render_invoice_date = render_due_date = render_received_date = render_recorded_at
    render_effective_date = render_recorded_at


class InvoiceTable(LedgerTable):
    number = tables.Column(verbose_name=_("invoice number"), attrs=NUMBER)
    invoice_date = tables.Column(verbose_name=_("invoice date"))
    due_date = tables.Column(verbose_name=_("due date"))
    open_amount = tables.Column(verbose_name=_("open amount"), attrs=END_KEY)
    days_late = tables.Column(verbose_name=_("days late"), attrs=END)
    base_amount = tables.Column(verbose_name=_("amount in base currency"), attrs=END)
    cost = tables.Column(verbose_name=_("cost of sales"), attrs=END)

    class Meta(LedgerTable.Meta):
        sequence: ClassVar[tuple[str, ...]] = (
            "number", "customer", "customer_number", "invoice_date", "due_date", "amount",
            "open_amount", "currency",
            "days_late", "base_amount", "cost", "recorded_at",
        )  # fmt: skip

    def render_number(self, record: Any) -> SafeString:
        return link_to(record)

    def render_days_late(self, value: int) -> SafeString:
        return figure(value)


class PaymentTable(LedgerTable):
    source_key = tables.Column(verbose_name=_("payment number"), attrs=NUMBER)
    received_date = tables.Column(verbose_name=_("received on"))
    method = tables.Column(verbose_name=_("method"), accessor="get_method_display")
    left = tables.Column(verbose_name=_("not allocated"), attrs=END_KEY)
    payer = tables.Column(verbose_name=_("payer account"))
    reference = tables.Column(verbose_name=pgettext_lazy("payment", "reference"))
    base_amount = tables.Column(verbose_name=_("amount in base currency"), attrs=END)

    class Meta(LedgerTable.Meta):
        sequence: ClassVar[tuple[str, ...]] = (
            "source_key", "customer", "customer_number", "received_date", "method", "amount",
            "left", "currency",
            "payer", "reference", "base_amount", "recorded_at",
        )  # fmt: skip

    def render_source_key(self, record: Any) -> SafeString:
        return link_to(record)

    def render_left(self, value: Any) -> Any:
        return money(value) if isinstance(value, Decimal) else value


class AllocationTable(LedgerTable):
    invoice = tables.Column(verbose_name=_("invoice"), attrs=NUMBER)
    source = tables.Column(verbose_name=_("settled by"), attrs=NUMBER)
    kind = tables.Column(verbose_name=_("kind"), accessor="source_kind")
    effective_date = tables.Column(verbose_name=_("date"))
    currency = tables.Column(verbose_name=_("currency"), accessor="invoice__currency")
    base_amount = tables.Column(verbose_name=_("amount in base currency"), attrs=END)

    class Meta(LedgerTable.Meta):
        sequence: ClassVar[tuple[str, ...]] = (
            "invoice", "customer", "customer_number", "effective_date", "kind", "source",
            "amount", "currency",
            "base_amount", "recorded_at",
        )  # fmt: skip

    def render_invoice(self, record: Any) -> SafeString:
        return link_to(record.invoice)

    def render_source(self, record: Any) -> SafeString:
        return link_to(record.source)

    def render_kind(self, value: str) -> Any:
        return SOURCES[value]._meta.verbose_name

    value_kind = render_kind

    def render_amount(self, value: Any) -> Any:
        return money(value) if value else _("taken back")


class OpenCreditTable(tables.Table):  # type: ignore[misc]
    source = tables.Column(verbose_name=_("number"), attrs=NUMBER)
    customer = tables.Column(verbose_name=_("customer"), attrs=TITLE)
    effective_date = tables.Column(verbose_name=_("date"))
    kind = tables.Column(verbose_name=_("kind"), accessor="source_kind")
    amount = tables.Column(verbose_name=_("amount left"), attrs=END_KEY)
    whole = tables.Column(verbose_name=_("full amount"), accessor="source__amount", attrs=END)
    currency = tables.Column(verbose_name=_("currency"))
    match = tables.Column(
        verbose_name=_("match"), accessor="customer_id", attrs={"td": {"class": "cell-key"}}
    )

    class Meta:
        default = NOTHING

    def render_source(self, record: Any) -> SafeString:
        return link_to(record.source)

    def render_customer(self, record: Any) -> SafeString:
        return customer_link(record.customer)

    def render_effective_date(self, value: Any) -> SafeString:
        return when(value)

    def render_kind(self, value: str) -> Any:
        return SOURCES[value]._meta.verbose_name

    value_kind = render_kind

    def render_amount(self, value: Any) -> SafeString:
        return money(value)

    render_whole = render_amount

    def render_match(self, value: int) -> SafeString:
        url = reverse("customers:customer_matching", args=[value])
        return format_html('<a href="{}">{}</a>', url, _("Match"))

    def value_match(self) -> str:
        return ""
