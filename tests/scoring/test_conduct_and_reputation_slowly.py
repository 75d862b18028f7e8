"""Conduct and reputation against a slow reading of each customer: a made-up book, random rows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.generator.write import Plan, make_book
from customers.models import ContactChange, Customer, ScreeningDecision, ScreeningHit
from customers.records import KINDS
from customers.services.acting import keep_former
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day, today
from scoring.indicators.conduct import CONDUCT
from scoring.indicators.reputation import REPUTATION
from tests.customers.screening import make_list, put_entry
from tests.factories import make_customer, make_invoice, make_person
from tests.scoring.book import DAY, days, readings_of
from tests.scoring.oracles import conduct, reputation

pytestmark = pytest.mark.django_db
CODES = [each.code for each in (*CONDUCT.indicators, *REPUTATION.indicators)]
MOMENT = end_of_day(DAY)


def slowly(customer: Customer, as_of: dt.date, known_at: dt.datetime, found: Any) -> Any:
    owed = None if found["open_without_rate"] else found["exposure"]
    return conduct.figures(customer, as_of, known_at) | reputation.figures(
        customer, as_of, known_at, owed
    )


def compare(customers: list[Customer], as_of: dt.date, known_at: dt.datetime) -> None:
    readings = readings_of(customers, as_of=as_of, known_at=known_at)
    for customer in customers:
        found = readings[customer.pk]
        expected = slowly(customer, as_of, known_at, found)
        assert {code: found[code] for code in CODES} == expected, customer.number


def test_every_customer_of_a_made_up_book_is_read_as_the_definitions_say() -> None:
    make_person(roles.RISK_OFFICER)
    plan = Plan(customers=250, seed=5, end_date=today(), average=9.0, mark=False)
    make_book(plan, at=timezone.now())
    on = make_list(created_at=timezone.now())
    confirm(Customer.objects.first(), put_entry("Somebody", on=on), at=timezone.now())
    customers = list(Customer.objects.order_by("pk"))
    for as_of in (today(), today() - dt.timedelta(days=100), today() - dt.timedelta(days=400)):
        compare(customers, as_of, end_of_day(as_of))


def confirm(
    customer: Customer, entry: Any, *, at: dt.datetime, outcome: str = "confirmed"
) -> ScreeningHit:
    hit, _made = ScreeningHit.objects.get_or_create(
        customer=customer, entry=entry, customer_name=customer.name, entry_name=entry.name,
        defaults={"entry_version": 1, "score": 100, "how": "exact", "found_at": at,
                  "state": outcome},
    )  # fmt: skip
    ScreeningDecision.objects.create(
        hit=hit, outcome=outcome, reason="seen", decided_by=officer(), decided_at=at
    )
    return hit


def officer() -> User:
    found: User | None = User.objects.filter(username="officer-o").first()
    return found or make_person(roles.RISK_OFFICER, username="officer-o")


# days near the edges of every window, and what was recorded in time or a little too late
DATES = st.one_of(
    st.sampled_from([1, 0, -29, -30, -31, -89, -90, -91, -364, -365, -366, -546, -547, -549]),
    st.sampled_from([-728, -729, -730, -731]),
    st.integers(-800, 5),
)
HOURS = st.sampled_from([-48, -1, 1, 30])  # from the moment of the reading
AMOUNTS = st.one_of(st.none(), st.sampled_from([Decimal("0.5"), Decimal(1), Decimal(700)]))
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "returns": st.fixed_dictionaries({
        "base_amount": AMOUNTS, "cause": st.sampled_from(["ours", "carrier", "customer"]),
    }),
    "disputes": st.fixed_dictionaries({
        "base_amount": AMOUNTS, "amount": st.just(Decimal(9)), "decided_in": st.integers(0, 90),
        "outcome": st.sampled_from(["open", "upheld", "partly", "rejected", "withdrawn"]),
    }),
    "complaints": st.fixed_dictionaries({
        "direction": st.sampled_from(["about", "by"]),
        "state": st.sampled_from(["open", "upheld", "rejected"]),
    }),
    "market-events": st.fixed_dictionaries({
        "kind": st.sampled_from(
            ["news", "news", "litigation", "enforcement", "listing", "insolvency", "rating"]
        ),
        "cluster": st.sampled_from(["", "", "A", "B"]), "severity": st.integers(1, 5),
        "credibility": st.integers(0, 100),
        "confirmation": st.sampled_from(["confirmed", "confirmed", "pending", "dismissed"]),
        "claimed_amount": st.sampled_from([None, Decimal(0), Decimal(500)]),
        "currency": st.sampled_from(["USD", "USD", "", "EUR"]),
    }),
    "financial-statements": st.fixed_dictionaries({
        "equity": st.sampled_from([None, Decimal(-5), Decimal(0), Decimal(4000)]),
        "currency": st.sampled_from(["USD", "EUR"]),
    }),
    "credit-reports": st.fixed_dictionaries({
        "provider": st.sampled_from(["A", "B"]), "defaults": st.sampled_from([None, 0, 1, 3]),
        "valid_in": st.sampled_from([None, 0, 30, 400]),
    }),
    "write-offs": st.fixed_dictionaries({"base_amount": AMOUNTS}),
}  # fmt: skip
LATER = {"decided_in": "decided_date", "valid_in": "valid_until"}
A_FACT = st.sampled_from(sorted(FACTS)).flatmap(
    lambda code: st.tuples(
        st.just(code), FACTS[code], st.one_of(st.none(), FACTS[code]), DATES, HOURS, st.booleans()
    )
)
INVOICE = st.tuples(st.sampled_from([None, 100, 900]), DATES)
CHANGE = st.tuples(
    st.sampled_from(ContactChange.Kind.values), st.integers(-95, 3), HOURS, st.booleans(),
    st.one_of(st.none(), HOURS),
)  # fmt: skip
HIT = st.tuples(
    st.booleans(), st.lists(st.tuples(HOURS, st.booleans()), max_size=3),
    st.sampled_from([None, -1, 0, 1]), st.one_of(st.none(), HOURS),
)  # fmt: skip


def hours(count: int) -> dt.datetime:
    return MOMENT + dt.timedelta(hours=count)


def fields_of(said: dict[str, Any], day: dt.date) -> dict[str, Any]:
    fields = {name: value for name, value in said.items() if name not in LATER}
    for name, field in LATER.items():
        if name in said:
            wait = said[name]
            fields[field] = None if wait is None else day + dt.timedelta(days=wait)
    if fields.get("confirmation", "pending") != "pending":
        fields |= {"confirmed_by": officer(), "confirmed_at": MOMENT}
    return fields


def write_fact(customer: Customer, number: int, told: tuple[Any, ...]) -> None:
    code, said, corrected, ago, hour, is_void = told
    kind, day = KINDS[code], days(ago)
    link = {"invoice": None} if code in ("returns", "disputes", "write-offs") else {}
    if code == "returns":
        link["order"] = None
    fact = kind.model._default_manager.create(
        customer=customer, source_key=f"F-{number}", effective_date=day, recorded_at=hours(hour),
        **({"amount": 10, "currency": "USD"} if kind.has_money and code != "disputes" else {}),
        **({"currency": "USD"} if code == "disputes" else {}),
        **({"title": "Sued"} if code == "market-events" else {}),
        **link, **fields_of(said, day),
    )  # fmt: skip
    if corrected is not None:
        keep_former(kind, fact, at=hours(hour + 2))
        for name, value in fields_of(corrected, day).items():
            setattr(fact, name, value)
        fact.is_void, fact.recorded_at = is_void, hours(hour + 2)
        fact.save()


def write_hit(customer: Customer, lists: list[Any], number: int, told: tuple[Any, ...]) -> None:
    is_sanctions, decisions, valid_until, changed = told
    until = None if valid_until is None else days(valid_until)
    entry = put_entry(f"Name {number}", on=lists[is_sanctions], by=officer(), valid_until=until)
    for hour, is_confirmed in decisions:
        confirm(
            customer, entry, at=hours(hour), outcome="confirmed" if is_confirmed else "dismissed"
        )
    if changed is not None:
        entry.revisions.create(
            version=entry.version, former={"valid_until": None if until is None else str(until)},
            superseded_at=hours(changed),
        )  # fmt: skip
        entry.valid_until = days(-5)
        entry.save()


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(INVOICE, max_size=8),
    st.lists(A_FACT, max_size=12),
    st.lists(CHANGE, max_size=5),
    st.lists(HIT, max_size=3),
)
def test_random_rows_are_read_as_the_definitions_say(db, invoices, facts, changes, hits) -> None:
    customer = make_customer()
    for amount, ago in invoices:
        make_invoice(
            customer, amount or 50, invoice_date=days(ago), base_amount=amount,
            recorded_at=MOMENT,
        )  # fmt: skip
    for number, told in enumerate(facts):
        write_fact(customer, number, told)
    for number, (kind, ago, hour, is_planned, verified) in enumerate(changes):
        ContactChange.objects.create(
            customer=customer, source_key=f"K-{number}", kind=kind, effective_date=days(ago),
            recorded_at=hours(hour), is_planned=is_planned,
            **({} if verified is None else {"verified_at": hours(verified),
               "verified_by": officer(), "verified_how": "call_back"}),
        )  # fmt: skip
    if hits:
        lists = [make_list(kind=kind, created_at=hours(-99)) for kind in ("court", "sanctions")]
        for number, told in enumerate(hits):
            write_hit(customer, lists, number, told)
    for as_of, known_at in ((DAY, MOMENT), (DAY, hours(40)), (days(-90), end_of_day(days(-90)))):
        compare([customer], as_of, known_at)
