"""What a record to erase is, in which classes they are, and what is put in place of columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

ERASED = "erased"
IDENTITY, CONTACTS, TALKS, DOCUMENTS = "identity", "contacts", "talks", "documents"
LETTERS, SCREENING, LISTED, REQUESTS = "letters", "screening", "listed", "requests"
NOTES, CASES = "notes", "cases"

CLASSES = {
    IDENTITY: _("Identity of natural persons, representatives, notes"),
    CONTACTS: _("Contacts, related parties and their changes"),
    TALKS: _("Interactions, tasks, plans and complaints"),
    DOCUMENTS: _("Documents"),
    LETTERS: _("Letters, their deliveries and answers"),
    SCREENING: _("Screening hits"),
    LISTED: _("Persons of the restricted list"),
    REQUESTS: _("Requests of data subjects"),
    NOTES: _("Texts on the ledger, contracts, credit and ratings"),
    CASES: _("Texts of removal cases and of the restricted list"),
}
# names of parameters of policy packs that say how long a class is kept, with months in each unit
PERIODS = {"retention_years": 12, "credit_records_months": 1}


@dataclass(frozen=True)
class Record:
    """A table `t`, how its rows hang on a customer, and what is put in place of its columns."""

    of: str
    table: str
    sets: str  # assignments of an UPDATE
    customer: str = "t.customer_id"
    joined: str = ""  # more tables, after a comma
    where: str = "true"
    file: str = ""  # the column with a file to delete


def token(*columns: str) -> str:
    """Something else for each row, where there is anything."""
    return ", ".join(
        f"{column} = CASE WHEN t.{column} = '' THEN '' ELSE '{ERASED}-' || t.id END"
        for column in columns
    )


def words(*columns: str) -> str:
    """One word for all rows, where there is anything."""
    return ", ".join(
        f"{column} = CASE WHEN t.{column} = '' THEN '' ELSE '{ERASED}' END" for column in columns
    )


def nothing(*columns: str) -> str:
    return ", ".join(f"{column} = ''" for column in columns)


def without(column: str, names: Iterable[str]) -> str:
    """Former values of these names go: what stands there now, stood there always."""
    listed = ",".join(names)
    return f"{column} = t.{column} - '{{{listed}}}'::text[]"


def former_words(names: Iterable[str]) -> str:
    """Former texts of these names become the one word; a revision keeps its columns."""
    listed = ",".join(names)
    return (
        "former = t.former || coalesce((SELECT jsonb_object_agg(key, 'erased')"
        f" FROM jsonb_object_keys(t.former) key WHERE key = ANY('{{{listed}}}'::text[])), '{{}}')"
    )


def texts(of: str, table: str, *columns: str, **hangs: str) -> Record:
    """The one word for these columns, of the rows that say something."""
    said = " OR ".join(f"t.{column} <> ''" for column in columns)
    where = f"({said}) AND {hangs.pop('where', 'true')}"
    return Record(of, table, words(*columns), where=where, **hangs)
