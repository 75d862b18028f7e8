"""What both sides of a what-if would have caught: against an oracle, and what it says otherwise."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections import Counter
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer
from riskcrm.jobs.models import Run
from riskcrm.web.today import today
from scoring import tasks
from scoring.cards import expert
from scoring.cards.data import to_definition
from scoring.cards.value import Calibration, Fit, PdBand, evaluate
from scoring.columns import copies, current_copy, current_past, files, find_past, past, renew_past
from scoring.columns.engine import engine
from scoring.indicators import SCORABLE
from scoring.models import RatingHistory, ScorecardVersion, Snapshot, TreatmentPolicy
from scoring.months import month_end, past_month_end
from scoring.what_if import Question, terms_of, what_if
from scoring.what_if.hits import back_tested, hits_sql
from tests.factories import make_customer, make_invoice
from tests.scoring.book_of_readings import make_readings
from tests.scoring.cards import make_draft, publish, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
D = Decimal
NEW = dataclasses.replace(expert.CARD, medium_at=D(15), high_at=D(35))


@pytest.fixture
def version():
    return ScorecardVersion.objects.get()


def ripe_month(months_ago: int = 0) -> dt.date:
    """A month end whose 180 days are over, so many months before the newest."""
    day = past_month_end(today() - dt.timedelta(days=181))
    for _ in range(months_ago):
        day = past_month_end(day)
    return day


def make_past(*months: dt.date, customers: int = 60, bads: int = 25, seed: int = 7, run=True):
    """Snapshots at these month ends; the first customers go bad 40 days after the last of them."""
    chance, book = random.Random(seed), [make_customer() for _ in range(customers)]
    for month in months:
        Snapshot.objects.bulk_create(
            Snapshot(
                customer_id=customer.pk, as_of=month, known_at=timezone.now(),
                **{
                    code: None if chance.random() < 0.1 else D(chance.random() ** 3 * 120)
                    .quantize(D("0.0001"))
                    for code in sorted(SCORABLE - {"sanctions_hits", "insolvency"})
                },
            )
            for customer in book
        )  # fmt: skip
    for customer in book[:bads]:
        due = max(months) - dt.timedelta(days=50)
        make_invoice(customer, "900.00", invoice_date=due - dt.timedelta(days=20), due_date=due)
    if run:
        read(*months)
    return book


def read(*months: dt.date) -> Run:
    return Run.objects.create(
        kind="take_snapshots", state=Run.State.DONE, created_at=timezone.now(),
        finished_at=timezone.now(), params={"read_months": [day.isoformat() for day in months]},
    )  # fmt: skip


def held_against(question: Question):
    found = current_past()
    with engine(files.folder()) as duck:
        answer = duck.execute(hits_sql(question, found.source))
        names = [column[0] for column in answer.description]
        rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    return back_tested(question, found, rows)


def question_of(new, old):
    terms = terms_of(TreatmentPolicy.objects.get())
    return Question(new, old, terms, terms)


def expected(card, bad: set[int]) -> Counter[str]:
    """One snapshot after the other, by the card in Python."""
    found: Counter[str] = Counter()
    for row in Snapshot.objects.all():
        tier = evaluate(card, {code: getattr(row, code) for code in SCORABLE}).tier
        is_bad = row.customer_id in bad
        found["rows"] += 1
        found["bads"] += is_bad
        found["high"] += tier == "high"
        found["high_bads"] += tier == "high" and is_bad
    return found


def test_both_cards_are_held_against_the_same_past_as_customer_by_customer():
    book = make_past(ripe_month(1), ripe_month())
    bad = {customer.pk for customer in book[:25]}
    found = held_against(question_of(NEW, expert.CARD))
    assert (found.state, found.days, found.horizon) == ("measured", 90, 180)
    assert found.months == (ripe_month(1), ripe_month())
    assert (found.one_of, found.already_bad) == (1, 0)
    for card, hits in ((expert.CARD, found.before), (NEW, found.after)):
        oracle = expected(card, bad)
        assert {name: getattr(hits, name) for name in oracle} == dict(oracle)
        assert hits.bad_customers == 25
        share = D(oracle["high_bads"]) / oracle["high"]
        assert abs(hits.hit_rate - share) <= D("0.00005")
        assert abs(hits.capture - D(oracle["high_bads"]) / oracle["bads"]) <= D("0.00005")
    # the test would say nothing if both cards said the same, or everybody went bad
    assert 0 < found.before.high < found.after.high
    assert 0 < found.after.hit_rate < 1


def test_who_was_bad_already_is_left_out_and_counted():
    book = make_past(ripe_month())
    due = ripe_month() - dt.timedelta(days=120)
    for customer in book[-4:]:
        make_invoice(customer, "900.00", invoice_date=due - dt.timedelta(days=20), due_date=due)
    found = held_against(question_of(NEW, expert.CARD))
    assert (found.already_bad, found.after.rows) == (4, 56)


def test_below_twenty_customers_gone_bad_there_is_no_rate():
    make_past(ripe_month(1), ripe_month(), bads=19)
    found = held_against(question_of(NEW, expert.CARD))
    assert (found.state, found.after.bads, found.after.bad_customers) == ("few_bads", 38, 19)
    assert (found.after.hit_rate, found.after.capture) == (None, None)


def test_the_tiers_in_force_are_those_of_that_day_and_unknown_where_nobody_had_one():
    book = make_past(ripe_month())
    question = question_of(NEW, None)
    assert held_against(question).before.why == "no_tiers"
    for n, customer in enumerate(book):
        for day, tier in ((ripe_month(3), "high" if n < 30 else "low"), (today(), "low")):
            RatingHistory.objects.create(
                customer_id=customer.pk, as_of=day, tier=tier, card_tier="low",
                recorded_at=timezone.now(),
            )  # fmt: skip
    read(ripe_month())  # read again, so copied again
    before = held_against(question).before
    assert (before.rows, before.high, before.high_bads, before.bads) == (60, 30, 25, 25)
    assert before.hit_rate == D("0.8333")
    assert before.capture == 1


def test_a_card_that_was_fitted_on_these_months_is_named():
    make_past(ripe_month())
    told = {name: D(1) for name in ("intercept", "slope", "base_score", "base_odds", "pdo")}
    days = {"first_day": ripe_month(4).isoformat(), "final_day": ripe_month().isoformat()}
    own = dataclasses.replace(NEW, fit=Fit(**told, days=90, horizon=180, goods=9, bads=9, **days))
    found = held_against(question_of(own, NEW))
    assert (found.before.is_own, found.after.is_own) == (False, True)


def test_only_months_that_a_run_read_whole_and_whose_horizon_is_over_are_asked():
    make_past(ripe_month(), run=False)
    assert current_past().months == ()
    young = month_end(ripe_month() + dt.timedelta(days=40))
    read(young)
    assert current_past().months == ()
    read(ripe_month())
    assert current_past().months == (ripe_month(),)


def test_the_copy_is_made_once_and_again_when_another_month_was_read():
    make_past(ripe_month())
    first = current_past()
    assert current_past().path == first.path
    make_past(ripe_month(1))
    second = current_past()
    assert second.months == (ripe_month(1), ripe_month())
    assert second.path != first.path


def test_the_label_is_that_of_the_card_that_scores_the_book(risk_officer, second_officer):
    assert (find_past().days, find_past().horizon) == (90, 180)
    bands = (PdBand(D("40.0"), D(1), D(1), D(2), 1, 9), PdBand(None, D(12), D(9), D(20), 5, 9))
    tested = Calibration(30, 60, "jeffreys", "2025-01-31", "2025-12-31", bands)
    card = dataclasses.replace(expert.CARD, calibration=tested)
    draft = make_draft(risk_officer, definition=to_definition(card))
    publish(submit(draft, risk_officer), second_officer)
    assert (find_past().days, find_past().horizon) == (30, 60)


def test_a_large_book_is_copied_by_the_sweep_which_may_run_twice(monkeypatch):
    make_past(ripe_month())
    make_readings(2)
    monkeypatch.setattr(copies, "SMALL", 1)
    assert current_past().path is None
    tasks.renew_columns()
    made = current_past().path
    assert made is not None
    tasks.renew_columns()
    assert current_past().path == made
    assert not renew_past()


def test_a_larger_book_is_asked_about_fewer_months_and_in_the_end_by_a_sample(monkeypatch):
    make_past(*(ripe_month(n) for n in range(8)), customers=40, bads=0)
    assert len(find_past().months) == past.MOST_ENDS
    make_readings(6)
    monkeypatch.setattr(past, "MOST_ROWS", 6)
    assert (find_past().months, find_past().one_of) == ((ripe_month(),), 1)
    monkeypatch.setattr(past, "MOST_ROWS", 2)
    found = held_against(question_of(NEW, expert.CARD))
    assert found.one_of == 3
    assert 0 < found.after.rows < 40


def test_the_page_says_what_each_side_would_have_caught(client_for, risk_officer, version):
    make_past(ripe_month())
    make_readings(3)
    url = reverse("scoring:what_if", args=[version.pk])
    page = client_for(risk_officer).get(url, {"high": "35"}).content.decode()
    assert "What it would have caught" in page
    assert ripe_month().isoformat() in page
    assert "more than 90 days past due" in page
    assert "New back-test" not in page


def test_the_page_says_what_to_do_while_no_month_was_read(client_for, risk_officer, version):
    make_readings(3)
    page = client_for(risk_officer).get(reverse("scoring:what_if", args=[version.pk]))
    assert "no month has been read yet" in page.content.decode()
    assert "New back-test" in page.content.decode()


def test_the_page_says_that_too_few_went_bad(client_for, risk_officer, version):
    make_past(ripe_month(), bads=3)
    make_readings(3)
    page = client_for(risk_officer).get(reverse("scoring:what_if", args=[version.pk]))
    assert "customers gone bad: 3. Below 20 a rate would be noise" in page.content.decode()


def test_the_api_says_the_same_and_null_where_it_is_not_known(
    api_client_for, risk_officer, version
):
    make_readings(3)
    client, asked = api_client_for(risk_officer), {"version": version.pk}
    body = client.post("/api/v1/what-if/", asked).json()["back_tested"]
    assert (body["state"], body["months"], body["after"]) == ("no_months", [], None)
    make_past(ripe_month())
    body = client.post("/api/v1/what-if/", asked).json()["back_tested"]
    assert (body["state"], body["months"]) == ("measured", [ripe_month().isoformat()])
    assert body["before"] == body["after"]
    assert body["after"]["bad_customers"] == 25


def test_who_sees_some_customers_alone_is_told_of_those(team, account_manager, risk_officer):
    book = make_past(ripe_month())
    Customer.objects.filter(pk__in=[each.pk for each in book[:22]]).update(team=team)
    question, copy = question_of(NEW, expert.CARD), current_copy()

    def told(person):
        return what_if(question, copy, person=person, past=current_past()).back_tested

    assert (told(risk_officer).after.rows, told(account_manager).after.rows) == (60, 22)
    assert told(account_manager).after.bad_customers == 22
