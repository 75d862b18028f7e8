"""Collection: how quickly what is owed comes in, what of it rolls on, what is kept back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from scoring.indicators.base import IS_OPEN, Family, Indicator, Rows, Unit, Use
from scoring.indicators.collection_steps import (
    CLAIM,
    COLLECTED,
    COLLECTED_ITEM,
    COUNT_BACK,
    FAMILY,
    FEWEST_DUE,
    FEWEST_OPEN,
    MONTH_SALES,
    RESULT,
    ROLLED,
    ROLLED_ITEM,
    SHORT,
    SHORT_ITEM,
)
from scoring.indicators.exposure_windows import IN_WINDOW

COLLECTION = Family(
    name=FAMILY,
    title=_("collection"),
    steps=(
        ("month_sales", MONTH_SALES),
        ("count_back", COUNT_BACK),
        ("collected_item", COLLECTED_ITEM),
        ("collected", COLLECTED),
        ("rolled_item", ROLLED_ITEM),
        ("rolled", ROLLED),
        ("short_claim", CLAIM),
        ("short_item", SHORT_ITEM),
        ("short", SHORT),
        (FAMILY, RESULT),
    ),
    indicators=(
        Indicator(
            code="count_back_dso",
            number="I02",
            name=_("days sales outstanding, counted back"),
            formula=_(
                "days of the months, from now backwards, whose invoicing makes up the open amount; "
                "of the earliest of them as great a part as is needed; 0 when nothing is open"
            ),
            source=_("invoices, allocations"),
            unit=Unit.DAYS,
            higher_is_riskier=True,
            window=_("open now, invoiced by calendar month"),
            minimum=FEWEST_OPEN,
            minimum_of=_("invoices"),
            family=FAMILY,
        ),
        Indicator(
            code="best_possible_dso",
            number="I03",
            name=_("best possible days sales outstanding"),
            formula=_("open amount that is not overdue ÷ invoiced in 90 days × 90"),
            source=_("invoices, allocations"),
            unit=Unit.DAYS,
            higher_is_riskier=True,
            window=_("90 days"),
            minimum=FEWEST_OPEN,
            minimum_of=_("invoices in the window"),
            family=FAMILY,
            where=f"({IS_OPEN} AND coalesce(past_due, 0) <= 0) OR {IN_WINDOW}",
            use=Use.SHOWN,  # it tells of the terms that were granted, not of the customer
        ),
        Indicator(
            code="roll_forward",
            number="I12",
            name=_("roll-forward"),
            formula=_(
                "amount that moved to a worse ageing bucket within 30 days ÷ amount that was open "
                "30 days ago × 100; without what had no due date or was over 365 days late then"
            ),
            source=_("invoices, allocations"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("30 days"),
            minimum=FEWEST_OPEN,
            minimum_of=_("invoices open 30 days ago"),
            family=FAMILY,
            rows=Rows.ROLLED,
        ),
        Indicator(
            code="collection_effectiveness",
            number="I13",
            name=_("collection effectiveness"),
            formula=_(
                "(open 90 days ago + invoiced since − open now) ÷ (open 90 days ago + invoiced "
                "since − open and not overdue now) × 100"
            ),
            source=_("invoices, allocations"),
            unit=Unit.PERCENT,
            higher_is_riskier=False,
            window=_("90 days"),
            minimum=FEWEST_OPEN,
            minimum_of=_("invoices open 90 days ago or issued since"),
            family=FAMILY,
            rows=Rows.COLLECTED,
        ),
        Indicator(
            code="deduction_rate",
            number="I22",
            name=_("unauthorised deductions"),
            formula=_(
                "amount kept back ÷ amount due × 100; kept back is what money left unpaid of an "
                "invoice more than 5 days late, if it is at least 1 in base currency and at most a "
                "fifth of the invoice, without a credit note and without a dispute that is open or "
                "was upheld; giving it up changes nothing"
            ),
            source=_("invoices, allocations, disputes"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("due in 12 months"),
            minimum=FEWEST_DUE,
            minimum_of=_("invoices due"),
            family=FAMILY,
            rows=Rows.SHORT,
        ),
    ),
)
