"""What there is of a customer to erase, table by table, and what stands there afterwards.

Amounts, dates, states, codes and keys of the ledger are in no class: they stay, as do removal cases
and what was decided in them; the words said there go. Where a value must be there, a token stands
for it. A test holds every column with text against this, and says why what stays does.
"""

from __future__ import annotations

from django.apps import apps

from removal.retention.case_words import CASE_WORDS
from removal.retention.notes import NOTE_WORDS
from removal.retention.record import (
    CONTACTS,
    DOCUMENTS,
    ERASED,
    IDENTITY,
    LETTERS,
    LISTED,
    REQUESTS,
    SCREENING,
    TALKS,
    Record,
    former_words,
    nothing,
    token,
    without,
    words,
)

PERSON = ("legal_representative", "notes", "custom")
NATURAL = (
    "name", "other_name", "number", "registration_number", "incorporation_date", "address",
    "postal_code", "city", "website", "bank_name", "bank_account",
)  # fmt: skip
FREE = (
    "subject", "content", "participants", "title", "text", "problem", "cause", "consequence",
    "measure_text", "responsible_name", "reaction", "lesson", "answer", "note", "reason", "payer",
    "reference", "account", "largest_payer", "bank", "referee", "purpose", "promised_by",
    "given_by", "source", "url", "cluster", "warning",
)  # fmt: skip

# what a letter states of us stays, for its page
STATED_AFTERWARDS = '{"given": {}, "recipient": ["erased"], "names": [], "number": "erased"}'

NO_FIELDS = '{"fields": {}}'

OF_NATURAL = {"joined": ", customers_customer c", "where": "c.id = t.customer_id"}
INDIVIDUAL = "c.id = t.customer_id AND c.kind = 'individual'"
OF_CASE = {"joined": ", removal_removalcase c", "customer": "c.customer_id"}
OF_LETTER = {
    "joined": ", removal_letter l, removal_removalcase c",
    "customer": "c.customer_id",
    "where": "l.id = t.letter_id AND c.id = l.case_id",
}
OF_LISTED = "removal_listedperson p, removal_listentry e"

RECORDS: tuple[Record, ...] = (
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
        SCREENING, "customers_screeninghit", token("customer_name", "entry_name"),
        joined=", customers_customer c",
        where="c.id = t.customer_id AND (c.kind = 'individual' OR t.whose <> '')",
    ),
    Record(
        SCREENING, "customers_screeningdecision", words("reason"),
        joined=", customers_screeninghit h", customer="h.customer_id", where="h.id = t.hit_id",
    ),
    Record(IDENTITY, "customers_customerkeys", "keys = '{}'", joined=", customers_customer c",
           where=INDIVIDUAL),
    Record(
        IDENTITY, "customers_customermerge",
        f"former = t.former || '{NO_FIELDS}', renamed = '[]', choices = '{{}}', {words('reason')}",
        customer="t.survivor_id",
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
    Record(TALKS, "customers_factrevision", former_words(FREE)),
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
    *NOTE_WORDS,
    *CASE_WORDS,
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


def records() -> list[Record]:
    """These, and those that apps above have declared."""
    above = [each for app in apps.get_app_configs() for each in getattr(app, "erased_records", ())]
    return [*above, *RECORDS]
