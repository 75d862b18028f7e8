"""What the management report of a day says: the figures of the page, in one language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from monitoring.book_days.figures import figures_of
from monitoring.book_days.indicators import kri_readings
from monitoring.book_days.rows import Row, case_rows, largest_rows, part_rows, tier_rows
from monitoring.book_days.said import notes_on
from monitoring.book_days.sums import DayBook
from riskcrm.web.templatetags.riskcrm import figure_text

Document = dict[str, Any]
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
    figures = [
        [str(each.label), f"{each.text} {each.unit_name}".strip(), each.change_text]
        for each in figures_of(book)
    ]
    kris = [
        [str(each.kri.name), f"{each.text} {each.unit_name}".strip(),
         f"{figure_text(each.limits.amber, each.kri.digits)} / "
         f"{figure_text(each.limits.red, each.kri.digits)}",
         str(each.word)]
        for each in kri_readings(book)
    ]  # fmt: skip
    shares = ["", _("Customers"), _("Exposure"), _("Share, %")]
    tables = [
        _table(_("Figures"), ["", _("Value"), _("Change to the month before")], figures),
        _table(_("Key risk indicators"),
               ["", _("Value"), _("Limits"), pgettext("indicator", "Status")], kris),
        _table(_("Tiers"), shares, _lines(tier_rows(book))),
        _table(_("Ten largest debtors"), shares, _lines(largest_rows(book))),
        _table(_("By industry"), shares, _lines(part_rows(book, "industry"))),
        _table(_("By region"), shares, _lines(part_rows(book, "region"))),
        _table(_("Cases by stage"), ["", _("Cases")],
               [[str(row.name), figure_text(row.number)] for row in case_rows(book)]),
    ]  # fmt: skip
    return [table for table in tables if table["rows"]]


def _lines(rows: list[Row]) -> list[list[str]]:
    return [
        [str(row.name), figure_text(row.number), figure_text(row.amount), figure_text(row.share, 1)]
        for row in rows
    ]


def _table(title: str, heads: list[str], rows: list[list[str]]) -> Document:
    return {"title": title, "heads": heads, "rows": rows}
