"""Liveness asks nobody, readiness asks everybody, figures are for those who may see them."""

from __future__ import annotations

import datetime as dt
import logging
from io import StringIO

import pytest
import redis
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from customers.services import mark_changed
from riskcrm.accounts.models import Team
from riskcrm.audit.chain import Verdict
from riskcrm.audit.services import SYSTEM, note_verification, record
from riskcrm.jobs.services import SET_UP, record_heartbeat, take_slot
from riskcrm.web import health, metrics, redis_client
from tests.factories import make_customer


@pytest.fixture
def ready_copy(db: None) -> None:
    """Set up, the clock and all queues alive."""
    now = timezone.now()
    take_slot(SET_UP, "demo", at=now)
    for name in health.SIGNS.values():
        record_heartbeat(name, at=now)


def test_livez_answers_anybody_without_the_database(client: Client) -> None:
    # no `db` fixture: a query would fail the test
    response = client.get("/livez")
    assert response.status_code == 200
    assert response.json() == {"alive": True}


def test_readyz_is_200_when_everything_is_there(client: Client, ready_copy: None) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    checks = response.json()["checks"]
    queues = {"queue_fast", "queue_bulk", "queue_calls"}
    assert set(checks) == {"database", "redis", "migrations", "set_up", "clock"} | queues
    assert all(check == {"ok": True, "detail": ""} for check in checks.values())


def test_readyz_names_a_set_up_that_has_not_finished(client: Client, db: None) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert not response.json()["checks"]["set_up"]["ok"]


@pytest.mark.parametrize("check", health.SIGNS)
def test_readyz_names_a_silent_clock_or_queue(client: Client, ready_copy: None, check: str) -> None:
    record_heartbeat(health.SIGNS[check], at=timezone.now() - dt.timedelta(seconds=21))
    response = client.get("/readyz")
    assert response.status_code == 503
    wrong = [name for name, state in response.json()["checks"].items() if not state["ok"]]
    assert wrong == [check]


def test_a_command_says_whether_one_of_them_is_alive(ready_copy: None) -> None:
    call_command("check_heartbeat", "clock", stdout=StringIO())
    record_heartbeat("clock", at=timezone.now() - dt.timedelta(seconds=21))
    with pytest.raises(CommandError, match="clock: no sign of life for 21 s"):
        call_command("check_heartbeat", "clock")
    call_command("check_heartbeat", "queue_fast", stdout=StringIO())


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_who_asks_every_few_seconds_fills_no_log(
    client: Client, db: None, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    with caplog.at_level(logging.INFO):
        client.get(path)
    assert caplog.messages == []
    with caplog.at_level(logging.DEBUG):
        client.get(path)
    assert "health_asked" in caplog.text
    with caplog.at_level(logging.INFO):
        client.get("/accounts/login/")
    assert "request_finished" in caplog.text


def test_readyz_names_a_redis_that_is_gone(
    client: Client, ready_copy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = redis.Redis(unix_socket_path="/nowhere/redis.sock")
    monkeypatch.setattr(redis_client, "connected", lambda seconds: gone)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["redis"] == {"ok": False, "detail": "Redis does not answer"}


def test_readyz_names_a_database_that_is_gone(
    client: Client, ready_copy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(health.transaction, "atomic", gone)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert not response.json()["checks"]["database"]["ok"]


def test_metrics_show_this_machine_the_age_of_each_queue(client: Client, ready_copy: None) -> None:
    now = timezone.now()
    customer = make_customer()
    mark_changed([customer.pk], cause="test", at=now - dt.timedelta(seconds=90))
    text = metrics.exposition(at=now).decode()
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(figures["riskcrm_oldest_customer_change_seconds"]) == pytest.approx(90, abs=5)
    assert 'riskcrm_heartbeat_age_seconds{name="fast"}' in figures
    assert 'riskcrm_heartbeat_age_seconds{name="clock"}' in figures
    assert float(figures["riskcrm_customers"]) >= 0
    assert float(figures["riskcrm_oldest_pending_chunk_seconds"]) == 0
    assert client.get("/metrics").content.decode().count("# HELP riskcrm_") >= 6


def test_metrics_count_what_waits_for_its_seal_however_old(ready_copy: None) -> None:
    now = timezone.now()
    with transaction.atomic():
        long_ago = now - dt.timedelta(days=3)
        record("create_team", by=SYSTEM, obj=Team(pk=1, name="north"), at=long_ago)
    with CaptureQueriesContext(connection) as queries:
        text = metrics.exposition(at=now).decode()
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(figures["riskcrm_unsealed_events"]) == 1
    assert float(figures["riskcrm_oldest_unsealed_event_seconds"]) == 3 * 24 * 3600
    assert not any("audit_seal" in query["sql"] for query in queries)


def test_metrics_say_whether_the_latest_check_found_the_chain_sound(ready_copy: None) -> None:
    now = timezone.now()
    assert b"\nriskcrm_audit_chain_sound " not in metrics.exposition(at=now)
    for is_sound in (True, False):
        verdict = Verdict(is_sound=is_sound, blocks=0, events=0)
        note_verification(verdict, at=now - dt.timedelta(hours=2))
        text = metrics.exposition(at=now).decode()
        assert f"\nriskcrm_audit_chain_sound {float(is_sound)}\n" in text
        assert "\nriskcrm_audit_check_age_seconds 7200.0\n" in text


@pytest.mark.parametrize(
    "origin",
    [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}],
    ids=["another machine", "a proxy on this one"],
)
def test_metrics_ask_everybody_else_for_the_token(
    client: Client, ready_copy: None, settings: Settings, origin: dict[str, str]
) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", **origin).status_code == 403  # type: ignore[arg-type]
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer ", **origin).status_code == 403  # type: ignore[arg-type]
    settings.METRICS_TOKEN = "a-long-token"
    wrong, right = "Bearer a-short-token", "Bearer a-long-token"
    assert client.get("/metrics", HTTP_AUTHORIZATION=wrong, **origin).status_code == 403  # type: ignore[arg-type]
    assert client.get("/metrics", HTTP_AUTHORIZATION=right, **origin).status_code == 200  # type: ignore[arg-type]
