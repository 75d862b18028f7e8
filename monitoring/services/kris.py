"""Key risk indicators: kept day by day, with limits that a second person must agree to loosen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from monitoring.book_days.sums import DayBook, whole_book
from monitoring.kris.catalogue import KRIS, Kri
from monitoring.kris.limits import Limits, limits_now
from monitoring.models import BookDay, KriLimit, KriValue
from riskcrm.accounts.kri_rights import APPROVE_LIMITS, CHANGE_LIMITS
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import OwnWork, Refused


def keep_kris(kept: BookDay) -> None:
    """Write down each indicator of the whole book, with what it was held against."""
    book, limits = whole_book(kept), limits_now()
    KriValue.objects.bulk_create(_value(book, kri, limits[kri.code]) for kri in KRIS.values())


def _value(book: DayBook, kri: Kri, limits: Limits) -> KriValue:
    numerator, denominator = (None if p is None else Decimal(p) for p in kri.parts(book))
    value = kri.value_of((numerator, denominator))
    return KriValue(
        day=book.kept,
        code=kri.code,
        formula_version=kri.version,
        numerator=numerator,
        denominator=denominator,
        value=None if value is None else round(value, 4),
        amber=limits.amber,
        red=limits.red,
    )


@transaction.atomic
def change_limits(
    kri: Kri,
    *,
    amber: Decimal,
    red: Decimal,
    owner: User | None,
    reason: str,
    by: User,
    at: dt.datetime,
) -> KriLimit:
    """Ask for other limits. Tighter ones hold at once; looser ones wait for a second person."""
    check_right(by, CHANGE_LIMITS)
    # which way is dangerous is told by their order, so that those of a falling one must differ
    if (red < amber) is not kri.falling:
        raise Refused(_("The red limit must lie beyond the amber one."), code="limits_order",
                      field="red")  # fmt: skip
    if not reason.strip():
        raise Refused(_("Say why the limits change."), code="no_reason", field="reason")
    versions = KriLimit.objects.select_for_update().filter(code=kri.code).order_by("-version")
    if versions.filter(in_force_at__isnull=True).exists():
        raise Refused(_("Other limits wait for a decision."), code="limits_wait")
    now, newest = limits_now()[kri.code], versions.first()
    sign = -1 if kri.falling else 1
    is_looser = sign * amber > sign * now.amber or sign * red > sign * now.red
    asked = KriLimit.objects.create(
        code=kri.code, version=newest.version + 1 if newest else 1, amber=amber, red=red,
        is_looser=is_looser, owner=owner, reason=reason.strip(), asked_by=by, asked_at=at,
        in_force_at=None if is_looser else at,
    )  # fmt: skip
    verb = "ask_kri_limits" if is_looser else "change_kri_limits"
    record(verb, by=by.as_actor(), obj=asked, reason=reason, at=at,
           before=_said(now.amber, now.red), after=_said(amber, red))  # fmt: skip
    return asked


@transaction.atomic
def decide_limits(asked: KriLimit, *, approve: bool, by: User, at: dt.datetime) -> None:
    """Agree to looser limits, or turn them down; never by who asked for them."""
    check_right(by, APPROVE_LIMITS)
    asked = KriLimit.objects.select_for_update().get(pk=asked.pk)
    if asked.asked_by_id == by.pk:
        raise OwnWork(
            _("You asked for these limits: a second person decides."), code="own_request",
            about=asked,
        )  # fmt: skip
    if asked.in_force_at is not None:
        raise Refused(_("These limits were decided on already."), code="decided")
    verb = "approve_kri_limits" if approve else "reject_kri_limits"
    record(verb, by=by.as_actor(), obj=asked, at=at, after=_said(asked.amber, asked.red))
    if approve:
        asked.in_force_at, asked.approved_by = at, by
        asked.save(update_fields=["in_force_at", "approved_by"])
    else:
        asked.delete()


def _said(amber: Decimal, red: Decimal) -> dict[str, str]:
    return {"amber": str(amber), "red": str(red)}
