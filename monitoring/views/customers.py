"""The customer list: the book with what every app knows of each customer."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from customers.bulk.customers import CUSTOMER_ACTIONS
from customers.custom.definitions import fields_in_use
from customers.custom.tables import with_own_columns
from customers.models import Customer
from customers.risk_table.sheet import Sheet, file_lines_of, sheets_of
from monitoring.filters.customers import CustomerListFilter
from monitoring.models import Alert
from monitoring.tables.customers import SHEET_COLUMNS, CustomerTable
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage


def of_reading(field: str) -> Sort:
    """Sorting by a figure of the reading, which a customer has once scored."""
    return Sort(f"reading__{field}", descending=True, tie_reversed=True, optional="reading")


class CustomerList(ListPage):
    permission_required = "customers.view_customer"
    filterset_class = CustomerListFilter
    title = _("Customers")
    empty_text = _("Your customers will be here. Import a book of invoices, or enter one by hand.")
    default_sort = "-score"
    sorts = {
        "name": "sort_key",
        "score": "-rating__danger",
        "change": Sort("rating__change", True, True, optional="rating__change"),
        "expected_loss": Sort(
            "rating__expected_loss", True, True, optional="rating__expected_loss"
        ),
        "exposure": of_reading("exposure"),
        "overdue": of_reading("overdue"),
        "oldest_days": of_reading("oldest_days"),
    }
    detail_route = "monitoring:customer_detail"
    bulk_actions = CUSTOMER_ACTIONS
    exported_with: ClassVar[dict[str, str]] = {"name": "number"}
    default_columns = (
        "tier",
        "name",
        "manager",
        "score",
        "change",
        "exposure",
        "overdue",
        "oldest_days",
        "open_alerts",
    )

    @cached_property
    def table_class(self) -> Any:
        return with_own_columns(CustomerTable, fields_in_use(self.request))

    def get_queryset(self) -> QuerySet[Customer]:
        # every customer has a rating; saying so lets the order of its index lead the query
        return (
            Customer.objects.visible_to(self.request.user)
            .filter(rating__isnull=False)
            .select_related("rating", "reading", "manager", "team")
        )

    def get_tabs(self) -> Sequence[tuple[str | Promise, str]]:
        everybodys = (
            (_("High"), "tier=high"),
            (_("Rising"), "change_min=0.1&sort=-change"),
            (_("Overdue"), "overdue_min=0.01&sort=-overdue"),
            (_("Unrated"), "tier=unrated"),
            (_("Risk-customer table"), f"columns={','.join(SHEET_COLUMNS)}"),
        )
        if self.request.user.has_perm(ALL_CUSTOMERS):
            return ((_("All"), ""), *everybodys)
        mine = (_("Mine"), f"manager={self.request.user.pk}")
        return ((_("All"), ""), mine, *everybodys)

    def get_actions(self) -> Sequence[Act]:
        wanted = (
            (
                _("Duplicates"),
                "customers:duplicate_list",
                "users",
                "customers.view_duplicatepair",
            ),
            (_("Import"), "customers:import_create", "file-import", "customers.add_importfile"),
            (_("New customer"), "customers:customer_create", "plus", "customers.add_customer"),
        )
        return [
            Act(label, reverse(route), icon)
            for label, route, icon, permission in wanted
            if self.request.user.has_perm(permission)
        ]

    def prepare(self, rows: list[Customer]) -> list[Customer]:
        counts = dict(
            Alert.objects.filter(customer__in=[row.pk for row in rows])
            .open()
            .values_list("customer")
            .annotate(Count("pk"))
        )
        for row in rows:
            row.open_alerts = counts.get(row.pk, 0)  # type: ignore[attr-defined]
        if set(SHEET_COLUMNS).intersection(self.shown_columns()):
            sheets = sheets_of(rows)
            for row in rows:
                row.sheet = sheets[row.pk]  # type: ignore[attr-defined]
        return rows

    def file_rows(self, rows: list[Customer], columns: Sequence[str]) -> list[Any]:
        """The risk-customer table has a line for each plan, as teams keep it. What it says of the
        customer stands in the first one."""
        if not set(SHEET_COLUMNS).intersection(columns):
            return rows
        lines = file_lines_of(rows)
        return [
            _further(row, sheet) if place else _with_sheet(row, sheet)
            for row in rows
            for place, sheet in enumerate(lines[row.pk])
        ]


def _with_sheet(customer: Customer, sheet: Sheet) -> Customer:
    customer.sheet = sheet  # type: ignore[attr-defined]
    return customer


def _further(customer: Customer, sheet: Sheet) -> Customer:
    """Another line of a customer: it bears the name and number, and says no more of it."""
    line = copy(customer)
    line.address = line.kind = line.industry = ""
    return _with_sheet(line, sheet)
