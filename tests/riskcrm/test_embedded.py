"""The embedded servers come up, are shared, go down, and survive what was killed around them."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from riskcrm import embedded
from riskcrm.embedded import account, server
from tests.homes import throw_away_home

HOLDER = """
from riskcrm import embedded
import sys, time
with embedded.servers():
    print("up", flush=True)
    sys.stdin.readline()
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root's data lies outside the home")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of the test's own, inside that of the test session."""
    with throw_away_home(embedded.home() / "homes") as path:
        monkeypatch.setenv("RISKCRM_HOME", str(path))
        yield path


@pytest.fixture
def postgres(home: Path) -> embedded.Postgres:
    return embedded.Postgres()


def ask(query: str) -> list[tuple[object, ...]]:
    """One query on the application's database as its owner."""
    with contextlib.closing(psycopg2.connect(embedded.database_url("riskcrm_owner"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall()) if cursor.description else []


def is_gone(process: psutil.Process) -> bool:
    """Also one that waits for a parent to notice, as in a container where nobody does."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def start_holder() -> subprocess.Popen[str]:
    """Another process that uses the servers until its standard input closes."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=embedded.BASE_DIR,
    )


def wait_until_up(holder: subprocess.Popen[str]) -> None:
    assert holder.stdout is not None
    assert holder.stdout.readline() == "up\n"


def test_the_last_user_stops_the_server(postgres: embedded.Postgres) -> None:
    with postgres.in_use():
        with embedded.Postgres().in_use():
            pass
        assert ask("SELECT 1") == [(1,)]
    assert postgres.process() is None
    assert not postgres.ping()


def test_users_who_come_at_once_share_one_server(home: Path) -> None:
    holders = [start_holder() for _ in range(3)]
    for holder in holders:
        wait_until_up(holder)
    process = embedded.Postgres().process()
    assert process is not None
    assert ask("SELECT 1") == [(1,)]
    for holder in holders:
        holder.communicate()
        assert holder.returncode == 0
    assert is_gone(process)
    assert embedded.Redis().process() is None


def test_a_killed_user_keeps_no_server_up(postgres: embedded.Postgres) -> None:
    holder = start_holder()
    wait_until_up(holder)
    holder.kill()
    holder.communicate()
    assert postgres.ping()
    with embedded.servers():
        pass
    assert postgres.process() is None
    assert embedded.Redis().process() is None


def test_a_killed_server_comes_back_with_what_was_committed(
    postgres: embedded.Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RISKCRM_DURABLE", "1")  # as in real use, not as in tests
    with postgres.in_use():
        ask("CREATE TABLE kept AS SELECT 7 AS number")
        process = postgres.process()
        assert process is not None
        process.kill()
        embedded.Postgres().ensure_running()
        assert ask("SELECT number FROM kept") == [(7,)]


def test_a_backend_that_outlives_its_server_does_not_stop_the_next(
    postgres: embedded.Postgres,
) -> None:
    with postgres.in_use():
        process = postgres.process()
        assert process is not None
        with contextlib.closing(psycopg2.connect(embedded.database_url())) as connection:
            backend = psutil.Process(connection.info.backend_pid)
            backend.suspend()
            process.kill()
            embedded.Postgres().ensure_running()
        assert is_gone(backend)
        assert ask("SELECT 1") == [(1,)]


def test_a_number_that_another_process_has_got_is_no_server(postgres: embedded.Postgres) -> None:
    with postgres.in_use():
        pid_file = postgres.pid_file().read_text()
        old = pid_file.split()[0]
    other = subprocess.Popen(["sleep", "60"], **account.popen_arguments())  # type: ignore[call-overload]
    try:
        postgres.pid_file().write_text(pid_file.replace(old, str(other.pid), 1))
        assert postgres.process() is None
        with postgres.in_use():
            assert ask("SELECT 1") == [(1,)]
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_redis_comes_back_after_a_kill(home: Path) -> None:
    server = embedded.Redis()
    with server.in_use():
        process = server.process()
        assert process is not None
        process.kill()
        server.ensure_running()
        assert server.ping()
    assert server.process() is None


def test_a_start_that_was_killed_half_way_is_begun_anew(postgres: embedded.Postgres) -> None:
    with postgres.in_use():
        pass
    data = postgres.data()
    half_made = data.with_name("new-half")
    shutil.move(data, half_made)
    (half_made / "PG_VERSION").unlink()
    with postgres.in_use():
        assert ask("SELECT 1") == [(1,)]
    assert [path.name for path in data.parent.iterdir()] == [data.name]


def test_a_new_home_has_new_data(postgres: embedded.Postgres, home: Path) -> None:
    with postgres.in_use():
        ask("CREATE TABLE gone ()")
        first = embedded.server_dir()
    embedded.destroy()
    with embedded.Postgres().in_use():
        assert ask("SELECT to_regclass('gone')") == [(None,)]
        assert embedded.server_dir() == home or embedded.server_dir() != first


def test_a_long_path_leaves_room_for_sockets(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = home / "homes" / ("riskcrm-test-" + "x" * 100)
    monkeypatch.setenv("RISKCRM_HOME", str(long))
    monkeypatch.setattr(embedded.places, "LONGEST_SOCKET_DIR", 20)
    with embedded.servers():
        assert ask("SELECT 1") == [(1,)]
        sockets = embedded.socket_dir()
        monkeypatch.setenv("TMPDIR", str(home))
        assert embedded.socket_dir() == sockets
        assert sockets.stat().st_mode & 0o077 == 0


def test_lost_passwords_are_said_to_be_lost(postgres: embedded.Postgres, home: Path) -> None:
    with postgres.in_use():
        pass
    (home / "passwords.json").unlink()
    with pytest.raises(embedded.EmbeddedServerError, match="other passwords"), postgres.in_use():
        pass
    assert postgres.process() is None


def test_a_server_that_cannot_start_shows_its_log(postgres: embedded.Postgres) -> None:
    with postgres.in_use():
        pass
    (postgres.data() / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(embedded.EmbeddedServerError, match="no_such_setting"), postgres.in_use():
        pass


def test_a_long_log_is_put_aside_while_the_server_writes_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LOG_BYTES", 10_000)
    postgres = embedded.Postgres()
    with postgres.in_use():
        log = postgres.log_path()
        for number in range(200):
            with pytest.raises(psycopg2.errors.UndefinedTable):
                ask(f"SELECT {number} FROM nowhere_at_all")
        assert log.stat().st_size > 10_000
        postgres.keep_log_short()
        assert log.stat().st_size == 0
        with pytest.raises(psycopg2.errors.UndefinedTable):
            ask("SELECT 200 FROM nowhere_at_all")
        assert "SELECT 200" in log.read_text()
        assert "SELECT 199" in log.with_suffix(".log.1").read_text()


def test_a_home_may_have_any_name(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = home / "homes" / 'riskcrm-test-a, "b" %20 #;c\\d'
    monkeypatch.setenv("RISKCRM_HOME", str(odd))
    with embedded.servers():
        assert ask("SELECT 1") == [(1,)]
        assert redis.Redis.from_url(embedded.redis_url()).ping()


@as_root
def test_a_copied_home_is_refused(postgres: embedded.Postgres, home: Path) -> None:
    with postgres.in_use():
        pass
    copy = home / "homes" / "copy"
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("homes"))
    os.environ["RISKCRM_HOME"] = str(copy)
    with pytest.raises(embedded.EmbeddedServerError, match="is a copy"), postgres.in_use():
        pass
    os.environ["RISKCRM_HOME"] = str(home)


@as_root
def test_a_home_of_somebody_else_is_refused(home: Path) -> None:
    os.chown(home, 65534, 65534)
    with pytest.raises(embedded.EmbeddedServerError, match="belongs to another account"):
        embedded.make_home()
    os.chown(home, 0, 0)


@as_root
def test_the_servers_account_owns_its_data_and_nothing_around_it(
    postgres: embedded.Postgres,
) -> None:
    with postgres.in_use():
        process = postgres.process()
        assert process is not None
        assert process.uids().effective != 0
        program = Path(process.exe())
    assert all(path.stat().st_uid == 0 for path in (embedded.server_dir(), *program.parents))
    assert postgres.data().stat().st_uid == account.ids()[0]


def test_a_supervised_server_ends_with_its_signal(postgres: embedded.Postgres) -> None:
    command = [sys.executable, "-m", "riskcrm.embedded", "postgres"]
    keeper = subprocess.Popen(command, cwd=embedded.BASE_DIR, stdout=subprocess.PIPE)
    assert keeper.stdout is not None
    keeper.stdout.readline()
    process = postgres.process()
    assert process is not None
    process.kill()
    assert keeper.wait(10) == 1
    keeper = subprocess.Popen(command, cwd=embedded.BASE_DIR, stdout=subprocess.PIPE)
    assert keeper.stdout is not None
    keeper.stdout.readline()
    keeper.send_signal(signal.SIGTERM)
    assert keeper.wait(20) == 0
    time.sleep(0.1)
    assert postgres.process() is None


def test_a_server_whose_data_was_deleted_under_it_is_ended(postgres: embedded.Postgres) -> None:
    with postgres.in_use():
        server = postgres.process()
        assert server is not None
        shutil.rmtree(postgres.data())
        assert postgres.process() is None
    assert is_gone(server)
