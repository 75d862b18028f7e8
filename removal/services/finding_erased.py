"""Looking whether somebody was erased here: answered from keyed hashes, and written down."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from removal.models import ErasedIdentifier
from removal.retention.blind import digest_of, folded
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import FIND_ERASED
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import Subject, record
from riskcrm.web.errors import Refused


def find_erased(text: str, *, by: User, at: dt.datetime) -> list[ErasedIdentifier]:
    """Who was known by exactly this, whatever its case and signs. The audit keeps its hash."""
    check_right(by, FIND_ERASED)
    if not folded(text):
        raise Refused(_("Write a name or a number."), code="nothing_asked", field="text")
    digest = digest_of(text)
    with transaction.atomic():
        rows = ErasedIdentifier.objects.filter(digest=digest).select_related("customer")
        found = list(rows.order_by("customer_id", "kind")[:100])
        facts = {"digest": digest, "found": [row.customer_id for row in found]}
        record(
            "find_erased", by=by.as_actor(), obj=Subject("erasures", "erasures"), facts=facts, at=at
        )
    return found
