"""Filters of facts, for pages and the API alike, made from each declaration."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from customers.filters import OfCustomerFilter, OfCustomerForm, managers
from customers.models import Customer, MarketEvent, PromiseToPay
from customers.records import Kind
from customers.records.as_of import as_known, known_rows
from customers.records.kinds import Shape
from riskcrm.accounts.models import Team, User
from riskcrm.web.filters import IdFilter, YesNoFilter
from riskcrm.web.ids import MOST_DIGITS
from riskcrm.web.today import end_of_day, organisation_zone, today

YES = [("1", _("yes"))]
YES_NO = [("true", _("yes")), ("false", _("no"))]
MOST_DAYS = 3650


class Within(filters.NumberFilter):  # type: ignore[misc]
    """Rows whose day lies between today and so many days ahead; `also` narrows them further."""

    def __init__(self, *, also: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_DAYS, decimal_places=0, **kwargs)
        self.also = also

    def filter(self, rows: Any, days: Any) -> Any:
        if days is None:
            return rows
        day = today()
        until = day + dt.timedelta(days=int(days))
        return rows.filter(**{f"{self.field_name}__range": (day, until)}, **self.also)


class Past(filters.ChoiceFilter):  # type: ignore[misc]
    """Open rows whose day has passed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=YES, empty_label=_("any"), **kwargs)

    def filter(self, rows: Any, yes: Any) -> Any:
        if not yes:
            return rows
        return rows.filter(**{f"{self.field_name}__lt": today()}, state="open")


IN_FORCE = {"state": "in_force"}
# what a kind can be filtered by beyond what its values say; each led by an index of its own
MORE: dict[str, dict[str, Any]] = {
    "contract": {
        "ends_within": Within(
            label=_("Ends within, days"), field_name="end_date", also=IN_FORCE
        ),
        "notice_within": Within(
            label=_("Last day of notice within, days"), field_name="notice_date",
            also={**IN_FORCE, "notice_given_date__isnull": True},
        ),
    },
    "obligation": {
        "due_within": Within(
            label=_("Due within, days"), field_name="effective_date", also={"state": "open"}
        ),
        "overdue": Past(label=_("Overdue"), field_name="effective_date"),
    },
    "plan": {
        "due_date": filters.DateFromToRangeFilter(label=_("Due on")),
        "overdue": Past(label=_("Past its day"), field_name="due_date"),
    },
    "interaction": {"is_pinned": YesNoFilter(label=_("Pinned"))},
    "promisetopay": {
        "outcome": filters.ChoiceFilter(
            label=_("Outcome"), choices=PromiseToPay.Outcome.choices, empty_label=_("any")
        ),
    },
    "policyviolation": {
        "warned": filters.ChoiceFilter(
            label=_("Warned"), field_name="warned_date", choices=YES_NO, empty_label=_("any"),
            method=lambda rows, name, yes: rows.filter(**{f"{name}__isnull": yes == "false"}),
        ),
    },
    "marketevent": {
        "confirmation": filters.ChoiceFilter(
            label=_("Confirmation"), choices=MarketEvent.Confirmation.choices, empty_label=_("any")
        ),
        "cluster": filters.CharFilter(label=_("Event")),
    },
}  # fmt: skip

_capfirst = lazy(capfirst, str)


class MomentField(forms.CharField):
    """A moment, or a day, which means its end."""

    def clean(self, value: Any) -> dt.datetime | None:
        text = super().clean(value)
        if not text:
            return None
        zone = organisation_zone()
        try:
            if day := parse_date(text):
                return end_of_day(day)
            if moment := parse_datetime(text):
                return moment.replace(tzinfo=moment.tzinfo or zone).astimezone(zone)
        except (ValueError, OverflowError):  # no date, or one that no calendar here holds
            pass
        raise forms.ValidationError(_("Give a day, or a moment such as 2026-03-01T09:00:00Z."))


@extend_schema_field(OpenApiTypes.STR)
class KnownAtFilter(filters.Filter):  # type: ignore[misc]
    """Rows as they were known then. The view reads them so, before it filters: see `as_asked`."""

    field_class = MomentField

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"})
        super().__init__(label=_("As known on"), widget=widget, **kwargs)

    def filter(self, rows: Any, _moment: Any) -> Any:
        return rows


class RecordFilterForm(OfCustomerForm):
    within_customer = ("known_at",)


def past_asked(query: Any) -> tuple[int, dt.datetime] | None:
    """Whose past the query asks for, and of which moment; what it cannot mean, its form refuses."""
    try:
        moment = MomentField(required=False).clean(query.get("known_at", ""))
        number = forms.CharField(required=False).clean(query.get("customer_number", ""))
        whole = forms.DecimalField(required=False, max_digits=MOST_DIGITS, decimal_places=0)
        customer = whole.clean(query.get("customer", ""))
    except forms.ValidationError:
        return None
    if moment is None or not (number or customer):
        return None
    named = Customer.objects.filter(number=number) if number else Customer.objects.filter(
        pk=int(customer or 0))  # fmt: skip
    return named.values_list("pk", flat=True).first() or 0, moment


def as_asked(kind: Kind, rows: QuerySet[Any], query: Any) -> QuerySet[Any]:
    """The rows as the query asks to know them."""
    past = past_asked(query)
    if past is None:
        return rows
    customer_id, known_at = past
    return known_rows(rows, as_known(kind), customer_id=customer_id, known_at=known_at)


def record_filter(kind: Kind) -> type[filters.FilterSet]:
    """What to look for among facts of this kind: all of it leads through an index or the order."""
    fields: dict[str, Any] = {
        "customer": IdFilter(label=_("Customer id"), field_name="customer_id"),
        "source_key": filters.CharFilter(label=_capfirst(kind.key_label)),
        "effective_date": filters.DateFromToRangeFilter(label=_capfirst(kind.date_label)),
    }
    for value in kind.values:
        if value.shape is Shape.CHOICE:
            fields[value.name] = filters.ChoiceFilter(
                label=_capfirst(value.label), choices=value.choices, empty_label=_("any")
            )
        elif value.shape is Shape.PERSON:
            fields[value.name] = filters.ModelChoiceFilter(
                label=_capfirst(value.label), queryset=User.objects.people().order_by("name"),
                empty_label=_("any"),
            )  # fmt: skip
        elif value.shape is Shape.YES_NO:
            fields[value.name] = YesNoFilter(label=_capfirst(value.label))
    fields |= MORE.get(kind.name, {})
    fields |= {
        "manager": filters.ModelChoiceFilter(
            label=_("Manager"), field_name="customer__manager", queryset=managers,
            empty_label=_("any"),
        ),
        "team": filters.ModelChoiceFilter(
            label=_("Team"), field_name="customer__team", queryset=Team.objects.order_by("name"),
            empty_label=_("any"),
        ),
        "is_void": YesNoFilter(label=_("Void")),
        "as_of": filters.DateFilter(
            label=_("As of"), field_name="effective_date", lookup_expr="lte",
            widget=forms.HiddenInput(),
            help_text="rows of this day or before",
        ),
        "known_at": KnownAtFilter(
            help_text="rows of one customer as they were known at this moment (or at the end of "
            "this day); void ones are left out",
        ),
    }  # fmt: skip
    meta = type("Meta", (), {"model": kind.model, "fields": [], "form": RecordFilterForm})
    return type(f"{kind.model.__name__}Filter", (OfCustomerFilter,), {**fields, "Meta": meta})
