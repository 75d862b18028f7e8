"""What becomes of contracts in force after their last day: an act of the system, once a day.

One that renews itself runs on by the months that it says; one of which notice was given is
terminated, any other has ended. Of one that renews itself and does not say for how long nothing is
known: it stays, and the account manager is reminded to say so.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from customers.models import Contract, Customer
from customers.models.facts import FactQuerySet
from customers.records.contracts import CONTRACTS
from customers.services.acting import keep_former, moment_after
from customers.services.changes import mark_changed
from riskcrm.audit.services import SYSTEM, record
from riskcrm.web.today import local_date

State = Contract.State
CHUNK = 500
IS_KNOWN = Q(renews=False) | Q(notice_given_date__isnull=False) | Q(renewal_months__isnull=False)


def contracts_over(*, today: dt.date) -> FactQuerySet:
    """Those in force whose last day has passed, as far as what follows from it is known."""
    rows: FactQuerySet = Contract.objects.filter(
        IS_KNOWN, state=State.IN_FORCE, is_void=False, end_date__lt=today
    )
    return rows


def roll_contracts(*, at: dt.datetime, limit: int = CHUNK) -> int:
    """Renew or end up to `limit` contracts; how many. Safe twice, and beside others.

    Zero means that none is left, save those of customers that an import holds at the moment.
    """
    today = local_date(at)
    with transaction.atomic():
        due = contracts_over(today=today).order_by("end_date", "pk")[: limit * 2]
        customers = Customer.objects.filter(pk__in={row.customer_id for row in due})
        locked = customers.select_for_update(no_key=True, skip_locked=True, of=("self",))
        free = set(locked.order_by("pk").values_list("pk", flat=True))
        held = list(  # again under the customers' locks: somebody may have changed them
            contracts_over(today=today)
            .filter(pk__in=[row.pk for row in due], customer__in=free)
            .select_for_update(of=("self",))
            .order_by("pk")[:limit]
        )
        for contract in held:
            _follow(contract, today=today, at=at)
        mark_changed({row.customer_id for row in held}, cause="roll_contracts", at=at)
    return len(held)


def _follow(contract: Contract, *, today: dt.date, at: dt.datetime) -> None:
    """The system says what a contract whose last day has passed has come to."""
    changes: dict[str, Any]
    if contract.notice_given_date:
        verb, changes = "end_contract", {"state": State.TERMINATED.value}
    elif contract.renews:
        verb, changes = "renew_contract", {"end_date": next_end(contract, today=today)}
    else:
        verb, changes = "expire_contract", {"state": State.ENDED.value}
    before = {name: str(getattr(contract, name)) for name in changes}
    keep_former(CONTRACTS, contract, at=at)
    for name, value in changes.items():
        setattr(contract, name, value)
    contract.version += 1
    contract.recorded_at = moment_after(contract, at)
    contract.save(update_fields=[*changes, "version", "recorded_at"])
    record(
        verb,
        by=SYSTEM,
        obj=contract,
        customer_id=contract.customer_id,
        before=before,
        after={name: str(value) for name, value in changes.items()},
        facts={"kind": CONTRACTS.code},
        at=at,
    )


def next_end(contract: Contract, *, today: dt.date) -> dt.date:
    """The last day of the term that a contract is in. Terms that end with a month go on so."""
    end, months = contract.end_date, contract.renewal_months
    assert end is not None  # noqa: S101 (for the type checker, as below)
    assert months  # noqa: S101
    terms = 1
    while months_after(end, terms * months) < today:
        terms += 1
    return months_after(end, terms * months)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last day of a month where it was one, or has to be."""
    first = day.replace(day=1)
    year, month = divmod(first.month - 1 + months, 12)
    latest = _last_of_month(dt.date(first.year + year, month + 1, 1))
    if day == _last_of_month(first):
        return latest
    return latest.replace(day=min(day.day, latest.day))


def _last_of_month(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
