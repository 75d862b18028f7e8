"""Back-tests of the book: asked for, done in chunks, measured once, and free of leaks."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from sklearn.metrics import roc_auc_score

from customers.models import Allocation, CreditNote, Customer, Reminder, ReminderRun
from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM
from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused
from riskcrm.web.today import end_of_day
from scoring import selectors, services, tasks
from scoring.cards.value import evaluate
from scoring.models import BackTest, BackTestPart, Rating, ScorecardVersion, Snapshot
from scoring.selectors import card_of, champion
from tests.factories import make_invoice, make_payment
from tests.scoring.back_tests import (
    FEBRUARY,
    JANUARY,
    TODAY,
    ask,
    customer_with_history,
    finished,
    small_book,
)
from tests.scoring.book import DAY
from tests.scoring.facts import tell
from tests.scoring.oracles.outcomes import outcome_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(on_day):
    on_day(TODAY)


def other_version():
    """The champion's card with other thresholds, as a draft."""
    first = champion()
    definition = first.definition | {"tiers": {"medium": "10", "high": "20"}}
    return ScorecardVersion.objects.create(
        scorecard=first.scorecard, number=2, definition=definition, created_at=timezone.now()
    )


def expected_rows():
    """Score, was bad, is bad and loss of each snapshot, told slowly in Python."""
    card = card_of(champion())
    told = []
    for snapshot in Snapshot.objects.order_by("customer_id", "as_of"):
        values = {f.indicator: getattr(snapshot, f.indicator) for f in card.factors()}
        score = evaluate(card, values).score
        customer = Customer.objects.get(pk=snapshot.customer_id)
        told.append((score, *outcome_of(customer, snapshot.as_of, days=30, horizon=60)))
    return told


def test_a_back_test_is_what_slow_python_says(risk_officer):
    small_book()
    result = finished(ask(risk_officer)).result
    told = [row for row in expected_rows() if not row[1]]
    rated = [(float(score), bad) for score, _was, bad, _loss in told if score is not None]
    assert result["card"]["rows"] == len(told)
    assert result["card"]["rated"] == len(rated)
    assert result["card"]["bads"] == sum(bad for _score, bad in rated) >= 20
    area = roc_auc_score([bad for _s, bad in rated], [score for score, _b in rated])
    assert result["card"]["auc"]["value"] == pytest.approx(area, abs=1e-6)
    assert float(result["card"]["loss"]) == float(
        sum(loss for score, _was, _bad, loss in told if score is not None)
    )
    assert [month["as_of"] for month in result["months"]] == ["2026-01-31", "2026-02-28"]


def test_chunks_give_what_the_whole_gives(risk_officer, monkeypatch):
    small_book()
    whole = finished(ask(risk_officer, challenger=other_version()))
    monkeypatch.setattr(selectors, "CHUNK_CUSTOMERS", 7)
    back_test = ask(risk_officer, challenger=whole.challenger)
    assert back_test.run.chunks.count() == 8
    assert finished(back_test).result == whole.result
    assert whole.result["difference"]["auc"] == {"value": 0, "low": 0, "high": 0}


def test_a_chunk_done_again_counts_once(risk_officer):
    small_book(goods=3, bads=2)
    back_test = ask(risk_officer)
    chunk = back_test.run.chunks.get()
    services.back_test_chunk(back_test.run, chunk)
    services.back_test_chunk(back_test.run, chunk)
    assert BackTestPart.objects.count() == 1
    assert finished(back_test).result["card"]["rows"] == 5 * 2


def test_months_are_read_once_and_anew_only_when_asked(risk_officer):
    small_book(goods=2, bads=1)
    assert ask(risk_officer).run.params["read_months"] == ["2026-01-31", "2026-02-28"]
    tasks.work_on_back_tests()
    assert Snapshot.objects.count() == 6
    march = ask(risk_officer, final_month=dt.date(2026, 3, 31))
    assert march.run.params["read_months"] == ["2026-03-31"]
    assert len(ask(risk_officer, again=True).run.params["read_months"]) == 2


def test_months_whose_horizon_is_not_over_are_left_out_and_told(risk_officer):
    small_book(goods=2, bads=1)
    back_test = ask(risk_officer, final_month=dt.date(2026, 5, 31))
    result = finished(back_test).result
    assert [month["as_of"] for month in result["months"]][-1] == "2026-03-31"
    assert result["immature"] == ["2026-04-30", "2026-05-31"]


