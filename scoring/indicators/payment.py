"""Payment behaviour: how late a customer pays, and what is overdue now."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from scoring.indicators.base import IS_OPEN, Family, Indicator, Rows, Unit
from scoring.indicators.held_back import HELD_STEPS
from scoring.indicators.payment_steps import (
    DUE_IN_YEAR,
    DUE_RUN,
    FAMILY,
    KNOWN_OUTCOME,
    LATE_RUN,
    MATERIAL,
    PAID,
    PAID_IN_YEAR,
    RATED_INVOICES,
    RATED_PAID,
    RESULT,
)
from scoring.indicators.sums import SUMS

PAYMENT = Family(
    name=FAMILY,
    title=_("payment behaviour"),
    steps=(
        *HELD_STEPS,
        ("exposure_sums", SUMS),
        ("due_run", DUE_RUN),
        ("late_run", LATE_RUN),
        ("paid", PAID),
        (FAMILY, RESULT),
    ),
    indicators=(
        Indicator(
            code="dbt_paid",
            number="I05",
            name=_("days beyond terms, paid"),
            formula=_(
                "Σ amount paid × days after the due date ÷ Σ amount paid; early payments count as 0"
            ),
            source=_("allocations, invoices"),
            unit=Unit.DAYS,
            higher_is_riskier=True,
            window=_("payments of 12 months"),
            minimum=RATED_PAID,
            minimum_of=_("invoices paid in full or in part"),
            family=FAMILY,
            rows=Rows.ALLOCATIONS,
            where=PAID_IN_YEAR,
        ),
        Indicator(
            code="dbt_open",
            number="I06",
            name=_("days beyond terms, open"),
            formula=_(
                "Σ amount held against the customer × days past due ÷ Σ open amount with a due "
                "date; 0 when nothing is open"
            ),
            source=_("invoices, allocations, disputes, payments"),
            unit=Unit.DAYS,
            higher_is_riskier=True,
            window=_("open now"),
            minimum=1,
            minimum_of=_("invoices with a due date"),
            family=FAMILY,
            rows=Rows.OWED,
            where=f"{IS_OPEN} AND due_date IS NOT NULL",
        ),
        Indicator(
            code="dbt_signed",
            number="I05",
            name=_("days beyond terms, early payments counted"),
            formula=_(
                "Σ amount paid × days after the due date ÷ Σ amount paid; early payments count as "
                "days before it"
            ),
            source=_("allocations, invoices"),
            unit=Unit.DAYS,
            higher_is_riskier=True,
            window=_("payments of 12 months"),
            minimum=RATED_PAID,
            minimum_of=_("invoices paid in full or in part"),
            family=FAMILY,
            rows=Rows.ALLOCATIONS,
            where=PAID_IN_YEAR,
        ),
        Indicator(
            code="payment_index",
            number="I07",
            name=_("payment index"),
            formula=_(
                "days beyond terms, paid, on a scale: 0 days = 80, 15 = 70, 22 = 60, 30 = 50, "
                "60 = 40, 90 = 30, 120 = 20, 180 and more = 1, straight lines between"
            ),
            source=_("allocations, invoices"),
            unit=Unit.INDEX,
            higher_is_riskier=False,
            window=_("payments of 12 months"),
            minimum=RATED_PAID,
            minimum_of=_("invoices paid in full or in part"),
            family=FAMILY,
            rows=Rows.ALLOCATIONS,
            where=PAID_IN_YEAR,
        ),
        Indicator(
            code="late_frequency",
            number="I08",
            name=_("late frequency"),
            formula=_(
                "invoices paid, or still open and held against the customer, more than 5 days "
                "after the due date ÷ invoices due × 100"
            ),
            source=_("invoices, allocations, disputes, payments"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("due in 12 months"),
            minimum=RATED_INVOICES,
            minimum_of=_("invoices due"),
            family=FAMILY,
            rows=Rows.OWED,
            where=DUE_IN_YEAR,
        ),
        Indicator(
            code="overdue_ratio",
            number="I09",
            name=_("overdue ratio"),
            formula=_(
                "overdue amount held against the customer ÷ open amount × 100; 0 when nothing is "
                "open"
            ),
            source=_("invoices, allocations, disputes, payments"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("open now"),
            minimum=1,
            minimum_of=_("invoices"),
            family=FAMILY,
            rows=Rows.OWED,
            where=IS_OPEN,
        ),
        Indicator(
            code="over_90_ratio",
            number="I10",
            name=_("share over 90 days"),
            formula=_(
                "amount held against the customer that is more than 90 days past due ÷ open "
                "amount × 100; 0 when nothing is open"
            ),
            source=_("invoices, allocations, disputes, payments"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("open now"),
            minimum=1,
            minimum_of=_("invoices"),
            family=FAMILY,
            rows=Rows.OWED,
            where=IS_OPEN,
        ),
        Indicator(
            code="max_dpd",
            number="I11",
            name=_("worst days past due"),
            formula=_(
                "longest time past due of an open invoice of which at least 1 in base currency, "
                "or an unknown amount, is held against the customer"
            ),
            source=_("invoices, allocations, disputes, payments"),
            unit=Unit.DAYS,
            higher_is_riskier=True,
            window=_("open now"),
            minimum=1,
            minimum_of=_("invoices"),
            family=FAMILY,
            digits=0,
            rows=Rows.OWED,
            where=MATERIAL,
        ),
        Indicator(
            code="consecutive_late",
            number="I37",
            name=_("late invoices in a row"),
            formula=_(
                "newest invoices by due date, paid more than 5 days late, or still open and held "
                "against the customer, up to the first one paid in time"
            ),
            source=_("invoices, allocations, disputes, payments"),
            unit=Unit.COUNT,
            higher_is_riskier=True,
            window=_("all invoices with a known outcome"),
            minimum=1,
            minimum_of=_("invoices with a known outcome"),
            family=FAMILY,
            digits=0,
            rows=Rows.OWED,
            where=KNOWN_OUTCOME,
        ),
    ),
)
