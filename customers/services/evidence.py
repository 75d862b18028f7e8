"""Documents that the checks of an onboarding rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from customers.models import Attachment, OnboardingCheck
from customers.services.attachments import add_attachment
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused

EVIDENCE = "onboardingcheck"  # the kind of record that such documents are about


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
    about = (EVIDENCE, check.pk)
    return add_attachment(check.customer, document, by=by, at=at, about=about, **said)


def evidence_of(checks: Sequence[OnboardingCheck]) -> dict[int, list[Attachment]]:
    """By check the documents it rests on, the oldest first. One query."""
    by_check: dict[int, list[Attachment]] = {check.pk: [] for check in checks}
    rows = Attachment.objects.kept().filter(record_kind=EVIDENCE, record_id__in=by_check)
    customers = {check.customer_id for check in checks}
    for row in rows.filter(customer__in=customers).order_by("pk"):
        by_check[row.record_id].append(row)
    return by_check
