"""Where customers stand in the book, figured customer by customer from the definitions."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any

from customers.models import Customer, CustomerRevision, Invoice
from customers.records import KINDS
from scoring.models import RegionGrade
from tests.scoring.oracles.known import facts, four, months_before, total

Figures = dict[str, Decimal | None]
ZERO = Decimal(0)


def file_of(customer: Customer, known_at: dt.datetime) -> SimpleNamespace | None:
    """What the customer's file said then; None for who was not in the book yet."""
    if customer.recorded_at > known_at:
        return None
    said = {
        name: getattr(customer, name)
        for name in ("industry", "country", "region", "incorporation_date")
    }
    for revision in CustomerRevision.objects.filter(customer=customer).order_by("-version"):
        if revision.superseded_at > known_at:
            said |= {name: value for name, value in revision.former.items() if name in said}
    if isinstance(said["incorporation_date"], str):
        said["incorporation_date"] = dt.date.fromisoformat(said["incorporation_date"])
    return SimpleNamespace(**said)


def place_of(file: Any) -> str:
    return file.country + (f"/{file.region.upper()}" if file.region else "")


@dataclass
class Own:
    """What the ledger says of one customer. It is read without revisions: tests change none."""

    exposure: Decimal | None
    overdue_90: Decimal
    overdue: Decimal
    before: Decimal
    sales: Decimal | None
    shipped: int
    invoices: int
    is_counted: bool
    return_rate: Decimal | None
    written_off: Decimal

    @property
    def is_lost(self) -> bool:
        return self.overdue_90 >= 500 or self.written_off >= 500


def own_of(customer: Customer, as_of: dt.date, known_at: dt.datetime) -> Own:
    own = Own(ZERO, ZERO, ZERO, ZERO, ZERO, 0, 0, False, None, ZERO)
    start, year_ago = as_of - dt.timedelta(days=90), months_before(as_of, 12)
    for invoice in Invoice.objects.filter(customer=customer, is_void=False):
        if invoice.invoice_date > as_of or invoice.recorded_at > known_at:
            continue
        uses = [
            use
            for use in invoice.allocations.all()
            if use.effective_date <= as_of and use.recorded_at <= known_at
        ]
        _add(own, invoice, uses, as_of, start, year_ago)
    own.return_rate = _return_rate(own, customer, start, as_of, known_at)
    for fact in facts(KINDS["write-offs"], customer, known_at):
        if year_ago < fact.effective_date <= as_of:
            own.written_off += fact.base_amount or ZERO
    return own


def _add(
    own: Own, invoice: Invoice, uses: list[Any], as_of: dt.date, start: dt.date, year_ago: dt.date
) -> None:
    own.invoices += 1
    used = sum((use.amount for use in uses), ZERO)
    is_open = used < invoice.amount
    own.is_counted = own.is_counted or is_open or invoice.invoice_date > year_ago
    if invoice.invoice_date > start:
        own.shipped += 1
        own.sales = (
            None
            if own.sales is None or invoice.base_amount is None
            else own.sales + invoice.base_amount
        )
    if invoice.base_amount is None:
        own.exposure = None if is_open else own.exposure
        return
    if invoice.invoice_date <= start:
        earlier = (use.base_amount for use in uses if use.effective_date <= start)
        own.before += invoice.base_amount - sum(earlier, ZERO)
    if is_open:
        left = invoice.base_amount * (invoice.amount - used) / invoice.amount
        left = left.quantize(Decimal("0.01"), ROUND_HALF_UP)
        own.exposure = None if own.exposure is None else own.exposure + left
        late = (as_of - invoice.due_date).days if invoice.due_date else 0
        own.overdue += left if late > 0 else ZERO
        own.overdue_90 += left if late > 90 else ZERO


def _return_rate(
    own: Own, customer: Customer, start: dt.date, as_of: dt.date, known_at: dt.datetime
) -> Decimal | None:
    back = [
        fact.base_amount
        for fact in facts(KINDS["returns"], customer, known_at)
        if start < fact.effective_date <= as_of and fact.cause != "ours"
    ]
    returned = total(back)
    if own.shipped < 3 or not own.sales or returned is None:
        return None
    return four(100 * returned / own.sales)


