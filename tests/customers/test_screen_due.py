"""Customers and entries are screened when they come, when they change, and once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers import tasks
from customers.models import Customer, CustomerKeys, ScreeningDue, ScreeningEntry, ScreeningHit
from customers.screening import candidates, compare, sweep
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
    assert ScreeningEntry.objects.get().is_cut
    assert not CustomerKeys.objects.filter(is_cut=True).exists()


def test_people_are_told_of_a_customer_that_is_like_too_many(
    monkeypatch: pytest.MonkeyPatch, risk_officer: User, client_for: Callable[[User], Client]
) -> None:
    for module in (candidates, sweep):
        monkeypatch.setattr(module, "MOST_PER_NAME", 2)
    for _ in range(3):
        put_entry("王伟")
    customer = make_customer("N1", name="王伟")
    screen_all()
    url = reverse("customers:screening_panel", args=[customer.pk])
    assert "are like more than" in client_for(risk_officer).get(url).content.decode()
    monkeypatch.undo()
    ScreeningDue.objects.create(customer=customer)
    screen_all()
    assert "are like more than" not in client_for(risk_officer).get(url).content.decode()


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


# --- what breaks the sweep ---


@pytest.fixture
def poisonous(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody called so can be compared."""

    def broken(readings: object, *args: object, **more: object) -> object:
        if "poison" in str(readings):
            raise ValueError("cannot be compared")
        return compare.best_match(readings, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(sweep, "best_match", broken)


def screen(at: dt.datetime) -> None:
    while sweep.screen_due(at=at):
        pass


def test_a_name_that_breaks_the_sweep_holds_nobody_up(
    poisonous: None, caplog: pytest.LogCaptureFixture
) -> None:
    put_entry("Poison Trading")
    put_entry("Acme Trading")
    screen_all()
    for n in range(9):
        make_customer(f"N{n}", name=f"Acme {'Trading' if n % 2 else 'Shipping'}")
    bad = make_customer("BAD", name="Poison Trading")
    at = timezone.now()
    screen(at)
    assert [number for number, *_ in hits()] == ["N1", "N3", "N5", "N7"]
    parked = ScreeningDue.objects.get()
    assert (parked.customer_id, parked.parked_at) == (bad.pk, at)
    assert parked.error == "ValueError: cannot be compared"
    assert sweep.screen_due(at=at + dt.timedelta(hours=23)) == 0


def test_what_was_parked_is_tried_again_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    put_entry("Poison Trading")
    screen_all()
    make_customer("BAD", name="Poison Trading")
    at = timezone.now()
    with monkeypatch.context() as patched:
        patched.setattr(sweep, "best_match", _fail)
        screen(at)
    assert ScreeningDue.objects.get().parked_at == at
    screen(at + dt.timedelta(hours=25))
    assert not ScreeningDue.objects.exists()
    assert hits() == [("BAD", "Poison Trading", "open")]


def _fail(*_args: object, **_more: object) -> None:
    raise ValueError("cannot be compared")


def test_a_parked_customer_that_is_renamed_is_no_longer_parked(
    poisonous: None, risk_officer: User
) -> None:
    put_entry("Poison Trading")
    screen_all()
    customer = make_customer("BAD", name="Poison Trading")
    screen_all()
    change_customer(customer, by=risk_officer, at=timezone.now(), version=1, name="Harmless")
    screen_all()
    assert not ScreeningDue.objects.exists()


def test_an_entry_is_held_against_all_but_whom_it_cannot_be(poisonous: None) -> None:
    for number, name in (("N1", "Acme Trading"), ("BAD", "Acme Poison Trading")):
        make_customer(number, name=name)
    screen_all()
    entry = put_entry("Acme Trading", aliases=("Acme Poison Trading",))
    screen_all()
    assert [number for number, *_ in hits()] == ["N1"]
    assert ScreeningDue.objects.get().entry_id == entry.pk


def test_where_everything_breaks_the_fault_is_ours_and_nothing_is_parked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for n in range(sweep.ALL_AT_FAULT + 1):
        make_customer(f"N{n}")
    monkeypatch.setattr(sweep, "identity_of", _fail)
    with pytest.raises(ValueError, match="cannot be compared"):
        sweep.screen_due(at=timezone.now())
    assert not ScreeningDue.objects.filter(parked_at__isnull=False).exists()


def test_the_end_of_a_workers_time_parks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    make_customer("N1")

    def late(*_args: object, **_more: object) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(sweep, "identity_of", late)
    with pytest.raises(SoftTimeLimitExceeded):
        sweep.screen_due(at=timezone.now())
    assert ScreeningDue.objects.get().parked_at is None


def test_pages_and_figures_tell_what_is_parked(
    poisonous: None, risk_officer: User, client_for: Callable[[User], Client]
) -> None:
    entry = put_entry("Poison Trading")
    screen_all()
    customer = make_customer("BAD", name="Poison Trading")
    ScreeningDue.objects.create(entry=entry)
    screen_all()
    client = client_for(risk_officer)
    for page in (
        reverse("customers:screening_panel", args=[customer.pk]),
        reverse("customers:entry_detail", args=[entry.pk]),
    ):
        assert "ValueError: cannot be compared" in client.get(page).content.decode()
    assert "riskcrm_parked_screenings 2" in client.get("/metrics").content.decode()
