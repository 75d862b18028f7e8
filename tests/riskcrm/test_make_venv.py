"""The virtual environment: made once, made anew beside the old one, never half-made."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from riskcrm import embedded


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone that locks nothing, so that making its environment takes no time."""
    clone = tmp_path / "a clone 100% 中文"
    (clone / "riskcrm").mkdir(parents=True)
    shutil.copy(embedded.BASE_DIR / "riskcrm" / "make_venv.py", clone / "riskcrm")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (clone / name).write_text("")
    return clone


def make(clone: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "riskcrm/make_venv.py"]
    return subprocess.run(command, cwd=clone, capture_output=True, text=True)


def test_an_environment_is_whole_at_any_moment(clone: Path) -> None:
    """One test, since making one takes seconds."""
    assert make(clone).returncode == 0
    python = clone / ".venv" / "bin" / "python"
    first = python.lstat().st_ino
    assert make(clone).stdout == ""
    assert python.lstat().st_ino == first

    # another lock: made anew, under a program that goes on running
    running = subprocess.Popen([python, "-c", "input(); import json"], stdin=subprocess.PIPE)
    (clone / "requirements.txt").write_text("# another lock")
    assert make(clone).returncode == 0
    assert python.lstat().st_ino != first
    running.communicate(b"\n")
    assert running.returncode == 0
    # programs that pip installed know where they are now, and nothing lies beside
    pip = subprocess.run([python.with_name("pip"), "--version"], capture_output=True, text=True)
    assert str(clone / ".venv") in pip.stdout
    assert [path.name for path in clone.glob(".venv*")] == [".venv"]

    # a lock that cannot be installed: the old one stays, and is made use of again
    (clone / "requirements.txt").write_text("no-such-package==1.0 --hash=sha256:00")
    assert make(clone).returncode == 1
    assert subprocess.run([python, "-c", "import pip"]).returncode == 0
    (clone / "requirements.txt").write_text("# another lock")
    assert make(clone).stdout == ""
