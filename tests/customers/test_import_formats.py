"""In which encoding a text file is written, which sheet of a workbook is read, what is no table."""

from __future__ import annotations

import contextlib
import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.imports import encodings
from customers.imports.errors import FileRefused
from customers.imports.reading import open_source, preview_of
from customers.models import Customer, Invoice
from tests.customers.files import Raw, refused, run, write_csv, write_xlsx
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
HEAD = "Customer,Invoice,InvoiceDate,DueDate,Amount"


# --- encodings -----------------------------------------------------------------------------------


def test_western_names_are_not_read_as_chinese(file: Path) -> None:
    rows = ("number,name,city", "A,Müller Söhne,Köln", "B,Größe GmbH,Ulm", "C,Ångström,Malmö x")
    write_csv(file, *rows, encoding="windows-1252")
    summary = run(file, "customers")
    assert summary.encoding == "windows-1252"
    assert "gb18030" in summary.warnings[0]
    assert Customer.objects.get(number="A").name == "Müller Söhne"
    assert preview_of(open_source(file, kind="customers"))["warnings"] == summary.warnings


def test_a_western_letter_that_chinese_cannot_hold_is_read(file: Path) -> None:
    write_csv(file, "number,name", "A,Café Prévôt", encoding="windows-1252")
    assert run(file, "customers").warnings
    assert Customer.objects.get().name == "Café Prévôt"


def test_what_is_said_or_certain_warns_of_nothing(file: Path) -> None:
    write_csv(file, "number,name", "A,Müller Söhne")
    assert run(file, "customers").warnings == []
    write_csv(file, "编号,名称", "K1,TCL集团", "K2,T恤VIP馆", "K3,A座朱镕基", encoding="gbk")
    summary = run(file, "customers")
    assert (summary.encoding, summary.warnings) == ("gb18030", [])
    write_csv(file, "number,name", "A,Müller Söhne", encoding="windows-1252")
    assert run(file, "customers", encoding="windows-1252").warnings == []


def test_a_few_western_words_among_chinese_ones_are_warned_of(file: Path) -> None:
    write_csv(file, "number,name", "A,Müller", "B,Köln", encoding="gb18030")
    assert run(file, "customers").warnings == []
    assert Customer.objects.get(number="B").name == "Köln"
    file.write_bytes("number,name\n北京,澄瀚\n科技,有限\n".encode("gbk") + b"A,M\xfcller\n")
    summary = run(file, "customers")
    assert summary.encoding == "gb18030"
    assert "windows-1252" in summary.warnings[0]


HAN = st.builds(lambda *pair: bytes(pair), st.integers(0xB0, 0xF7), st.integers(0xA1, 0xFE))


@given(st.lists(st.lists(HAN, min_size=1).map(b"".join)))
def test_chinese_names_are_never_taken_for_western_ones(names: list[bytes]) -> None:
    assert not encodings.ACCENT.findall(b"A" + b" Ltd,x\nVIP".join(names) + b"\n")


@pytest.mark.parametrize(
    "name", ["hex", "base64", "rot13", "idna", "unicode_escape", "undefined", "a\0b", "klingon"]
)
def test_what_is_no_encoding_of_text_is_refused(file: Path, name: str) -> None:
    write_csv(file, HEAD, "A,1,2026-01-05,,10")
    with pytest.raises(FileRefused) as problem:
        run(file, encoding=name)
    assert problem.value.code == "unknown_encoding"


# --- files that are no tables --------------------------------------------------------------------


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("rows.csv", HEAD)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (gzip.compress(b"Customer", mtime=0), "gzip"),
        (b"%PDF-1.7\n", "PDF"),
        (zipped(), "ZIP"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff", "not a text file"),
    ],
)
def test_a_file_that_is_no_table_is_named(file: Path, content: bytes, word: str) -> None:
    file.write_bytes(content)
    with pytest.raises(FileRefused) as problem:
        run(file)
    assert word in problem.value.message


def test_a_message_lists_no_more_columns_than_one_can_read(file: Path) -> None:
    write_csv(file, ",".join(f"column {n}" for n in range(400)), "1,2")
    with pytest.raises(FileRefused) as problem:
        run(file)
    assert len(problem.value.message) < 600


PARTS = [
    *(b"Customer,Invoice,Date,Amount", b"riskcrm,line,reason", b"PK\x03\x04", b"\xff\xfe"),
    *(b'"', b",", b";", b"\n", b"\r", b"\0", b"1", b"'=", b"\xfc", b"\x81", b"\xc4\xe3"),
]


@given(
    st.lists(st.sampled_from(PARTS), max_size=40).map(b"".join),
    st.sampled_from(["", "utf-8", "utf-16", "big5", "windows-1252"]),
)
def test_no_bytes_break_the_reader(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, encoding: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    with contextlib.suppress(FileRefused):
        source = open_source(path, kind="invoices", encoding=encoding)
        assert len(preview_of(source)["samples"]) == len(source.header)
        assert all(any(cells) for _line, cells, _fault in source.rows())


# --- sheets --------------------------------------------------------------------------------------


def test_the_first_sheet_with_a_header_is_read_and_named(tmp_path: Path) -> None:
    make_customer("A")
    rows = [HEAD.split(","), ["A", "1", "2026-01-05", "", 10]]
    hidden = [HEAD.split(","), ["A", "2", "2026-01-05", "", 10]]
    path = write_xlsx(tmp_path / "a.xlsx", [["Our report"], ["of", "January"]], hidden, rows,
                      hidden="B")  # fmt: skip
    summary = run(path)
    assert (summary.sheet, summary.new) == ("C", 1)
    assert preview_of(open_source(path, kind="invoices"))["sheet"] == "C"
    assert Invoice.objects.get().number == "1"


def test_errors_and_formulas_without_a_value_are_said(tmp_path: Path) -> None:
    make_customer("A")
    path = write_xlsx(
        tmp_path / "a.xlsx",
        [
            HEAD.split(","),
            ["A", "1", "2026-01-05", Raw(' t="e"><f>A9+1</f><v>#REF!</v>'), 10],
            ["A", "2", "2026-01-05", Raw(' t="e"><v>#N/A</v>'), 10],
            ["A", "3", "2026-01-05", "", Raw("><f>SUM(A1:A2)</f><v></v>")],
            ["A", "4", "2026-01-05", Raw(' t="str"><f>A1</f><v></v>'), Raw("><f>1+1</f><v>2</v>")],
        ],
    )
    assert run(path).new == 1
    reasons = refused(path)
    assert "#REF!" in reasons[2]
    assert "#N/A" in reasons[3]
    assert "formula" in reasons[4]
    assert Invoice.objects.get().amount == 2


def test_numbers_of_a_sheet_mean_what_they_are(tmp_path: Path) -> None:
    make_customer("A")
    path = write_xlsx(
        tmp_path / "a.xlsx",
        [
            HEAD.split(","),
            ["A", 1, "2026-01-05", "", 20.1999999999],
            ["A", 2, "2026-01-05", "", 1.125],
            ["A", Raw("><v>12345678901234567890</v>"), "2026-01-05", "", 5],
            ["A", "=4", "2026-01-05", "Leeds\nYork", 5],
        ],
    )
    assert run(path).new == 1
    assert str(Invoice.objects.get().amount) == "20.20"
    reasons = refused(path)
    assert "decimals" in reasons[3]
    assert "format the column as text" in reasons[4]
    assert "Leeds York" in reasons[5]
