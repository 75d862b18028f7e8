"""Keeping the ids by which other systems know customers."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from customers.merging.following import refuse_merged
from customers.models import Customer, SystemKey
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused


def add_system_key(
    customer: Customer, *, system: str, key: str, by: User, at: dt.datetime
) -> SystemKey:
    """Let a system's id mean this customer. Said again nothing changes; another's id is refused."""
    with transaction.atomic():
        refuse_merged(Customer.objects.select_for_update(no_key=True).get(pk=customer.pk))
        row, is_new = SystemKey.objects.get_or_create(
            system=system, key=key, defaults={"customer": customer, "recorded_at": at}
        )
        if row.customer_id != customer.pk:
            raise Refused(
                _(
                    "“{key}” of {system} means another customer already. Remove it there first."
                ).format(key=key, system=system),
                code="key_taken",
                field="key",
            )
        if is_new:
            _record("add_system_key", row, by=by, at=at)
    return row


def remove_system_key(row: SystemKey, *, by: User, at: dt.datetime) -> SystemKey:
    """Let a system's id mean nobody; the audit alone remembers it."""
    with transaction.atomic():
        _record("remove_system_key", row, by=by, at=at)
        SystemKey.objects.filter(pk=row.pk).delete()
    return row


def _record(verb: str, row: SystemKey, *, by: User, at: dt.datetime) -> None:
    said = {"system": row.system, "key": row.key}
    record(verb, by=by.as_actor(), obj=row, customer_id=row.customer_id, facts=said, at=at)
