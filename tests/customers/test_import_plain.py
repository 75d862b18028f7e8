"""Columns that are read as a whole say what they say cell by cell."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.imports.cells import CLEAN, Column
from customers.imports.celltexts import NOT_WORKED_OUT
from customers.imports.columnwise import Known
from customers.imports.engine import seldom_collecting
from customers.imports.field import Field, Type
from customers.imports.parsing import half_width, parse_money
from customers.imports.plain import plain_reader
from customers.imports.staging import NULL
from customers.imports.values import text_of
from riskcrm.web.plain import plain_text

MARKS = ["\\", "\t", "\r", "\n", "\0", "#", "#N/A", NOT_WORKED_OUT, "1.2E+19", "\\N", " ", "\u3000",
         "\u200c", "\u200d", "\x0b", "\u2028"]  # fmt: skip
TEXTS = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(["", *MARKS]),
        st.builds("{}{}".format, st.sampled_from(MARKS), st.text(max_size=4)),
        st.builds("{}{}".format, st.text(max_size=4), st.sampled_from(MARKS)),
    ),
    min_size=1,
    max_size=6,
)
AMOUNTS = st.lists(
    st.one_of(
        st.from_regex(r"[0-9]{1,17}(\.[0-9]{0,3})?", fullmatch=True),
        st.sampled_from(["", "12", " 12", "1,234.50", "-3", "٣", "1.500", "1\n2", "(4)"]),
    ),
    min_size=1,
    max_size=6,
)


def column(kind: Type, *, required: bool) -> Column:
    field = Field("f", "F", "f", kind, required=required, longest=10)
    parse = parse_money if kind is Type.MONEY else text_of(field.longest)
    return Column(field, 0, "F", parse, CLEAN.get(kind, half_width))


def check(kind: Type, cells: list[str], *, required: bool) -> None:
    """What the whole column becomes, where it can be read so, is what each cell becomes."""
    one = column(kind, required=required)
    reader = plain_reader(one.field, NULL)
    assert reader is not None
    found = reader(cells)
    if found is None:
        return
    by_cell = Known(one)
    expected = [by_cell[cell] for cell in cells]
    assert not by_cell.bad
    if kind is Type.MONEY:  # 007.50 is an amount as it stands
        found = [str(parse_money(text)) for text in found]
        expected = [str(parse_money(text)) for text in expected]
    assert found == expected


@given(TEXTS, st.sampled_from([Type.TEXT, Type.LINES]), st.booleans())
def test_texts_read_at_once_are_those_read_one_by_one(
    cells: list[str], kind: Type, required: bool
) -> None:
    check(kind, cells, required=required)


@given(AMOUNTS)
def test_amounts_read_at_once_are_those_read_one_by_one(cells: list[str]) -> None:
    check(Type.MONEY, cells, required=True)


def test_plain_cells_are_read_at_once() -> None:
    texts = plain_reader(column(Type.TEXT, required=False).field, NULL)
    amounts = plain_reader(column(Type.MONEY, required=True).field, NULL)
    assert texts is not None
    assert amounts is not None
    assert texts([" 北京 #4", "", "a's “b”"]) == ["北京 #4", NULL, "a's “b”"]
    assert amounts(["12", "3.5", "0.25"]) == ["12", "3.5", "0.25"]


@pytest.mark.parametrize("cell", ["", "x" * 11, "#N/A", "1.2E+19", "a\nb", "a\0"])
def test_a_cell_to_be_refused_is_left_to_be_read_by_itself(cell: str) -> None:
    known = Known(column(Type.TEXT, required=True))
    known.written(["good", cell])
    assert list(known.bad) == [cell]


@pytest.mark.parametrize("cell", ["\u200cAcme", "Acme\u200d", "\u200d"])
def test_joiners_that_join_nothing_are_left_out(cell: str) -> None:
    known = Known(column(Type.TEXT, required=False))
    assert known.written(["good", cell]) == ["good", cell.strip("\u200c\u200d") or NULL]


@pytest.mark.parametrize("kind", [Type.TEXT, Type.LINES])
@pytest.mark.parametrize("odd", ["\t", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_what_breaks_a_line_is_a_space_as_everywhere(odd: str, kind: Type) -> None:
    text = f"A{odd}B"
    known = Known(column(kind, required=True))
    assert known.written(["good", text]) == ["good", plain_text(text)]


def test_garbage_is_collected_as_usual_after_an_import_that_broke() -> None:
    seen = []

    @seldom_collecting()
    def work() -> None:
        seen.append(gc.get_threshold())
        raise ValueError("broke")

    usual = gc.get_threshold()
    with pytest.raises(ValueError, match="broke"):
        work()
    assert gc.get_threshold() == usual < seen[0]
