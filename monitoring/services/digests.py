"""Mails about notices: at once what is grave, and a digest of what waits, one per person and day.

The digest's row and its mail are written in one transaction, and a person has one row per day: it
may run twice, side by side, or be killed in between. A mail about notices is written together with
the mark that they were mailed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.inbox import inbox_count, inbox_of
from monitoring.models import Digest, Notice, NoticeSettings
from monitoring.notices.mails import (
    MOST_LISTED,
    MOST_NOTICES,
    digest_text,
    language_of,
    notices_text,
)
from monitoring.notices.opening import may_open
from monitoring.services.notices import GRADES
from riskcrm.accounts.absences import deputies_of
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import VIEW_ALERTS
from riskcrm.jobs.mail import post_mail
from riskcrm.jobs.models import OutgoingMail
from riskcrm.web.business_days import next_business_day
from riskcrm.web.today import local_date, organisation_zone

MOST_COUNTED = 10_000
PAUSE = dt.timedelta(minutes=5)  # between mails at once to one person: a storm is a few mails
Rhythm = NoticeSettings.Rhythm

log = structlog.get_logger()


# --- at once -------------------------------------------------------------------------------------


def mail_notices(*, at: dt.datetime) -> int:
    """Write the mails of notices that leave at once, one per person; how many people got one."""
    due = Notice.objects.filter(is_mail_due=True).values_list("person_id", flat=True)
    people = User.objects.filter(pk__in=list(due.order_by("person_id").distinct()))
    return _each(people, lambda person: _mail_notices_of(person, at=at))


def _each(people: Iterable[User], write: Callable[[User], bool]) -> int:
    """For how many of them something was written; who it fails for holds up nobody else."""
    written = 0
    for person in people:
        try:
            written += write(person)
        except (OperationalError, InterfaceError):
            raise  # the database is away: the task is tried again
        except Exception:
            log.exception("mail_not_written", person=person.pk)
    return written


def _mail_notices_of(person: User, *, at: dt.datetime) -> bool:
    with transaction.atomic():
        # a second worker finds the rows taken, or not due any more
        due = Notice.objects.filter(person=person, is_mail_due=True)
        locked = list(due.select_for_update(skip_locked=True).order_by("pk").values_list("pk"))
        keys = [pk for (pk,) in locked]
        if not keys or _was_mailed(person, since=at - PAUSE):
            return False
        recipients = [person, *deputies_of(person, local_date(at))] if person.is_active else []
        for recipient in recipients:
            _post_notices(person, recipient, keys, at=at)
        Notice.objects.filter(pk__in=keys).update(is_mail_due=False)
    return bool(recipients)


def _was_mailed(person: User, *, since: dt.datetime) -> bool:
    mails = OutgoingMail.objects.filter(key__startswith=f"notices:{person.pk}:")
    return mails.filter(created_at__gt=since).exists()


def _post_notices(person: User, recipient: User, keys: list[int], *, at: dt.datetime) -> None:
    """To the person or a deputy, who reads of the rows that they see."""
    if not recipient.email:
        return
    rows = Notice.objects.about_visible_to(recipient).filter(pk__in=keys).unread()
    # who acknowledged an alert while it was being told could not mark these as read
    rows = rows.still_to_do()
    notices = list(rows.select_related("customer", "alert__rule").order_by("-at", "-pk"))
    if recipient.pk != person.pk:
        notices = [each for each in notices if may_open(recipient, each.link)]
    if not notices:
        return
    notices.sort(key=lambda each: -GRADES.index(each.severity))
    with translation.override(language_of(recipient)):
        more = max(len(notices) - MOST_NOTICES, 0)
        text = notices_text(notices[:MOST_NOTICES], more)
        words = ngettext("%(count)d new notice", "%(count)d new notices", len(notices))
        subject = words % {"count": len(notices)}
        if recipient.pk != person.pk:
            subject = _("For %(name)s: %(subject)s") % {"name": person, "subject": subject}
        key = f"notices:{person.pk}:{keys[0]}-{keys[-1]}:{recipient.pk}"
        post_mail(key, recipient=recipient.email, subject=subject, body=text, at=at)


# --- digests -------------------------------------------------------------------------------------


def send_digests(*, at: dt.datetime) -> int:
    """Write the digests whose hour has come today; how many mails. Safe twice and side by side."""
    slot = local_date(at)
    return _each(_due_people(at), lambda person: _send_digest(person, slot, at=at))


def _due_people(at: dt.datetime) -> QuerySet[User]:
    """Who gets a digest today, has not had it, and whose hour has come."""
    day = local_date(at)
    if next_business_day(day) != day:
        nobody: QuerySet[User] = User.objects.none()
        return nobody
    hour = timezone.localtime(at, organisation_zone()).hour
    monday = day - dt.timedelta(days=day.weekday())
    this_week = Digest.objects.filter(person=OuterRef("pk"), slot__gte=monday)
    weekly = Q(~Exists(this_week), notice_settings__digest=Rhythm.WEEKLY)
    wanted = Q(notice_settings__digest=Rhythm.DAILY) | weekly
    said: Q = Q(notice_settings__digest_hour__lte=hour) & wanted
    if hour >= NoticeSettings._meta.get_field("digest_hour").default:
        said |= Q(notice_settings__isnull=True)
    had = Digest.objects.filter(person=OuterRef("pk"), slot=day)
    people: QuerySet[User] = User.objects.people().active().exclude(email="").filter(said)
    return people.exclude(Exists(had)).order_by("pk")


def _send_digest(person: User, slot: dt.date, *, at: dt.datetime) -> bool:
    with transaction.atomic():
        digest, is_new = Digest.objects.get_or_create(
            person=person, slot=slot, defaults={"made_at": at, "waiting": 0, "listed": 0}
        )
        if not is_new or not person.has_perm(VIEW_ALERTS):
            return False
        with translation.override(language_of(person)):
            lines = inbox_of(person, at=at, count=MOST_LISTED)
            unread = Notice.objects.visible_to(person).unread().count()
            count = max(inbox_count(person, at=at, most=MOST_COUNTED), len(lines))
            if not count and not unread:
                return False
            text = digest_text(lines, waiting=_waiting(count, len(lines)), unread=unread)
            subject = _("Your work today: %(count)s waiting") % {"count": _at_most(count)}
            post_mail(
                f"digest:{person.pk}:{slot}", recipient=person.email, subject=subject, body=text,
                at=at,
            )  # fmt: skip
        Digest.objects.filter(pk=digest.pk).update(
            waiting=count, listed=len(lines), mails=F("mails") + 1
        )
    return True


def _at_most(count: int) -> str:
    return f"{count}+" if count >= MOST_COUNTED else str(count)


def _waiting(count: int, listed: int) -> str:
    """How much waits, and where the list is cut off."""
    if count > listed:
        return _(
            "%(count)s wait for you. Listed are the %(listed)d most pressing: what is late first, "
            "then by expected loss and by deadline."
        ) % {"count": _at_most(count), "listed": listed}
    words = ngettext("%(count)d waits for you.", "%(count)d wait for you.", count)
    return words % {"count": count}
