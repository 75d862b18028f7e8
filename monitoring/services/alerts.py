"""What a person does with an alert."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.models import Customer
from monitoring.models import Acknowledgement, Alert
from monitoring.services.notices import read_notices_of
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ACKNOWLEDGE
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale
from riskcrm.web.today import organisation_zone


def acknowledge_alert(alert: Alert, *, by: User, note: str, at: dt.datetime) -> Acknowledgement:
    """Say that an alert was seen and what follows. Once; the second person learns who was first.

    Refused without the right, for a customer out of sight, and without a note.
    """
    note = note.strip()
    if not note:
        raise Refused(
            _("Say what you will do about this alert, even if it is nothing."),
            code="note_missing",
            field="note",
        )
    check_may_acknowledge(alert, by=by)
    try:
        with transaction.atomic():
            acknowledgement = take(locked(alert), by=by, note=note, at=at)
            record(
                "acknowledge_alert",
                by=by.as_actor(),
                obj=alert,
                customer_id=alert.customer_id,
                reason=note,
                facts={"rule": alert.rule.code, "episode": alert.episode},
                at=at,
            )
    except IntegrityError as error:
        raise _acknowledged_already(alert) from error
    return acknowledgement


def locked(alert: Alert, *, seen: int | None = None) -> Alert:
    """The alert as it is now, held for this transaction; stale if it is no longer of the version
    that the caller has seen."""
    row = Alert.objects.select_for_update(of=("self",)).select_related("rule").get(pk=alert.pk)
    if seen is not None and row.version != seen:
        raise stale()
    return row


def take(alert: Alert, *, by: User, note: str, at: dt.datetime) -> Acknowledgement:
    """Write that somebody took a locked alert, which is theirs from now on, and let the deadline to
    decide on it run."""
    acknowledgement = Acknowledgement.objects.create(alert=alert, by=by, at=at, note=note)
    decision = alert.decision_due_at
    if alert.level == Alert.Level.HEAD_OF_RISK and decision is not None and decision <= at:
        decision = None  # missed, and there is nobody above
    if alert.level == Alert.Level.RISK_LEAD:
        decision = max(filter(None, (decision, alert.next_due_at)), default=None)
    alert.next_due_at = decision
    if by.kind == User.Kind.PERSON:
        alert.assignee = by
    alert.version += 1
    alert.save(update_fields=["next_due_at", "assignee", "version"])
    read_notices_of(alert, at=at)
    return acknowledgement


def acknowledge_alerts(
    alerts: Iterable[Alert], *, by: User, note: str, at: dt.datetime
) -> list[Acknowledgement]:
    """Acknowledge several alerts with one note, all or none.

    Those that somebody has acknowledged meanwhile stay theirs; refused when all have been.
    """
    done: list[Acknowledgement] = []
    refused: Refused | None = None
    with transaction.atomic():
        for alert in sorted(alerts, key=lambda alert: alert.pk):  # in the order of the sweep
            try:
                done.append(acknowledge_alert(alert, by=by, note=note, at=at))
            except Refused as refusal:
                if refusal.code != "acknowledged_already":
                    raise
                refused = refusal
    if refused and not done:
        raise refused
    return done


def end_alerts_of(customer: Customer, *, at: dt.datetime) -> None:
    """End the running episodes of a customer that is another one now, inside the merge's
    transaction; the event of the merge tells of them all."""
    running = Alert.objects.filter(customer=customer, cleared_at__isnull=True)
    running.update(cleared_at=at, cleared_because=Alert.Ending.MERGED)


def check_may_act(alert: Alert, *, by: User) -> None:
    """Raise `Refused` for whose role does not allow it, and for who does not see the customer."""
    if not by.is_active or not by.has_perm(ACKNOWLEDGE):
        raise Refused(
            _("Your role does not allow you to acknowledge alerts. Ask a colleague who may."),
            code="no_right",
        )
    if not Alert.objects.visible_to(by).filter(pk=alert.pk).exists():
        raise Refused(_("There is no such alert among the customers you see."), code="not_visible")


def check_may_acknowledge(alert: Alert, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not acknowledge this alert now."""
    check_may_act(alert, by=by)
    if Acknowledgement.objects.filter(alert=alert).exists():
        raise _acknowledged_already(alert)


def _acknowledged_already(alert: Alert) -> Refused:
    first = Acknowledgement.objects.select_related("by").get(alert=alert)
    date = date_format(timezone.localtime(first.at, organisation_zone()), "DATETIME_FORMAT")
    return Refused(
        _("%(name)s acknowledged this alert on %(date)s: “%(note)s”")
        % {"name": first.by, "date": date, "note": first.note},
        code="acknowledged_already",
    )
