"""How late a customer pays and what is overdue, figured from the definitions, row by row."""

from __future__ import annotations

from decimal import Decimal

from tests.scoring.oracles.ledger_rows import Ledger, months_before, total
from tests.scoring.oracles.owed import GRACE, Owed, items

SCALE = ((0, 80), (15, 70), (22, 60), (30, 50), (60, 40), (90, 30), (120, 20), (180, 1))
Figure = Decimal | None


def figures(ledger: Ledger) -> dict[str, Figure]:
    found = items(ledger)
    days = dbt_paid(ledger)
    return {
        "dbt_paid": days,
        "payment_index": None if days is None else index(days),
        "dbt_open": dbt_open(found),
        "late_frequency": late_frequency(ledger, found),
        "overdue_ratio": share_past(found, 0),
        "over_90_ratio": share_past(found, 90),
        "max_dpd": max_dpd(found),
        "consecutive_late": consecutive_late(ledger, found),
    }


def dbt_paid(ledger: Ledger) -> Figure:
    due = {each.id: each.due_date for each in ledger.invoices}
    paid = [
        each
        for each in ledger.allocations
        if each.payment_id is not None
        and due.get(each.invoice_id)
        and each.effective_date > months_before(ledger.as_of, 12)
    ]
    amount = total([each.base_amount for each in paid])
    if len({each.invoice_id for each in paid}) < 3 or not amount:
        return None
    late = sum(
        each.base_amount * max((each.effective_date - due[each.invoice_id]).days, 0)
        for each in paid
    )
    return late / amount


def index(days: Decimal) -> Decimal:
    """Found by walking along the scale."""
    if days <= 0:
        return Decimal(80)
    reached = SCALE[0]
    for point in SCALE[1:]:
        if days < point[0]:
            way = (days - reached[0]) / (point[0] - reached[0])
            return reached[1] + way * (point[1] - reached[1])
        reached = point
    return Decimal(1)


def dbt_open(found: list[Owed]) -> Figure:
    with_due = [each for each in found if each.invoice.due_date]
    owed = total([each.open for each in with_due])
    late = [
        None if each.charged is None else each.charged * (each.past_due or 0)
        for each in with_due
        if each.is_overdue
    ]
    if owed is None or total(late) is None:
        return None
    if owed:
        return total(late) / owed
    return Decimal(0) if with_due else None  # nothing is open, which is known


def late_frequency(ledger: Ledger, found: list[Owed]) -> Figure:
    due = [
        each
        for each in found
        if each.invoice.due_date
        and months_before(ledger.as_of, 12) < each.invoice.due_date <= ledger.as_of
        and each.days_late is not None
    ]
    late = [each for each in due if each.days_late is not None and each.days_late > GRACE]
    if len(due) < 5 or any(each.is_unsure for each in late):
        return None
    return Decimal(100 * len(late)) / len(due)


def share_past(found: list[Owed], days: int) -> Figure:
    owed = total([each.open for each in found])
    late = total([each.charged for each in found if each.is_open and (each.past_due or 0) > days])
    if not found or owed is None or late is None:
        return None
    return 100 * late / owed if owed else Decimal(0)


def max_dpd(found: list[Owed]) -> Figure:
    if not found:
        return None
    overdue = [each for each in found if each.is_overdue and not each.is_unsure]
    worst = max(
        (each.past_due or 0 for each in overdue if each.charged is None or each.charged >= 1),
        default=0,
    )
    unsure = [each.past_due or 0 for each in found if each.is_overdue and each.is_unsure]
    return None if max(unsure, default=0) > worst else Decimal(worst)


def consecutive_late(ledger: Ledger, found: list[Owed]) -> Figure:
    known = [
        each
        for each in found
        if each.days_late is not None
        and each.invoice.due_date <= ledger.as_of
        and (not each.is_open or each.days_late > GRACE)
    ]
    known.sort(key=lambda each: (each.invoice.due_date, each.invoice.id), reverse=True)
    count = 0
    for each in known:
        if each.days_late is None or each.days_late <= GRACE:
            break
        if each.is_unsure:
            return None
        count += 1
    return Decimal(count) if known else None
