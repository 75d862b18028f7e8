"""The clock starts whatever a crash left of its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskcrm.celery import app
from riskcrm.jobs.clock import Clock


def started(path: Path) -> Clock:
    return Clock(app=app, schedule_filename=str(path))


@pytest.mark.parametrize("left", [0, 1, 200])
def test_a_torn_file_of_times_is_begun_anew(tmp_path: Path, left: int) -> None:
    started(tmp_path / "times").close()
    written = [path for path in tmp_path.iterdir() if path.stat().st_size > left]
    assert written
    for path in written:
        if path.suffix not in (".dir", ".bak"):  # which say where in the torn one things stand
            path.write_bytes(path.read_bytes()[:left])
    clock = started(tmp_path / "times")
    assert clock.schedule.keys() >= app.conf.beat_schedule.keys()
    clock.close()
    started(tmp_path / "times").close()
