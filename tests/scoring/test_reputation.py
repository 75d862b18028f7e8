"""News, lists, lawsuits, insolvency and defaults: examples by hand, at the edges of windows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from customers.models import Customer, ExchangeRate, ScreeningDecision, ScreeningHit
from customers.screening.entries import EntryRow, changes_of, write_changes
from customers.screening.lists import put_entries
from riskcrm.accounts import roles
from riskcrm.web.today import end_of_day
from scoring.figure_parts import parts_of
from scoring.figure_rows import indicator_rows
from scoring.indicators.reputation import REPUTATION
from tests.customers.screening import make_list, put_entry
from tests.factories import make_customer, make_invoice, make_person
from tests.scoring.book import DAY, days, reading_of
from tests.scoring.facts import correct, hear, tell

pytestmark = pytest.mark.django_db
CODES = [each.code for each in REPUTATION.indicators]
NOW = end_of_day(DAY)
LATER = NOW + dt.timedelta(microseconds=1)


@pytest.fixture
def customer() -> Customer:
    return make_customer()


def counts(customer: Customer, code: str) -> Decimal:
    rows = indicator_rows(customer, code, as_of=DAY, known_at=NOW)
    return sum((row["counts"] for row in rows), Decimal(0))


# --- news ---


def test_news_fade_by_half_in_180_days(customer: Customer) -> None:
    hear(customer, 0, severity=4, credibility=50)
    hear(customer, -180, severity=4, credibility=50)
    hear(customer, -360, severity=5, credibility=80)
    assert reading_of(customer)["negative_news"] == 2 + 1 + 1
    assert counts(customer, "negative_news") == 4


def test_reports_of_one_event_count_once_by_the_gravest(customer: Customer) -> None:
    for severity, credibility in ((3, 100), (4, 50), (4, 75), (2, 100)):
        hear(customer, 0, severity=severity, credibility=credibility, cluster="fire")
    assert reading_of(customer)["negative_news"] == 3


def test_only_confirmed_news_of_two_years_count(customer: Customer) -> None:
    for on, fields in (
        (-1, {"confirmation": "pending"}),
        (-1, {"confirmation": "dismissed"}),
        (-1, {"is_void": True}),
        (-730, {}),
        (-1, {"kind": "rating"}),
    ):
        hear(customer, on, **fields)
    assert reading_of(customer)["negative_news"] == 0
    hear(customer, -729, severity=5, credibility=100)
    assert reading_of(customer)["negative_news"] == Decimal("0.3019")


def test_news_of_a_lawsuit_count_as_the_lawsuit_alone(customer: Customer) -> None:
    hear(customer, -5, severity=5, cluster="case")
    hear(customer, -6, kind="litigation", claimed_amount=10, currency="USD", cluster="case")
    found = reading_of(customer)
    assert (found["negative_news"], found["litigation"]) == (0, 1)


# --- lawsuits ---


def test_lawsuits_that_claim_money_and_enforcements_count_once_a_case(customer: Customer) -> None:
    hear(customer, -5, kind="litigation", claimed_amount=10, currency="USD")
    hear(customer, -5, kind="litigation", claimed_amount=10, currency="USD", cluster="A")
    hear(customer, -2, kind="enforcement", cluster="A")
    hear(customer, -729, kind="enforcement")
    hear(customer, -730, kind="enforcement")
    hear(customer, -5, kind="litigation")
    hear(customer, -5, kind="litigation", claimed_amount=0)
    assert reading_of(customer)["litigation"] == 3
    assert len(indicator_rows(customer, "litigation", as_of=DAY, known_at=NOW)) == 3


def sue(customer: Customer, amount: Any, currency: str = "USD", **fields: Any) -> None:
    hear(customer, -5, kind="litigation", claimed_amount=amount, currency=currency, **fields)


def test_claims_are_held_against_the_equity_of_the_newest_accounts(customer: Customer) -> None:
    make_invoice(customer, 400, invoice_date=days(-9))
    assert reading_of(customer)["claims_ratio"] == 0
    sue(customer, 100)
    assert reading_of(customer)["claims_ratio"] == 25  # of what is owed
    tell("financial-statements", customer, -300, currency="USD", equity=1000)
    tell("financial-statements", customer, -100, currency="USD", equity=None)
    assert reading_of(customer)["claims_ratio"] == 10
    tell("financial-statements", customer, -90, currency="USD", equity=-3)
    assert reading_of(customer)["claims_ratio"] == 25
    rows = parts_of(indicator_rows(customer, "claims_ratio", as_of=DAY, known_at=NOW))
    assert {(str(part.label), part.row["base_amount"]) for part in rows} == {
        ("market event", 100),
        ("open amount", 400),
    }


def test_accounts_older_than_18_months_tell_no_equity(customer: Customer) -> None:
    sue(customer, 100)
    since = (DAY - dt.date(2024, 11, 6)).days  # 18 months before the day
    old = tell("financial-statements", customer, -since, currency="USD", equity=1000)
    assert reading_of(customer)["claims_ratio"] is None
    old.effective_date = days(1 - since)
    old.save()
    assert reading_of(customer)["claims_ratio"] == 10


def test_claims_in_another_currency_need_a_rate_known_then(customer: Customer) -> None:
    tell("financial-statements", customer, -90, currency="USD", equity=1000)
    sue(customer, 100, "EUR")
    assert reading_of(customer)["claims_ratio"] is None
    ExchangeRate.objects.create(currency="EUR", effective_date=days(-5), rate=2, recorded_at=LATER)
    assert reading_of(customer)["claims_ratio"] is None
    assert reading_of(customer, known_at=LATER)["claims_ratio"] == 20
    sue(customer, 50, "")
    assert reading_of(customer, known_at=LATER)["claims_ratio"] is None


def test_a_case_is_told_by_the_report_that_names_its_amount(customer: Customer) -> None:
    tell("financial-statements", customer, -90, currency="USD", equity=1000)
    hear(customer, -2, kind="enforcement", severity=5, cluster="A")
    sue(customer, 100, cluster="A", severity=1)
    assert reading_of(customer)["claims_ratio"] == 10


def test_a_confirmed_insolvency_stands_until_it_is_void(customer: Customer) -> None:
    event = hear(customer, -3000, kind="insolvency")
    assert reading_of(customer)["insolvency"] == 1
    correct("market-events", event, LATER, is_void=True)
    assert reading_of(customer)["insolvency"] == 1
    assert reading_of(customer, known_at=LATER)["insolvency"] == 0


def test_what_was_confirmed_later_is_not_known_before(customer: Customer) -> None:
    event = hear(customer, -5, kind="insolvency", confirmation="pending")
    correct("market-events", event, LATER, confirmation="confirmed",
            confirmed_by=make_person(), confirmed_at=LATER)  # fmt: skip
    assert reading_of(customer)["insolvency"] == 0
    assert reading_of(customer, known_at=LATER)["insolvency"] == 1


# --- lists ---


def decide(
    customer: Customer, entry: Any, at: dt.datetime, outcome: str = "confirmed", name: str = ""
) -> None:
    hit, _made = ScreeningHit.objects.get_or_create(
        customer=customer, entry=entry, customer_name=name or customer.name,
        entry_name=entry.name,
        defaults={"entry_version": 1, "score": 100, "how": "exact", "found_at": at,
                  "state": "confirmed"},
    )  # fmt: skip
    ScreeningDecision.objects.create(
        hit=hit, outcome=outcome, reason="seen", decided_at=at,
        decided_by=make_person(roles.RISK_OFFICER),
    )  # fmt: skip


BEFORE = NOW - dt.timedelta(days=9)


def test_no_hit_says_nothing_where_no_list_is_kept(customer: Customer) -> None:
    found = reading_of(customer)
    assert (found["sanctions_hits"], found["list_hits"]) == (None, None)
    make_list(created_at=LATER)
    assert reading_of(customer)["sanctions_hits"] is None
    make_list(created_at=NOW)
    found = reading_of(customer)
    assert (found["sanctions_hits"], found["list_hits"]) == (0, None)
    make_list(created_at=NOW, kind="own")
    assert reading_of(customer)["list_hits"] == 0


def test_confirmed_hits_count_by_entry_and_kind_of_list(customer: Customer) -> None:
    for kind in ("sanctions", "court", "own", "public"):
        entry = put_entry(f"Name of {kind}", on=make_list(kind=kind))
        decide(customer, entry, BEFORE)
        decide(customer, entry, BEFORE, name="Other name")
    hear(customer, -5, kind="listing")
    open_hit = put_entry("Somebody else")
    ScreeningHit.objects.create(
        customer=customer, entry=open_hit, entry_version=1, customer_name="x",
        entry_name="y", score=90, how="fuzzy", found_at=BEFORE,
    )  # fmt: skip
    found = reading_of(customer)
    assert (found["sanctions_hits"], found["list_hits"]) == (1, 4)
    assert counts(customer, "sanctions_hits") == 1
    assert counts(customer, "list_hits") == 4


def test_the_latest_decision_by_then_holds(customer: Customer) -> None:
    entry = put_entry("Somebody", on=make_list(created_at=BEFORE))
    decide(customer, entry, BEFORE)
    decide(customer, entry, NOW - dt.timedelta(days=3), "dismissed")
    assert reading_of(customer)["sanctions_hits"] == 0
    assert reading_of(customer, as_of=days(-4))["sanctions_hits"] == 1
    decide(customer, entry, LATER)
    assert reading_of(customer)["sanctions_hits"] == 0
    # a decision of tomorrow is none of today's, whenever today is read
    assert reading_of(customer, known_at=LATER)["sanctions_hits"] == 0
    assert reading_of(customer, as_of=days(1))["sanctions_hits"] == 1


def test_an_entry_counts_while_it_was_in_force_as_was_known_then(customer: Customer) -> None:
    officer = make_person(roles.RISK_OFFICER)
    on = make_list(created_at=BEFORE)
    entry = put_entry("Somebody", on=on, source_key="1", valid_until=DAY, by=officer)
    decide(customer, entry, BEFORE)
    assert reading_of(customer)["sanctions_hits"] == 1
    assert reading_of(customer, as_of=days(1))["sanctions_hits"] == 0
    shorter = EntryRow(source_key="1", name="Somebody", valid_until=days(-2))
    put_entries(on, [shorter], by=officer, at=LATER)
    assert reading_of(customer)["sanctions_hits"] == 1
    assert reading_of(customer, as_of=days(1))["sanctions_hits"] == 0


def test_an_entry_that_ended_later_counts_until_then(customer: Customer) -> None:
    officer = make_person(roles.RISK_OFFICER)
    on = make_list(created_at=BEFORE)
    decide(customer, put_entry("Somebody", on=on, by=officer), BEFORE)
    write_changes(changes_of(on, [], at=LATER, is_complete=True), by=officer, at=LATER)
    assert reading_of(customer)["sanctions_hits"] == 1
    assert reading_of(customer, as_of=days(1))["sanctions_hits"] == 0


def test_a_customer_that_has_bought_nothing_is_known_by_what_is_said_of_it(
    customer: Customer,
) -> None:
    make_list(created_at=BEFORE)
    report(customer, -20, 0)
    hear(customer, -5, kind="insolvency", confirmation="pending")
    assert not reading_of(customer)["is_known"]
    hear(customer, -5, kind="insolvency")
    assert reading_of(customer)["is_known"]
    hit = make_customer()
    decide(hit, put_entry("Somebody", on=make_list()), BEFORE)
    assert reading_of(hit)["is_known"]


# --- defaults ---


def report(customer: Customer, on: int, defaults: int | None, **fields: Any) -> Any:
    fields.setdefault("provider", "Meridian")
    return tell("credit-reports", customer, on, defaults=defaults, **fields)


def test_defaults_are_those_of_the_worst_valid_report_and_days_of_write_offs(
    customer: Customer,
) -> None:
    assert reading_of(customer)["recorded_defaults"] is None
    report(customer, -20, None)
    assert reading_of(customer)["recorded_defaults"] is None
    report(customer, -400, 5)
    report(customer, -90, 0, valid_until=DAY)
    assert reading_of(customer)["recorded_defaults"] == 0
    report(customer, -300, 2, provider="Harbour")
    report(customer, -300, 7, provider="Old", valid_until=days(-1))
    report(customer, -730, 7, provider="Older")
    for on, amount in ((-729, 1), (-10, 300), (-10, 200), (-8, Decimal("0.99")), (-730, 9)):
        tell("write-offs", customer, on, amount=amount)
    tell("write-offs", customer, -7, base_amount=None)
    assert reading_of(customer)["recorded_defaults"] == 2 + 3
    assert counts(customer, "recorded_defaults") == 5


def test_rows_effective_or_recorded_later_change_nothing(customer: Customer) -> None:
    make_invoice(customer, 400, invoice_date=days(-9))
    entries = [put_entry(f"{k} name", on=make_list(kind=k, created_at=BEFORE)) for k in
               ("sanctions", "court")]  # fmt: skip
    report(customer, -90, 0)
    before = {code: reading_of(customer)[code] for code in CODES}
    assert set(before.values()) == {0}
    for on, known in ((1, NOW), (-20, LATER)):
        for kind in ("news", "litigation", "enforcement", "listing", "insolvency"):
            hear(customer, on, kind=kind, claimed_amount=10, currency="USD", known=known)
        report(customer, on, 3, known=known)
        tell("write-offs", customer, on, known=known)
    for entry in entries:
        decide(customer, entry, LATER)
    assert {code: reading_of(customer)[code] for code in CODES} == before
    found = reading_of(customer, as_of=days(1), known_at=end_of_day(days(1)))
    assert all(found[code] for code in CODES)
