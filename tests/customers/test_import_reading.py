"""How a file is taken apart: encodings, separators, quotation marks, headers, sheets."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from customers.imports.errors import FileRefused
from customers.imports.progress import Stopped, Watch
from customers.imports.reading import open_source
from customers.imports.staging import LOOK
from customers.models import Customer, Invoice
from tests.customers.files import refused, run, write_csv, write_xlsx
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
HEAD = "Customer,Invoice,InvoiceDate,DueDate,Amount"


def mend(file: Path, old: str, new: str) -> Path:
    """The error file with one thing put right."""
    text = file.with_suffix(".refused").read_text("utf-8-sig")
    assert old in text
    again = file.with_name("mended.csv")
    again.write_text(text.replace(old, new), encoding="utf-8-sig")
    return again


# --- cells beyond the header ---------------------------------------------------------------------


def test_an_unquoted_thousands_comma_does_not_change_the_amount(file: Path) -> None:
    make_customer("B1")
    write_csv(file, HEAD, "B1,40,2026-01-03,2026-02-03,1,234.50", "B1,41,2026-01-03,,7")
    summary = run(file)
    assert (summary.new, summary.refused) == (1, 1)
    assert refused(file)[2] == "6 cells, the header has 5; is a separator unquoted?"
    assert Invoice.objects.get().number == "41"


def test_the_error_file_keeps_the_cells_beyond_the_header(file: Path) -> None:
    make_customer("B1")
    write_csv(file, HEAD, "B1,40,2026-01-03,2026-02-03,1,234.50")
    run(file)
    with file.with_suffix(".refused").open(encoding="utf-8-sig", newline="") as text:
        _header, row = csv.reader(text)
    assert row[:5] == ["B1", "40", "2026-01-03", "2026-02-03", "1"]
    assert row[-1] == "234.50"
    again = mend(file, "2026-02-03,1,", "2026-02-03,1234.50,")
    assert run(again).refused == 1, "the cell too many is still there"
    again.write_text(again.read_text("utf-8-sig").replace(",234.50", ""), encoding="utf-8-sig")
    assert run(again).new == 1
    assert Invoice.objects.get().amount == 1234.5


def test_a_cell_too_many_is_seen_when_the_last_one_is_blank(file: Path) -> None:
    make_customer("B1")
    rows = ["B1,40,2026-01-03,,1,234.50,", "B1,41,2026-01-03,,7,good"]
    assert run(write_csv(file, HEAD + ",Note", *rows)).refused == 1
    assert "7 cells" in refused(file)[2]


def test_separators_at_the_end_of_each_row_are_no_cells(file: Path) -> None:
    make_customer("B1")
    rows = ["B1,40,2026-01-03,,1,", "B1,41,2026-01-03,,7,,"]
    assert run(write_csv(file, HEAD, *rows)).new == 1
    assert run(write_csv(file, HEAD + ",,", "B1,42,2026-01-03,,1,,")).new == 1


def test_notes_beside_the_table_of_a_sheet_are_left_alone(tmp_path: Path) -> None:
    make_customer("B1")
    rows = [HEAD.split(","), ["B1", "40", "2026-01-03", "", 1, "call them"]]
    assert run(write_xlsx(tmp_path / "a.xlsx", rows)).new == 1


# --- quotation marks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        ['A,"1,2026-01-05,,10,x', "A,2,2026-01-05,,20,x", "A,3,2026-01-05,,30,x"],
        ['A,1,2026-01-05,,10,"x', "A,2,2026-01-05,,20,x", "A,3,2026-01-05,,30,x"],
        ['A,1,2026-01-05,,10,"x', "A,2,2026-01-05,,20,x", 'A,3,2026-01-05,,30,"y, z"'],
        ['A,1,2026-01-05,,10,"x', "A,2,2026-01-05,,20,x", 'A,3,2026-01-05,,30,15"'],
    ],
    ids=["in a column that is read", "at the end", "before a sound one", "before another stray"],
)
def test_a_stray_quotation_mark_does_not_swallow_rows_unseen(file: Path, rows: list[str]) -> None:
    make_customer("A")
    write_csv(file, HEAD + ",Note", "A,0,2026-01-05,,5,x", *rows)
    summary = run(file)
    assert (summary.new, summary.refused) == (1, 1)
    assert "quotation mark opened in line 3 is not closed" in refused(file)[3]


def test_a_line_break_in_a_field_of_one_line_is_refused(file: Path) -> None:
    write_csv(file, "number,name,city", 'A,"Alpha\nBeta",Leeds', 'B,Gamma,"Le\r\neds"', "C,Delta,")
    assert run(file, "customers").new == 1
    assert set(refused(file)) == {2, 4}
    assert all("line break" in reason for reason in refused(file).values())


def test_an_address_of_several_lines_becomes_one(file: Path) -> None:
    write_csv(file, "number,name,address", 'A,Alpha,"1 Mill Lane\r\n Leeds"')
    run(file, "customers")
    assert Customer.objects.get().address == "1 Mill Lane Leeds"


def test_a_sound_note_of_several_lines_is_nobodys_business(file: Path) -> None:
    make_customer("A")
    write_csv(file, HEAD + ",Note", 'A,1,2026-01-05,,5,"one, ""two""\nthree, four"')
    assert run(file).new == 1


def test_a_quotation_mark_that_swallows_the_file_is_named(file: Path) -> None:
    rows = [f"A,{n},2026-01-05,,10" for n in range(10_000)]
    write_csv(file, HEAD, 'A,"x,2026-01-05,,10', *rows)
    with pytest.raises(FileRefused) as problem:
        run(file)
    assert "line 2" in problem.value.message
    assert "quotation mark" in problem.value.message
    assert "field limit" not in problem.value.message


# read column by column, and row by row
BOTH_WAYS = pytest.mark.parametrize(
    ("kind", "head", "row"),
    [("invoices", HEAD, "A,1,2026-01-05,,10"), ("rates", "currency,date,rate", "EUR,2026-01-05,1")],
)


@BOTH_WAYS
def test_one_far_down_in_the_file_is_named_as_well(
    file: Path, kind: str, head: str, row: str
) -> None:
    write_csv(file, head, *[row] * 1000, '"' + row, *[row] * 10_000)
    with pytest.raises(FileRefused) as problem:
        run(file, kind)
    assert "line 1002" in problem.value.message


@BOTH_WAYS
def test_who_wants_the_work_to_end_while_it_reads_is_heard(
    file: Path, kind: str, head: str, row: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_watch: Watch, _count: int) -> None:
        raise Stopped

    monkeypatch.setattr(Watch, "add", stop)
    write_csv(file, head, *[row] * LOOK)
    with pytest.raises(Stopped):
        run(file, kind)


def test_a_quotation_mark_in_the_header_is_named(file: Path) -> None:
    write_csv(file, 'Customer,Invoice,"InvoiceDate,DueDate,Amount', "A,1,2026-01-05,,10")
    with pytest.raises(FileRefused) as problem:
        run(file)
    assert "quotation mark" in problem.value.message


def test_old_line_ends_are_read(file: Path) -> None:
    make_customer("A")
    file.write_bytes(f"{HEAD}\rA,1,2026-01-05,,10\rA,2,bad,,10\r".encode())
    assert run(file).new == 1
    assert set(refused(file)) == {3}
    file.write_bytes(f"{HEAD}\nA,3,2026-01-05,,\r10\n".encode())
    run(file)  # one alone in a row breaks it in two; it breaks nothing else


# --- headers and separators ----------------------------------------------------------------------


def test_a_row_of_data_is_not_taken_for_the_header(file: Path) -> None:
    write_csv(file, "Kd-Nr;Firma;Ort;Aktiv", "U1;Foo AG;Berlin;No", "U2;Bar AG;Bonn;No")
    source = open_source(file, kind="customers")
    assert source.header == ["Kd-Nr", "Firma", "Ort", "Aktiv"]
    assert run(file, "customers", mapping={"number": "Kd-Nr", "name": "Firma"}).new == 2


def test_a_title_of_several_cells_gives_way_to_the_header(file: Path) -> None:
    make_customer("A")
    write_csv(file, "Report,January,,,", HEAD, "A,1,2026-01-05,,10")
    assert run(file).new == 1


def test_a_header_of_several_lines_is_one_name(file: Path) -> None:
    make_customer("A")
    write_csv(file, 'Customer,Invoice,"Invoice\nDate",Amount', "A,1,2026-01-05,10")
    assert open_source(file, kind="invoices").header[2] == "Invoice Date"
    assert run(file).new == 1


def test_the_separator_is_the_one_that_makes_a_header(file: Path) -> None:
    write_csv(file, "number;name, legal form;city", "A;Alpha, Ltd;Leeds", "B;Beta, Ltd;York")
    assert run(file, "customers", mapping={"name": "name, legal form"}).new == 2
    write_csv(file, "number;name, legal form", "A;Alpha, Ltd", "B;Beta, Ltd")
    assert open_source(file, kind="customers").delimiter == ";"
    write_csv(file, "Kd-Nr;Firma", "A;Ja, no, Ltd", "B;Beta, no, Ltd")
    assert open_source(file, kind="customers").delimiter == ";"


# --- error files sent again ----------------------------------------------------------------------


def test_columns_of_a_persons_own_are_not_taken_for_ours(file: Path) -> None:
    write_csv(file, "number,name,Line,Reason", "A,Alpha,5,because")
    run(file, "customers", mapping={"city": "Line", "region": "Reason"})
    customer = Customer.objects.get()
    assert (customer.city, customer.region) == ("5", "because")


def test_an_error_file_with_columns_of_that_name_can_be_sent_again(file: Path) -> None:
    said = {"city": "line", "region": "reason"}
    write_csv(file, "number,name,line,reason", f"A,{'x' * 201},5,because", "B,'-1,6,-so")
    assert run(file, "customers", mapping=said).refused == 1
    again = mend(file, "x" * 201, "Alpha")
    summary = run(again, "customers", mapping=said)
    assert (summary.new, summary.refused, summary.columns_not_read) == (1, 0, [])
    customer = Customer.objects.get(number="A")
    assert (customer.name, customer.city, customer.region) == ("Alpha", "5", "because")
