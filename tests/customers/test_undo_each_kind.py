"""Each kind of file is really taken back: what it made goes, what it changed is as it was."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from customers.imports.undoable import UNDOABLE
from customers.models import Customer, ImportFile
from customers.records import KINDS, Kind
from riskcrm.accounts.models import User
from tests.customers.records import DAY, row_of
from tests.customers.undoing import imported, kept, undo
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
Kept = ImportFile.Kind


# header, a first line, and the same thing said otherwise
OTHERS: dict[str, tuple[str, str, str]] = {
    Kept.CUSTOMERS: ("number,name,address", "N,New,1 Mill Lane", "N,New,2 Mill Lane"),
    Kept.CONTACTS: ("customer,key,name,phone", "A,K,Li,1", "A,K,Li,2"),
    Kept.INVOICES: ("customer,invoice,date,amount", "A,I1,2026-01-05,10", "A,I1,2026-01-05,12"),
    Kept.PAYMENTS: ("customer,payment,date,amount", "A,P1,2026-01-05,10", "A,P1,2026-01-05,12"),
    Kept.ALLOCATIONS: ("customer,payment,invoice,amount", "A,PAY,INV,10", "A,PAY,INV,12"),
    Kept.ORDER_LINES: (
        "order,customer,date,quantity,price",
        "O1,A,2026-01-05,1,10",
        "O1,A,2026-01-05,1,12",
    ),
    Kept.PARTIES: ("customer,relation,name,note", "A,owner,Uncle,old", "A,owner,Uncle,new"),
    Kept.GROUPS: (
        "group,name,note,customer,since,until",
        "G,Group,old,A,2026-01-05,",
        "G,Group,new,A,2026-01-05,2026-02-05",
    ),
    Kept.TERMS: ("customer,from,limit,days", "A,2026-01-05,10,30", "A,2026-01-05,20,30"),
    Kept.REQUESTS: (
        "authority,reference,received,deadline,subject,question,status,answer,answered on",
        "Court,C1,2026-01-05,2026-02-05,Files,Which?,,,",
        "Court,C1,2026-01-05,2026-02-05,Files,All,answered,Sent,2026-01-20",
    ),
}


def of_kind(kind: Kind, customer: Customer, person: User) -> tuple[str, str, str]:
    """Lines of a kind of fact, the second a day earlier."""
    row = row_of(kind, customer, person=person, key="U-1")
    row = {n: v.replace("\n", " ") if isinstance(v, str) else v for n, v in row.items()}
    names = ["customer", "source_key", "effective_date", *(value.name for value in kind.values)]
    earlier = row | {"effective_date": DAY - dt.timedelta(days=1)}
    return ",".join(names), _line(row, names, person), _line(earlier, names, person)


def _line(row: dict[str, Any], names: list[str], person: User) -> str:
    cells = []
    for name in names:
        value = row[name]
        if name in ("owner", "responsible"):
            value = person.username
        elif isinstance(value, list):
            value = ", ".join(value)
        elif isinstance(value, bool):
            value = "yes" if value else "no"
        cells.append(value)
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def book() -> dict[str, list[Any]]:
    """All that files write, without what changes with each writing."""
    found = {}
    with connection.cursor() as cursor:
        for one in UNDOABLE:
            cursor.execute(
                f"SELECT to_jsonb(t) - 'version' - 'recorded_at' FROM {one.table} t ORDER BY t.id"
            )
            found[one.table] = [row for (row,) in cursor.fetchall()]
    return found


@pytest.mark.parametrize("code", [*OTHERS, *KINDS])
def test_what_a_file_made_goes_and_what_it_changed_is_as_before(
    code: str, risk_officer: User
) -> None:
    customer = make_customer("A")
    make_payment(customer, "50.00", source_key="PAY")
    make_invoice(customer, "50.00", number="INV")
    lines = OTHERS.get(code) or of_kind(KINDS[code], customer, risk_officer)
    before = book()
    head, first, second = lines
    made = imported(risk_officer, head, first, kind=code)
    assert made.counts["new"] == 1, made.counts
    assert book() != before
    undo(made, risk_officer)
    assert kept(made) == []
    assert book() == before
    imported(risk_officer, head, first, kind=code)
    with_first = book()
    changed = imported(risk_officer, head, second, kind=code)
    assert (changed.counts["new"], changed.counts["changed"]) == (0, 1), changed.counts
    assert book() != with_first
    undo(changed, risk_officer)
    assert kept(changed) == []
    assert book() == with_first


def test_all_that_can_be_undone_is_tried_here() -> None:
    kinds = {code for code, _label in ImportFile._meta.get_field("kind").choices}  # type: ignore[union-attr]
    assert kinds - set(OTHERS) - set(KINDS) == {Kept.RATES, Kept.RISK_TABLE}


def tables() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def test_each_table_that_is_taken_back_is_a_model() -> None:
    assert {one.table for one in UNDOABLE} <= set(tables())
