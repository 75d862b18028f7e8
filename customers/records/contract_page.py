"""What a contract's page shows: its days, its parts, and how it was kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from customers.models import Breach, Contract, ContractClause, Obligation, Security

MOST = 200  # parts of one kind


@dataclass(frozen=True)
class Days:
    """How long a contract runs on; None where it has no last day or no notice is agreed."""

    to_end: int | None
    to_notice: int | None


@dataclass
class Performance:
    """How many obligations were kept in time or late, wait, are overdue, broken or waived."""

    in_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    broken: int = 0
    waived: int = 0


def days_of(contract: Contract, *, today: dt.date) -> Days:
    """Days to the last day and to the last day of notice, of a contract in force; notice that
    was given need not be given."""
    if contract.state != Contract.State.IN_FORCE:
        return Days(None, None)

    def left(day: dt.date | None) -> int | None:
        return None if day is None else (day - today).days

    notice = None if contract.notice_given_date else contract.notice_date
    return Days(left(contract.end_date), left(notice))


def parts_of(contract: Contract) -> dict[str, list[Any]]:
    """Clauses, securities, obligations and breaches of a contract; a query for each."""

    def of(model: Any, *order: str) -> list[Any]:
        # by customer first, which is how facts are indexed
        rows = model.objects.filter(customer_id=contract.customer_id, contract=contract)
        return list(rows.standing().order_by(*order, "pk")[:MOST])

    breaches = of(Breach, "-effective_date")
    obligations = of(Obligation, "effective_date")
    by_key = {obligation.pk: obligation for obligation in obligations}
    for breach in breaches:
        breach.about = by_key.get(breach.obligation_id)
    return {
        "clauses": of(ContractClause, "kind"),
        "securities": of(Security, "-effective_date"),
        "obligations": obligations,
        "breaches": breaches,
    }


def performance_of(obligations: Iterable[Obligation], *, today: dt.date) -> Performance:
    found = Performance()
    for each in obligations:
        name = _kept(each, today)
        setattr(found, name, getattr(found, name) + 1)
    return found


def _kept(obligation: Obligation, today: dt.date) -> str:
    state, due = obligation.state, obligation.effective_date
    if state == Obligation.State.FULFILLED:
        return "late" if (obligation.done_date or due) > due else "in_time"
    if state == Obligation.State.OPEN:
        return "overdue" if due < today else "open"
    return "broken" if state == Obligation.State.BREACHED else "waived"
