"""A back-test's result as one flat table, for a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from riskcrm.web.export_files import FILES
from scoring.back_tests.charts import band_name
from scoring.models import BackTest

Row = list[Any]
MEASURES = ("auc", "gini", "ks")


def head() -> list[str]:
    return [
        _("part"), _("scorecard"), _("of"), _("rows"), _("bads"), _("Value"), _("at least"),
        _("at most"),
    ]  # fmt: skip


def rows_of(result: dict[str, Any]) -> Iterator[Row]:
    """One figure a row, with its interval where it has one."""
    for month in result["months"]:
        for name in MEASURES:
            yield _estimated(name, "card", month["as_of"], month, month[name])
        yield ["bad_rate", "card", month["as_of"], month["rated"], month["bads"],
               month["bad_rate"], None, None]  # fmt: skip
        yield ["psi", "card", month["as_of"], month["rated"], month["bads"], month["psi"], None,
               month["psi_line"]]  # fmt: skip
    for which in ("card", "challenger"):
        if result[which]:
            yield from _of_card(which, result[which])
    if difference := result["difference"]:
        yield _estimated("auc_difference", "challenger", "", difference, difference["auc"])
    for each in result["features"]:
        yield ["auc_alone", "card", each["indicator"], each["known"], each["bads"], each["auc"],
               None, None]  # fmt: skip


def _of_card(which: str, found: dict[str, Any]) -> Iterator[Row]:
    for name in MEASURES:
        yield _estimated(name, which, "", found, found[name])
    for band in found["bands"]:
        yield _rate("bad_rate", which, band_name(band), band)
    for tier in found["tiers"]:
        yield _rate("bad_rate", which, tier["tier"], tier)
    for each in found["capture"]:
        for what in ("of_bads", "of_loss"):
            yield [f"captured_{what}", which, f"{each['share']:.0%}", None, None, each[what], None,
                   None]  # fmt: skip
    for band in (found["calibration"] or {"bands": []})["bands"]:
        yield ["foretold", which, band_name(band), band["count"], band["bads"], band["predicted"],
               None, None]  # fmt: skip


def _estimated(part: str, which: str, of: str, counts: Any, found: Any) -> Row:
    low_to_high = [found[name] for name in ("value", "low", "high")] if found else [None] * 3
    return [part, which, of, counts.get("rated", counts["rows"]), counts["bads"], *low_to_high]


def _rate(part: str, which: str, of: str, found: dict[str, Any]) -> Row:
    return [part, which, of, found["count"], found["bads"], found["rate"], found["low"],
            found["high"]]  # fmt: skip


def file_of(back_test: BackTest, kind: str) -> bytes:
    """The result as a CSV file or a workbook. Raises KeyError for another kind."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "back-test"
        with FILES[kind](path, head()) as file:
            for row in rows_of(back_test.result or {}):
                file.write(row)
        return path.read_bytes()
