"""What a person sees of a run, and how they stop it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM
from riskcrm.jobs import services
from riskcrm.jobs.models import Chunk, Run
from riskcrm.jobs.progress import progress_of

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def run() -> Run:
    ranges = [(1, 100, 100), (101, 200, 100)]
    return services.request_run("count", params={"as_of": None}, by=SYSTEM, ranges=ranges, at=NOW)


def fail(run: Run, chunk: Chunk) -> dict[str, Any]:
    raise ValueError("no rate for XAU")


def test_an_open_run_asks_for_its_progress_each_second(
    client_for: ClientFor, risk_officer: User, run: Run
) -> None:
    client = client_for(risk_officer)
    page = client.get(reverse("jobs:run_detail", args=[run.pk])).content.decode()
    assert 'hx-trigger="every 1s"' in page
    services.work_on("count", lambda run, chunk: {"scored": chunk.size}, at=NOW)
    part = client.get(reverse("jobs:run_progress", args=[run.pk])).content.decode()
    assert "hx-trigger" not in part
    assert "Scored" in part
    assert "<html" not in part


def test_progress_tells_share_rate_and_time_left(run: Run) -> None:
    assert progress_of(run, at=NOW).share == 0
    run.done, run.started_at = 50, NOW
    progress = progress_of(run, at=NOW + dt.timedelta(seconds=10))
    assert (progress.share, progress.rate) == (0.25, 5)
    assert progress.left == dt.timedelta(seconds=30)
    run.state, run.done, run.finished_at = "done", 200, NOW + dt.timedelta(seconds=20)
    assert progress_of(run, at=NOW + dt.timedelta(days=1)).rate == 10


def test_a_run_is_stopped_with_a_reason(
    client_for: ClientFor, risk_officer: User, run: Run
) -> None:
    client, address = client_for(risk_officer), reverse("jobs:run_cancel", args=[run.pk])
    client.post(address, {"reason": " "})
    run.refresh_from_db()
    assert run.state == Run.State.PENDING
    page = client.post(address, {"reason": "wrong day"}, follow=True).content.decode()
    assert "wrong day" in page
    run.refresh_from_db()
    assert run.state == Run.State.CANCELLED
    assert Event.objects.get(verb="cancel_run").actor_id == str(risk_officer.pk)
    again = client.post(address, {"reason": "again"}, follow=True).content.decode()
    assert "already ended" in again


def test_a_parked_part_shows_its_error_and_is_tried_again(
    client_for: ClientFor, risk_officer: User, run: Run
) -> None:
    for minutes in range(6):
        services.work_on("count", fail, at=NOW + dt.timedelta(minutes=minutes))
    client = client_for(risk_officer)
    page = client.get(reverse("jobs:run_detail", args=[run.pk])).content.decode()
    assert "no rate for XAU" in page
    client.post(reverse("jobs:chunk_retry", args=[run.pk, 1]))
    assert run.chunks.get(number=1).state == Chunk.State.PENDING


def test_who_may_only_watch_cannot_stop(client_for: ClientFor, auditor: User, run: Run) -> None:
    client = client_for(auditor)
    page = client.get(reverse("jobs:run_detail", args=[run.pk])).content.decode()
    assert "Stop the run" not in page
    answer = client.post(reverse("jobs:run_cancel", args=[run.pk]), {"reason": "x"})
    assert answer.status_code == 403


def test_the_list_goes_on_page_by_page_in_few_queries(
    client_for: ClientFor, risk_officer: User, django_assert_max_num_queries: Any
) -> None:
    Run.objects.bulk_create([Run(kind="count", created_at=NOW) for _ in range(51)])
    client = client_for(risk_officer)
    with django_assert_max_num_queries(6):
        page = client.get(reverse("jobs:run_list"))
    assert len(page.context["rows"]) == 50
    older = client.get(reverse("jobs:run_list"), {"before": page.context["older"]})
    assert len(older.context["rows"]) == 1


def test_what_a_run_was_asked_for_and_counted_reads_in_words(
    client_for: ClientFor, risk_officer: User
) -> None:
    params = {
        "as_of": "2026-11-25",
        "known_at": "2026-11-25T22:53:18.507684+00:00",
        "is_current": True,
        "card_version": 7,
    }
    result = {"low": 1344, "high": 167, "other": 3, "customers": 2000, "rows_written": 7964}
    older, run = (
        Run.objects.create(kind="score_book", params=params, result=result, created_at=NOW)
        for _ in range(2)
    )
    client = client_for(risk_officer)
    page = client.get(reverse("jobs:run_detail", args=[run.pk]))
    asked = {str(fact.name): fact.value for fact in page.context["params"]}
    assert asked["known at"] == "2026-11-25 22:53"
    assert asked["updates the current ratings"] == "yes"
    counts = [str(fact.name) for fact in page.context["counts"]]
    assert counts == ["customers", "high", "low", "rows written, up to five a customer", "other"]
    high = f"{reverse('monitoring:customer_list')}?tier=high"
    assert high in page.content.decode()
    assert "is_current" not in page.content.decode()
    # the ratings that an older run gave have moved on
    assert high not in client.get(reverse("jobs:run_detail", args=[older.pk])).content.decode()
    assert "2026-11-25" in client.get(reverse("jobs:run_list")).content.decode()


def test_a_run_that_is_not_there_is_a_404(client_for: ClientFor, risk_officer: User) -> None:
    assert client_for(risk_officer).get(reverse("jobs:run_detail", args=[0])).status_code == 404
