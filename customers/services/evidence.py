"""Documents that records rest on: a statement, a contract, an invoice, a check of an onboarding."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from customers.models import Attachment, Customer, Fact, Invoice, OnboardingCheck, Payment
from customers.records import KINDS
from customers.services.attachments import add_attachment
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused

MOST_SHOWN = 100
EVIDENCE = "onboardingcheck"  # the kind of record that such documents are about

# by their part of the address, in pages and API alike
RECORDS: dict[str, type[Any]] = {
    **{code: kind.model for code, kind in KINDS.items()},
    "invoices": Invoice,
    "payments": Payment,
}
CODES = {model: code for code, model in RECORDS.items()}
Record = Fact | Invoice | Payment


def record_named(customer: Customer, told: str, *, by: User) -> Record:
    """The customer's record that is named as in its address, such as `financial-statements/12`."""
    code, _slash, key = told.strip("/").partition("/")
    model = RECORDS.get(code)
    found: Record | None = None
    may_see = model is not None and by.has_perm(f"customers.view_{model._meta.model_name}")
    if model and may_see and re.fullmatch(r"\d{1,18}", key):
        found = model.objects.filter(customer=customer, pk=key).first()
    if found is None:
        raise Refused(_("This customer has no such record."), code="unknown_record", field="record")
    return found


def about(record: Record) -> tuple[str, int]:
    """How a document names the record that it is about."""
    return record._meta.model_name or "", record.pk


def name_of(record: Record) -> str:
    """How an address names a record; see `record_named`."""
    return f"{CODES[type(record)]}/{record.pk}"


def documents_of(record: Record) -> list[Attachment]:
    """The documents of a record that are kept, the newest first."""
    kind, pk = about(record)
    rows = Attachment.objects.kept().filter(
        customer=record.customer_id, record_kind=kind, record_id=pk
    )
    return list(rows.select_related("uploaded_by").order_by("-pk")[:MOST_SHOWN])


def attach_evidence(
    check: OnboardingCheck,
    document: UploadedFile[Any],
    *,
    by: User,
    at: dt.datetime,
    **said: Any,
) -> Attachment:
    """Keep a document that a check rests on; it stays when the line is checked again.

    Raises `Refused` for who may not add documents.
    """
    if not by.has_perm("customers.add_attachment"):
        raise Refused(_("Your role does not add documents."), code="no_documents", field="document")
    return add_attachment(
        check.customer, document, by=by, at=at, about=(EVIDENCE, check.pk), **said
    )


def evidence_of(checks: Sequence[OnboardingCheck]) -> dict[int, list[Attachment]]:
    """By check the documents it rests on, the oldest first. One query."""
    by_check: dict[int, list[Attachment]] = {check.pk: [] for check in checks}
    rows = Attachment.objects.kept().filter(record_kind=EVIDENCE, record_id__in=by_check)
    customers = {check.customer_id for check in checks}
    for row in rows.filter(customer__in=customers).order_by("pk"):
        by_check[row.record_id].append(row)
    return by_check