def test_the_last_day_of_the_horizon_must_be_over(risk_officer, on_day):
    ends = JANUARY + dt.timedelta(days=60)
    on_day(ends)
    with pytest.raises(Refused) as refusal:
        ask(risk_officer, final_month=JANUARY)
    assert (refusal.value.code, refusal.value.field) == ("immature", "final_month")
    on_day(ends + dt.timedelta(days=1))
    ask(risk_officer, final_month=JANUARY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days": -1}, "days"),
        ({"days": 366}, "days"),
        ({"horizon": 0}, "horizon"),
        ({"horizon": 1096}, "horizon"),
        ({"first_month": dt.date(2026, 3, 1)}, "first_month"),
        ({"first_month": dt.date(2020, 1, 1)}, "first_month"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(risk_officer, changes, field):
    with pytest.raises(Refused) as refusal:
        ask(risk_officer, **changes)
    assert refusal.value.field == field
    assert not BackTest.objects.exists()


def test_a_card_is_no_challenger_of_itself(risk_officer):
    with pytest.raises(Refused) as refusal:
        ask(risk_officer, challenger=champion())
    assert refusal.value.code == "same_card"
    back_test = ask(risk_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        BackTest.objects.filter(pk=back_test.pk).update(challenger=back_test.card_version)


def test_asking_is_written_down(risk_officer):
    back_test = ask(risk_officer)
    event = Event.objects.filter(verb="request_back_test").get()
    assert event.object_id == str(back_test.pk)


def test_a_cancelled_back_test_has_no_result(risk_officer):
    small_book(goods=2, bads=1)
    back_test = ask(risk_officer)
    jobs.cancel_run(back_test.run, by=SYSTEM, at=timezone.now())
    tasks.work_on_back_tests()
    back_test.refresh_from_db()
    assert (back_test.result, back_test.run.state) == (None, Run.State.CANCELLED)


def test_two_workers_measure_once(risk_officer):
    small_book(goods=2, bads=1)
    back_test = ask(risk_officer)
    jobs.work_on(services.BACK_TEST_RUN, services.back_test_chunk, at=timezone.now())
    assert services.finish_back_test(at=timezone.now()) == back_test
    assert services.finish_back_test(at=timezone.now()) is None


def test_a_card_changed_meanwhile_changes_nothing_of_a_back_test(risk_officer):
    """Versions are immutable; a champion that is replaced in between is still the one asked for."""
    small_book(goods=2, bads=1)
    back_test = ask(risk_officer)
    asked_for = champion()
    ScorecardVersion.objects.update(state=ScorecardVersion.State.RETIRED)
    assert finished(back_test).card_version == asked_for


# --- what a score may not know ------------------------------------------------------------------


def scores(back_test):
    return finished(back_test).result["card"]["histogram"]


def test_rows_of_the_future_change_no_score(risk_officer):
    """Poison: everything dated or recorded after the month end, however wild."""
    small_book(goods=6, bads=3)
    label = {"final_month": JANUARY, "again": True}
    before = [row[:2] for row in scores(ask(risk_officer, **label))]
    for customer in Customer.objects.all():
        make_invoice(customer, "990000.00", invoice_date=dt.date(2026, 2, 1), due_date=None)
        late = end_of_day(JANUARY) + dt.timedelta(seconds=1)
        make_invoice(
            customer, "990000.00", invoice_date=dt.date(2025, 11, 1), recorded_at=late,
            due_date=dt.date(2026, 5, 1),
        )  # fmt: skip
        make_payment(customer, "5.00", received_date=dt.date(2026, 1, 3), recorded_at=late)
    assert [row[:2] for row in scores(ask(risk_officer, **label))] == before


def test_a_credit_note_posted_late_is_in_no_earlier_score(risk_officer):
    customer = customer_with_history(late=3, bad_from=dt.date(2026, 1, 20))
    label = {"final_month": JANUARY, "again": True}
    finished(ask(risk_officer, **label))
    before = list(Snapshot.objects.values())
    assert before[0]["overdue"] == 900
    posted = end_of_day(JANUARY) + dt.timedelta(days=9)
    note = CreditNote.objects.create(
        customer=customer, source_key="CN-1", effective_date=dt.date(2026, 1, 10), amount=900,
        currency="CNY", base_amount=900, recorded_at=posted,
    )  # fmt: skip
    Allocation.objects.create(
        customer=customer, invoice=customer.invoices.get(amount=900), credit_note=note,
        effective_date=dt.date(2026, 1, 10), amount=900, base_amount=900, recorded_at=posted,
    )  # fmt: skip
    result = finished(ask(risk_officer, **label)).result
    assert list(Snapshot.objects.values()) == before
    # the outcome knows it: what was credited was never owed
    assert (result["already_bad"], result["card"]["bads"]) == (0, 0)


def test_the_tier_and_what_collectors_did_change_no_figure_and_no_score(risk_officer):
    small_book(goods=2, bads=2)
    label = {"final_month": JANUARY, "again": True}
    scored, figures = scores(ask(risk_officer, **label)), list(Snapshot.objects.values())
    day = dt.date(2025, 12, 20)
    then = end_of_day(day)
    job = Run.objects.create(kind="reminders", state="done", created_at=then)
    letters = ReminderRun.objects.create(as_of=day, started_at=then, run=job)
    for customer in Customer.objects.all():
        on = (day - DAY).days
        tell("collection-steps", customer, on, how="call", state="done", done_date=day)
        tell("interactions", customer, on, channel="call", purpose="collection")
        Reminder.objects.create(
            run=letters, customer=customer, level=1, language="en", as_of=day, demanded=900,
            disputed=0, oldest_days=9, subject="Reminder", body="Please pay.", state="sent",
            closed_by=risk_officer, closed_at=then,
        )  # fmt: skip
    Rating.objects.update(tier="high", card_tier="high")
    assert scores(ask(risk_officer, **label)) == scored
    assert list(Snapshot.objects.values()) == figures


def test_the_generated_scores_rank_above_chance(risk_officer):
    small_book()
    found = finished(ask(risk_officer)).result["card"]["auc"]
    assert found["low"] > 0.5
    assert np.isfinite(found["high"])
    assert FEBRUARY.isoformat() == finished(ask(risk_officer)).result["months"][-1]["as_of"]
