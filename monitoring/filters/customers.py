"""How the customer list is narrowed: by what the book knows, and by where the customer stands."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from customers.filters import CustomerFilter
from customers.models import Customer
from customers.models.alike import ids_alike
from monitoring.ageing import BUCKETS
from riskcrm.web.list_state import Alike
from riskcrm.web.today import today
from scoring.indicators import INDICATORS, UNRESTRICTED
from scoring.models import SCORE_OVER_POINTS, CustomerTreatment, Tier
from scoring.tier_moves import moved

MOVED = re.compile(r"(\d{4}-\d\d-\d\d)\.(\w+)\.(\d{4}-\d\d-\d\d)\.(\w+)", re.ASCII)


def _number(field: str, end: str, label: object, **more: Any) -> django_filters.NumberFilter:
    """At least, or at most, this much of a figure; customers without the figure drop out."""
    attrs = {"step": "any", "min": "0", "inputmode": "decimal"}
    widget = forms.NumberInput(attrs=attrs)
    return django_filters.NumberFilter(
        field_name=field, lookup_expr=end, label=label, widget=widget, **more
    )


class FirstFieldsFirst(forms.Form):
    """The bar shows the first four; the others wait behind "More filters"."""

    field_order = ("q", "tier", "manager", "status")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("at_least") is not None and not values.get("indicator"):
            self.add_error("indicator", _("Choose the indicator that the number is about."))
        return values


class CustomerListFilter(CustomerFilter):
    tier = django_filters.ChoiceFilter(
        field_name="rating__tier", choices=Tier.choices, label=_("Tier"), empty_label=_("any")
    )
    overdue_min = _number("reading__overdue", "gte", _("Overdue at least"))
    bucket = django_filters.ChoiceFilter(
        choices=[(bucket.code, bucket.name) for bucket in BUCKETS],
        label=_("Ageing"),
        empty_label=_("any"),
        method="with_amount_in",
    )
    without_rate = django_filters.ChoiceFilter(
        choices=[("1", _("yes"))],
        label=_("Open invoices without an exchange rate"),
        empty_label=_("any"),
        method="with_invoices_without_rate",
    )
    oldest_min = _number("reading__oldest_days", "gte", _("Oldest days at least"))
    use_min = _number("reading__utilisation", "gte", _("Limit use at least, %"))
    score_min = _number("rating__score", "gte", _("Score from"), method="from_score")
    score_max = _number("rating__score", "lte", _("Score to"))
    change_min = _number("rating__change", "gte", _("Risen by"))
    indicator = django_filters.ChoiceFilter(
        choices=[(code, each.name) for code, each in INDICATORS.items() if code in UNRESTRICTED],
        label=_("Indicator"),
        empty_label=_("any"),
        method="by_indicator",
    )
    at_least = django_filters.NumberFilter(
        label=_("Indicator at least"),
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        method="with_indicator",
    )
    unscorable = django_filters.ChoiceFilter(
        choices=[("1", _("yes"))],
        label=_("Cannot be scored"),
        empty_label=_("any"),
        method="that_are_unscorable",
    )

    review = django_filters.ChoiceFilter(
        choices=[("due", _("due"))],
        label=_("Review of the treatment"),
        empty_label=_("any"),
        method="with_review_due",
    )
    moved = django_filters.CharFilter(
        label=_("Moved between tiers"), widget=forms.HiddenInput, method="that_moved"
    )

    def alike(self) -> Alike | None:
        """Customers whose names are nearly what was looked for, within the other filters."""
        text = self.form.cleaned_data.get("q", "") if self.is_valid() else ""
        ids = ids_alike(text)
        if not ids:
            return None
        others = {name: value for name, value in self.data.items() if name != "q"}
        narrowed = type(self)(others, queryset=self.queryset, request=self.request)
        found = {row.pk: row for row in narrowed.qs.filter(pk__in=ids)}
        rows = [found[pk] for pk in ids if pk in found]
        return Alike(text, rows) if rows else None

    def search_key(self) -> str:
        """A list by score, as it is without another word, walks the ratings."""
        sort = self.request.GET.get("sort", "") if self.request else ""
        return "rating__customer_id" if sort.lstrip("-") in ("", "score") else "pk"

    class Meta(CustomerFilter.Meta):
        model = Customer
        form = FirstFieldsFirst

    def with_amount_in(self, customers: Any, _name: str, bucket: str) -> Any:
        """Those who owe something that is as late as the bucket says."""
        lower = next(each.lower for each in BUCKETS if each.code == bucket)
        if lower is not None:
            # follows from the amount, and an index leads to the few who are very late
            customers = customers.filter(reading__oldest_days__gte=lower)
        return customers.filter(**{f"reading__{bucket}__gt": 0})

    def with_invoices_without_rate(self, customers: Any, _name: str, _yes: str) -> Any:
        return customers.filter(reading__open_without_rate__gt=0)

    def from_score(self, customers: Any, _name: str, bound: Decimal) -> Any:
        # the second condition follows from the first, and lets the order's index start there
        least = bound * SCORE_OVER_POINTS
        return customers.filter(rating__score__gte=bound, rating__danger__gte=least)

    def by_indicator(self, customers: Any, _name: str, code: str) -> Any:
        """Those of whom the indicator is known, and at least the number if there is one."""
        bound = self.form.cleaned_data.get("at_least")
        if bound is None:
            return customers.filter(**{f"reading__{code}__isnull": False})
        return customers.filter(**{f"reading__{code}__gte": bound})

    def with_indicator(self, customers: Any, _name: str, _bound: Decimal) -> Any:
        return customers  # the number is read together with its indicator

    def that_moved(self, customers: Any, _name: str, text: str) -> Any:
        """As the matrix of tiers says it: day, tier, later day, tier, with dots between."""
        found = MOVED.fullmatch(text)
        if found is None:
            return customers.none()
        first, was, final, now = found.groups()
        try:
            days = [dt.date.fromisoformat(day) for day in (first, final)]
        except ValueError:
            return customers.none()
        return moved(customers, first=days[0], was=was, final=days[1], now=now)

    def with_review_due(self, customers: Any, _name: str, _due: str) -> Any:
        return customers.filter(treatment__in=CustomerTreatment.objects.due(today()))

    def that_are_unscorable(self, customers: Any, _name: str, _yes: str) -> Any:
        return customers.filter(unscorable__isnull=False)
