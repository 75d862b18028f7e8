"""Every text that hangs on a customer is erased, or stays for a reason that is written here."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from customers.models import Customer
from removal.retention.records import records
from removal.selectors.retention import counts_of
from tests.removal.retention.past import gone

CODE = "a code, a currency, a country or a hash: it says nothing of a person"
KEY = "a key of the ledger or of another system: amounts stay, and it finds them there"
OURS = "who of us did it, or by which program"
FACT = "figures and the sentences of the scorecard about them, from which scores are explained"
LAW = "a clause or an authority: what was decided stays with the law it was decided by"
ERASURE = "what the erasure itself writes: counts, codes, hashes and places of files"
QUEUE = "why a piece of work failed: the row goes once it is done"

NAMELESS = "studied cases name nobody: the service refuses names of the customer in their words"

STAYS = {
    NAMELESS: ("monitoring_studiedcase",),
    CODE: (
        "currency", "country", "sha256", "content_type",
        "region of customers_customer", "guarantee_currency of customers_relatedparty",
        "guarantee_currency of customers_relatedpartyrevision", "rating of customers_creditreport",
        "provider of customers_creditreport", "evidence_sha256 of removal_reductionstep",
        "record_kind of customers_attachment", "kind of customers_factrevision",
        "kind of customers_mention", "cause of customers_customerchange",
        "cause of customers_customerrevision", "service of scoring_creditcheck",
        "restrictions of scoring_creditcheck", "act of removal_casestep",
        "from_state of removal_casestep", "from_tier of scoring_ratingchange",
        "to_tier of scoring_ratingchange", "role of removal_caseblock",
        "source_kind of customers_creditrestriction", "system of customers_systemkey",
        "policy of customers_policyviolation", "code of removal_checklistanswer",
        "digest of removal_erasedidentifier", "taken_back of customers_dishonouredpayment",
        "reasons of customers_customermerge", "reasons of customers_duplicatepair",
        "kind of monitoring_notice", "link of monitoring_notice", "key of monitoring_notice",
        "snoozed_severity of monitoring_alert",
        "kind of monitoring_reviewcause",
        "message_id of monitoring_webhookmessage", "key of monitoring_webhookmessage",
        "moved of customers_customermerge", "kept of customers_customermerge",
    ),
    KEY: (
        "source_key", "number of customers_invoice", "number of customers_reminderitem",
        "reference of scoring_creditcheck", "reference of scoring_reservation",
        "reference of customers_authorityrequest", "paid_reference of removal_compensation",
        "reference of removal_reductionconfirmation",
    ),
    OURS: ("changed_by of customers_customerrevision",),
    FACT: (
        "reasons of scoring_creditcheck", "reasons of removal_removalcase",
        "figures of removal_suggestionevidence", "figures of monitoring_alertevidence",
        "seen of monitoring_review",
    ),
    LAW: (
        "clause of removal_removalcase", "authority of customers_authorityrequest",
        "legal_basis of customers_authorityrequest", "court of removal_legalrecovery",
        "law of customers_contract",
    ),
    ERASURE: ("removal_erasureitem",),
    QUEUE: ("error of customers_screeningdue", "error of scoring_unscorable"),
}  # fmt: skip
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField)


def hanging() -> set[type[models.Model]]:
    """The customer and every table with a foreign key to one that hangs on the customer."""
    found: set[type[models.Model]] = {Customer}
    while True:
        more = {
            model
            for model in apps.get_models(include_auto_created=True)
            if model not in found and any(each in found for each in _pointed_at(model))
        }
        if not more:
            return found
        found |= more


def _pointed_at(model: type[models.Model]) -> list[type[models.Model]]:
    keys = (field for field in model._meta.fields if isinstance(field, models.ForeignKey))
    return [key.related_model for key in keys if isinstance(key.related_model, type)]


def is_text(field: models.Field[object, object]) -> bool:
    if isinstance(field, ArrayField):
        return is_text(field.base_field)
    return isinstance(field, TEXTS) and not field.choices


def erased_columns() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for record in records():
        found[record.table] |= set(re.findall(r"(?:^|, )(\w+) = ", record.sets)) | {record.file}
    return found


def test_every_text_of_a_customer_goes_or_stays_for_a_reason() -> None:
    going, staying = erased_columns(), {name for names in STAYS.values() for name in names}
    forgotten = [
        f"{field.column} of {model._meta.db_table}"
        for model in hanging()
        for field in model._meta.fields
        if is_text(field)
        and field.column not in going[model._meta.db_table]
        and not staying
        & {field.column, model._meta.db_table, f"{field.column} of {model._meta.db_table}"}
    ]
    assert sorted(forgotten) == []


def test_nothing_is_said_to_stay_that_is_not_there() -> None:
    there = {
        name
        for model in hanging()
        for field in model._meta.fields
        if is_text(field)
        for name in (field.column, model._meta.db_table,
                     f"{field.column} of {model._meta.db_table}")
    }  # fmt: skip
    assert {name for names in STAYS.values() for name in names} - there == set()


def test_the_walk_finds_tables_that_hang_on_others() -> None:
    tables = {model._meta.db_table for model in hanging()}
    assert {"removal_securityoffer", "removal_recoverycost", "scoring_release"} <= tables


@pytest.mark.django_db
def test_every_record_names_columns_that_are_there() -> None:
    counts_of([gone().pk])
    with connection.cursor() as cursor:
        for table, columns in erased_columns().items():
            real = {column.name for column in connection.introspection.get_table_description(
                cursor, table)}  # fmt: skip
            assert columns - {""} <= real, table
