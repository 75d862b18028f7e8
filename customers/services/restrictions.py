"""Credit restrictions, which apps above set and lift; and the kinds of service they may be about.

The caller checks who may, and records its own act: a restriction follows from something it owns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.merging.following import refuse_merged
from customers.models import CreditRestriction, Customer, ServiceKind
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale

KEEP_SERVICES = "customers.change_servicekind"


@dataclass(frozen=True)
class Source:
    """What a restriction follows from: a kind of row of an app above, and its key."""

    kind: str
    id: int


def set_restriction(
    customer: Customer,
    *,
    kind: str,
    source: Source,
    from_date: dt.date,
    by: User,
    at: dt.datetime,
    value: Decimal | None = None,
    period_days: int | None = None,
    service: ServiceKind | None = None,
    until_date: dt.date | None = None,
) -> CreditRestriction:
    """Restrict a customer's credit from a day on; checks obey it as soon as this is committed."""
    with transaction.atomic():
        refuse_merged(Customer.objects.select_for_update(no_key=True).get(pk=customer.pk))
        return CreditRestriction.objects.create(
            customer=customer,
            kind=kind,
            value=value,
            period_days=period_days,
            service=service,
            from_date=from_date,
            until_date=until_date,
            source_kind=source.kind,
            source_id=source.id,
            set_by=by,
            recorded_at=at,
        )


def lift_restrictions(sources: Iterable[Source], *, by: User, at: dt.datetime) -> int:
    """Lift what followed from these, at once; how many. What is lifted already stays so."""
    lifted = 0
    for source in sources:
        rows = CreditRestriction.objects.filter(
            source_kind=source.kind, source_id=source.id, lifted_at__isnull=True
        )
        lifted += rows.update(lifted_by=by, lifted_at=at)
    return lifted


# --- the kinds of service ---


def save_service_kind(
    service: ServiceKind | None,
    *,
    name_en: str,
    name_zh: str,
    is_active: bool,
    version: int,
    by: User,
    at: dt.datetime,
    code: str = "",
) -> ServiceKind:
    """Name a kind of service under a new code, or change the one that was seen in this version."""
    with transaction.atomic():
        held = service and ServiceKind.objects.select_for_update().get(pk=service.pk)
        if held and held.version != version:
            raise stale()
        before = _said(held) if held else {}
        held = held or ServiceKind(code=code, version=0)
        held.name_en, held.name_zh, held.is_active = name_en, name_zh, is_active
        held.version += 1
        held.full_clean(validate_unique=False)
        try:
            with transaction.atomic():
                held.save()
        except IntegrityError as error:
            raise Refused(
                _("Another kind of service has this code. Choose a different one."),
                code="taken", field="code",
            ) from error  # fmt: skip
        record(
            "save_service_kind", by=by.as_actor(), obj=held, before=before, after=_said(held), at=at
        )
    return held


def _said(kind: ServiceKind) -> dict[str, Any]:
    return {name: str(getattr(kind, name)) for name in ("code", "name_en", "name_zh", "is_active")}
