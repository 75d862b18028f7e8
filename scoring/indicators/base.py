"""What an indicator is, and the one reading of invoices that every family stands on.

All SQL here takes the same parameters: `as_of` (date), `known_at` (timestamp) and a set of
customers, either `first_id`..`final_id` or `customer_ids`. Only rows effective by `as_of` and
recorded by `known_at` are read, from current states and from revisions alike, so that a reading
can be repeated years later to the last digit.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy

from customers.records.as_of import as_known
from customers.records.sales import DISHONOURED

GRACE_DAYS = 5  # paid this many days after the due date still counts as in time
MATERIAL_ITEM = 1  # open items below one unit of the base currency are dust
MATERIAL_INVOICING = 1000  # a surge below this much in 30 days is noise
LARGE_AMOUNT = 50_000  # orders and payments below this much are never large
LARGEST = 99_999_999  # ratios over a tiny denominator stop here instead of overflowing

MONTH_DAYS = 30
QUARTER_DAYS = 90

AS_OF = "%(as_of)s::date"
KNOWN_AT = "%(known_at)s::timestamptz"
YEAR_AGO = f"({AS_OF} - interval '12 months')::date"
BY_RANGE = "customer_id BETWEEN %(first_id)s AND %(final_id)s"
# the subquery keeps the planner from weighing each of thousands of ids wherever a step names them
BY_LIST = "customer_id = ANY((SELECT %(customer_ids)s::bigint[])::bigint[])"


class Unit(enum.StrEnum):
    """What a figure counts. Per cent are stored as 0 to 100."""

    DAYS = "days"
    PERCENT = "percent"
    INDEX = "index"
    COUNT = "count"
    YEARS = "years"
    DEVIATIONS = "deviations"
    TIMES = "times"
    EVENTS = "events"
    POINTS = "points"
    GRADE = "grade"
    RATIO = "ratio"
    SIGNS = "signs"

    @property
    def label(self) -> Promise:
        """The unit where it stands alone, as in the column of units."""
        return UNIT_LABELS[self]

    def beside(self, value: Decimal) -> str:
        """The unit as it reads behind `value`; nothing where a bare number says it all."""
        if self in BARE:
            return ""
        # a figure of exactly one takes the singular; languages without one ignore the number
        number = 1 if value == 1 else 2
        return str(BESIDE[self] % number if self in BESIDE else self.label)


UNIT_LABELS: dict[Unit, Promise] = {
    Unit.DAYS: _("days"),
    Unit.PERCENT: _("%"),
    Unit.INDEX: _("index, 1 to 80"),
    Unit.COUNT: _("invoices"),
    Unit.YEARS: _("years"),
    Unit.DEVIATIONS: _("deviations"),
    Unit.TIMES: _("×"),
    Unit.EVENTS: _("events"),
    Unit.POINTS: _("points"),
    Unit.GRADE: _("grade, 1 to 5"),
    Unit.RATIO: _("ratio"),
    Unit.SIGNS: _("signs"),
}
# behind a number some languages put a measure word that they do not put where the unit stands alone
BESIDE: dict[Unit, Any] = {
    Unit.DAYS: npgettext_lazy("behind a number", "day", "days"),
    Unit.COUNT: npgettext_lazy("behind a number", "invoice", "invoices"),
    Unit.YEARS: npgettext_lazy("behind a number", "year", "years"),
    Unit.DEVIATIONS: npgettext_lazy("behind a number", "deviation", "deviations"),
    Unit.EVENTS: npgettext_lazy("behind a number", "event", "events"),
    Unit.POINTS: npgettext_lazy("behind a number", "point", "points"),
    Unit.SIGNS: npgettext_lazy("behind a number", "sign", "signs"),
}
# units whose numbers say it all
BARE = frozenset({Unit.INDEX, Unit.GRADE, Unit.RATIO})


class Rows(enum.StrEnum):
    """Which rows stand behind a figure, and so which columns its page shows."""

    INVOICES = "invoices"
    ALLOCATIONS = "allocations"
    STEPS = "steps"
    FACTS = "facts"
    OWED = (
        "owed"  # invoices: what of them is disputed or covered, what is held against the customer
    )
    COLLECTED = "collected"  # invoices: what was open ninety days ago, what came, what is left
    ROLLED = "rolled"  # invoices: what was open thirty days ago, what is in a worse bucket now
    SHORT = "short"  # invoices due, and by how much they were paid short
    ATTEMPTS = "attempts"  # payments, and which of them the bank gave back
    TRANSACTIONS = "transactions"  # orders and payments, and which of them are large
    PAYERS = "payers"  # payments, and where method or payer account changed
    MARKS = "marks"  # payments, and what is unusual about them
    COMPARED = "compared"  # what of the customer and what of the book
    REPORTS = "reports"
    TERMS = "terms"  # the weighted ratios of a statement
    PARTS = "parts"


class Use(enum.StrEnum):
    """What an indicator may be used for."""

    SCORED = "scored"
    SHOWN = "shown"  # seen and watched, never scored: what a customer may rightfully do
    RESTRICTED = "restricted"  # seen by those who may see restricted matters, never scored


@dataclass(frozen=True)
class Indicator:
    """One figure about a customer. `code` is also its column in `Reading`.

    `number` is the entry in the catalogue of docs/scoring.md; `minimum` the number of events
    (`minimum_of`) below which the figure is null, 0 where no event is known to be none; `digits`
    how many decimals a person is shown.

    The rows behind the figure are those of `item` (invoices), `use` (allocations) or `step` (days)
    for which `where` holds; or for `Rows.FACTS` the facts of `kind`, a code of
    `customers.records.KINDS`, whose ids the family's step `facts` gives for which `where` holds.
    Where invoices count together with facts, `kind` and `facts` name all of these.
    `Rows.PARTS` are rows of several models that the step `facts` lists: kind, id, title, day,
    base_amount, and counts (what it adds to the figure), where the figure is no sum of amounts.
    """

    code: str
    number: str
    name: Promise
    formula: Promise
    source: Promise
    unit: Unit
    higher_is_riskier: bool
    window: Promise
    minimum: int
    minimum_of: Promise
    family: str
    digits: int = 1
    rows: Rows = Rows.INVOICES
    where: str = "true"
    kind: str = ""
    facts: str = ""
    use: Use = Use.SCORED


@dataclass(frozen=True)
class Family:
    """Indicators that come from one set-based query; the query's last step bears `name`.

    That step has at most one row per customer. `none` says what an indicator is where a customer
    has no row in it; one that is not named there is null, as nothing is known.
    """

    name: str
    title: Promise
    steps: tuple[tuple[str, str], ...]
    indicators: tuple[Indicator, ...]
    none: Mapping[str, str] = field(default_factory=dict)


def known(table: str, revisions: str, own_id: str, columns: str, condition: str) -> str:
    """Rows of a fact as they were known: current states, and former ones still true then."""
    return f"""
    SELECT id, customer_id, {columns} FROM {table}
    WHERE {{customers}} AND recorded_at <= {KNOWN_AT} AND {condition}
    UNION ALL
    SELECT {own_id} AS id, customer_id, {columns} FROM {revisions}
    WHERE {{customers}} AND recorded_at <= {KNOWN_AT} AND superseded_at > {KNOWN_AT}
      AND {condition}"""


INVOICE = known(
    "customers_invoice",
    "customers_invoicerevision",
    "invoice_id",
    "invoice_date, due_date, amount, base_amount",
    f"invoice_date <= {AS_OF} AND NOT is_void",
)
ALLOCATION = known(
    "customers_allocation",
    "customers_allocationrevision",
    "allocation_id",
    "invoice_id, payment_id, credit_note_id, write_off_id, effective_date, amount, base_amount",
    f"effective_date <= {AS_OF} AND amount > 0",
)
PAYMENT = known(
    "customers_payment",
    "customers_paymentrevision",
    "payment_id",
    "received_date, amount, currency, base_amount, method, payer",
    f"received_date <= {AS_OF} AND NOT is_void",
)
# what the bank gave back
DISHONOUR = f"""
    SELECT id, customer_id, payment_id, effective_date, amount, currency
    FROM {as_known(DISHONOURED)} d
    WHERE d.{{customers}} AND d.effective_date <= {AS_OF}"""
# what an open invoice counts by: an unknown amount may be any
IS_OPEN = "(open_amount > 0 OR open_amount IS NULL)"
# one row per use of a payment, credit note or write-off on a known invoice; for money, the due date
# of its invoice makes it early or late
USE = """
    SELECT a.id, a.customer_id, a.invoice_id, a.payment_id, a.credit_note_id, a.effective_date,
      a.amount, a.base_amount, i.due_date,
      greatest(a.effective_date - i.due_date, 0) AS days_beyond
    FROM known_allocation a JOIN known_invoice i ON i.id = a.invoice_id"""
IS_PAID = "payment_id IS NOT NULL"
# Whatever settles an invoice makes it less open. But a credit note is no payment: the days that an
# invoice is late end with the last money, or when it was given up; not when a residue of it was.
ENDS_LATENESS = (
    f"({IS_PAID} OR credit_note_id IS NULL"
    f" AND (base_amount >= {MATERIAL_ITEM} OR base_amount IS NULL))"
)
# sorted, for nearly each invoice is a group of its own, and hashing so many takes longer
SETTLED = f"""
    SELECT invoice_id, sum(amount) AS amount, max(effective_date) AS latest_date,
      max(effective_date) FILTER (WHERE {IS_PAID}) AS paid_date,
      max(effective_date) FILTER (WHERE {ENDS_LATENESS}) AS late_until,
      sum(amount) FILTER (WHERE {IS_PAID}) AS money,
      bool_or(credit_note_id IS NOT NULL) AS is_credited,
      sum(amount) FILTER (WHERE effective_date <= {AS_OF} - {MONTH_DAYS}) AS by_month,
      sum(amount) FILTER (WHERE effective_date <= {AS_OF} - {QUARTER_DAYS}) AS by_quarter
    FROM (SELECT * FROM use ORDER BY invoice_id OFFSET 0) u GROUP BY invoice_id"""
# open amounts are figured in the invoice's own currency, so a settled invoice leaves no rounding
ITEM = f"""
    SELECT i.id, i.customer_id, i.invoice_date, i.due_date, i.amount, i.base_amount,
      coalesce(s.amount, 0) AS paid, s.money, s.is_credited, s.by_month, s.by_quarter,
      CASE WHEN s.amount >= i.amount THEN s.latest_date END AS settled_date,
      CASE WHEN s.amount >= i.amount THEN s.paid_date END AS paid_date,
      CASE WHEN s.amount IS NULL THEN i.base_amount
        WHEN s.amount >= i.amount THEN 0
        ELSE round(i.base_amount * (i.amount - s.amount) / i.amount, 2) END AS open_amount,
      CASE WHEN s.amount >= i.amount THEN NULL
        ELSE {AS_OF} - i.due_date END AS past_due,
      CASE WHEN s.amount >= i.amount THEN s.late_until ELSE {AS_OF} END - i.due_date
        AS days_late
    FROM known_invoice i LEFT JOIN settled s ON s.invoice_id = i.id"""

SHARED_STEPS: tuple[tuple[str, str], ...] = (
    ("known_invoice", INVOICE),
    ("known_allocation", ALLOCATION),
    ("known_payment", PAYMENT),
    ("known_dishonour", DISHONOUR),
    ("use", USE),
    ("settled", SETTLED),
    ("item", ITEM),
)


def rounded(value: str) -> str:
    """`value` with four digits, kept within what a column holds; null stays null."""
    # least and greatest skip nulls, so an unknown value would turn into a bound without the CASE
    bounded = f"least(greatest(round({value}, 4), -{LARGEST}), {LARGEST})"
    return f"CASE WHEN ({value}) IS NOT NULL THEN {bounded} END"


def unless(unknown: str, value: str) -> str:
    """`value`, or null where `unknown` holds. A sum skips nulls, so it must be asked beside it."""
    return f"CASE WHEN NOT ({unknown}) THEN {value} END"


def at_least(minimum: int, events: str, value: str) -> str:
    """`value` with four digits, or null while there are fewer than `minimum` events."""
    return f"CASE WHEN {events} >= {minimum} THEN {rounded(value)} END"


def with_steps(steps: tuple[tuple[str, str], ...], customers: str) -> str:
    """`WITH` clause of the steps, for the chosen way of naming customers."""
    parts = [f"{name} AS ({sql.replace('{customers}', customers)})" for name, sql in steps]
    return "WITH " + ",\n".join(parts)
