"""Scoring the whole book: asked for once, done in chunks, repeatable for a past day."""

from __future__ import annotations

import csv
import datetime as dt
import json
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from riskcrm.audit.services import SYSTEM
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from scoring import services, tasks
from scoring.models import Rating, RiskScore, ScorecardVersion
from tests.factories import make_customer
from tests.scoring.test_score_customers import late_payer

pytestmark = pytest.mark.django_db


def request(**fields):
    return services.request_book_run(by=SYSTEM, at=timezone.now(), **fields)


def test_a_run_scores_every_customer_in_chunks(monkeypatch):
    monkeypatch.setattr(services, "CHUNK_CUSTOMERS", 2)
    customers = [late_payer() for _ in range(5)]
    run = request()
    assert (run.total, run.chunks.count()) == (5, 3)
    tasks.work_on_runs()
    tasks.work_on_runs()
    run.refresh_from_db()
    assert (run.state, run.done) == (Run.State.DONE, 5)
    assert Rating.objects.filter(customer__in=customers, tier="high").count() == 5
    assert set(RiskScore.objects.values_list("run_id", flat=True)) == {run.pk}


def test_an_open_run_of_the_day_is_not_asked_for_twice():
    make_customer()
    assert request() == request()
    assert request(as_of=today() - dt.timedelta(days=1)) != request()


@pytest.mark.django_db(transaction=True)
def test_who_ask_at_the_same_moment_get_the_same_run():
    make_customer()
    ready, runs = threading.Barrier(4), []

    def ask():
        try:
            ready.wait(10)
            runs.append(request())
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(runs) == 4
    assert set(runs) == {Run.objects.get()}
    assert Run.objects.get().chunks.count() == 1


def test_a_run_that_has_ended_does_not_stand_in_the_way():
    make_customer()
    first = request()
    tasks.work_on_runs()
    assert request() != first


def test_the_book_cannot_be_scored_for_a_day_to_come():
    with pytest.raises(Refused) as refusal:
        request(as_of=today() + dt.timedelta(days=1))
    assert refusal.value.code == "date_to_come"


def test_nothing_is_scored_without_a_published_card():
    ScorecardVersion.objects.update(state=ScorecardVersion.State.RETIRED)
    with pytest.raises(Refused) as refusal:
        request()
    assert refusal.value.code == "no_published_scorecard"


def test_the_night_asks_for_one_run_however_many_clocks_strike():
    make_customer()
    tasks.request_nightly_run()
    tasks.request_nightly_run()
    assert Run.objects.filter(kind=services.BOOK_RUN).count() == 1


def summary_of(capsys, *options):
    call_command("score_book", *options)
    return json.loads(capsys.readouterr().out)


def test_the_command_prints_a_summary(capsys, tmp_path):
    late_payer()
    make_customer(name='=HYPERLINK("x")')
    out = tmp_path / "scores.csv"
    summary = summary_of(capsys, "--out", str(out))
    assert summary["as_of"] == today().isoformat()
    assert (summary["customers"], summary["scored"], summary["unrated"]) == (2, 1, 1)
    assert summary["tiers"] == {"unrated": 1, "low": 0, "medium": 0, "high": 1}
    assert Run.objects.get(pk=summary["run"]).state == Run.State.DONE
    rows = list(csv.DictReader(out.open(newline="")))
    assert [row["tier"] for row in rows] == ["high", "unrated"]
    assert rows[1]["name"].startswith("'=")


def test_a_past_day_gives_the_same_rows_again(capsys, tmp_path):
    customer = late_payer()
    day = (today() - dt.timedelta(days=40)).isoformat()
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    summary_of(capsys, "--as-of", day, "--out", str(first))
    customer.allocations.filter(effective_date__gt=day).delete()
    customer.invoices.filter(invoice_date__gt=day).delete()
    summary = summary_of(capsys, "--as-of", day, "--out", str(second))
    assert first.read_bytes() == second.read_bytes()
    assert summary["rows_written"] == 0


def test_the_command_refuses_in_words():
    with pytest.raises(CommandError, match="future date"):
        call_command("score_book", "--as-of", "2999-01-01")
