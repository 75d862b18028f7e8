"""Filters of reports of exceptions, for their pages and the API alike."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.forms import SearchInput
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.models import Customer
from monitoring.control.exceptions import Report
from riskcrm.accounts.models import User
from riskcrm.web.filters import DayRangeFilter, FilterSet


def _people(_request: Any = None) -> QuerySet[User]:
    found: QuerySet[User] = User.objects.people().order_by("name", "pk")
    return found


def filterset_of(report: Report) -> type[FilterSet]:
    """Filters of a report: its days, the customer, who, and its state where it has one."""

    def of_customer(_self: Any, rows: Any, _name: str, text: str) -> Any:
        if not report.is_of_audit:
            return rows.filter(**{f"{report.customer}__number__iexact": text.strip()})
        ids = Customer.objects.filter(number__iexact=text.strip()).values_list("pk", flat=True)
        return rows.filter(customer_id__in=list(ids))

    fields: dict[str, Any] = {
        "at": DayRangeFilter(label=_DAYS, field_name=report.at),
        "customer": filters.CharFilter(
            label=gettext_lazy("Customer number"), method="of_customer", widget=SearchInput()
        ),
        "of_customer": of_customer,
    }

    def of_person(_self: Any, rows: Any, name: str, value: int) -> Any:
        return rows.filter(actor_id=str(getattr(value, "pk", value)))

    if report.is_of_audit:
        who = {"label": _WHO, "queryset": _people}
        fields["person"] = filters.ModelChoiceFilter(method="of_person", **who)
        fields["of_person"] = of_person
    elif report.by:
        fields["person"] = filters.ModelChoiceFilter(
            label=_WHO, queryset=_people, field_name=report.by
        )
    if report.states:
        fields["state"] = filters.ChoiceFilter(label=gettext_lazy("State"), choices=report.states)
    return type(f"{report.code}Filter", (FilterSet,), fields)


_DAYS = gettext_lazy("Days")
_WHO = pgettext_lazy("exception", "By whom")
