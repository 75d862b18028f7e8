"""Files to import, written by the tests."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.utils import timezone

from customers.imports.engine import import_rows
from customers.imports.options import Options
from customers.imports.services import unkept_file
from customers.imports.summary import Summary
from riskcrm.accounts.models import User


def write_csv(path: Path, *rows: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\r\n".join((*rows, "")).encode(encoding))
    return path


def run(
    path: Path,
    kind: str = "invoices",
    *,
    by: User | None = None,
    dry_run: bool = False,
    **said: Any,
) -> Summary:
    """Import a file; refused rows go beside it, see `refused`."""
    return import_rows(
        path,
        Options(**said),
        kind=kind,
        by=by,
        at=timezone.now(),
        dry_run=dry_run,
        refusals=path.with_suffix(".refused"),
        obj=unkept_file(kind, path.name),
        name=path.name,
    )


def refused(path: Path) -> dict[int, str]:
    """Line → reason, as the error file tells them."""
    errors = path.with_suffix(".refused")
    if not errors.exists():
        return {}
    with errors.open(encoding="utf-8-sig", newline="") as text:
        return {int(row["line"]): row["reason"] for row in csv.DictReader(text)}


NS = "http://schemas.openxmlformats.org"
TYPES = f"""<Types xmlns="{NS}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
STYLES = f"""<styleSheet xmlns="{NS}/spreadsheetml/2006/main"><cellXfs>
<xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"""


class Raw(str):
    """A cell from its attributes to its end, as it stands in the file: ` t="e"><v>#N/A</v>`."""


def write_xlsx(path: Path, *sheets: list[list[Any]], names: str = "ABC", hidden: str = "") -> Path:
    """The smallest workbook that holds these sheets; dates as serials with a date format."""
    books, links, parts = "", _link("s", "styles", "styles.xml"), {}
    for n, rows in enumerate(sheets, start=1):
        state = ' state="hidden"' if names[n - 1] in hidden else ""
        books += f'<sheet name="{names[n - 1]}" sheetId="{n}" r:id="r{n}"{state}/>'
        links += _link(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml")
        cells = "".join(_row(line, row) for line, row in enumerate(rows, start=1))
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{NS}/spreadsheetml/2006/main"><sheetData>{cells}</sheetData>'
            "</worksheet>"
        )
    top = _link("a", "officeDocument", "xl/workbook.xml")
    package = f"{NS}/package/2006/relationships"
    parts |= {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{package}">{top}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{NS}/spreadsheetml/2006/main" '
        f'xmlns:r="{NS}/officeDocument/2006/relationships"><sheets>{books}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{links}</Relationships>',
        "xl/styles.xml": STYLES,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def _link(ident: str, kind: str, target: str) -> str:
    kind = f"{NS}/officeDocument/2006/relationships/{kind}"
    return f'<Relationship Id="{ident}" Type="{kind}" Target="{target}"/>'


def _row(line: int, values: list[Any]) -> str:
    cells = (_cell(f"{chr(65 + n)}{line}", value) for n, value in enumerate(values))
    return f'<row r="{line}">{"".join(cells)}</row>'


def _cell(place: str, value: Any) -> str:
    if isinstance(value, Raw):
        return f'<c r="{place}"{value}</c>'
    if isinstance(value, dt.date):
        return f'<c r="{place}" s="1"><v>{(value - dt.date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
