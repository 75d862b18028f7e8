"""Large and hostile files: streamed sheets, limits, every line wrong, killed workers."""

from __future__ import annotations

import csv
import datetime as dt
import os
import resource
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from customers.imports import refusals, services, sheets, workbook, working
from customers.imports.errors import FileRefused
from customers.imports.options import Options
from customers.models import Customer, ImportFile, Invoice
from riskcrm.accounts.models import User
from tests.customers.files import Raw, refused, run, write_csv, write_xlsx
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
HEAD = "Customer,Invoice,Date,DueDate,Amount,Currency,SettledDate"


# --- sheets read row by row -----------------------------------------------------------------------


def mixed_workbook(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Zahlen & mehr")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        money = book.add_format({"num_format": '#,##0.00 "USD"'})
        sheet.write_row(0, 0, ["number", "name", "date", "amount"])
        sheet.write_row(1, 0, ["A", "北京 <&> “Ünïcode” 🙂", None, 12.5])
        sheet.write_datetime(1, 2, dt.datetime(2026, 1, 5), day)  # noqa: DTZ001
        sheet.write_datetime(2, 2, dt.datetime(2026, 1, 5, 14, 30), moment)  # noqa: DTZ001
        sheet.write_number(2, 3, 1234.5, money)
        sheet.write_boolean(3, 0, True)
        sheet.write_formula(3, 1, "=1+1", value=2)
        sheet.write_formula(3, 2, '="a"&"b"', value="ab")
        sheet.write_string(3, 4, "line one\nline two")
        sheet.write_number(5, 3, 12345678901234567890)
        sheet.write_rich_string(6, 0, "half ", book.add_format({"bold": True}), "bold")
    return path


def hand_made_workbook(path: Path) -> Path:
    rows: list[list[Any]] = [
        ["number", "name", "limit"],
        ["A", Raw(' t="e"><v>#N/A</v>'), Raw("><f>1+1</f>")],
        ["B", Raw(' t="str"><f>A1</f><v></v>'), dt.date(2026, 1, 5)],
        ["C", Raw(' t="b"><v>0</v>'), 7],
    ]
    return write_xlsx(path, rows, [["hidden"]], hidden="B")


@pytest.mark.parametrize("make", [mixed_workbook, hand_made_workbook])
def test_a_streamed_sheet_says_what_the_library_says(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(make(tmp_path / "a.xlsx"))
    [sheet, *_more] = {row[0]: None for row in workbook.rows_of(path, "")}

    def told() -> list[list[Any]]:
        rows = [[*map(str, row)] for row in workbook.rows_of(path, sheet) if any(row[2:])]
        width = max(map(len, rows))
        return [[*row, *[""] * (width - len(row))] for row in rows]

    held = told()
    monkeypatch.setattr(workbook, "LARGE", 0)
    assert told() == held
    assert {row[0] for row in workbook.rows_of(path, "")} == {sheet}


def test_a_sheet_written_by_another_program_with_prefixes_is_streamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["number", "name"], ["A", "Alpha"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = parts["xl/worksheets/sheet1.xml"].decode().replace("<", "<x:").replace("<x:/", "</x:")
    parts["xl/worksheets/sheet1.xml"] = xml.replace("xmlns=", "xmlns:x=").encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    monkeypatch.setattr(workbook, "LARGE", 0)
    rows = list(workbook.rows_of(str(path), "A"))
    assert rows == [["A", 1, "number", "name"], ["A", 2, "A", "Alpha"]]


def large_workbook(path: Path, rows: int) -> Path:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["number", "name", "notes", "limit"])
        for n in range(rows):
            cells = [f"N{n}", f"Company {n} of the north", f"{n} said little. " * 120, n]
            sheet.write_row(n + 1, 0, cells)
    return path


def peak_of(pid: int) -> int:
    """The most memory that a process has held so far, in kilobytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next((int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line), 0)


def test_a_large_workbook_is_read_in_a_process_of_little_memory(tmp_path: Path) -> None:
    path = large_workbook(tmp_path / "a.xlsx", 32_000)
    with zipfile.ZipFile(path) as archive:
        assert max(entry.file_size for entry in archive.infolist()) > workbook.LARGE
    command = [sys.executable, "-I", "-c", sheets.READER, str(path), "Sheet1"]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert reader.stdout is not None
    lines = most = 0
    for _line in reader.stdout:
        lines += 1
        if lines % 4_000 == 0:
            most = max(most, peak_of(reader.pid))
    assert (lines, reader.wait()) == (32_001, 0)
    assert 0 < most < 150 * 1024  # kilobytes


def test_a_large_workbook_is_imported_with_lines_counted(tmp_path: Path) -> None:
    path = large_workbook(tmp_path / "a.xlsx", 32_000)
    assert sheets.count_lines(path, "Sheet1") in (0, 32_001)
    summary = run(path, "customers", dry_run=True)
    assert (summary.new, summary.refused) == (32_000, 0)


def test_a_large_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    path = large_workbook(tmp_path / "a.xlsx", 32_000)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(FileRefused, match="damaged"):
        run(path, "customers")


def test_a_workbook_that_claims_too_much_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 100 * 2**20)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _n in range(101):
                part.write(b" " * 2**20)
    assert path.stat().st_size < 2**20
    with pytest.raises(FileRefused, match="too large"):
        run(path, "customers")


# --- what no file may do --------------------------------------------------------------------------


def test_a_file_in_which_every_line_is_wrong_has_a_bounded_error_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "MOST_LINES", 100)
    write_csv(file, "number,name,limit", *(f"N{n},Name,x" for n in range(7000)))
    summary = run(file, "customers")
    assert (summary.new, summary.refused) == (0, 7000)
    with file.with_suffix(".refused").open(encoding="utf-8-sig", newline="") as text:
        lines = list(csv.DictReader(text))
    assert len(lines) == 101
    assert lines[-1]["reason"] == "6900 more lines are refused; mend these first"


def test_every_line_wrong_takes_bounded_memory(file: Path) -> None:
    """The refused lines are fetched a part at a time, and the reasons lie in a file."""
    with file.open("w") as text:
        text.write("number,name,limit\n")
        text.writelines(f"N{n},Name {n},not an amount {n}\n" for n in range(20_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    summary = run(file, "customers")
    assert summary.refused == 20_000
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 120 * 1024  # kilobytes


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("1,2026-01-05,,-5,USD,", "must be positive"),
        ("1,2026-01-05,,0,USD,", "must be positive"),
        ("1,2026-01-05,,99999999999999999999,USD,", "too large"),
        ("1,2026-01-05,,1e400,USD,", "not an amount"),
        ("1,2026-01-05,,NaN,USD,", "not an amount"),
        ("1,2026-01-05,,5,Dollar,", "currency code"),
        ("1,2026-01-05,,5,XX,", "currency code"),
        ("1,2026-01-05,,5,XXQ,", "XXQ"),
        ("1,2026-01-05,2026-01-04,5,USD,", "before the invoice date"),
        ("1,2100-01-05,,5,USD,", "future"),
        ("1,2026-02-30,,5,USD,", "not a date"),
    ],
)
def test_absurd_figures_are_refused_by_their_line(file: Path, cells: str, reason: str) -> None:
    make_customer("A")
    summary = run(write_csv(file, HEAD, f"A,{cells}", "A,2,2026-01-05,,5,USD,"))
    assert (summary.new, summary.refused) == (1, 1)
    assert reason in refused(file)[2]


def test_a_currency_without_a_rate_waits_for_it(file: Path) -> None:
    make_customer("A")
    summary = run(write_csv(file, HEAD, "A,1,2026-01-05,,5,ISK,"))
    assert (summary.new, summary.no_rate) == (1, 1)
    assert Invoice.objects.get().base_amount is None


def test_a_payment_before_the_invoice_is_an_advance_and_is_read(file: Path) -> None:
    make_customer("A")
    assert run(write_csv(file, HEAD, "A,1,2026-01-05,,5,USD,2025-12-20")).settlements == 1


def test_duplicate_numbers_in_one_file_are_told_with_the_first_line(file: Path) -> None:
    summary = run(write_csv(file, "number,name", "A,One", "B,Two", "A,Three"), "customers")
    assert (summary.new, summary.refused) == (2, 1)
    assert "line 2" in refused(file)[4]


NAMES = (
    '=HYPERLINK("http://x","y")',
    "+49 Trading",
    "@cmd",
    "-Minus GmbH",
    "شركة النخيل للتجارة",
    "‮txet desrever",
    "🙂 Smile 👩‍👩‍👧 Ltd",
    'O\'Neill \\ "Sons"; DROP TABLE',
    "zero​width",
)


def test_odd_names_are_kept_save_what_hides_in_them(file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows(
            [["number", "name"], *([f"N{n}", x] for n, x in enumerate(NAMES))]
        )
    assert run(file, "customers").new == len(NAMES)
    shown = [name.replace("\u202e", "").replace("\u200b", "") for name in NAMES]
    assert list(Customer.objects.order_by("pk").values_list("name", flat=True)) == shown


def test_formulas_in_refused_rows_are_escaped_and_come_back_unharmed(file: Path) -> None:
    write_csv(file, "number,name,limit", "A,=1+1,x")
    run(file, "customers")
    errors = file.with_suffix(".refused")
    text = errors.read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    errors.write_text(text.replace(",x,", ",5,", 1), encoding="utf-8-sig")
    mended = errors.rename(file.with_name("mended.csv"))
    assert run(mended, "customers").new == 1
    assert Customer.objects.get().name == "=1+1"


def test_an_error_file_of_the_first_release_is_still_read(file: Path) -> None:
    write_csv(file, "number,name,riskcrm,line,reason", "A,Alpha,,2,whatever was wrong")
    assert run(file, "customers").new == 1


def test_mixed_encodings_are_refused_with_what_to_do(file: Path) -> None:
    file.write_bytes(
        "number,name\nA,北京\n".encode() + "B,上海ü\n".encode("big5hkscs") + b"C,\xff\xfe\n"
    )
    with pytest.raises(FileRefused, match="say its encoding"):
        run(file, "customers")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\x00\x01\x02number,name\n", "not a text file"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"", "empty"),
    ],
)
def test_what_is_no_table_is_refused_whatever_it_is_called(
    file: Path, content: bytes, message: str
) -> None:
    file.write_bytes(content)
    with pytest.raises(FileRefused, match=message):
        run(file, "customers")


# --- workers --------------------------------------------------------------------------------------


def checked(by: User, content: bytes) -> ImportFile:
    at = timezone.now()
    row = services.upload(SimpleUploadedFile("rows.csv", content), kind="customers", by=by, at=at)
    services.request_check(row, options=Options(), by=by, at=at)
    assert working.work_on_imports(at=at) == 1
    row.refresh_from_db()
    return row


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_media")
def test_two_imports_of_the_same_file_write_it_once(risk_officer: User) -> None:
    content = b"number,name\nA,Alpha\nB,Beta\n"
    first, second = checked(risk_officer, content), checked(risk_officer, content)
    assert first.file.name == second.file.name
    for row in (first, second):
        services.request_import(row, by=risk_officer, at=timezone.now())
    for _time in range(2):
        working.work_on_imports(at=timezone.now())
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.counts["new"], second.counts["new"], second.counts["unchanged"]) == (2, 0, 2)
    assert Customer.objects.count() == 2


KILLED = """
import os, signal
import django
django.setup()
from django.conf import settings
settings.MEDIA_ROOT = {media!r}
settings.DATABASES["default"]["NAME"] = {name!r}
from django.db import connection
connection.settings_dict["NAME"] = {name!r}
from django.utils import timezone
from customers.imports import engine, working
engine._record = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
working.work_on_imports(at=timezone.now())
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_media")
def test_a_worker_killed_in_the_middle_leaves_nothing_and_another_does_all(
    risk_officer: User, settings: Any
) -> None:
    rows = "".join(f"N{n},Name {n}\n" for n in range(500))
    row = checked(risk_officer, f"number,name\n{rows}".encode())
    services.request_import(row, by=risk_officer, at=timezone.now())
    script = KILLED.format(media=str(settings.MEDIA_ROOT), name=connection.settings_dict["NAME"])
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).resolve().parents[2],
        check=False,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "riskcrm.settings"},
    )
    assert ended.returncode == -signal.SIGKILL
    assert not Customer.objects.exists()  # all of it had been written, and nothing of it is there
    later = timezone.now() + working.CLAIM + dt.timedelta(seconds=1)
    for _time in range(50):  # until the server has noticed that the connection is gone
        if working.work_on_imports(at=later):
            break
    row.refresh_from_db()
    assert (row.state, row.attempts) == (ImportFile.State.DONE, 2)
    assert Customer.objects.count() == 500
