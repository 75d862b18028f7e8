"""Reports of exceptions: the overview, and one list for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from customers.models import Customer
from monitoring.control.exception_filters import filterset_of
from monitoring.control.exceptions import RECENT, REPORTS, Report
from riskcrm.accounts.control_rights import RAISE_FINDINGS, VIEW_EXCEPTIONS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.counting import MOST_COUNTED, count_up_to
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.templatetags.riskcrm import NOTHING, figure_text, when
from riskcrm.web.today import today


class ExceptionTable(tables.Table):  # type: ignore[misc]
    """The same columns for every report; each row is worded by its report."""

    what = tables.Column(
        verbose_name=pgettext_lazy("exception", "what"), accessor="pk", order_by=(),
        attrs={"td": {"class": "cell-title cell-wrap"}},
    )  # fmt: skip
    at = tables.Column(verbose_name=gettext_lazy("time"), accessor="pk")
    customer = tables.Column(verbose_name=gettext_lazy("customer"), accessor="pk", order_by=())
    who = tables.Column(
        verbose_name=pgettext_lazy("exception", "by whom"), accessor="pk", order_by=()
    )
    detail = tables.Column(
        verbose_name=gettext_lazy("detail"), accessor="pk", order_by=(),
        attrs={"td": {"class": "cell-wrap"}},
    )  # fmt: skip

    class Meta:
        default = NOTHING

    def render_what(self, record: Any) -> SafeString:
        said = record.said
        if not said.url:
            return format_html("{}", said.what)
        return format_html('<a class="first-line" href="{}">{}</a>', said.url, said.what)

    def render_at(self, record: Any) -> SafeString:
        return when(record.said_at)

    def render_customer(self, record: Any) -> SafeString | str:
        customer = record.said_customer
        if customer is None:
            return NOTHING
        url = reverse("monitoring:customer_detail", args=[customer.pk])
        return format_html('<a href="{}">{}</a>', url, customer.name)

    def render_who(self, record: Any) -> str:
        return record.said.who or NOTHING

    def render_detail(self, record: Any) -> str:
        return record.said.detail or NOTHING


class ExceptionList(ListPage):
    """One report. Its subclasses are made below, one for each."""

    permission_required = VIEW_EXCEPTIONS
    table_class = ExceptionTable
    template_name = "monitoring/exception_list.html"
    report: ClassVar[Report]
    empty_text = gettext_lazy("Nothing of this kind. Nobody has to do anything.")

    def get_queryset(self) -> QuerySet[Any]:
        return self.report.shown(person_of(self.request))

    def get_actions(self) -> Sequence[Act]:
        acts = [Act(_("All reports"), reverse("monitoring:exceptions"))]
        if self.request.user.has_perm(RAISE_FINDINGS):
            url = reverse("monitoring:finding_raise") + "?" + urlencode({"source": self.here()})
            acts.append(Act(_("Raise a finding"), url, "plus", True))
        return acts

    def get_context(self) -> dict[str, Any]:
        return {"lead": self.report.lead}

    def prepare(self, rows: list[Any]) -> list[Any]:
        customers = _customers_of(self.report, rows)
        sees_audit = self.request.user.has_perm("audit.view_event")
        for row in rows:
            row.said = self.report.said(row)
            if sees_audit and self.report.is_of_audit:
                row.said = replace(row.said, url=reverse("audit:event_detail", args=[row.pk]))
            row.said_at = getattr(row, self.report.at)
            row.said_customer = customers.get(row.pk)
        return rows


def _customers_of(report: Report, rows: list[Any]) -> dict[Any, Customer]:
    """The customer of each row that has one: joined, or looked up where events name its id."""
    if report.is_of_audit:
        found = Customer.objects.in_bulk({row.customer_id for row in rows if row.customer_id})
        return {row.pk: found[row.customer_id] for row in rows if row.customer_id in found}
    named = {}
    for row in rows:
        owner = row
        for name in report.customer.split("__"):
            owner = getattr(owner, name, None)
        if owner is not None:
            named[row.pk] = owner
    return named


def _page_of(report: Report) -> type[ExceptionList]:
    attributes = {
        "report": report,
        "title": report.title,
        "filterset_class": filterset_of(report),
        "sorts": {"at": f"-{report.order}"},
        "default_sort": "at" if report.is_standing else "-at",
        "__module__": __name__,
    }
    return type(f"{report.code}List", (ExceptionList,), attributes)


def exception_urls() -> list[Any]:
    """One address for each report."""
    return [
        path(
            f"control/exceptions/{code.replace('_', '-')}/",
            _page_of(report).as_view(),
            name=f"exception_{code}",
        )
        for code, report in REPORTS.items()
    ]


@requires(VIEW_EXCEPTIONS)
@require_GET
def exceptions(request: HttpRequest) -> HttpResponse:
    """Every report with how many rows it has; each figure leads to them."""
    user = person_of(request)
    recent = urlencode({"at_after": today() - RECENT})
    lines = []
    for report in REPORTS.values():
        address = reverse(report.route)
        count = count_up_to(report.counted(user), MOST_COUNTED + 1)
        lines.append(
            {
                "report": report,
                "count": count,
                "words": f"> {figure_text(MOST_COUNTED)}"
                if count and count > MOST_COUNTED
                else figure_text(count),
                "url": address if report.is_standing else f"{address}?{recent}",
            }
        )
    return render(request, "monitoring/exceptions.html", {"lines": lines})