@dataclass
class Book:
    """The book on a day: what each customer is held against."""

    exposure: Decimal
    squares: Decimal
    sales: Decimal
    before: Decimal
    current: Decimal
    loss_rate: Decimal | None
    industry_loss: dict[str, Decimal]
    region_loss: dict[str, Decimal]
    usual_return: dict[str, Decimal]


def book_of(customers: Iterable[Customer], as_of: dt.date, known_at: dt.datetime) -> Book:
    rows = []
    for customer in customers:
        file, own = file_of(customer, known_at), own_of(customer, as_of, known_at)
        if file is not None and own.invoices:
            rows.append((file, own))
    known = [own for _file, own in rows if own.exposure is not None and own.sales is not None]
    counted = [(file, own) for file, own in rows if own.is_counted]
    lost = sum(own.is_lost for _file, own in counted)
    share = Decimal(lost) / len(counted) if lost >= 5 else None
    return Book(
        exposure=sum((own.exposure or ZERO for own in known), ZERO),
        squares=sum(((own.exposure or ZERO) ** 2 for own in known), ZERO),
        sales=sum((own.sales or ZERO for own in known), ZERO),
        before=sum((own.before for own in known), ZERO),
        current=sum(((own.exposure or ZERO) - own.overdue for own in known), ZERO),
        loss_rate=None if share is None else 100 * share,
        industry_loss=_losses(((file.industry, own) for file, own in counted), share),
        region_loss=_losses(((place_of(file), own) for file, own in counted), share),
        usual_return=_usual([(file.industry, own.return_rate) for file, own in rows]),
    )


def _losses(rows: Iterable[tuple[str, Own]], share: Decimal | None) -> dict[str, Decimal]:
    of_part = defaultdict(list)
    for part, own in rows:
        of_part[part].append(own.is_lost)
    if share is None:
        return {}
    return {
        part: 100 * (sum(lost) + 30 * share) / (len(lost) + 30)
        for part, lost in of_part.items()
        if part
    }


def _usual(rows: list[tuple[str, Decimal | None]]) -> dict[str, Decimal]:
    """The median of those that return: of each industry, and of the whole book under ""."""
    rates = defaultdict(list)
    for industry, rate in rows:
        if rate:
            rates[""].append(rate)
            if industry:
                rates[industry].append(rate)
    return {part: statistics.median(each) for part, each in rates.items() if len(each) >= 5}


def figures(
    customer: Customer, book: Book | None, as_of: dt.date, known_at: dt.datetime
) -> Figures:
    """`book` is what was known of the book in the newest round."""
    file, own = file_of(customer, known_at), own_of(customer, as_of, known_at)
    found: Figures = dict.fromkeys(
        ("book_share", "return_rate_to_peers", "industry_risk", "region_risk", "region_grade",
         "company_age")
    )  # fmt: skip
    if file is None:
        return found
    found["region_grade"] = _grade(file, as_of, known_at)
    if file.incorporation_date and file.incorporation_date <= as_of:
        years = Decimal((as_of - file.incorporation_date).days) / Decimal("365.25")
        found["company_age"] = years.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if book is None:
        return found
    if own.invoices and own.exposure is not None and book.exposure:
        found["book_share"] = four(min(100 * own.exposure / book.exposure, Decimal(100)))
    usual = book.usual_return.get(file.industry) or book.usual_return.get("")
    if own.return_rate is not None and usual:
        found["return_rate_to_peers"] = four(own.return_rate / _eight(usual))
    for code, losses, part in (
        ("industry_risk", book.industry_loss, file.industry),
        ("region_risk", book.region_loss, place_of(file)),
    ):
        if part in losses and book.loss_rate:
            found[code] = four(_eight(losses[part]) / _eight(book.loss_rate))
    return found


def _eight(value: Decimal) -> Decimal:
    """As the figures of the book are kept."""
    return value.quantize(Decimal("0.00000001"), ROUND_HALF_UP)


def _grade(file: Any, as_of: dt.date, known_at: dt.datetime) -> Decimal | None:
    rows = [
        row
        for row in RegionGrade.objects.filter(country=file.country)
        if row.effective_date <= as_of and row.recorded_at <= known_at
    ]
    for region in (file.region.upper(), ""):
        of_place = [row for row in rows if row.region.upper() == region]
        if of_place:
            newest = max(of_place, key=lambda row: (row.effective_date, row.recorded_at))
            if newest.grade is not None:
                return Decimal(newest.grade)
    return None
