"""Telling people: one row per person and key, in-app at once, by mail as each of them wants it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from monitoring.models import GRAVITY, Alert, Digest, Notice, NoticeSettings
from riskcrm.accounts.absences import deputies_by_person
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.jobs.mail import forget_mails
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

NEWS_FOR = dt.timedelta(days=1)  # what is older than this is no news to mail at once
GRADES = [each.value for each in GRAVITY]
KEPT_FOR = dt.timedelta(days=400)
MAILED = ("notices:", "digest:")  # how the keys of their mails begin


def notify(
    people: Iterable[User | int],
    *,
    kind: str,
    severity: str,
    link: str,
    key: str,
    at: dt.datetime,
    parts: dict[str, Any] | None = None,
    customer: Customer | int | None = None,
    alert: Alert | int | None = None,
) -> int:
    """Tell each of these people something, once per `key`; how many rows were asked for.

    `kind` is one of `monitoring.notices.words`, `parts` what its sentence names, `link` a path from
    the root. Inside the caller's transaction, if there is one; a second call changes nothing.
    """
    row = {
        "kind": kind, "severity": severity, "link": link, "key": key, "parts": parts or {},
        "customer_id": _key_of(customer), "alert_id": _key_of(alert), "at": at,
    }  # fmt: skip
    keys = {pk for pk in map(_key_of, people) if pk is not None}
    return write_notices([(pk, row) for pk in keys], now=at)


def write_notices(rows: Collection[tuple[int, dict[str, Any]]], *, now: dt.datetime) -> int:
    """Many notices at once: (person, columns) each. As many queries for many as for one."""
    wants = _wants({pk for pk, _row in rows}, now)
    notices = [
        Notice(person_id=pk, is_mail_due=_is_mail_due(row, wants.get(pk, ()), now), **row)
        for pk, row in rows
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=2000)
    return len(notices)


def _key_of(row: Any) -> int | None:
    return row if row is None or isinstance(row, int) else row.pk


def _wants(people: set[int], now: dt.datetime) -> dict[int, Collection[str]]:
    """Person → severities that a mail leaves for at once; nobody without an address."""
    rows = User.objects.people().active().filter(pk__in=people)
    said = rows.values_list("pk", "email", "notice_settings__at_once")
    deputies = deputies_by_person(people, local_date(now))
    return {
        pk: at_once_from(at_once or NoticeSettings.AtOnce.CRITICAL)
        for pk, email, at_once in said
        if email or (pk in deputies and deputies[pk].email)
    }


def at_once_from(least: str) -> list[str]:
    """The severities that are mailed at once by this setting."""
    return [] if least == NoticeSettings.AtOnce.NONE else GRADES[GRADES.index(least) :]


def _is_mail_due(row: dict[str, Any], wanted: Collection[str], now: dt.datetime) -> bool:
    return row["severity"] in wanted and row["at"] > now - NEWS_FOR


def read_notices(notices: Iterable[Notice], *, by: User, at: dt.datetime) -> int:
    """The own notices among these are read; how many were not before."""
    keys = [notice.pk for notice in notices]
    return Notice.objects.filter(pk__in=keys, person=by).unread().update(read_at=at)


def read_notices_of(alert: Alert, *, at: dt.datetime) -> None:
    """Somebody took the alert: nobody else has to read of it, in its transaction."""
    Notice.objects.filter(alert=alert).unread().update(read_at=at, is_mail_due=False)


def read_all_notices(*, by: User, until: dt.datetime, at: dt.datetime) -> int:
    """All own notices up to a moment are read: later ones were not on the page yet."""
    return Notice.objects.filter(person=by, at__lte=until).unread().update(read_at=at)


def purge_notices(*, at: dt.datetime) -> int:
    """Forget notices, digests and their mails that are older than `KEPT_FOR`; how many rows."""
    before = at - KEPT_FOR
    notices, _of = Notice.objects.filter(at__lt=before).delete()
    digests, _of = Digest.objects.filter(slot__lt=local_date(before)).delete()
    mails = sum(forget_mails(about, before=before) for about in MAILED)
    return notices + digests + mails


def change_notice_settings(
    person: User, *, at_once: str, digest: str, digest_hour: int, by: User, at: dt.datetime
) -> NoticeSettings:
    """How somebody wants to be told; only oneself may say so."""
    if by.pk != person.pk:
        raise Refused(
            _("Everybody says for themselves how they want to be told."), code="not_oneself"
        )
    row = NoticeSettings(person=person, at_once=at_once, digest=digest, digest_hour=digest_hour)
    row.full_clean(validate_unique=False)
    after = {"at_once": at_once, "digest": digest, "digest_hour": digest_hour}
    with transaction.atomic():
        former = NoticeSettings.objects.filter(person=person).values(*after).first()
        NoticeSettings.objects.update_or_create(person=person, defaults=after)
        record(
            "change_notice_settings", by=by.as_actor(), obj=person, before=former or {},
            after=after, at=at,
        )  # fmt: skip
    return row
