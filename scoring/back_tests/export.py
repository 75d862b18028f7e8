"""A back-test's result as one flat table, for a file: every figure that its page shows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from riskcrm.web.export_files import FILES
from scoring.back_tests.charts import band_name
from scoring.cards.value import TIERS
from scoring.models import BackTest

Row = list[Any]
MEASURES = ("auc", "gini", "ks")
COUNTS = ("rows", "bad_customers", "unrated", "unrated_bads", "limited", "reversals")
NOT_COUNTED = {"rows": None, "bads": None}
OF_ALL_BANDS = ("observed_to_expected", "brier", "hosmer_lemeshow", "chance")


def head() -> list[str]:
    return [
        _("part"), _("scorecard"), _("of"), _("rows"), _("bads"), _("Value"), _("at least"),
        _("at most"),
    ]  # fmt: skip


def rows_of(result: dict[str, Any]) -> Iterator[Row]:
    """One figure a row, with its interval where it has one."""
    yield _figure("already_bad", "", "", result["already_bad"])
    for day in result["immature"]:
        yield _figure("immature", "", day, None)
    for month in result["months"]:
        yield from _of_month(month)
    for which in ("card", "challenger"):
        if result[which]:
            yield from _of_card(which, result[which])
    if result["difference"]:
        yield from _of_both(result["difference"], result["migration"])
    for code in result["suspects"]:
        yield _figure("suspect", "card", code, None)
    for each in result["features"]:
        yield ["auc_alone", "card", each["indicator"], each["known"], each["bads"], each["auc"],
               None, None]  # fmt: skip


def _of_both(difference: dict[str, Any], migration: list[dict[str, Any]]) -> Iterator[Row]:
    yield _estimated("auc_difference", "challenger", "", difference, difference["auc"])
    for line in migration:
        for tier, count, share in zip(TIERS, line["counts"], line["shares"], strict=True):
            yield ["migration", "challenger", f"{line['tier']} → {tier}", count, None, share, None,
                   None]  # fmt: skip


def _of_month(month: dict[str, Any]) -> Iterator[Row]:
    day, rated, bads = month["as_of"], month["rated"], month["bads"]
    for name in MEASURES:
        yield _estimated(name, "card", day, month, month[name])
    yield ["bad_rate", "card", day, rated, bads, month["bad_rate"], None, None]
    yield ["psi", "card", day, rated, bads, month["psi"], None, month["psi_line"]]
    for name in ("rows", "already_bad", "limited"):
        yield _figure(name, "card", day, month[name])
    yield _figure("loss", "card", day, Decimal(month["loss"]))


def _of_card(which: str, found: dict[str, Any]) -> Iterator[Row]:
    for name in MEASURES:
        yield _estimated(name, which, "", found, found[name])
        without = found["without_limited"][name]
        yield _estimated(f"{name}_without_limited", which, "", NOT_COUNTED, without)
    for name in (*COUNTS, "concentration"):
        yield _figure(name, which, "", found[name])
    yield _figure("loss", which, "", Decimal(found["loss"]))
    for band in found["bands"]:
        yield _rate("bad_rate", which, band_name(band), band)
    for tier in found["tiers"]:
        yield _rate("bad_rate", which, tier["tier"], tier)
    for each in found["capture"]:
        for what in ("of_bads", "of_loss"):
            yield _figure(f"captured_{what}", which, f"{each['share']:.0%}", each[what])
    if found["calibration"]:
        yield from _of_calibration(which, found["calibration"])


def _of_calibration(which: str, found: dict[str, Any]) -> Iterator[Row]:
    for name in OF_ALL_BANDS:
        yield _figure(name, which, "", found[name])
    for band in found["bands"]:
        name = band_name(band)
        yield ["foretold", which, name, band["count"], band["bads"], band["predicted"], None, None]
        yield _rate("came", which, name, band)
        yield _figure("observed_to_expected", which, name, band["observed_to_expected"])
        yield _figure("light", which, name, band["light"])


def _figure(part: str, which: str, of: str, value: Any) -> Row:
    return [part, which, of, None, None, value, None, None]


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
