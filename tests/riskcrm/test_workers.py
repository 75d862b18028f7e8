"""What holds for every task, and for the clock that sends them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from celery import Celery
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from kombu.utils.imports import symbol_by_name

from riskcrm.audit.models import Verification
from riskcrm.celery import app
from riskcrm.jobs import clock, heartbeat, services, tasks
from riskcrm.jobs.models import Heartbeat, Run
from riskcrm.supervised import PROGRAMS
from riskcrm.web.health import FRESH, QUEUES
from scoring.services import BOOK_RUN
from scoring.tasks import request_nightly_run

app.loader.import_default_modules()
OURS = sorted(name for name in app.tasks if not name.startswith("celery."))
# what a person waits for, or what says that the copy is well, never stands behind long work
FAST = {
    *("score-changed", "raise-alerts", "tell-alert-news", "activate-plans", "refresh-book"),
    *("escalate-alerts", "seal-audit", "note-audit-head", "note-sealed-log"),
    *("follow-receivables", "refresh-ageing", "number-credit-changes"),
}


def test_every_task_of_the_schedule_exists() -> None:
    sent = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert sent <= set(OURS)
    assert len(OURS) >= 8


@pytest.mark.parametrize("name", OURS)
def test_a_task_outlives_a_database_that_is_away(name: str) -> None:
    task = app.tasks[name]
    assert set(task.autoretry_for) >= {OperationalError, InterfaceError}
    assert task.max_retries >= 8
    assert task.retry_backoff


@pytest.mark.parametrize("name", OURS)
def test_a_task_ends_before_redis_sends_it_again(name: str) -> None:
    task = app.tasks[name]
    soft = task.soft_time_limit or settings.CELERY_TASK_SOFT_TIME_LIMIT
    hard = task.time_limit or settings.CELERY_TASK_TIME_LIMIT
    assert soft < hard < settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]


def test_what_is_due_at_once_does_not_stand_behind_long_work() -> None:
    by_queue = {name: entry["options"]["queue"] for name, entry in app.conf.beat_schedule.items()}
    assert {name for name, queue in by_queue.items() if queue == "fast"} == FAST


def test_a_receiver_that_hangs_holds_up_nothing_but_calls() -> None:
    calls = {n for n, each in app.conf.beat_schedule.items() if each["options"]["queue"] == "calls"}
    assert calls == {"deliver-webhooks"}


def test_every_queue_has_a_worker_and_one_only() -> None:
    asked = {entry["options"]["queue"] for entry in app.conf.beat_schedule.values()}
    compose = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())
    commands = [each.get("command", []) for each in compose["services"].values()]
    in_compose = [words[words.index("-Q") + 1] for words in commands if "-Q" in words]
    supervised_here = re.findall(r"worker -Q (\w+)", PROGRAMS)
    assert sorted(supervised_here) == sorted(in_compose) == sorted(asked) == sorted(QUEUES)


@pytest.mark.parametrize(
    ("name", "hour", "minute"),
    [("score-book-nightly", 0, 10), ("verify-audit-nightly", 2, 30), ("purge-uploads", 3, 20)],
)
def test_a_clock_that_was_away_at_its_time_asks_in_each_hour_after_it(
    name: str, hour: int, minute: int
) -> None:
    schedule = app.conf.beat_schedule[name]["schedule"]
    assert schedule.hour == set(range(hour, 24))
    assert min(schedule.minute) == minute


@pytest.mark.django_db
def test_the_book_is_scored_once_a_night_however_often_the_clock_asks() -> None:
    request_nightly_run()
    request_nightly_run()
    assert Run.objects.filter(kind=BOOK_RUN).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_chain_is_checked_once_a_night_however_many_clocks_there_are() -> None:
    tasks.verify_audit()
    tasks.verify_audit()
    assert Verification.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_check_that_was_cut_short_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_short() -> None:
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as patched:
        patched.setattr(tasks.chain, "verify", cut_short)
        with pytest.raises(OperationalError):
            tasks.verify_audit.run()
    tasks.verify_audit()
    assert Verification.objects.count() == 1


class Timer:
    """A worker's timer that goes when it is told to."""

    def call_repeatedly(self, every: float, act: object, args: tuple[object, ...]) -> Timer:
        self.every, self.act, self.args = every, act, args
        return self

    def cancel(self) -> None:
        self.act = None


@pytest.mark.django_db(transaction=True)
def test_a_worker_gives_a_sign_of_life_itself_for_the_queues_it_serves() -> None:
    assert heartbeat.HeartbeatStep in app.steps["consumer"]
    timer = Timer()
    queues = SimpleNamespace(amqp=SimpleNamespace(queues=SimpleNamespace(consume_from={"bulk": 1})))
    consumer = SimpleNamespace(app=queues, timer=timer)
    step = heartbeat.HeartbeatStep(consumer)
    step.start(consumer)
    assert list(Heartbeat.objects.values_list("name", flat=True)) == ["bulk"]
    services.record_heartbeat("bulk", at=timezone.now() - dt.timedelta(hours=1))
    timer.act(*timer.args)  # type: ignore[operator]
    assert timezone.now() - Heartbeat.objects.get().beat_at < dt.timedelta(minutes=1)
    assert timer.every < FRESH.total_seconds() / 2
    step.stop(consumer)
    assert timer.act is None


@pytest.mark.django_db(transaction=True)
def test_a_start_forgets_the_signs_of_life_of_its_predecessor() -> None:
    services.record_heartbeat("fast", at=timezone.now())
    services.clear_heartbeats()
    assert not Heartbeat.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_clock_gives_a_sign_of_life_itself(tmp_path: Path) -> None:
    assert symbol_by_name(app.conf.beat_scheduler) is clock.Clock
    nothing_due = Celery("nothing-due", set_as_current=False)
    ticking = clock.Clock(app=nothing_due, schedule_filename=str(tmp_path / "schedule"))
    assert ticking.tick() <= heartbeat.EVERY
    services.record_heartbeat("clock", at=timezone.now() - dt.timedelta(hours=1))
    ticking.next_sign = 0
    ticking.tick()
    sign = Heartbeat.objects.get()
    assert sign.name == "clock"
    assert timezone.now() - sign.beat_at < dt.timedelta(minutes=1)


def test_the_clock_keeps_its_memory_in_the_home() -> None:
    assert Path(app.conf.beat_schedule_filename) == settings.HOME / "beat-schedule"
