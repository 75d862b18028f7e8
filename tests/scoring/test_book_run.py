"""Scoring the whole book: asked for once, done in chunks, repeatable for a past day."""

from __future__ import annotations

import csv
import datetime as dt
import json
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.utils import timezone

from riskcrm.audit.services import SYSTEM
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from scoring import selectors, services, tasks
from scoring.models import Rating, RiskScore, ScorecardVersion
from tests.factories import make_customer, make_invoice
from tests.scoring.test_score_customers import late_payer, score
from tests.scoring.test_unscorable import unscorable_customer

pytestmark = pytest.mark.django_db


def request(**fields):
    return services.request_book_run(by=SYSTEM, at=timezone.now(), **fields)


def test_a_run_scores_every_customer_in_chunks(monkeypatch):
    monkeypatch.setattr(selectors, "CHUNK_CUSTOMERS", 2)
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


def scored_then(capsys, path, day):
    """The file that a run over a past day writes, and how many rows the run wrote."""
    summary = summary_of(capsys, "--as-of", day.isoformat(), "--out", str(path))
    return path.read_text(), summary["rows_written"]


def test_a_past_day_gives_the_same_file_again_whatever_came_later(capsys, tmp_path):
    customer = late_payer()
    day = today() - dt.timedelta(days=40)
    first, _rows = scored_then(capsys, tmp_path / "1.csv", day)
    customer.allocations.filter(effective_date__gt=day).delete()
    customer.invoices.filter(invoice_date__gt=day).delete()
    assert scored_then(capsys, tmp_path / "2.csv", day) == (first, 0)


def poison(customer):
    """What was paid late was paid later still."""
    customer.allocations.update(effective_date=F("effective_date") + dt.timedelta(days=25))


def forget_all_but_two(customer):
    for invoice in customer.invoices.order_by("invoice_date")[2:]:
        invoice.allocations.all().delete()
        invoice.delete()


def forget_everything(customer):
    customer.allocations.all().delete()
    customer.payments.all().delete()
    customer.invoices.all().delete()


def import_history(customer):
    """Old documents that the book learns of now count as known on their own dates."""
    issued = today() - dt.timedelta(days=200)
    make_invoice(customer, "90000.00", invoice_date=issued)


@pytest.mark.parametrize("change", [poison, forget_all_but_two, forget_everything, import_history])
def test_a_past_that_was_changed_gives_another_file_and_a_row_more(capsys, tmp_path, change):
    changed, same = late_payer(), late_payer(late=2)
    day = today() - dt.timedelta(days=40)
    before, rows = scored_then(capsys, tmp_path / "before.csv", day)
    kept = list(RiskScore.objects.order_by("pk").values())
    assert rows == len(kept) == 2
    change(changed)
    after, rows = scored_then(capsys, tmp_path / "after.csv", day)
    assert rows == 1
    assert [line for line in after.splitlines() if same.number in line] == [
        line for line in before.splitlines() if same.number in line
    ]
    assert after != before
    assert list(RiskScore.objects.order_by("pk").values())[:2] == kept
    assert scored_then(capsys, tmp_path / "again.csv", day) == (after, 0)


def test_a_past_that_was_put_right_again_gives_the_first_file(capsys, tmp_path):
    customer = late_payer()
    day = today() - dt.timedelta(days=40)
    before, _rows = scored_then(capsys, tmp_path / "before.csv", day)
    issued = today() - dt.timedelta(days=200)
    mistaken = make_invoice(customer, "90000.00", invoice_date=issued)
    scored_then(capsys, tmp_path / "wrong.csv", day)
    mistaken.delete()
    assert scored_then(capsys, tmp_path / "after.csv", day) == (before, 1)


def test_the_summary_adds_up_to_the_book(capsys):
    tomorrow = late_payer()
    score(tomorrow, day=today() + dt.timedelta(days=1))
    for made_by in (late_payer, make_customer, unscorable_customer):
        made_by()
    summary = summary_of(capsys)
    assert summary["customers"] == 4
    assert (summary["scored"], summary["unrated"]) == (1, 1)
    assert (summary["unscorable"], summary["skipped"]) == (1, 1)
    assert sum(summary["tiers"].values()) == 2
    past = summary_of(capsys, "--as-of", "2001-01-01")
    assert (past["customers"], past["skipped"], past["scored"]) == (4, 4, 0)


def test_the_command_refuses_in_words():
    with pytest.raises(CommandError, match="future date"):
        call_command("score_book", "--as-of", "2999-01-01")
