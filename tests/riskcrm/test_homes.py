"""What a killed test run leaves behind is removed by the next one, and nothing else is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from riskcrm import embedded
from tests.homes import in_home, throw_away_home

KILLED = """
import os, signal, subprocess, sys
from pathlib import Path
from riskcrm import embedded
from tests.homes import throw_away_home
with throw_away_home(Path(sys.argv[1])) as home:
    os.environ["RISKCRM_HOME"] = str(home)
    with embedded.servers():
        folder = embedded.server_dir() / "of-its-own"
        folder.mkdir()
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        other = subprocess.Popen(["sleep", "300"], cwd=folder, env={}, **quiet)
        print(home, other.pid, sep="\\n", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_next_run_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    with throw_away_home(tmp_path) as in_use:
        command = [sys.executable, "-c", KILLED, str(tmp_path)]
        done = subprocess.run(
            command, cwd=embedded.BASE_DIR, capture_output=True, text=True, check=False
        )
        name, number = done.stdout.splitlines()
        left = Path(name)
        with in_home(left):
            servers = [embedded.Postgres(), embedded.Redis()]
            processes = [*(server.process() for server in servers), psutil.Process(int(number))]
            data = embedded.server_dir()
        assert all(processes)
        with throw_away_home(tmp_path):
            assert not left.exists()
            assert not data.exists()
            assert in_use.exists()
        for process in processes:
            assert process is not None
            assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_home_is_gone_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), throw_away_home(tmp_path) as home:
        raise ZeroDivisionError
    assert not home.exists()
