"""Customers whose time is over, and runs that erase them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from customers.models import Customer, CustomerRevision
from removal.models import ErasureRun
from removal.services.erasing import work_on_erasures
from removal.services.retention import approve_erasure, propose_erasure
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, record
from tests.factories import make_contact, make_customer, make_person

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
LONG_AGO = dt.datetime(2014, 3, 3, 9, tzinfo=dt.UTC)


@transaction.atomic
def gone(number: str = "", *, ended_at: dt.datetime = LONG_AGO, **said: Any) -> Customer:
    """A natural person who ceased to be a customer long ago, with a contact."""
    fields: dict[str, Any] = {
        "status": "exited", "kind": "individual", "country": "CN", "name": "Wang Wei",
        "registration_number": "110101199003078888", "address": "1 Mill Lane",
    }  # fmt: skip
    customer = make_customer(number, **fields | said)
    CustomerRevision.objects.create(
        customer=customer, version=1, former={"status": "active", "address": "2 Old Lane"},
        superseded_at=ended_at, changed_by="Somebody", cause="test",
    )  # fmt: skip
    make_contact(customer, name="Wang Li", phone="13800001111", email="li@wang.example")
    record(
        "change_customer", by=SYSTEM, obj=customer, customer_id=customer.pk,
        after={"address": "1 Mill Lane"}, at=ended_at,
    )  # fmt: skip
    return customer


class People:
    """Who proposes, and the two who approve."""

    def __init__(self) -> None:
        self.proposer = make_person(roles.ADMINISTRATOR)
        self.first = make_person(roles.LEGAL_REVIEWER)
        self.second = make_person(roles.HEAD_OF_RISK)


def approved(people: People | None = None, *, at: dt.datetime = NOW) -> ErasureRun:
    """A run of everybody who is due, approved by two others."""
    people = people or People()
    run = propose_erasure(reason="Their time is over.", by=people.proposer, at=at)
    for person in (people.first, people.second):
        run = approve_erasure(run, by=person, at=at)
    return run


def erased(people: People | None = None) -> ErasureRun:
    """The same, carried out."""
    run = approved(people)
    work_on_erasures(at=NOW)
    run.refresh_from_db()
    return run


def other(role: str = roles.LEGAL_REVIEWER) -> User:
    return make_person(role)
