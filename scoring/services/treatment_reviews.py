"""Reviewing how a customer is treated, in the cadence that its treatment asks for."""

from __future__ import annotations

import datetime as dt

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date
from scoring.models import CustomerTreatment
from scoring.services.claims import stale
from scoring.services.treatment_proposals import check_may_treat


def review_treatment(
    held: CustomerTreatment, *, note: str, by: User, at: dt.datetime, version: int | None = None
) -> CustomerTreatment:
    """Note that a person has looked at it; the next review follows from today, by its cadence.

    Stale for whoever comes second with the version that was seen: two presses are one review.
    """
    check_may_treat(held.customer, by=by)
    note = note.strip()
    if not note:
        raise Refused(_("Say what you found; it is kept."), code="note_missing", field="note")
    seen = held.version if version is None else version
    former = held.review_date
    date = local_date(at) + dt.timedelta(days=held.treatment.review_days)
    with transaction.atomic():
        # the version names the treatment too: with another one the cadence would be another
        if CustomerTreatment.objects.filter(pk=held.pk, version=seen).update(
            review_date=date, reviewed_by=by, reviewed_at=at, review_note=note,
            version=F("version") + 1,
        ) != 1:  # fmt: skip
            raise stale()
        record(
            "review_treatment",
            by=by.as_actor(),
            obj=held,
            customer_id=held.customer_id,
            reason=note,
            before={"review_date": former},
            after={"review_date": date},
            at=at,
        )
        _tell_apps(held, by=by, note=note, at=at)
    held.refresh_from_db()
    return held


def _tell_apps(held: CustomerTreatment, *, by: User, note: str, at: dt.datetime) -> None:
    """Let each app above follow `after_treatment_review`."""
    for config in apps.get_app_configs():
        follow = getattr(config, "after_treatment_review", None)
        if follow is not None:
            follow(held.customer, by, note, at)
