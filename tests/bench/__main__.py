"""`make bench SIZE=100000 [ONLY=list]`: how fast, against a floor measured in the same run.

Servers of its own in a throw-away home, with the durable settings of real use. A ratio is time
over the floor's time: lower is better, and independent of the machine. A book of a million takes
long to make: `python -m tests.bench --size 1000000 --home DIR` keeps it in DIR and measures the
one that is there the next time. A book is scored for the first time once: that is score-book.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import subprocess
import sys
from pathlib import Path

from riskcrm import embedded
from tests.bench.measure import Measure
from tests.homes import throw_away_home

LATEST = Path(__file__).resolve().parent / "latest.json"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--size", type=int, required=True, help="customers in the book")
    parser.add_argument("--only", default="", help="part of the names to measure")
    parser.add_argument("--home", type=Path, help="keep the book here, or measure the one here")
    parser.add_argument("--invoices", type=float, default=10.0, help="per customer, on average")
    asked = parser.parse_args()
    for name in list(os.environ):
        if name.startswith("RISKCRM_") or name in ("DATABASE_URL", "MIGRATE_DATABASE_URL"):
            del os.environ[name]
    os.environ.pop("REDIS_URL", None)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "riskcrm.settings", "DEMO": "1"}
    os.environ["RISKCRM_LOG_LEVEL"] = "ERROR"
    with contextlib.nullcontext(asked.home) if asked.home else throw_away_home() as home:
        os.environ["RISKCRM_HOME"] = str(home.resolve())
        with embedded.servers():
            measures = _measure_all(asked)
    _show(measures)
    draft = LATEST.with_suffix(".json.tmp")
    draft.write_text(json.dumps([measure.as_dict() for measure in measures], indent=2) + "\n")
    draft.rename(LATEST)
    return 0


def _measure_all(asked: argparse.Namespace) -> list[Measure]:
    from riskcrm.run import collect_static_files

    command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"]
    subprocess.run(command, check=True, cwd=embedded.BASE_DIR)
    collect_static_files()
    import django

    django.setup()
    from tests.bench import (
        ageing,
        back_test,
        cases,
        credit_check,
        dashboards,
        imports,
        list_pages,
        rules,
        score_changed,
        what_if,
    )

    measures = _prepare(asked)
    gc.collect()
    gc.freeze()  # a web process has made no book, and does not search through what is left of one
    for each in (
        list_pages, ageing, dashboards, what_if, back_test, cases, score_changed, credit_check,
        rules,
    ):  # fmt: skip
        if asked.only in each.NAME:
            measures.append(each.measure(asked.size))
    if asked.only in imports.NAME:
        measures += imports.measure(asked.size)
    return measures


def _prepare(asked: argparse.Namespace) -> list[Measure]:
    """Makes and scores the book if it is not yet; the scoring is a measure of its own."""
    from tests.bench import book, imports, score_book

    measures: list[Measure] = []
    is_new = not book.is_made()
    if is_new:
        book.make(asked.size, invoices=asked.invoices)
    # imports do not need the scores, the other measures do
    if asked.only != imports.NAME and not score_book.is_scored():
        scoring = score_book.measure(asked.size)
        measures = [scoring] if asked.only in scoring.name else []
        is_new = True
    if is_new:
        book.settle()
    return measures


def _show(measures: list[Measure]) -> None:
    print(f"\n{'name':18}{'size':>10}{'seconds':>10}{'floor':>10}{'ratio':>8}{'goal':>6}")
    for m in measures:
        print(
            f"{m.name:18}{m.size:>10}{m.seconds:>10.3f}{m.floor_seconds:>10.3f}"
            f"{m.ratio:>8.2f}{m.goal:>6.1f}"
        )
        for note in m.notes:
            print(f"    {note}")


if __name__ == "__main__":
    sys.exit(main())
