"""What is told of customers comes in and goes out by every way; a test walks the models.

A kind of fact has all ways by its declaration. The others say here which they have, and those that
need none say why.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone

from customers.api.posting import Posting
from customers.imports.engine import WORK
from customers.imports.fields import FIELDS
from customers.imports.rights import KINDS as RIGHTS
from customers.imports.undoable import UNDOABLE
from customers.models import Fact, ImportFile, import_kinds
from customers.records import KINDS
from riskcrm.accounts.models import User
from riskcrm.web.models import Export
from riskcrm.web.services import exports

pytestmark = pytest.mark.django_db
MODELS = {m.__name__: m for m in apps.get_app_config("customers").get_models()}
IN_REVIEW = "what people decide is entered by them, one by one, with their reasons"
WORKED_OUT = "worked out from the records by the system itself"
KEPT = "what a record said before; written with it and read on its page"
MACHINERY = "how far a piece of work is"


@dataclass(frozen=True)
class Ways:
    """How a model comes in and goes out: kind of file, route of the API, page of the list."""

    file: str
    api: str
    page: str


WAYS: dict[str, Ways] = {
    "Customer": Ways("customers", "api-customers", "monitoring:customer_list"),
    "Contact": Ways("contacts", "api-contacts", "customers:contact_list"),
    "Invoice": Ways("invoices", "api-invoices", "customers:invoice_list"),
    "Payment": Ways("payments", "api-payments", "customers:payment_list"),
    "Allocation": Ways("allocations", "api-allocations", "customers:allocation_list"),
    "RelatedParty": Ways("related-parties", "api-parties", "customers:party_list"),
    "CustomerGroup": Ways("groups", "api-groups", "monitoring:group_list"),
    "GroupMembership": Ways("groups", "api-members", "customers:groupmembership_list"),
    "CreditTerms": Ways("credit-terms", "api-credit-terms", "customers:creditterms_list"),
    "AuthorityRequest": Ways(
        "authority-requests", "api-authority-requests", "customers:request_list"
    ),
    "ExchangeRate": Ways("rates", "api-exchange-rates", "customers:rate_list"),
    **{
        kind.model.__name__: Ways(code, f"api-{code}", f"customers:{kind.name}_list")
        for code, kind in KINDS.items()
    },
}
EXEMPT: dict[str, str] = {
    "Attachment": "a document is a file itself: it is uploaded, not a line of a file",
    "ContactChange": "comes about where contact details change, by whichever way",
    "LossRate": "estimated from the ledger by scoring and adopted by a second person",
    "Mention": "comes about where a note names somebody",
    "ScreeningEntry": "comes with the file of its list, see customers.screening.intake",
    "ScreeningList": "a few, made by officers; what is on them is imported",
    "ScreeningListVersion": "is the import of a list's file",
    "SystemKey": "what systems call customers is told by them over the API, as they are connected",
    "CustomField": "a few, defined by an administrator",
    "OnboardingItem": "a few, worded by an administrator",
    "ServiceKind": "a few, worded by officers",
    "CreditRestriction": "follows from a step of a reduction, which a second person releases",
    "StepTemplate": "a few, worded by officers",
    "TemplateStep": "a line of a template",
    "ReminderLevel": "a few, worded by officers",
    "CollectionSettings": "one row",
    "OnboardingCheck": IN_REVIEW,
    "Admission": IN_REVIEW,
    "ScreeningHit": IN_REVIEW,
    "ScreeningDecision": IN_REVIEW,
    "DuplicatePair": IN_REVIEW,
    "CustomerMerge": IN_REVIEW,
    "ReminderRun": "an act; its reminders have a list",
    "Reminder": "a letter that the system writes",
    "ReminderItem": "a line of a letter",
    "OpenCredit": WORKED_OUT,
    "OpenItem": WORKED_OUT,
    "OpenDay": WORKED_OUT,
    "BookBalance": WORKED_OUT,
    "GroupDay": WORKED_OUT,
    "GroupBalance": WORKED_OUT,
    "Arrears": WORKED_OUT,
    "CustomValue": WORKED_OUT,
    "CustomerKeys": WORKED_OUT,
    "CustomerRevision": KEPT,
    "InvoiceRevision": KEPT,
    "PaymentRevision": KEPT,
    "AllocationRevision": KEPT,
    "FactRevision": KEPT,
    "RelatedPartyRevision": KEPT,
    "ScreeningEntryRevision": KEPT,
    "CustomerChange": MACHINERY,
    "ReceivableChange": MACHINERY,
    "AgeingRefresh": MACHINERY,
    "ArrearsSweep": MACHINERY,
    "ScreeningDue": MACHINERY,
    "ImportFile": MACHINERY,
    "ImportedRows": MACHINERY,
    "ImportUndo": MACHINERY,
    "ImportStop": MACHINERY,
    "PreviewRow": MACHINERY,
    "ImportMapping": "how somebody reads files; kept on the page of an import",
}
EACH = pytest.mark.parametrize(("name", "ways"), WAYS.items(), ids=list(WAYS))


def test_every_model_has_its_ways_or_a_reason_to_have_none() -> None:
    untold = set(MODELS) - set(WAYS) - set(EXEMPT)
    assert untold == set(), "say which ways they have, or why none"
    assert not set(WAYS) & set(EXEMPT)
    assert set(WAYS) | set(EXEMPT) <= set(MODELS)


def test_every_fact_of_a_customer_has_a_declaration() -> None:
    declared = {kind.model for kind in KINDS.values()}
    assert {m for m in MODELS.values() if issubclass(m, Fact)} == declared


@EACH
def test_files_bring_it_and_can_be_taken_back(name: str, ways: Ways) -> None:
    assert ways.file in WORK
    assert ways.file in FIELDS
    assert RIGHTS[ways.file]
    assert ways.file in dict(import_kinds())
    if ways.file != ImportFile.Kind.RATES:  # amounts rest on them, so they stay
        assert MODELS[name]._meta.db_table in {one.table for one in UNDOABLE}


def route(name: str) -> str:
    """The address of a route, of one row's part of it too."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse(name, args=[1])


