"""The first rows of each outcome, with what the file says against what the book says."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import connection

from customers.imports import contacts, invoice_statements, rates
from customers.imports import customer_statements as customers
from customers.imports.fields import FIELDS
from customers.imports.refusals import Refusal
from customers.imports.scope import Scope
from customers.imports.staging import GOOD
from customers.imports.summary import Summary
from customers.models import ImportFile, PreviewRow
from customers.records import KINDS, Kind
from customers.records.kinds import Shape
from customers.services import record_stage
from customers.services.party_rows import PARTY
from customers.services.record_stage import Stage
from riskcrm.web.today import local_date

SHOWN = 200  # of each outcome
Outcome = PreviewRow.Outcome


@dataclass(frozen=True)
class Preview:
    """SQL of a kind: where its rows come from, which are new and which are changed, and by field
    what the file and the book say. `line` is the file's. {hidden} is what the person cannot see."""

    rows: str
    new: str
    changed: str
    said: dict[str, str]
    book: dict[str, str]
    line: str = "s.line"
    own: tuple[str, str] = ("", "")  # SQL: custom fields that the file and the book say


def _names(row: str) -> dict[str, str]:
    return {
        "manager": f"(SELECT u.name FROM accounts_user u WHERE u.id = {row}.manager_id)",
        "team": f"(SELECT e.name FROM accounts_team e WHERE e.id = {row}.team_id)",
    }


def _own(custom: str) -> str:
    """Values of the custom fields that the row tells, by the names of their columns."""
    return (
        f" || coalesce((SELECT jsonb_object_agg('custom_' || e.key, {custom} -> e.key)"
        " FROM jsonb_each(s.custom) e), '{}')"
    )


_CUSTOMER = ("number", *customers.TEXTS, *customers.DATES)
_TERMS = ("credit_limit", "payment_days")
_PARTY = tuple(name for name in PARTY.state if name != "other_id")
_CONTACT = ("customer", *contacts.SAID, "is_primary")
PREVIEWS: dict[str, Preview] = {
    ImportFile.Kind.CUSTOMERS: Preview(
        rows=f"import_row s LEFT JOIN customers_customer c ON c.number = s.number"
        f" AND NOT {{hidden}} {customers.LATEST_TERMS} {customers.CONTACT}",
        new=f"{GOOD} AND c.id IS NULL",
        changed=f"{GOOD} AND c.id IS NOT NULL AND {customers.DIFFERS}",
        said={name: f"s.{name}" for name in (*_CUSTOMER, *customers.EXTRAS)} | _names("s"),
        book={name: f"c.{name}" for name in _CUSTOMER}
        | {name: f"t.{name}" for name in _TERMS}
        | {"contact_name": "k.name", "phone": "k.phone", "email": "k.email"}
        | _names("c"),
        own=(_own("s.custom"), _own("c.custom")),
    ),
    ImportFile.Kind.INVOICES: Preview(
        rows=f"{invoice_statements.JOINED} JOIN import_row r ON r.line = s.line",
        new="t.id IS NULL",
        changed=f"t.id IS NOT NULL AND {invoice_statements.DIFFERS}",
        said={
            "customer": "r.customer",
            "number": "s.number",
            "invoice_date": "s.invoice_date",
            "due_date": "s.due_date",
            "amount": "s.amount",
            "currency": "s.currency",
            "settled_date": "r.settled_date",
        },
        book={
            "customer": "r.customer",
            "number": "t.number",
            "invoice_date": "t.invoice_date",
            "due_date": "t.due_date",
            "amount": "t.amount",
            "currency": "t.currency",
            "settled_date": "q.received_date",
        },
    ),
    ImportFile.Kind.CONTACTS: Preview(
        rows=contacts.BOOK,
        new=f"{GOOD} AND k.id IS NULL",
        changed=f"{GOOD} AND k.id IS NOT NULL AND ({contacts.DIFFERS})",
        said={name: f"s.{name}" for name in _CONTACT},
        book={name: f"k.{name}" for name in _CONTACT[1:]} | {"customer": "s.customer"},
    ),
    ImportFile.Kind.PARTIES: Preview(
        rows=f"staged_party s JOIN import_row r ON r.line = s.line"
        f" LEFT JOIN {PARTY.table} t ON {PARTY.same_key()}",
        new="t.id IS NULL",
        changed=f"t.id IS NOT NULL AND {PARTY.differs()}",
        said={name: f"s.{name}" for name in _PARTY}
        | {"customer": "r.customer", "other": "r.other"},
        book={name: f"t.{name}" for name in _PARTY}
        | {
            "customer": "r.customer",
            "other": "(SELECT o.number FROM customers_customer o WHERE o.id = t.other_id)",
        },
    ),
    ImportFile.Kind.RATES: Preview(
        rows=f"import_row s {rates.NEWEST}",
        new=f"{GOOD} AND t.rate IS NULL",
        changed=f"{GOOD} AND t.rate <> s.rate",
        said={name: f"s.{name}" for name in ("currency", "effective_date", "rate")},
        book={"currency": "s.currency", "effective_date": "s.effective_date", "rate": "t.rate"},
    ),
}


