"""Leaving root behind: the account the servers run as, and binaries that it can reach."""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import uuid
from pathlib import Path

from riskcrm.embedded.places import ROOT_STATE, EmbeddedServerError, locked, make_own_dir

ACCOUNT = "riskcrm"


@functools.cache
def ids() -> tuple[int, int]:
    """User and group that the servers run as: our own, or for root the unprivileged account's."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        entry = _make_account()
    return entry.pw_uid, entry.pw_gid


def _make_account() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", str(ROOT_STATE), "--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=False).stderr.strip()
    except OSError as error:
        said = str(error)
    try:
        return pwd.getpwnam(ACCOUNT)  # made by us, or by another copy that was quicker
    except KeyError:
        raise EmbeddedServerError(
            f"PostgreSQL refuses to run as root, and the account '{ACCOUNT}' could not be made: "
            f"{said}. Make that account, or start as an ordinary user."
        ) from None


def popen_arguments() -> dict[str, object]:
    """Popen arguments that leave root behind; none are needed for anybody else."""
    if os.geteuid() != 0:
        return {}
    user, group = ids()
    return {"user": user, "group": group, "extra_groups": []}


def make_dir(path: Path) -> None:
    """A folder that the servers' account owns and nobody else enters."""
    make_own_dir(path, *ids())


def _site(package: str) -> Path:
    """Where a wheel is installed, found without importing its own start-up code."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerError(f"The package {package} is not installed: run 'make install'.")
    return Path(next(iter(spec.submodule_search_locations))).parent


@functools.cache
def binaries(package: str, part: str) -> Path:
    """The wheel's binaries; for root a copy that the servers' account can read, not change."""
    site = _site(package)
    if os.geteuid() != 0:
        return site / package / part
    version = importlib.metadata.version(package.replace("_", "-"))
    copy = ROOT_STATE / "programs" / f"{package}-{version}"
    make_own_dir(ROOT_STATE, 0, 0, 0o755)
    make_own_dir(copy.parent, 0, 0, 0o755)
    with locked(ROOT_STATE / "programs.lock"):
        if not copy.exists():
            for left_by_a_killed_one in copy.parent.glob(f"{copy.name}.new-*"):
                shutil.rmtree(left_by_a_killed_one)
            draft = copy.with_name(f"{copy.name}.new-{uuid.uuid4().hex}")
            _copy_readable(site / package / part, draft / package / part)
            if (libraries := site / f"{package}.libs").exists():  # found relative to the binaries
                _copy_readable(libraries, draft / libraries.name)
            for folder in (draft, draft / package):
                folder.chmod(0o755)
            draft.rename(copy)
    return copy / package / part


def _copy_readable(source: Path, target: Path) -> None:
    """Copy a tree and let everybody read it, whatever umask the wheel was installed under."""
    shutil.copytree(source, target, symlinks=True)
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
            if path.stat().st_mode & 0o100:
                path.chmod(path.stat().st_mode | 0o111)
