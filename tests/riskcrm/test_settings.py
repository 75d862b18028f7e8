"""What the environment may say, and what is refused loudly at start."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
import redis
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection

from riskcrm import embedded, environment

OURS = {
    "DATABASE_URL": "postgresql://riskcrm_app:of-our-own@db/riskcrm",
    "MIGRATE_DATABASE_URL": "postgresql://riskcrm_owner:of-our-own@db/riskcrm",
    "REDIS_URL": "redis://cache:6379/0",
    "RISKCRM_SECRET_KEY": "fifty-random-characters-of-our-own",
    "DEMO": "0",
}
Read = Callable[..., Any]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """The settings as a process with this environment would read them at its start."""

    def reading(**values: str) -> Any:
        with monkeypatch.context() as patched:
            for name, value in {**OURS, **values}.items():
                patched.setenv(name, value)
            return SimpleNamespace(**runpy.run_path(f"{embedded.BASE_DIR}/riskcrm/settings.py"))

    return reading


def run_python(*words: str, **values: str) -> subprocess.CompletedProcess[str]:
    kept = {key: os.environ[key] for key in ("PATH", "RISKCRM_HOME")}
    return subprocess.run(
        [sys.executable, *words],
        cwd=embedded.BASE_DIR,
        env={**kept, **OURS, "DJANGO_SETTINGS_MODULE": "riskcrm.settings", **values},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RISKCRM_SECRET_KEY", "evaluation-only-secret-key-of-fifty-characters-or-more"),
        ("DATABASE_URL", "postgresql://riskcrm_app:evaluation-only-app@postgres/riskcrm"),
        ("MIGRATE_DATABASE_URL", "postgresql://riskcrm_owner:evaluation-only-owner@db/riskcrm"),
    ],
)
def test_real_use_on_secrets_that_everybody_knows_is_refused(
    read: Read, name: str, value: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{name} still holds a secret") as refused:
        read(**{name: value})
    assert "RISKCRM_APP_PASSWORD" in str(refused.value)
    assert read(**{name: value, "DEMO": "1"}).DEMO is True


def test_secrets_of_ones_own_are_taken(read: Read) -> None:
    assert read().DEMO is False


def test_one_number_says_how_many_proxies_are_believed(read: Read) -> None:
    for given, believed in (("", 0), ("2", 2)):
        found = read(RISKCRM_TRUSTED_PROXIES=given)
        counts = found.ALLAUTH_TRUSTED_PROXY_COUNT, found.REST_FRAMEWORK["NUM_PROXIES"]
        assert counts == (believed, believed)


def test_the_size_of_the_demonstration_is_a_number_that_makes_one(read: Read) -> None:
    assert read().DEMO_CUSTOMERS == 2000
    assert read(RISKCRM_DEMO_CUSTOMERS="60").DEMO_CUSTOMERS == 60
    for wrong in ("0", "many", "-5", "1e3"):
        with pytest.raises(ImproperlyConfigured, match="must be a whole number from 1"):
            read(RISKCRM_DEMO_CUSTOMERS=wrong)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEMO", "yes"),
        ("REDIS_URL", ""),
        ("REDIS_URL", "http://cache"),
        ("DATABASE_URL", "sqlite:///book.db"),
        ("DATABASE_URL", "postgresql://riskcrm_app:p@ss/word@db/riskcrm"),
        ("MIGRATE_DATABASE_URL", "db"),
        ("RISKCRM_TRUSTED_PROXIES", "-1"),
        ("RISKCRM_BASE_CURRENCY", "euro"),
        ("RISKCRM_TIME_ZONE", "Mars/Olympus"),
        ("RISKCRM_LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(read: Read, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name) as refused:
        read(**{name: value})
    assert "p@ss" not in str(refused.value)


def test_the_command_line_says_what_is_wrong_in_one_line() -> None:
    done = run_python("manage.py", "check", RISKCRM_TIME_ZONE="Mars/Olympus")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("riskcrm: RISKCRM_TIME_ZONE must be the name of a time zone")


def test_an_unreachable_database_is_said_in_one_sentence() -> None:
    nowhere = "postgresql://riskcrm_app:of-our-own@127.0.0.1:1/riskcrm"
    done = run_python("manage.py", "set_up", DATABASE_URL=nowhere)
    assert done.returncode == 1
    assert done.stderr.startswith("riskcrm: PostgreSQL cannot be reached: ")
    assert "Traceback" not in done.stderr


def test_what_is_empty_is_not_set(read: Read) -> None:
    names = ("TIME_ZONE", "BASE_CURRENCY", "ORGANISATION", "LOG_LEVEL", "ALLOWED_HOSTS")
    found = read(MIGRATE_DATABASE_URL="", **{f"RISKCRM_{name}": "" for name in names})
    assert found.OWNER_DATABASE["USER"] == "riskcrm_app"
    names = (found.TIME_ZONE, found.BASE_CURRENCY, found.ORGANISATION)
    assert names == ("UTC", "USD", "riskcrm")
    assert tuple(found.ALLOWED_HOSTS) == environment.LOCAL_HOSTS


def test_this_machine_may_always_ask_after_the_health() -> None:
    hosts = ("127.0.0.1:8000", "localhost", "[::1]:8000", "crm.example")
    code = (
        "import django; django.setup(); from django.test import Client\n"
        f"for host in {hosts}: print(Client().get('/livez', headers={{'host': host}}).status_code)"
    )
    done = run_python("-c", code, RISKCRM_ALLOWED_HOSTS="crm.example")
    assert done.stdout.split() == ["200"] * 4, done.stderr


@pytest.mark.parametrize(
    ("given", "broker", "cache"),
    [
        ("redis://cache:6379/2", "redis://cache:6379/2", "redis://cache:6379/2"),
        (
            "unix:///run/red%20is/redis.sock?db=3",
            "redis+socket:///run/red%20is/redis.sock?virtual_host=3",
            "unix:///run/red%20is/redis.sock?db=3",
        ),
        (
            "redis+socket://:secret@/run/redis.sock",
            "redis+socket://:secret@/run/redis.sock?virtual_host=0",
            "unix://:secret@/run/redis.sock?db=0",
        ),
    ],
)
def test_one_address_of_redis_does_for_workers_and_cache(
    read: Read, given: str, broker: str, cache: str
) -> None:
    found = read(REDIS_URL=given)
    addresses = found.CELERY_BROKER_URL, found.CACHES["default"]["LOCATION"]
    assert addresses == (broker, cache)


def test_workers_and_cache_find_redis_whatever_is_in_its_path(tmp_path: Path) -> None:
    socket = tmp_path / "100% 中文 #?.sock"
    socket.symlink_to(embedded.redis_socket())
    broker, cache = environment.redis_addresses("REDIS_URL", f"unix://{quote(str(socket))}")
    with Connection(broker) as connection:
        assert connection.default_channel.client.ping()
    assert redis.Redis.from_url(cache).ping()


def test_a_traceback_of_a_library_reaches_the_log() -> None:
    code = (
        "import django, logging; django.setup()\n"
        "try: 1 / 0\n"
        "except ZeroDivisionError: logging.getLogger('a.library').exception('it broke')"
    )
    line = json.loads(run_python("-c", code).stderr.splitlines()[-1])
    assert line["event"] == "it broke"
    assert "ZeroDivisionError" in line["exception"]