@EACH
def test_the_api_lists_it_and_takes_it(name: str, ways: Ways) -> None:
    view: Any = resolve(route(ways.api)).func
    assert {"GET", "POST"} <= set(view.cls.permissions)
    assert issubclass(view.cls, Posting), "a call for one row alone"
    assert view.cls.queryset.model is MODELS[name]


@EACH
def test_a_page_lists_it_with_filters(name: str, ways: Ways) -> None:
    page: Any = resolve(reverse(ways.page)).func
    view = page.view_class
    assert view.filterset_class, "a list without filters"
    table = getattr(
        view.table_class, "_meta", None
    )  # the customers' is made of each person's fields
    assert table is None or table.model in (None, MODELS[name])


@pytest.fixture
def rows(risk_officer: User, team: Any) -> dict[str, models.Model]:
    """One row of each model that has ways, and what leads to it in a file."""
    from tests.web.routes.rows import of_everybody, of_team

    everybody = of_everybody(team, risk_officer)
    made = of_team(team, everybody.taker, risk_officer, everybody)
    found = [*vars(made).values(), *vars(everybody).values()]
    by_model = {type(row).__name__: row for row in reversed(found)}
    by_model["ExchangeRate"] = MODELS["ExchangeRate"].objects.create(
        currency="EUR", effective_date="2026-03-02", rate="1.25", recorded_at=timezone.now()
    )
    return by_model


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_each_list_goes_out_as_a_file(
    file_format: str,
    rows: dict[str, models.Model],
    risk_officer: User,
    client_for: Callable[[User], Client],
    settings: Any,
    tmp_path: Path,
) -> None:
    """Of each kind of row a file with the row in it."""
    settings.MEDIA_ROOT = tmp_path
    for name, ways in WAYS.items():
        at = timezone.now()
        export = exports.request_export(
            by=risk_officer, address=reverse(ways.page), file_format=file_format, language="en",
            at=at,
        )  # fmt: skip
        made = exports.make_export(export, at=at)
        assert (made.state, made.error) == (Export.State.DONE, ""), name
        assert made.done >= 1, name
        if file_format == "csv":
            assert _names(Path(made.file.path), rows[name]), name


def _names(path: Path, row: Any) -> bool:
    """Whether the file has a line with what people know this row by."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        cells = {cell for line in csv.reader(text) for cell in line}
    known = (getattr(row, key, None) for key in ("source_key", "number", "name", "reference"))
    words = [str(word) for word in known if word]
    if not words:
        words = [str(v) for n in ("rate", "customer") if (v := getattr(row, n, None)) is not None]
    return any(word in cell for word in words for cell in cells)
