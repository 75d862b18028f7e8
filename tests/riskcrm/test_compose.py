"""What docker-compose.yml says works: each service's own command and environment, without Docker.

The hosts `postgres` and `redis` become TCP ports that lead to embedded servers, prepared as the
official images prepare theirs.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml

from riskcrm import embedded, run
from tests.homes import in_home, throw_away_home

SECONDS = 120
COMPOSE = yaml.safe_load((embedded.BASE_DIR / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("set-up", "web", "worker", "worker-fast", "beat")


def interpolated(text: str) -> str:
    """As docker compose fills in variables when the environment sets none of them."""
    filled = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
    assert "${" not in filled, f"no default in {text}"
    return filled.replace("$$", "$")


class Way:
    """A TCP port of this machine that leads to a Unix socket."""

    def __init__(self, target: Path) -> None:
        self.target = str(target)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _ = self.listener.accept()
                there = socket.socket(socket.AF_UNIX)
                there.connect(self.target)
                for source, sink in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


class Stack:
    """The services, with the addresses that they have here."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.postgres = Way(embedded.socket_dir() / ".s.PGSQL.5432")
        self.redis = Way(embedded.redis_socket())
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.web_port = probe.getsockname()[1]
        self.running: list[subprocess.Popen[bytes]] = []

    def here(self, text: str) -> str:
        text = interpolated(str(text))
        text = text.replace("@postgres:5432", f"@127.0.0.1:{self.postgres.port}")
        text = text.replace("//redis:6379", f"//127.0.0.1:{self.redis.port}")
        text = text.replace("0.0.0.0:8000", f"127.0.0.1:{self.web_port}")
        return text.replace("127.0.0.1:8000", f"127.0.0.1:{self.web_port}")

    def environment(self, service: str) -> dict[str, str]:
        values = {key: self.here(value) for key, value in SERVICES[service]["environment"].items()}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return {"PATH": path, "RISKCRM_HOME": str(self.home / "files"), **values}

    def start(self, service: str, **more: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [self.here(word) for word in SERVICES[service]["command"]],
            cwd=embedded.BASE_DIR,
            env=self.environment(service) | more,
            start_new_session=True,
        )
        self.running.append(process)
        return process

    def is_healthy(self, service: str) -> bool:
        kind, *words = [self.here(word) for word in SERVICES[service]["healthcheck"]["test"]]
        command = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
        done = subprocess.run(
            command, env=self.environment(service), cwd=embedded.BASE_DIR, capture_output=True
        )
        return done.returncode == 0

    def stop(self) -> None:
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def as_admin(*statements: str) -> None:
    url = embedded.database_url("riskcrm_admin", "postgres")
    with contextlib.closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@pytest.fixture
def stack() -> Iterator[Stack]:
    with throw_away_home(embedded.home() / "homes") as home, in_home(home), embedded.servers():
        image = SERVICES["postgres"]["environment"]
        password = interpolated(image["POSTGRES_PASSWORD"])
        as_admin(
            "DROP ROLE riskcrm_app",
            f"ALTER ROLE {image['POSTGRES_USER']} SUPERUSER PASSWORD '{password}'",
        )
        stack = Stack(home)
        yield stack
        stack.stop()


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.3)


def page(stack: Stack, path: str) -> tuple[int, str]:
    try:
        address = f"http://127.0.0.1:{stack.web_port}{path}"
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except OSError:
        return 0, ""


def test_every_service_comes_up_and_does_its_work(stack: Stack) -> None:
    run.collect_static_files()
    set_up = stack.start("set-up", RISKCRM_DEMO_CUSTOMERS="40")
    assert set_up.wait(SECONDS) == 0
    for service in ("web", "worker", "worker-fast", "beat"):
        stack.start(service)
    wait_for(lambda: page(stack, "/livez")[0] == 200)
    assert stack.is_healthy("web")
    wait_for(lambda: page(stack, "/readyz")[0] == 200)  # both queues have beaten, the book is there
    status, text = page(stack, "/accounts/login/")
    assert status == 200
    assert "officer2" in text
    assert stack.is_healthy("worker")
    assert all(process.poll() is None for process in stack.running[1:])
    # started again, set-up changes nothing and the application cannot touch audit events
    assert stack.start("set-up").wait(SECONDS) == 0
    url = stack.environment("web")["DATABASE_URL"]
    with contextlib.closing(psycopg2.connect(url)) as one, one.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_customer")
        assert cursor.fetchone() == (40,)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("DELETE FROM audit_event")


def test_services_wait_for_what_they_need() -> None:
    for name in ("web", "worker", "worker-fast", "beat"):
        condition = SERVICES[name]["depends_on"]["set-up"]["condition"]
        assert condition == "service_completed_successfully"
    for name in ("postgres", "redis"):
        assert SERVICES["set-up"]["depends_on"][name]["condition"] == "service_healthy"
        assert SERVICES[name]["healthcheck"]["test"]
        assert SERVICES[name]["volumes"][0].split(":")[0] in COMPOSE["volumes"]


def test_all_of_ours_run_the_one_image() -> None:
    assert {SERVICES[name]["image"] for name in OURS} == {"riskcrm"}
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