def _of_kind(kind: Kind) -> Preview:
    """A kind of fact; people and linked facts by what they are called."""
    staged = Stage(kind, table="import_row")
    said = {"customer": "s.customer", "source_key": "s.source_key"}
    book = dict(said)
    for name in ("effective_date", "is_void"):
        said[name], book[name] = f"s.{name}", f"t.{name}"
    for value in kind.values:
        if value.shape is Shape.LINK:
            said[value.name] = f"s.{value.name}_key"
            book[value.name] = (
                f"(SELECT l.{value.link_key} FROM {value.linked._meta.db_table} l"
                f" WHERE l.id = t.{value.column})"
            )
        elif value.shape is Shape.PERSON:
            said[value.name], book[value.name] = (
                f"(SELECT u.name FROM accounts_user u WHERE u.id = {row}.{value.column})"
                for row in "st"
            )
        else:
            said[value.name], book[value.name] = f"s.{value.column}", f"t.{value.column}"
    good = f"{record_stage.GOOD} AND {GOOD}"
    return Preview(
        rows=f"import_row s LEFT JOIN {kind.table} t ON {record_stage.SAME}",
        new=f"{good} AND t.id IS NULL",
        changed=f"{good} AND t.id IS NOT NULL AND {staged.differs()}",
        said=said,
        book=book,
    )


def _one_by_one(kind: str) -> Preview:
    """A kind whose lines went to a service, which left beside each what became of it."""
    names = [field.name for field in FIELDS[kind]]
    return Preview(
        rows="import_row s",
        new="s.outcome = 'new'",
        changed="s.outcome = 'changed'",
        said={name: f"s.said ->> '{name}'" for name in names},
        book={name: f"s.book ->> '{name}'" for name in names},
    )


PREVIEWS |= {
    kind: _one_by_one(kind)
    for kind in (ImportFile.Kind.GROUPS, ImportFile.Kind.TERMS, ImportFile.Kind.REQUESTS)
}
PREVIEWS |= {code: _of_kind(kind) for code, kind in KINDS.items()}
# rows are taken in the order of their lines, so that the first ones are found without the others
WRITE = """
INSERT INTO customers_previewrow (import_file_id, outcome, line, said, book, problems)
SELECT %(import)s, %(outcome)s, {line}, {said}, {book}, '[]'
FROM {rows} WHERE {where} ORDER BY {line} LIMIT %(most)s
"""


def write_preview(
    import_id: int, kind: str, summary: Summary, *, scope: Scope, at: dt.datetime
) -> None:
    """Keep the first new and the first changed rows of a checked file; its rows are staged yet."""
    preview = PREVIEWS.get(kind)
    if preview is None:
        return
    for outcome, count in ((Outcome.NEW, summary.new), (Outcome.CHANGED, summary.changed)):
        if not count:
            continue
        sql = WRITE.format(
            line=preview.line,
            said=_object(preview.said) + preview.own[0],
            book=(
                _object(preview.book) + preview.own[1]
                if outcome == Outcome.CHANGED
                else "'{}'::jsonb"
            ),
            rows=preview.rows,
            where=preview.new if outcome == Outcome.NEW else preview.changed,
        )
        with connection.cursor() as cursor:
            cursor.execute(
                sql.replace("{hidden}", scope.hides("c.id")),
                {
                    "import": import_id,
                    "outcome": outcome,
                    "most": SHOWN,
                    "today": local_date(at),
                    "at": at,
                },
            )


def _object(values: dict[str, str]) -> str:
    pairs = ", ".join(f"'{name}', {value}" for name, value in values.items())
    return f"jsonb_strip_nulls(jsonb_build_object({pairs}))"


class RefusedRows:
    """Keeps the first refused rows, to be shown and mended on the page."""

    def __init__(self, import_id: int | None) -> None:
        self._import_id = import_id
        self._rows: list[PreviewRow] = []

    def __call__(self, row: Refusal) -> None:
        if self._import_id is None or len(self._rows) >= SHOWN:
            return
        told = asdict(row)
        self._rows.append(
            PreviewRow(
                import_file_id=self._import_id,
                outcome=Outcome.REFUSED,
                line=row.line,
                said=told["cells"],
                problems=told["problems"],
            )
        )

    def write(self) -> None:
        PreviewRow.objects.bulk_create(self._rows)


def forget_preview(import_id: int, *, only_refused: bool) -> None:
    """Make room for what the next reading of the file finds."""
    rows = PreviewRow.objects.filter(import_file_id=import_id)
    (rows.filter(outcome=Outcome.REFUSED) if only_refused else rows).delete()
