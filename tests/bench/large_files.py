"""`python -m tests.bench.large_files --size 1000000`: the memory that a large file takes, and how
long checking, importing and undoing it last, on servers of its own with an empty book.

The file of customers is read as CSV and as XLSX, each by a process of its own, as a worker does it.
What is told is the most that this process held, and the most of the process that reads the
workbook for it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from riskcrm import embedded
from tests.homes import throw_away_home

ACTS = ("check", "import", "undo")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.large_files")
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--acts", default=",".join(ACTS), help="which of them, in this order")
    parser.add_argument("--work", default="", help="what the inner process does")
    asked = parser.parse_args()
    if asked.work:
        return _work(Path(asked.work), asked.acts.split(","))
    for name in list(os.environ):
        if name.startswith("RISKCRM_") or name in ("DATABASE_URL", "MIGRATE_DATABASE_URL"):
            del os.environ[name]
    os.environ |= {"DJANGO_SETTINGS_MODULE": "riskcrm.settings", "DEMO": "1"}
    os.environ["RISKCRM_LOG_LEVEL"] = "ERROR"
    with throw_away_home() as home, TemporaryDirectory() as folder:
        os.environ["RISKCRM_HOME"] = str(home)
        with embedded.servers():
            _migrate()
            for path in (_csv(Path(folder), asked.size), _xlsx(Path(folder), asked.size)):
                print(f"{path.name}: {path.stat().st_size / 2**20:.0f} MB", flush=True)
                command = [sys.executable, "-m", "tests.bench.large_files", "--work", str(path)]
                command += ["--acts", asked.acts]
                subprocess.run(command, check=True)
    return 0


def _migrate() -> None:
    command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"]
    subprocess.run(command, check=True, cwd=embedded.BASE_DIR)
    import django

    django.setup()
    from django.utils import timezone

    from riskcrm.accounts.demo import make_demo_people

    make_demo_people(at=timezone.now())


def _csv(folder: Path, size: int) -> Path:
    from tests.bench.imports import write_customers

    return write_customers(folder / "customers.csv", "C", size)


def _xlsx(folder: Path, size: int) -> Path:
    import csv

    import xlsxwriter

    from tests.bench.imports import write_customers

    path = folder / "customers.xlsx"
    source = write_customers(folder / "rows.csv", "X", size)
    with (
        source.open(encoding="utf-8", newline="") as text,
        xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book,
    ):
        sheet = book.add_worksheet()
        for line, row in enumerate(csv.reader(text)):
            sheet.write_row(line, 0, row)
    return path


def _work(path: Path, acts: list[str]) -> int:
    """Check, import and undo the file in this process, as a worker does it."""
    import django

    django.setup()
    from django.core.files import File
    from django.core.files.uploadedfile import UploadedFile
    from django.utils import timezone

    from customers.imports import services, undoing, working
    from customers.imports.options import Options
    from riskcrm.accounts.models import User

    by = User.objects.filter(groups__name="risk_officer").earliest("pk")
    reader = _Watched()
    with path.open("rb") as handle:
        file = UploadedFile(File(handle), path.name, size=path.stat().st_size)
        row = services.upload(file, kind="customers", by=by, at=timezone.now())
    for act in acts:
        if act == "check":
            services.request_check(row, options=Options(), by=by, at=timezone.now())
        elif act == "import":
            services.request_import(row, by=by, at=timezone.now())
        else:
            undoing.request_undo(row, by=by, reason="Measured.", at=timezone.now())
        started = time.monotonic()
        working.work_on_imports(at=timezone.now())
        row.refresh_from_db()
        seconds = time.monotonic() - started
        print(
            f"  {act}: {row.state} {seconds:.0f} s, this process at most"
            f" {_peak(os.getpid()):.0f} MB, reader at most {reader.peak:.0f} MB",
            flush=True,
        )
    return 0


class _Watched:
    """The most memory that a child of this process has held, looked at ten times a second."""

    peak = 0.0

    def __init__(self) -> None:
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while True:
            for name in Path(f"/proc/{os.getpid()}/task").iterdir():
                for child in (name / "children").read_text().split():
                    self.peak = max(self.peak, _peak(int(child)))
            time.sleep(0.1)


def _peak(pid: int) -> float:
    """In MB; 0 for a process that is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(x.split()[1]) / 1024 for x in status.splitlines() if "VmHWM" in x), 0.0)


if __name__ == "__main__":
    sys.exit(main())
