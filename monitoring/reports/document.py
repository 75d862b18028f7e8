"""What the management report of a day says: the figures of the page, in one language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from monitoring.ageing import BUCKETS
from monitoring.book_days.effect import effect_until
from monitoring.book_days.figures import figures_of
from monitoring.book_days.indicators import kri_readings
from monitoring.book_days.rows import (
    Row,
    case_rows,
    largest_rows,
    move_rows,
    names_of_tiers,
    part_rows,
    tier_rows,
)
from monitoring.book_days.said import notes_on
from monitoring.book_days.sums import OVER_90, DayBook
from riskcrm.web.templatetags.riskcrm import figure_text

Document = dict[str, Any]
Lines = list[list[str]]
# what is later is one column, for a sheet is not wide
AGES = [bucket for bucket in BUCKETS if bucket.code not in OVER_90]
NOTE = gettext_lazy("Amounts in %(currency)s. A dash means that the figure is not known.")


def document_of(book: DayBook, *, language: str) -> Document:
    """The report as texts, every figure as the page of that day shows it."""
    with translation.override(language):
        return {
            "lang": "zh" if language.startswith("zh") else "en",
            "title": _("Management report of the book"),
            "as_of": _("As of %(day)s") % {"day": book.day.isoformat()},
            "note": " ".join((NOTE % {"currency": settings.BASE_CURRENCY}, *notes_on(book.kept))),
            "tables": _tables(book),
        }


def _tables(book: DayBook) -> list[Document]:
    shares = ["", _("Customers"), _("Exposure"), _("Share, %")]
    tables = [
        _table(_("Figures"), ["", _("Value"), _("Change to the month before")], _figures(book)),
        _table(_("Key risk indicators"),
               ["", _("Value"), _("Limits"), pgettext("indicator", "Status")], _kris(book)),
        _table(_("Tiers"), shares, _lines(tier_rows(book))),
        _table(_("Moves between tiers since %(day)s") % {"day": book.kept.moves_since},
               ["", _("Tier now"), _("Customers"), _("Exposure")], _moves(book)),
        _table(_("Ageing over twelve months"),
               ["", *(str(bucket.name) for bucket in AGES), _("more than 90 days")], _ages(book)),
        _table(_("Sales outstanding and collection over twelve months"),
               ["", _("DSO"), _("Best possible DSO"), _("CEI, %")], _collected(book)),
        _table(_("Ten largest debtors"), shares, _lines(largest_rows(book))),
        _table(_("By industry"), shares, _lines(part_rows(book, "industry"))),
        _table(_("By region"), shares, _lines(part_rows(book, "region"))),
        _table(_("Cases by stage"), ["", _("Cases")],
               [[str(row.name), figure_text(row.number)] for row in case_rows(book)]),
        _table(_("Effect of removals to date"), [""], _effect(book)),
    ]  # fmt: skip
    return [table for table in tables if table["rows"]]


def _figures(book: DayBook) -> Lines:
    return [
        [str(each.label), f"{each.text} {each.unit_name}".strip(), each.change_text]
        for each in figures_of(book)
    ]


def _kris(book: DayBook) -> Lines:
    return [
        [str(each.kri.name), f"{each.text} {each.unit_name}".strip(),
         f"{figure_text(each.limits.amber, each.kri.digits)} / "
         f"{figure_text(each.limits.red, each.kri.digits)}",
         str(each.word)]
        for each in kri_readings(book)
    ]  # fmt: skip


def _moves(book: DayBook) -> Lines:
    names = names_of_tiers()
    return [
        [str(names[move["was"]]), str(names[move["now"]]), figure_text(move["number"]),
         figure_text(move["amount"])]
        for move in move_rows(book)
    ]  # fmt: skip


def _ages(book: DayBook) -> Lines:
    return [
        [day.isoformat(), *(figure_text(sums[bucket.code]) for bucket in AGES),
         figure_text(sums.over_90)]
        for day, sums in book.months.items()
    ]  # fmt: skip


def _collected(book: DayBook) -> Lines:
    return [
        [day.isoformat(),
         *(figure_text(value, 1) for value in (sums.dso, sums.best_dso, sums.effectiveness))]
        for day, sums in book.months.items()
    ]  # fmt: skip


def _effect(book: DayBook) -> Lines:
    effect = effect_until(book.day)
    return [] if effect is None else [[effect["said"]]]


def _lines(rows: list[Row]) -> Lines:
    return [
        [str(row.name), figure_text(row.number), figure_text(row.amount), figure_text(row.share, 1)]
        for row in rows
    ]


def _table(title: str, heads: list[str], rows: Lines) -> Document:
    return {"title": title, "heads": heads, "rows": rows}
