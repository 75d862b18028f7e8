"""What there is of a customer to erase, table by table, and what stands there afterwards.

Amounts, dates, states and keys of the ledger are in no class: they stay, as do removal cases and
what was decided in them. Where a value must be there, a token stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

ERASED = "erased"
IDENTITY, CONTACTS, TALKS, DOCUMENTS = "identity", "contacts", "talks", "documents"
LETTERS, SCREENING, LISTED, REQUESTS = "letters", "screening", "listed", "requests"

CLASSES = {
    IDENTITY: _("Identity of natural persons, representatives, notes"),
    CONTACTS: _("Contacts, related parties and their changes"),
    TALKS: _("Interactions, tasks, plans and complaints"),
    DOCUMENTS: _("Documents"),
    LETTERS: _("Letters, their deliveries and answers"),
    SCREENING: _("Screening hits"),
    LISTED: _("Persons of the restricted list"),
    REQUESTS: _("Requests of data subjects"),
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


PERSON = ("legal_representative", "notes", "custom")
NATURAL = (
    "name", "other_name", "number", "registration_number", "incorporation_date", "address",
    "postal_code", "city", "website", "bank_name", "bank_account",
)  # fmt: skip
FREE = (
    "subject", "content", "participants", "title", "text", "problem", "cause", "consequence",
    "measure_text", "responsible_name", "reaction", "lesson", "answer",
)  # fmt: skip
TALK_KINDS = "'interaction', 'task', 'plan', 'collectionstep', 'complaint'"

# what a letter states of us stays, for its page
STATED_AFTERWARDS = '{"given": {}, "recipient": ["erased"], "names": [], "number": "erased"}'

OF_NATURAL = {"joined": ", customers_customer c", "where": "c.id = t.customer_id"}
INDIVIDUAL = "c.id = t.customer_id AND c.kind = 'individual'"
OF_CASE = {"joined": ", removal_removalcase c", "customer": "c.customer_id"}
OF_LETTER = {
    "joined": ", removal_letter l, removal_removalcase c",
    "customer": "c.customer_id",
    "where": "l.id = t.letter_id AND c.id = l.case_id",
}
OF_LISTED = "removal_listedperson p, removal_listentry e"

RECORDS = (
    # former values first: what a natural person is, the customer's own row still says
    Record(
        IDENTITY, "customers_customerrevision",
        "former = t.former - CASE WHEN c.kind = 'individual' THEN"
        f" '{{{','.join(PERSON + NATURAL)}}}'::text[] ELSE '{{{','.join(PERSON)}}}'::text[] END",
        **OF_NATURAL,
    ),
    Record(IDENTITY, "customers_systemkey", token("key"), joined=", customers_customer c",
           where=INDIVIDUAL),
    Record(
        SCREENING, "customers_screeninghit", token("customer_name"),
        joined=", customers_customer c",
        where="c.id = t.customer_id AND (c.kind = 'individual' OR t.whose <> '')",
    ),
    Record(
        SCREENING, "customers_screeningdecision", words("reason"),
        joined=", customers_screeninghit h", customer="h.customer_id", where="h.id = t.hit_id",
    ),
    Record(
        CONTACTS, "customers_contact",
        f"{token('name', 'source_key')}, {words('ended_because')},"
        f" {nothing('role', 'phone', 'email', 'wechat')}",
    ),
    Record(CONTACTS, "customers_contactchange",
           f"{words('old_value', 'new_value')}, {token('source_key')}"),
    Record(CONTACTS, "customers_relatedparty",
           f"{token('name', 'source_key')}, {nothing('id_number', 'note')}"),
    Record(CONTACTS, "customers_relatedpartyrevision",
           f"{token('name')}, {nothing('id_number', 'note')}"),
    Record(TALKS, "customers_interaction", words("subject", "content", "participants")),
    Record(TALKS, "customers_task", words("title", "text")),
    Record(
        TALKS, "customers_plan",
        words("problem", "cause", "consequence", "measure_text", "responsible_name", "reaction",
              "lesson"),
    ),
    Record(TALKS, "customers_collectionstep", words("text")),
    Record(TALKS, "customers_complaint", words("text", "answer")),
    Record(TALKS, "customers_mention", words("excerpt")),
    Record(TALKS, "customers_factrevision", former_words(FREE), where=f"t.kind IN ({TALK_KINDS})"),
    Record(
        DOCUMENTS, "customers_attachment",
        f"{words('name')}, {nothing('note')}, removed_at = coalesce(t.removed_at, %(at)s),"
        " removed_by_id = coalesce(t.removed_by_id, %(by)s),"
        " removed_because = CASE WHEN t.removed_at IS NULL THEN %(because)s ELSE 'erased' END",
        file="file",
    ),
    Record(
        LETTERS, "jobs_outgoingmail",
        f"recipient = 'erased@erased.invalid', {words('subject', 'body', 'attachment_name')},"
        f" {nothing('error')}",
        joined=", removal_letterdelivery d, removal_letter l, removal_removalcase c",
        customer="c.customer_id",
        where="d.mail_id = t.id AND l.id = d.letter_id AND c.id = l.case_id",
    ),
    Record(
        LETTERS, "removal_letterdelivery",
        f"{words('address', 'tracking_number', 'arrival_note', 'returned_because', 'file_name')}",
        file="file", **OF_LETTER,
    ),
    Record(LETTERS, "removal_letteranswer", words("text", "file_name"), file="file", **OF_LETTER),
    Record(
        LETTERS, "removal_letter",
        f"facts = t.facts || '{STATED_AFTERWARDS}', "
        + words("subject_original", "body_original", "subject", "body", "sent_back_because",
                "cancelled_because"),
        where="c.id = t.case_id", file="pdf", **OF_CASE,
    ),
    Record(LETTERS, "customers_reminder", words("subject", "body")),
    Record(
        LISTED, "customers_screeningentryrevision",
        without("former", ("name", "aliases", "registration_number", "reason", "folded")),
        joined=f", {OF_LISTED}", customer="e.customer_id",
        where="p.screening_entry_id = t.entry_id AND e.id = p.entry_id",
    ),
    Record(
        LISTED, "customers_screeningentry",
        f"{token('name')}, aliases = '{{}}', keys = '{{}}', {words('reason')},"
        f" {nothing('registration_number', 'folded')}, version = t.version + 1",
        joined=f", {OF_LISTED}", customer="e.customer_id",
        where="p.screening_entry_id = t.id AND e.id = p.entry_id AND t.ended_at IS NOT NULL",
    ),
    Record(
        LISTED, "removal_listedperson", f"{token('name')}, {words('reason')}",
        joined=", removal_listentry e", customer="e.customer_id", where="e.id = t.entry_id",
    ),
    Record(REQUESTS, "removal_subjectrequest",
           f"{token('subject')}, {words('question', 'answer', 'identity_check', 'exemption')}"),
    Record(
        IDENTITY, "customers_customer",
        f"{words('legal_representative')}, notes = '', custom = '{{}}', version = t.version + 1",
        customer="t.id", where="t.kind <> 'individual'",
    ),
    Record(
        IDENTITY, "customers_customer",
        f"name = '{ERASED}-' || t.id, number = '{ERASED}-' || t.id, sort_key = '{ERASED}-' || t.id,"
        f" {nothing('other_name', 'registration_number', 'address', 'postal_code', 'city')},"
        f" {nothing('website', 'bank_name', 'bank_account', 'name_key', 'notes')},"
        f" {words('legal_representative')}, incorporation_date = NULL, custom = '{{}}',"
        " version = t.version + 1",
        customer="t.id", where="t.kind = 'individual'",
    ),
)  # fmt: skip
