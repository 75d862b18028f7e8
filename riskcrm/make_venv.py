"""`.venv` with exactly the locked requirements: made, mended, or left alone when nothing changed.

Runs before anything is installed, with the standard library only:
`python3 -I riskcrm/make_venv.py [train] [dev]`.
A record inside .venv says what was installed to the end. It is removed before pip changes anything,
so after a kill, however rude, the next run finds no record and builds anew. What is built anew lies
beside until it is whole, since a running copy may start programs from .venv at any moment.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
DRAFT, OLD = VENV.with_name(".venv.new"), VENV.with_name(".venv.old")
# what the wheels of the embedded servers exist for
SUPPORTED = ((3, 11), (3, 12))
Words = list[str | Path]
PARTS = {
    "runtime": ["requirements.txt"],
    "train": ["requirements.txt", "requirements-train.txt"],
    "dev": ["requirements.txt", "requirements-dev.txt"],
}


def main() -> int:
    if sys.version_info[:2] not in SUPPORTED:
        found = f"{sys.version_info[0]}.{sys.version_info[1]}"
        print(
            f"riskcrm needs Python 3.11 or 3.12, this is {found}: PYTHON=/path/to/python3.11 make …"
        )
        return 1
    parts = [part for part in PARTS if part in ("runtime", *sys.argv[1:]) or _is_kept(part)]
    lock = os.open(BASE_DIR, os.O_RDONLY)  # of the folder itself: nothing is left behind
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        return _bring_up_to_date(parts)
    except subprocess.CalledProcessError as error:
        print(f"riskcrm: '{' '.join(map(str, error.cmd[:4]))} …' failed; see above.")
        return 1


def _is_kept(part: str) -> bool:
    """What fits scorecards stays once it was asked for, whatever is renewed."""
    return part == "train" and _record(VENV, part).exists()


def _bring_up_to_date(parts: list[str]) -> int:
    for part in parts:
        if _is_recorded(part):
            continue
        if part == "runtime" or not _install_beside(part):
            _make_anew(parts)
            break
    return 0


def _wanted(part: str) -> str:
    """What must have been installed: these locked files, with this Python, in this place."""
    digest = hashlib.sha256(f"{VENV} {sys.version_info[:2]}".encode())
    for name in PARTS[part]:
        digest.update((BASE_DIR / name).read_bytes())
    return digest.hexdigest()


def _record(where: Path, part: str) -> Path:
    return where / f"installed-{part}"


def _is_recorded(part: str) -> bool:
    try:
        return _record(VENV, part).read_text() == _wanted(part)
    except OSError:
        return False


def _make_anew(parts: list[str]) -> None:
    print(f"Making {VENV} (once, and again when the requirements change) …", flush=True)
    for left_by_a_killed_one in (DRAFT, OLD):
        shutil.rmtree(left_by_a_killed_one, ignore_errors=True)
    try:
        _make_empty_draft()
        for part in parts:
            _install(DRAFT, part)
        _put_in_place()
    finally:
        for folder in (DRAFT, OLD):
            shutil.rmtree(folder, ignore_errors=True)


def _make_empty_draft() -> None:
    command: Words = [sys.executable, "-m", "venv", "--prompt", BASE_DIR.name, DRAFT]
    try:
        subprocess.run(command, check=True, stdout=sys.stderr)
    except subprocess.CalledProcessError:
        print("On Debian and Ubuntu, 'apt install python3.11-venv' brings what is missing.")
        raise


def _put_in_place() -> None:
    """Two renames, once the draft's programs no longer name the folder that they were made in."""
    for path in (DRAFT / "bin").iterdir():
        if path.is_file() and not path.is_symlink():
            path.write_bytes(path.read_bytes().replace(os.fsencode(DRAFT), os.fsencode(VENV)))
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        VENV.rename(OLD)
    DRAFT.rename(VENV)


def _install_beside(part: str) -> bool:
    """Add a part to a sound .venv. What is there already stays as it is, versions are locked."""
    _record(VENV, part).unlink(missing_ok=True)
    print(f"Installing the {part} requirements …", flush=True)
    try:
        _install(VENV, part)
    except subprocess.CalledProcessError:
        return False  # perhaps a kill has left halves in the way: build anew
    return True


def _install(where: Path, part: str) -> None:
    command: Words = [where / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-input"]
    command += ["--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
    command += ["--no-deps"]  # the locked files name everything: there is nothing to resolve
    for name in PARTS[part]:
        command += ["-r", BASE_DIR / name]
    subprocess.run(command, check=True)
    draft = where / f"installed-{part}.new"
    draft.write_text(_wanted(part))
    draft.rename(_record(where, part))


if __name__ == "__main__":
    sys.exit(main())
