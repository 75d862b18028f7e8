"""The whole copy: up with one command, back after any kill, down with one signal."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg2
import pytest

from riskcrm import embedded, run, supervised
from tests.database import read_tables
from tests.homes import free_port, in_home, throw_away_home

SECONDS = 300  # a busy machine is slow, not broken


class Copy:
    """A copy of the product, run as `make run` runs it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.output = home / "output.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, **environment: str) -> None:
        settings = {
            "RISKCRM_HOME": str(self.home),
            "PORT": str(self.port),
            "DEMO": "1",
            "RISKCRM_DEMO_CUSTOMERS": "60",
            "RISKCRM_DURABLE": "1",
        }
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "riskcrm.run"],
                cwd=embedded.BASE_DIR,
                env={**os.environ, **settings, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def ready(self) -> tuple[int, dict[str, Any]]:
        """Status and content of /readyz, 0 when nothing answers."""
        try:
            address = f"http://127.0.0.1:{self.port}/readyz"
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return 0, {}

    def says(self, text: str) -> bool:
        return text in self.output.read_text()

    def wait_until_ready(self) -> None:
        """By its own words: an orphan of an earlier start may answer /readyz as well."""
        process = self.process
        assert process is not None
        wait_for(lambda: self.says("riskcrm is ready") or process.poll() is not None)
        assert self.ready()[0] == 200, self.output.read_text()

    def ask(self, query: str) -> Any:
        with in_home(self.home):
            url = embedded.database_url("riskcrm_owner")
        with contextlib.closing(psycopg2.connect(url)) as one, one.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()

    def postgres_program(self, *words: str) -> None:
        command = [sys.executable, "-m", "riskcrm.embedded", *words]
        environment = {**os.environ, "RISKCRM_HOME": str(self.home), "RISKCRM_DURABLE": "1"}
        subprocess.run(command, check=True, cwd=embedded.BASE_DIR, env=environment)

    def processes(self) -> list[psutil.Process]:
        return run.leftovers(self.home)

    def servers(self) -> list[psutil.Process]:
        with in_home(self.home):
            found = [embedded.Postgres().process(), embedded.Redis().process()]
        return [process for process in found if process]

    def program(self, words: str) -> psutil.Process:
        """The oldest process with these words on its command line."""
        found = [p for p in self.processes() if words in " ".join(p.cmdline())]
        return min(found, key=lambda process: process.create_time())


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


@pytest.fixture
def copy() -> Iterator[Copy]:
    with throw_away_home(embedded.home() / "homes") as home:
        copy = Copy(home)
        yield copy
        if copy.process is not None and copy.process.poll() is None:
            copy.process.terminate()
            copy.process.wait(SECONDS)


def test_a_copy_comes_up_survives_every_kill_and_goes_down(copy: Copy) -> None:
    copy.start()
    assert copy.process is not None
    copy.wait_until_ready()
    assert copy.says("officer2")
    facts = "SELECT (SELECT count(*) FROM customers_customer), max(id) FROM audit_event"
    before = copy.ask(facts.replace("max(id)", "min(recorded_at)"))
    assert before[0] == 64  # four of them prospects

    # a killed child comes back
    for words in (
        "celery -A riskcrm worker -Q fast",
        "celery -A riskcrm worker -Q calls",
        "celery -A riskcrm beat",
        "riskcrm.embedded postgres",
        "gunicorn",
    ):
        old = copy.program(words)
        old.kill()
        wait_for(lambda words=words, old=old: copy_has_another(copy, words, old))
    ended = f"web has ended and is started again; its log: {copy.home}/log/web.log"
    wait_for(lambda: copy.says(ended))
    for server in copy.servers():
        server.kill()
    wait_for(lambda: len(copy.servers()) == 2 and copy.ready()[0] == 200)

    # a second start of the same home is refused, and leaves the first alone
    second = Copy(copy.home)
    second.output = copy.home / "second.txt"
    second.start()
    assert second.process is not None
    assert second.process.wait(SECONDS) == 1
    assert f"running already (process {copy.process.pid})" in second.output.read_text()

    # Supervisor alone is killed: its orphans are ended, the servers taken over
    copy.process.kill()
    copy.process.wait()
    orphans = copy.processes()
    servers = {server.pid for server in copy.servers()}
    assert len(orphans) >= 6
    copy.start()
    copy.wait_until_ready()
    assert {server.pid for server in copy.servers()} == servers
    assert not any(is_alive(orphan) for orphan in orphans)

    # everything is killed
    copy.process.kill()
    copy.process.wait()
    for process in [*copy.processes(), *copy.servers()]:
        process.kill()
    assert copy.ready()[0] == 0
    copy.start()
    copy.wait_until_ready()
    assert copy.ask(facts.replace("max(id)", "min(recorded_at)")) == before

    # one signal ends all of it
    copy.process.send_signal(signal.SIGINT)
    assert copy.process.wait(SECONDS) == 0
    assert copy.says("Stopping …")
    wait_for(lambda: not copy.processes() and not copy.servers())

    # and what the README says about backups is true
    dump = str(copy.home / "book.dump")
    copy.postgres_program("pg_dump", "--format=custom", f"--file={dump}")
    copy.postgres_program("psql", "--quiet", "--command=DROP TABLE customers_complaint")
    copy.postgres_program("pg_restore", "--dbname=riskcrm", "--clean", "--if-exists", dump)
    with in_home(copy.home), embedded.servers():
        assert copy.ask(facts.replace("max(id)", "min(recorded_at)")) == before


def copy_has_another(copy: Copy, words: str, old: psutil.Process) -> bool:
    try:
        return copy.program(words).pid != old.pid and copy.ready()[0] == 200
    except (ValueError, psutil.Error):
        return False


def is_alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_a_config_that_supervisor_refuses_is_found_before_it_starts(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_home(copy.home):
        (copy.home / "log").mkdir()
        supervised.write_config(copy.port)
        monkeypatch.setattr(supervised, "PROGRAMS", "[program:web]\ncommand = %(ENV_NOBODY)s")
        with pytest.raises(supervised.ConfigRefusedError, match="Supervisor refuses"):
            supervised.write_config(copy.port)


def test_a_taken_port_is_said_at_once(copy: Copy) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", copy.port))
        other.listen()
        copy.start()
        assert copy.process is not None
        assert copy.process.wait(SECONDS) == 1
    assert f"port {copy.port} cannot be used" in copy.output.read_text()
    assert copy.servers() == []


def test_a_port_that_is_none_is_refused(copy: Copy) -> None:
    copy.start(PORT="http")
    assert copy.process is not None
    assert copy.process.wait(SECONDS) == 1
    assert "PORT must be a number" in copy.output.read_text()


def test_a_wrong_setting_is_said_in_one_line_before_anything_starts(copy: Copy) -> None:
    copy.start(RISKCRM_TIME_ZONE="Mars/Olympus")
    assert copy.process is not None
    assert copy.process.wait(SECONDS) == 1
    (line,) = copy.output.read_text().splitlines()
    assert line.startswith("riskcrm: RISKCRM_TIME_ZONE must be the name of a time zone")


def test_a_weak_password_is_refused_before_anything_starts(copy: Copy) -> None:
    copy.start(DEMO="0", RISKCRM_ADMIN_USERNAME="chief", RISKCRM_ADMIN_PASSWORD="short")
    assert copy.process is not None
    assert copy.process.wait(SECONDS) == 1
    (line,) = copy.output.read_text().splitlines()
    assert line.startswith("riskcrm: RISKCRM_ADMIN_PASSWORD will not do.")
    assert "12 characters" in line


def test_the_announcement_does_not_outlive_what_it_announces() -> None:
    command = [sys.executable, "-m", "riskcrm.announce", str(os.getppid())]
    environment = {**os.environ, "PORT": "1"}
    done = subprocess.run(
        command, cwd=embedded.BASE_DIR, env=environment, capture_output=True, timeout=SECONDS
    )
    assert (done.returncode, done.stdout) == (0, b"")


def test_an_empty_copy_needs_its_first_administrator(copy: Copy, tables: Path) -> None:
    with in_home(copy.home), embedded.servers():
        read_tables(tables, embedded.database_url("riskcrm_owner"))
    copy.start(DEMO="0")
    assert copy.process is not None
    assert copy.process.wait(SECONDS) == 1
    assert "RISKCRM_ADMIN_USERNAME" in copy.output.read_text()
    with in_home(copy.home), embedded.servers():
        command = [sys.executable, "manage.py", "set_up"]
        chosen = {"RISKCRM_ADMIN_USERNAME": "chief", "RISKCRM_ADMIN_PASSWORD": "long-enough-9513"}
        for _ in range(2):
            subprocess.run(command, check=True, cwd=embedded.BASE_DIR, env={**os.environ, **chosen})
        assert copy.ask("SELECT count(*), max(username) FROM accounts_user") == (1, "chief")
        assert copy.ask("SELECT count(*) FROM customers_customer") == (0,)


def test_a_copy_on_servers_of_ones_own_makes_its_role_itself(copy: Copy, tables: Path) -> None:
    as_admin(
        "CREATE ROLE own_owner LOGIN CREATEROLE PASSWORD 'owner-secret'",
        "CREATE DATABASE own OWNER own_owner",
    )
    server = f"{quote(str(embedded.socket_dir()), safe='')}/own"
    owner = f"postgresql://own_owner:owner-secret@{server}"
    read_tables(tables, owner)
    copy.start(
        DATABASE_URL=f"postgresql://own_app:app-secret@{server}",
        MIGRATE_DATABASE_URL=owner,
        REDIS_URL=f"{embedded.redis_url()}?db=5",
        RISKCRM_SECRET_KEY="fifty-random-characters-of-our-own",
        DEMO="0",
        RISKCRM_ADMIN_USERNAME="chief",
        RISKCRM_ADMIN_PASSWORD="long-enough-9513",
    )
    copy.wait_until_ready()
    assert copy.servers() == []
    web = copy.program("gunicorn").environ()
    assert "MIGRATE_DATABASE_URL" not in web
    assert "RISKCRM_ADMIN_PASSWORD" not in web
    with contextlib.closing(psycopg2.connect(web["DATABASE_URL"])) as one, one.cursor() as cursor:
        cursor.execute("SELECT username FROM accounts_user")
        assert cursor.fetchone() == ("chief",)
    # a closed terminal ends it
    assert copy.process is not None
    copy.process.send_signal(signal.SIGHUP)
    assert copy.process.wait(SECONDS) == 0
    assert copy.processes() == []


def as_admin(*statements: str) -> None:
    url = embedded.database_url("riskcrm_admin", "postgres")
    with contextlib.closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
