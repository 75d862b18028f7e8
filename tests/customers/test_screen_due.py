"""Customers and entries are screened when they come, when they change, and once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers import tasks
from customers.models import Customer, ScreeningDue, ScreeningHit
from customers.screening import candidates, sweep
from customers.screening.hits import decide_hit
from customers.services import change_customer, create_customer
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.customers.screening import hits, make_list, put_entry, screen_all
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


def test_a_new_customer_is_held_against_the_lists(risk_officer: User) -> None:
    put_entry("上海恒昌贸易有限公司")
    screen_all()
    new = {"by": risk_officer, "at": timezone.now()}
    create_customer(**new, number="N1", name="上海恆昌貿易（有限公司）")
    create_customer(**new, number="N2", name="北京远大建材有限公司")
    tasks.screen_due()
    [hit] = ScreeningHit.objects.all()
    assert (hit.customer.number, hit.score, hit.how) == ("N1", 100, ScreeningHit.How.EXACT)
    assert (hit.customer_name, hit.entry_name) == (
        "上海恆昌貿易（有限公司）",
        "上海恒昌贸易有限公司",
    )
    assert not ScreeningDue.objects.exists()


def test_a_new_entry_is_held_against_the_book() -> None:
    make_customer("N1", name="Acme Trading GmbH")
    make_customer("N2", name="Other", other_name="Shanghai Hengchang Maoyi Co., Ltd.")
    make_customer("N3", name="Nobody", registration_number="91310000MA1FL00X0A")
    screen_all()
    assert hits() == []
    put_entry("ACME TRADING LIMITED")
    put_entry("上海恒昌贸易有限公司")
    put_entry("Somebody Else", registration_number="9131 0000-MA1FL00X0A")
    screen_all()
    assert [(number, hit.how) for (number, *_), hit in
            zip(hits(), ScreeningHit.objects.order_by("pk"), strict=True)] == [
        ("N1", "normalised"), ("N2", "pinyin"), ("N3", "number"),
    ]  # fmt: skip


def test_an_alias_is_found_as_the_name_is() -> None:
    make_customer("N1", name="Golden Bridge Shipping")
    put_entry("Ocean Star", aliases=("Golden Bridge Shipping Ltd",))
    screen_all()
    assert hits() == [("N1", "Ocean Star", "open")]
    assert ScreeningHit.objects.get().entry_name == "Golden Bridge Shipping Ltd"


def test_a_renamed_customer_is_screened_again_and_another_change_is_not(
    risk_officer: User,
) -> None:
    customer = make_customer("N1", name="Harmless")
    put_entry("Acme Trading")
    screen_all()
    changed = change_customer(
        customer, by=risk_officer, at=timezone.now(), version=1, city="Shanghai"
    )
    assert not ScreeningDue.objects.exists()
    change_customer(
        changed, by=risk_officer, at=timezone.now(), version=2, name="Acme Trading Inc."
    )
    screen_all()
    assert hits() == [("N1", "Acme Trading", "open")]


def test_customers_of_one_statement_are_all_screened() -> None:
    put_entry("Acme Trading")
    now = timezone.now()
    Customer.objects.bulk_create(
        Customer(number=f"N{n}", name="Acme Trading", recorded_at=now) for n in range(3)
    )
    screen_all()
    assert len(hits()) == 3


def test_a_list_that_is_switched_off_or_an_entry_out_of_date_finds_nobody() -> None:
    off = make_list(is_active=False)
    put_entry("Acme Trading", on=off)
    put_entry("Acme Trading", valid_until=timezone.now().date() - dt.timedelta(days=2))
    make_customer("N1", name="Acme Trading")
    screen_all()
    assert hits() == []


def test_a_dismissed_hit_comes_back_only_with_another_name(risk_officer: User) -> None:
    customer = make_customer("N1", name="Acme Trading")
    entry = put_entry("Acme Trading", source_key="A")
    screen_all()
    decide_hit(
        ScreeningHit.objects.get(),
        outcome="dismissed",
        reason="Another town.",
        by=risk_officer,
        at=timezone.now(),
    )
    ScreeningDue.objects.create(customer=customer)
    put_entry("Acme Trading", on=entry.of_list, source_key="A", reason="told anew")
    screen_all()
    assert hits() == [("N1", "Acme Trading", "dismissed")]
    put_entry("Acme Trading Co.", on=entry.of_list, source_key="A")
    screen_all()
    assert [state for *_, state in hits()] == ["dismissed", "open"]


def test_a_confirmed_hit_is_not_asked_again_under_another_name(risk_officer: User) -> None:
    make_customer("N1", name="Acme Trading")
    entry = put_entry("Acme Trading", source_key="A")
    screen_all()
    decide_hit(
        ScreeningHit.objects.get(), outcome="confirmed", reason="It is.", by=risk_officer,
        at=timezone.now(),
    )  # fmt: skip
    put_entry("Acme Trading Co.", on=entry.of_list, source_key="A")
    screen_all()
    assert [state for *_, state in hits()] == ["confirmed"]


def test_an_open_hit_goes_on_with_the_names_that_match_now() -> None:
    make_customer("N1", name="Acme Trading")
    entry = put_entry("Acme Trading", source_key="A")
    screen_all()
    put_entry("Acme Trading Co.", on=entry.of_list, source_key="A")
    screen_all()
    [hit] = ScreeningHit.objects.all()
    assert (hit.entry_name, hit.entry_version, hit.score) == ("Acme Trading Co.", 2, 96)


def test_screening_twice_finds_nothing_new_and_says_so_once() -> None:
    customer = make_customer("N1", name="Acme Trading")
    put_entry("Acme Trading")
    screen_all()
    ScreeningDue.objects.create(customer=customer)
    screen_all()
    assert len(hits()) == 1
    assert Event.objects.filter(verb="find_hits").count() == 1


def test_numbers_that_differ_weigh_against_a_name() -> None:
    make_customer("N1", name="Acme Trading", registration_number="HRB 11111")
    make_customer("N2", name="Acme Trading", registration_number="")
    put_entry("Acme Trading", registration_number="HRB 22222")
    screen_all()
    assert dict(ScreeningHit.objects.values_list("customer__number", "score")) == {
        "N1": 90, "N2": 100,
    }  # fmt: skip


def test_a_name_like_too_many_is_cut_short_and_the_audit_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (candidates, sweep):
        monkeypatch.setattr(module, "MOST_PER_NAME", 3)
    for n in range(5):
        make_customer(f"N{n}", name="王伟")
    screen_all()
    put_entry("王伟")
    screen_all()
    assert len(hits()) == 3
    assert '"names_like_too_many":1' in Event.objects.get(verb="find_hits").payload.body


def test_the_number_of_queries_does_not_grow_with_the_customers() -> None:
    put_entry("Acme Trading")
    screen_all()
    counts = []
    for size in (2, 40):
        for _n in range(size):
            make_customer(name="Acme Trading")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            sweep.screen_due(at=timezone.now())
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "name", ["\u202e\u202d", "🙂🙂", "ﷺ", "()", ".", "a", "有限公司", "Ltd", "ǅ" * 200, "한국 은행"]
)
def test_no_name_stops_the_queue(name: str) -> None:
    make_customer("N1", name=name)
    put_entry("Acme Trading")
    screen_all()
    assert not ScreeningDue.objects.exists()
