"""What is owed and how old it is: the book's ageing, and the customers behind each figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from customers.models import Customer, CustomerGroup
from customers.receivables.ageing import (
    DIMENSIONS,
    MOST_GROUPS,
    Ageing,
    Line,
    Scope,
    ageing_of,
    ageing_of_customers,
)
from monitoring.ageing import BUCKETS, Month, months_of
from monitoring.filters.customers import CustomerListFilter
from monitoring.tables.receivables import CustomerAgeingTable
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

LINES_IN_CHART = 12
Codes = dict[int, str]
# a dimension leads on to the next one, and in the end to the customers
NEXT = {"book": "team", "team": "manager", "manager": "", "group": ""}


@requires("customers.view_invoice")
@require_GET
def ageing(request: HttpRequest) -> HttpResponse:
    """The ageing of all this person sees, told apart by team, manager, group or as one."""
    user = person_of(request)
    by = request.GET.get("by", "team")
    by = by if by in DIMENSIONS else "team"
    scope = Scope(_id(request, "team"), _id(request, "manager"), _id(request, "group"))
    group = _group(user, scope)
    found = ageing_of(user, by, day=today(), scope=scope)
    codes = _codes(found, by, group)
    months = months_of(user, scope)
    context = {
        "ageing": found,
        "by": by,
        "tabs": [(d.code, d.label, _address(by=d.code, **_words(scope))) for d in _tabs()],
        "is_whole": DIMENSIONS[by].is_whole,
        "most_groups": MOST_GROUPS,
        "group": group,
        "customers_url": _customers(scope, codes),
        "without_rate_url": f"{reverse('monitoring:customer_list')}?without_rate=1",
        "scope_name": group.name if group else _name_of(scope),
        "buckets": BUCKETS,
        "rows": [_row(line, by, scope, codes) for line in found.lines],
        "total": _row(found.total, "", scope, codes),
        "chart": _lines_chart(found) if len(found.lines) > 1 else _book_chart(found, scope, codes),
        "months": _months_chart(months) if months else None,
    }
    return render(request, "monitoring/ageing.html", context)


def _tabs() -> Sequence[Any]:
    return tuple(DIMENSIONS.values())


def _id(request: HttpRequest, name: str) -> int | None:
    """An id in the address; 0 stands for nobody, and what is no number for no choice."""
    text = request.GET.get(name, "")
    return int(text) if re.fullmatch(r"\d{1,9}", text) else None


def _group(user: User, scope: Scope) -> CustomerGroup | None:
    """The group that is looked at; 404 where this person does not see it."""
    if scope.group is None:
        return None
    return get_object_or_404(CustomerGroup.objects.visible_to(user), pk=scope.group)


def _codes(found: Ageing, by: str, group: CustomerGroup | None) -> Codes:
    """By which code the list of customers knows each group that is shown."""
    codes = {group.pk: group.code} if group else {}
    if by == "group":
        told = [line.key for line in found.lines if line.key is not None]
        groups = CustomerGroup.objects.filter(pk__in=told)
        codes |= dict(groups.values_list("pk", "code"))
    return codes


def _words(scope: Scope) -> dict[str, int]:
    said = {"team": scope.team, "manager": scope.manager, "group": scope.group}
    return {name: value for name, value in said.items() if value is not None}


def _address(**words: Any) -> str:
    return f"{reverse('monitoring:ageing')}?{urlencode(words)}"


def _customers(scope: Scope, codes: Codes, **words: Any) -> str:
    # the list of customers has no word for "nobody's"
    asked: dict[str, Any] = {name: value for name, value in _words(scope).items() if value}
    if (group := asked.pop("group", None)) is not None:
        asked["group_code"] = codes[group]
    asked |= words
    url = reverse("monitoring:customer_ageing")
    return f"{url}?{urlencode(asked)}" if asked else url


def _name_of(scope: Scope) -> str:
    """Whose part of the book is shown; "" = all that one sees."""
    if scope.manager is not None:
        found = User.objects.filter(pk=scope.manager).values_list("name", flat=True).first()
    elif scope.team is not None:
        found = Team.objects.filter(pk=scope.team).values_list("name", flat=True).first()
    else:
        return ""
    return str(found or _("nobody's"))


def _row(line: Line, by: str, scope: Scope, codes: Codes) -> dict[str, Any]:
    """A line with where it leads: its name to the next dimension, its figures to customers."""
    if line.is_rest:
        figures = [(line.buckets[bucket.code], "") for bucket in BUCKETS]
        return {"line": line, "url": "", "figures": figures, "customers_url": ""}
    inner = scope
    if by in ("team", "manager", "group"):
        inner = Scope(**{**_words(scope), by: line.key or 0})
    following = NEXT.get(by, "")
    url = _address(by=following, **_words(inner)) if following else _customers(inner, codes)
    figures = [
        (line.buckets[bucket.code], _customers(inner, codes, bucket=bucket.code))
        for bucket in BUCKETS
    ]
    return {"line": line, "url": url, "figures": figures, "customers_url": _customers(inner, codes)}


def _lines_chart(found: Ageing) -> dict[str, Any]:
    """The largest lines, each stacked by age."""
    lines = found.lines[:LINES_IN_CHART]
    return {
        "categories": [line.name for line in lines],
        "series": [
            {
                "name": bucket.name,
                "tone": bucket.tone,
                "values": [line.buckets[bucket.code] for line in lines],
            }
            for bucket in BUCKETS
        ],
    }


def _book_chart(found: Ageing, scope: Scope, codes: Codes) -> dict[str, Any]:
    """One line alone: its buckets side by side."""
    return {
        "categories": [bucket.name for bucket in BUCKETS],
        "series": [
            {
                "name": _("Open amount"),
                "values": [found.total.buckets[bucket.code] for bucket in BUCKETS],
                "tones": [bucket.tone for bucket in BUCKETS],
            }
        ],
        "links": [_customers(scope, codes, bucket=bucket.code) for bucket in BUCKETS],
    }


def _months_chart(months: list[Month]) -> dict[str, Any]:
    return {
        "categories": [month.month_end.isoformat() for month in months],
        "series": [
            {
                "name": bucket.name,
                "tone": bucket.tone,
                "values": [month.buckets[bucket.code] for month in months],
            }
            for bucket in BUCKETS
        ],
    }


class CustomerAgeing(ListPage):
    """The ageing per customer, as it is at this moment; ordered by the latest readings."""

    permission_required = "customers.view_invoice"
    table_class = CustomerAgeingTable
    filterset_class = CustomerListFilter
    title = gettext_lazy("Ageing by customer")
    empty_text = gettext_lazy("Nobody owes anything: every invoice is settled.")
    detail_route = "monitoring:customer_detail"
    exported_with: ClassVar[dict[str, str]] = {"name": "number"}
    default_sort = "-total"
    default_columns = tuple(name for name in CustomerAgeingTable.base_columns if name != "number")
    sorts: ClassVar[dict[str, Any]] = {
        "total": Sort("reading__exposure", descending=True, tie_reversed=True),
        "overdue": Sort("reading__overdue", descending=True, tie_reversed=True),
    }

    def get_queryset(self) -> QuerySet[Customer]:
        rows = Customer.objects.visible_to(self.request.user)
        return rows.filter(reading__exposure__gt=0).select_related("reading", "manager")

    def get_actions(self) -> Sequence[Act]:
        url = reverse("monitoring:ageing")
        return [Act(_("Ageing of the book"), url, "report-analytics")]

    def prepare(self, rows: list[Any]) -> list[Any]:
        lines = ageing_of_customers([row.pk for row in rows], day=today())
        for row in rows:
            row.line = lines[row.pk]
        return rows
