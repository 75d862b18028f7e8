"""Where a copy keeps its data, and the secrets that are made once for it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import stat
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ROOT_STATE = Path("/var/lib/riskcrm")
ROLES = ("riskcrm_admin", "riskcrm_owner", "riskcrm_app")
DATABASE = "riskcrm"
LONGEST_SOCKET_DIR = 88  # the name of a Unix socket has room for 107 bytes


class EmbeddedServerError(Exception):
    """An embedded server cannot be brought up; says why and what to do."""


@contextlib.contextmanager
def locked(path: Path, mode: int = fcntl.LOCK_EX) -> Iterator[int]:
    """Hold a lock on a file. The kernel drops it with the process, however that ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, mode)
        yield handle
    finally:
        os.close(handle)


def home() -> Path:
    """The folder that makes this copy its own: data, secrets, uploads, logs."""
    return Path(os.environ.get("RISKCRM_HOME") or BASE_DIR / ".riskcrm").resolve()


def make_home() -> Path:
    """The home, made if need be. Raises `EmbeddedServerError` when it is somebody else's."""
    path = home()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        owner = path.stat().st_uid
    except OSError as error:
        raise EmbeddedServerError(
            f"The folder {path} cannot be made: {error.strerror}. "
            "Set RISKCRM_HOME to a folder of your own."
        ) from error
    if owner != os.geteuid():
        raise EmbeddedServerError(
            f"The folder {path} belongs to another account (number {owner}): its data cannot be "
            "shared. Start as that account, or set RISKCRM_HOME to a folder of your own."
        )
    return path


def server_dir() -> Path:
    """Where the servers' data is: the home, or for root a folder the servers' account can enter.

    The home names that folder by an id of its own, so a new home never finds old data.
    """
    if os.geteuid() != 0:
        return home()
    name_file = home() / "server-dir"
    try:
        return (ROOT_STATE / name_file.read_text().strip()).resolve()
    except FileNotFoundError:
        return (ROOT_STATE / _made_once(name_file, uuid.uuid4().hex[:16])).resolve()


def socket_dir() -> Path:
    """A path that sockets can have: beside the data, or where that is too long, in /tmp.

    PostgreSQL's clients take a comma in it for the end of a name. The choice is written down, so
    that every process of this copy looks in the same place.
    """
    natural = server_dir() / "run"
    if len(os.fsencode(natural)) <= LONGEST_SOCKET_DIR and "," not in str(natural):
        return natural
    with contextlib.suppress(FileNotFoundError):
        return Path((home() / "socket-dir").read_text())
    name = f"riskcrm-{secrets.token_hex(6)}"
    return Path(_made_once(home() / "socket-dir", str(Path(tempfile.gettempdir()) / name)))


def make_own_dir(path: Path, owner: int, group: int, mode: int = 0o700) -> None:
    """A folder of this owner. Refuses a link or a folder that somebody else put in its place.

    Root takes over what it finds, since it makes folders in places of its own only.
    """
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700, parents=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or os.geteuid() not in (0, found.st_uid):
        raise EmbeddedServerError(f"{path} is not a folder of this account: remove it.")
    if (found.st_uid, found.st_gid) != (owner, group):
        os.chown(path, owner, group)
    if stat.S_IMODE(found.st_mode) != mode:
        path.chmod(mode)


def _made_once(path: Path, value: str) -> str:
    """The content of a file that only this user can read; `value` if it has none yet."""
    make_home()
    with locked(home() / "made-once.lock"):
        if not path.exists():
            draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as f:
                f.write(value)
                f.flush()
                os.fsync(f.fileno())
            draft.rename(path)
    return path.read_text()


def passwords() -> dict[str, str]:
    """The database roles' passwords, made once, readable by this user only."""
    path = home() / "passwords.json"
    with contextlib.suppress(FileNotFoundError):
        return dict(json.loads(path.read_text()))
    fresh = {role: secrets.token_urlsafe(24) for role in ROLES}
    return dict(json.loads(_made_once(path, json.dumps(fresh))))


def secret_key() -> str:
    """Django's secret key of this copy, made once, readable by this user only."""
    return _made_once(home() / "secret-key", secrets.token_urlsafe(50))


def database_url(role: str = "riskcrm_app", database: str = DATABASE) -> str:
    """The address of the embedded PostgreSQL for one of its roles."""
    host = quote(str(socket_dir()), safe="")
    return f"postgresql://{role}:{passwords()[role]}@{host}/{database}"


def redis_socket() -> Path:
    return socket_dir() / "redis.sock"


def redis_url() -> str:
    """The address of the embedded Redis."""
    return f"unix://{quote(str(redis_socket()))}"
