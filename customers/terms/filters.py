"""Filters of credit terms, for the page and the API alike."""

from __future__ import annotations

from typing import ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from customers.contacts.filters import OfCustomersFilter
from customers.models import CreditTerms


class CreditTermsFilter(OfCustomersFilter):
    """Terms of whom, in force from when, and how high the limit is."""

    date = filters.DateFromToRangeFilter(label=_("In force from"), field_name="effective_date")
    limit = filters.RangeFilter(label=_("Credit limit"), field_name="credit_limit")

    class Meta:
        model = CreditTerms
        fields: ClassVar[list[str]] = []
