"""Rows of follow-up, contracts and signals, made by the services that people use."""

from __future__ import annotations

import datetime as dt
from typing import Any

from customers.models import Contract, Customer, Interaction, MarketEvent, Obligation, Plan, Task
from customers.records import KINDS
from customers.services.records import post_record
from customers.services.talks import pin_interaction
from riskcrm.accounts.models import User

AT = dt.datetime(2026, 3, 20, 8, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 20)


def _post(code: str, customer: Customer, by: User, key: str, **fields: Any) -> Any:
    row = {"customer": customer.number, "source_key": key, "effective_date": TODAY, **fields}
    return post_record(KINDS[code], row, by=by, at=fields.pop("at", AT))


def make_task(customer: Customer, *, by: User, key: str = "T-1", **fields: Any) -> Task:
    fields = {"title": "Call accounts payable", "owner": by.pk, **fields}
    task: Task = _post("tasks", customer, by, key, **fields)
    return task


def make_plan(customer: Customer, *, by: User, key: str = "P-1", **fields: Any) -> Plan:
    fields = {"problem": "Pays ninety days late", "responsible": by.pk, **fields}
    plan: Plan = _post("plans", customer, by, key, **fields)
    return plan


def make_note(customer: Customer, *, by: User, key: str = "N-1", **fields: Any) -> Interaction:
    fields = {"content": "Promised the transfer.", "owner": by.pk, **fields}
    is_pinned = fields.pop("is_pinned", False)
    note: Interaction = _post("interactions", customer, by, key, **fields)
    return pin_interaction(note, by=by, at=AT) if is_pinned else note


def make_event(customer: Customer, *, by: User, key: str = "E-1", **fields: Any) -> MarketEvent:
    fields = {"kind": "litigation", "title": "Sued by a supplier", **fields}
    event: MarketEvent = _post("market-events", customer, by, key, **fields)
    return event


def make_contract(customer: Customer, *, by: User, key: str = "K-1", **fields: Any) -> Contract:
    fields = {"title": "Supply", "effective_date": dt.date(2025, 1, 1), **fields}
    contract: Contract = _post("contracts", customer, by, key, **fields)
    return contract


def make_obligation(
    customer: Customer, contract: Contract, *, by: User, key: str = "O-1", **fields: Any
) -> Obligation:
    fields = {"contract": contract.source_key, "text": "Give annual accounts", **fields}
    obligation: Obligation = _post("obligations", customer, by, key, **fields)
    return obligation
