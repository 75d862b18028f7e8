"""The queue of hits, one of them side by side, and who may decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, CustomerChange, ScreeningHit, ScreeningList
from customers.screening.entries import changes_of, write_changes
from customers.screening.hits import decide_hit
from customers.screening.selectors import confirmed_hits
from customers.screening.sweep import outdate_daily
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused, Stale
from riskcrm.web.today import today
from tests.customers.screening import make_list, put_entry, screen_all
from tests.factories import make_customer, make_service_user

pytestmark = pytest.mark.django_db
For = Callable[[User], Client]
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(
        "N1", name="Acme Trading", manager=account_manager, team=account_manager.team
    )


@pytest.fixture
def hit(customer: Customer) -> ScreeningHit:
    put_entry("ACME Trading Ltd", on=make_list("un", name="UN list"), source_key="UN-7")
    screen_all()
    return ScreeningHit.objects.get()


def decide(hit: ScreeningHit, outcome: str, by: User, at: dt.datetime | None = None) -> None:
    decide_hit(hit, outcome=outcome, reason="Compared.", by=by, at=at or timezone.now())


def said(hit: ScreeningHit, **more: str) -> dict[str, str]:
    return {
        "outcome": "confirmed",
        "reason": "Same address.",
        "seen_at": hit.found_at.isoformat(),
    } | more


def test_a_decision_is_kept_with_its_reason_and_marks_the_customer(
    hit: ScreeningHit, risk_officer: User
) -> None:
    CustomerChange.objects.all().delete()
    decide_hit(hit, outcome="confirmed", reason=" Same address. ", by=risk_officer,
               at=timezone.now())  # fmt: skip
    hit.refresh_from_db()
    decision = hit.decisions.get()
    assert (hit.state, decision.reason, decision.decided_by) == (
        "confirmed", "Same address.", risk_officer,
    )  # fmt: skip
    assert CustomerChange.objects.get().cause == "decide_hit"
    event = Event.objects.get(verb="confirm_hit")
    assert (event.customer_id, event.actor_id) == (hit.customer_id, str(risk_officer.pk))


def test_a_decision_can_be_replaced_and_both_stay(hit: ScreeningHit, risk_officer: User) -> None:
    decide(hit, "confirmed", risk_officer)
    with pytest.raises(Refused, match="already"):
        decide(hit, "confirmed", risk_officer)
    decide(hit, "dismissed", risk_officer)
    assert list(hit.decisions.order_by("pk").values_list("outcome", flat=True)) == [
        "confirmed", "dismissed",
    ]  # fmt: skip


def test_a_decision_needs_a_reason_a_right_and_a_person(
    hit: ScreeningHit, risk_officer: User, account_manager: User, auditor: User
) -> None:
    with pytest.raises(Refused, match="Say why"):
        decide_hit(hit, outcome="confirmed", reason="  ", by=risk_officer, at=timezone.now())
    for person in (account_manager, auditor):
        with pytest.raises(Refused, match="Risk officers decide"):
            decide(hit, "confirmed", person)
    with pytest.raises(Refused, match="Only people"):
        decide(hit, "confirmed", make_service_user("screening:read"))


def test_who_saw_other_names_has_to_look_again(hit: ScreeningHit, risk_officer: User) -> None:
    with pytest.raises(Stale):
        decide_hit(
            hit, outcome="confirmed", reason="Yes.", by=risk_officer, at=timezone.now(),
            seen_at=hit.found_at - DAY,
        )  # fmt: skip


def test_what_was_confirmed_is_read_as_it_was_known_then(
    hit: ScreeningHit, risk_officer: User, head_of_risk: User
) -> None:
    now = timezone.now()
    decide(hit, "confirmed", risk_officer, at=now - 10 * DAY)
    decide(hit, "dismissed", head_of_risk, at=now - 2 * DAY)
    day = today()
    assert not confirmed_hits(day, now).exists()
    assert not confirmed_hits(day - 12 * DAY, now).exists()
    then = confirmed_hits(day - 5 * DAY, now).get()
    assert (then.recorded_at, then.list_kind) == (now - 10 * DAY, "sanctions")
    assert confirmed_hits(day, now - 5 * DAY).exists()


def test_an_entry_out_of_force_is_no_confirmed_hit(hit: ScreeningHit, risk_officer: User) -> None:
    now = timezone.now()
    decide(hit, "confirmed", risk_officer, at=now - DAY)
    entry = hit.entry
    entry.valid_until = today() - DAY
    entry.save()
    assert not confirmed_hits(today(), now).exists()
    assert confirmed_hits(today() - DAY, now).exists()
    entry.valid_until, entry.ended_at = None, now
    entry.save()
    assert not confirmed_hits(today(), timezone.now()).exists()
    assert confirmed_hits(today(), now - dt.timedelta(hours=1)).exists()


# --- pages ---------------------------------------------------------------------------------------


def test_the_queue_shows_the_hits_of_customers_one_sees(
    hit: ScreeningHit, account_manager: User, outsider: User, client_for: For
) -> None:
    url = reverse("customers:hit_list")
    assert "Acme Trading" in client_for(account_manager).get(url).content.decode()
    assert "Acme Trading" not in client_for(outsider).get(url).content.decode()
    assert (
        client_for(outsider).get(reverse("customers:hit_detail", args=[hit.pk])).status_code == 404
    )
    for person, count in ((account_manager, "1"), (outsider, "")):
        answer = client_for(person).get(reverse("customers:hit_count"))
        assert answer.content.decode() == count


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=open", True), ("state=dismissed", False), ("list=un", True),
        ("score_min=97", False), ("score_max=97&score_min=90", True), ("q=acme", True),
        ("q=other", False), ("how=pinyin", False),
    ],
)  # fmt: skip
def test_each_filter_narrows_the_queue(
    hit: ScreeningHit, risk_officer: User, client_for: For, query: str, found: bool
) -> None:
    page = client_for(risk_officer).get(reverse("customers:hit_list") + f"?{query}")
    assert bool(len(page.context["table"].data)) == found


def test_the_queue_costs_the_same_for_one_hit_and_for_many(
    hit: ScreeningHit, risk_officer: User, client_for: For
) -> None:
    client = client_for(risk_officer)
    url = reverse("customers:hit_list")
    client.get(url)
    counts = []
    for batch in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
        for n in range(8):
            make_customer(f"M{batch}{n}", name="Acme Trading")
        screen_all()
    assert counts[0] == counts[1]


def test_a_hit_is_decided_on_its_page(
    hit: ScreeningHit, risk_officer: User, client_for: For
) -> None:
    client = client_for(risk_officer)
    page = client.get(reverse("customers:hit_detail", args=[hit.pk])).content.decode()
    assert "UN-7" in page
    assert "same name but for its legal form" in page
    url = reverse("customers:hit_decide", args=[hit.pk])
    assert client.post(url, said(hit, reason="")).status_code == 422
    stale = client.post(url, said(hit, seen_at="2020-01-01T00:00:00+00:00"))
    assert stale.status_code == 409
    assert client.post(url, said(hit)).status_code == 302
    hit.refresh_from_db()
    assert hit.state == "confirmed"
    page = client.get(reverse("monitoring:customer_detail", args=[hit.customer_id]))
    assert "This customer is on the list" in page.content.decode()
    panel = client.get(reverse("customers:screening_panel", args=[hit.customer_id]))
    assert "Olivia Reyes" in panel.content.decode()


def test_account_managers_look_and_do_not_decide(
    hit: ScreeningHit, account_manager: User, outsider: User, risk_officer: User, client_for: For
) -> None:
    client = client_for(account_manager)
    page = client.get(reverse("customers:hit_detail", args=[hit.pk])).content.decode()
    assert "Risk officers decide on hits" in page
    assert "It is this customer" not in page
    assert client.post(reverse("customers:hit_decide", args=[hit.pk]), said(hit)).status_code == 403
    for name in ("screening_list_list", "entry_list", "screening_list_create"):
        assert client.get(reverse(f"customers:{name}")).status_code == 403
    panel = reverse("customers:screening_panel", args=[hit.customer_id])
    assert client.get(panel).status_code == 200
    assert client_for(outsider).get(panel).status_code == 404
    decide(hit, "confirmed", risk_officer)
    page = client.get(reverse("monitoring:customer_detail", args=[hit.customer_id]))
    assert "This customer is on the list" in page.content.decode()


def test_the_page_says_when_names_or_numbers_are_others_by_now(
    hit: ScreeningHit, risk_officer: User, client_for: For
) -> None:
    Customer.objects.update(name="Quite Another", registration_number="HRB 1234")
    put_entry(
        "Acme Trading Company", on=hit.entry.of_list, source_key="UN-7",
        registration_number="HRB 99999",
    )  # fmt: skip
    client = client_for(risk_officer)
    page = client.get(reverse("customers:hit_detail", args=[hit.pk])).content.decode()
    assert "The customer has another name by now" in page
    assert "Then it said: ACME Trading Ltd" in page
    entry = client.get(reverse("customers:entry_detail", args=[hit.entry_id])).content.decode()
    assert "ACME Trading Ltd" in entry


# --- hits that are outdated ----------------------------------------------------------------------


def rename(customer: Customer, name: str) -> None:
    Customer.objects.filter(pk=customer.pk).update(name=name)
    screen_all()


def state(hit: ScreeningHit) -> tuple[str, str]:
    hit.refresh_from_db()
    return hit.state, hit.outdated


def test_an_open_hit_of_a_name_that_is_gone_is_outdated_and_opens_again(
    hit: ScreeningHit, customer: Customer
) -> None:
    rename(customer, "Blue Harbour")
    assert state(hit) == ("outdated", "renamed")
    event = Event.objects.get(verb="outdate_hits")
    assert event.content["facts"] == {"hits": [hit.pk]}
    rename(customer, "Acme Trading")
    assert state(hit) == ("open", "")
    assert ScreeningHit.objects.count() == 1
    rename(customer, "Acme Trading Inc")
    assert state(hit) == ("open", "")
    assert hit.customer_name == "Acme Trading Inc"


def test_an_open_hit_of_an_entry_that_ended_or_is_called_otherwise_is_outdated(
    hit: ScreeningHit,
) -> None:
    on = hit.entry.of_list
    put_entry("Blue Harbour", on=on, source_key="UN-7")
    screen_all()
    assert state(hit) == ("outdated", "changed")
    put_entry("ACME Trading Ltd", on=on, source_key="UN-7")
    screen_all()
    assert state(hit) == ("open", "")
    put_entry("ACME Trading Ltd", on=on, source_key="UN-7", valid_until=today() - DAY)
    screen_all()
    assert state(hit) == ("outdated", "ended")


def test_an_entry_that_a_complete_list_does_not_hold_any_more_ends_its_open_hits(
    hit: ScreeningHit, risk_officer: User
) -> None:
    changes = changes_of(hit.entry.of_list, [], at=timezone.now(), is_complete=True)
    write_changes(changes, by=risk_officer, at=timezone.now())
    screen_all()
    assert state(hit) == ("outdated", "ended")


def test_an_entry_that_comes_to_its_end_by_the_day_ends_its_open_hits_once(
    hit: ScreeningHit,
) -> None:
    put_entry("ACME Trading Ltd", on=hit.entry.of_list, source_key="UN-7", valid_until=today())
    screen_all()
    assert outdate_daily(at=timezone.now()) == 0
    assert outdate_daily(at=timezone.now() + DAY) == 1
    assert outdate_daily(at=timezone.now() + DAY) == 0
    assert state(hit) == ("outdated", "ended")


def test_what_was_decided_stays_decided(
    hit: ScreeningHit, customer: Customer, risk_officer: User
) -> None:
    decide(hit, "confirmed", risk_officer)
    rename(customer, "Blue Harbour")
    assert state(hit) == ("confirmed", "")


def test_an_outdated_hit_can_be_decided_and_says_why_it_is_outdated(
    hit: ScreeningHit, customer: Customer, risk_officer: User, client_for: For
) -> None:
    rename(customer, "Blue Harbour")
    url = reverse("customers:hit_detail", args=[hit.pk])
    text = client_for(risk_officer).get(url).content.decode()
    assert "Nobody has to decide on this any more" in text
    hit.refresh_from_db()
    decide(hit, "dismissed", risk_officer)
    assert state(hit) == ("dismissed", "")


def test_hits_of_a_list_that_is_switched_off_wait_for_a_person(
    hit: ScreeningHit, customer: Customer
) -> None:
    ScreeningList.objects.update(is_active=False)
    screen_all()
    outdate_daily(at=timezone.now())
    assert state(hit) == ("open", "")
