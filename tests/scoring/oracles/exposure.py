"""Credit use, habit of buying and length of business, figured from the definitions."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from customers.models import CreditTerms, Customer
from tests.scoring.oracles.ledger_rows import Ledger, total
from tests.scoring.oracles.owed import Owed, items

Figure = Decimal | None


def figures(ledger: Ledger, customer: Customer, known_at: dt.datetime) -> dict[str, Figure]:
    found = items(ledger)
    terms = [
        each
        for each in CreditTerms.objects.filter(customer=customer)
        if each.effective_date <= ledger.as_of and each.recorded_at <= known_at
    ]
    return {
        "dso": days_of_sales(ledger, total([each.open for each in found])),
        "average_days_delinquent": days_of_sales(
            ledger, total([each.charged for each in found if each.is_overdue])
        ),
        "utilisation": utilisation(ledger, found, limit_on(terms, ledger.as_of)),
        "over_limit_days": over_limit_days(ledger, terms),
        "invoice_surge": invoice_surge(ledger),
        "activity_drop": activity_drop(ledger, found),
        "tenure": tenure(ledger, found),
    }


def amounts(ledger: Ledger, found: list[Owed]) -> dict[str, Figure]:
    """The figures beside the indicators: they come from the same rows."""
    return {
        "disputed": total([each.disputed for each in found]),
        "covered": total([each.covered for each in found]),
    }


def limit_on(terms: list[CreditTerms], day: dt.date) -> Figure:
    held = [each for each in terms if each.effective_date <= day]
    if not held:
        return None
    return max(held, key=lambda each: (each.effective_date, each.recorded_at)).credit_limit


def between(ledger: Ledger, after: int, until: int) -> list[Figure]:
    """What was invoiced more than `until` and at most `after` days before the day, by amounts."""
    return [
        each.base_amount
        for each in ledger.invoices
        if ledger.ago(after) < each.invoice_date <= ledger.ago(until)
    ]


def days_of_sales(ledger: Ledger, amount: Figure) -> Figure:
    recent = between(ledger, 90, 0)
    sales = total(recent)
    if len(recent) < 3 or not sales or amount is None:
        return None
    return 90 * amount / sales


def utilisation(ledger: Ledger, found: list[Owed], limit: Figure) -> Figure:
    ordered = [o.base_amount for o in ledger.facts["orders"] if o.state in ("open", "shipped")]
    used = total([*(each.open for each in found), *ordered])
    if not found or limit is None or used is None:
        return None
    if limit == 0:
        return Decimal(1000 if used > 0 else 0)
    return min(100 * used / limit, Decimal(1000))


def over_limit_days(ledger: Ledger, terms: list[CreditTerms]) -> Figure:
    """Counted day by day, by what was open at each day's end."""
    if not ledger.invoices or limit_on(terms, ledger.as_of) is None:
        return None
    days = [ledger.ago(ago) for ago in range(90)]
    alive = [each for each in ledger.invoices if each.amount > ledger.settled(each, days[-1])]
    if total([each.base_amount for each in alive]) is None:
        return None
    count = 0
    for day in days:
        limit, owed = limit_on(terms, day), total([ledger.open(each, day) for each in alive])
        count += limit is not None and owed is not None and owed > limit
    return Decimal(count)


def invoice_surge(ledger: Ledger) -> Figure:
    if not ledger.invoices:
        return None
    first = min(each.invoice_date for each in ledger.invoices)
    count = min(12, ((ledger.as_of - first).days + 1) // 30 - 1)
    if count < 8 or total(between(ledger, 390, 0)) is None:
        return None
    latest, *before = [
        sum(filter(None, between(ledger, 30 * n + 30, 30 * n)), Decimal(0))
        for n in range(count + 1)
    ]
    usual = median(before)
    if latest < 1000 or latest < 2 * usual:
        return Decimal(0)
    seasons = season_of(ledger, first, count)
    if seasons is None:
        return None
    latest, *before = [
        amount / season for amount, season in zip([latest, *before], seasons, strict=True)
    ]
    usual = median(before)
    if usual == 0:
        return None
    if latest < 2 * usual:
        return Decimal(0)
    spread = median(abs(amount - usual) for amount in before)
    return (latest - usual) / (Decimal("1.4826") * max(spread, usual / 20))


def season_of(ledger: Ledger, first: dt.date, count: int) -> list[Decimal] | None:
    """How much of a year's business each period's month usually brings, 1 = a twelfth."""
    ends = ledger.ago(29).replace(day=1)
    begins = ends.replace(year=ends.year - 2)
    if first > begins:
        return [Decimal(1)] * (count + 1)
    known = [each for each in ledger.invoices if begins <= each.invoice_date < ends]
    year = total([each.base_amount for each in known])
    if year is None:
        return None
    if year == 0:
        return [Decimal(1)] * (count + 1)
    seasons = []
    for number in range(count + 1):
        month = ledger.ago(30 * number + 15).month
        sales = sum(each.base_amount for each in known if each.invoice_date.month == month)
        seasons.append(min(max(12 * sales / year, 1 / Decimal(3)), Decimal(3)))
    return seasons


def activity_drop(ledger: Ledger, found: list[Owed]) -> Figure:
    if not found or min(e.invoice.invoice_date for e in found) > ledger.ago(449):
        return None
    latest, *before = [between(ledger, 90 * n + 90, 90 * n) for n in range(5)]
    if sum(map(len, before)) < 3:
        return None
    if not any(each.is_open for each in found):
        return Decimal(0)
    sums = [total(each) for each in before]
    now = total(latest)
    if now is None or None in sums or not median(sums):
        return None
    return 100 * (1 - now / median(sums))


def tenure(ledger: Ledger, found: list[Owed]) -> Figure:
    paid = [
        each.invoice.invoice_date
        for each in found
        if not each.is_open and ledger.settled(each.invoice, ledger.as_of, "payment")
    ]
    if not paid:
        return None
    years = Decimal((ledger.as_of - min(paid)).days) / Decimal("365.25")
    return years.quantize(Decimal("0.1"), ROUND_HALF_UP)
