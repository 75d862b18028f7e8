"""E-mails leave through rows: whoever writes to people calls `post_mail`, a sweep sends.

    post_mail("letter-delivery:12", recipient=…, subject=…, body=…, at=…)

`key` says what the mail is about; a second call with the same key changes nothing. The attempt is
committed before the mail is handed over, so one whose worker died is tried again when its claim
ends: at least once, always under the same message id. One that fails `MAX_ATTEMPTS` times is given
up and shown. Without RISKCRM_EMAIL_URL mails wait, and pages say so: see `is_mail_set`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable
from email.utils import parseaddr
from pathlib import Path

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import QuerySet
from django.utils import timezone

from riskcrm.jobs.claims import claim, free
from riskcrm.jobs.models import OutgoingMail

MAX_ATTEMPTS = 8
CLAIM = dt.timedelta(minutes=5)  # longer than a mail server takes; then somebody else tries
LONGEST_WAIT = dt.timedelta(hours=1)
AT_ONCE = 100

log = structlog.get_logger()

KeptBack = Callable[[dt.datetime], Collection[int]]
_keeping: dict[str, KeptBack] = {}


def register_kept_back(name: str, kept_back: KeptBack) -> None:
    """Make known which waiting mails may not leave at a moment; called once, when an app starts."""
    _keeping[name] = kept_back


def is_mail_set() -> bool:
    """Whether there is a mail server to hand e-mails to."""
    return bool(settings.EMAIL_IS_SET)


def post_mail(
    key: str,
    *,
    recipient: str,
    subject: str,
    body: str,
    at: dt.datetime,
    attachment: str = "",
    attachment_name: str = "",
) -> OutgoingMail:
    """Write down an e-mail to be sent, in the transaction of what it is about; safe twice.

    `attachment` is the place of a file under MEDIA_ROOT that stays there.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    mail, _is_new = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "message_id": f"<{uuid.uuid4().hex}@{domain}>",
            "recipient": recipient,
            "subject": " ".join(subject.split()),  # a header is one line
            "body": body,
            "attachment": attachment,
            "attachment_name": attachment_name,
            "created_at": at,
        },
    )
    return mail


def waiting_mails() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(sent_at__isnull=True, failed_at__isnull=True)


def send_mails(*, clock: Callable[[], dt.datetime] = timezone.now, most: int = AT_ONCE) -> int:
    """Send what waits; how many left. Workers may call this side by side.

    Each mail has its own moments: many slow ones neither outlive their claims nor all left at once.
    """
    if not is_mail_set():
        return 0
    sent = 0
    for _turn in range(most):
        at = clock()
        kept = {pk for kept_back in _keeping.values() for pk in kept_back(at)}
        mail = claim(waiting_mails().exclude(pk__in=kept).order_by("pk"), at=at, lasting=CLAIM)
        if mail is None:
            break
        OutgoingMail.objects.filter(pk=mail.pk).update(claimed_at=at)
        sent += _send(mail, clock=clock)
    return sent


def _send(mail: OutgoingMail, *, clock: Callable[[], dt.datetime]) -> bool:
    try:
        _hand_over(mail)
    except Exception as error:  # whatever it is, it is written down and tried again
        log.exception("mail_failed", mail=mail.pk)
        _note_failure(mail, error, at=clock())
        return False
    own = OutgoingMail.objects.filter(pk=mail.pk, attempts=mail.attempts, sent_at__isnull=True)
    return bool(own.update(sent_at=clock(), error=""))


def _hand_over(mail: OutgoingMail) -> None:
    message = EmailMessage(
        mail.subject, mail.body, to=[mail.recipient], headers={"Message-ID": mail.message_id},
        connection=get_connection(timeout=30),
    )  # fmt: skip
    if mail.attachment:
        content = (Path(settings.MEDIA_ROOT) / mail.attachment).read_bytes()
        message.attach(mail.attachment_name, content)
    message.send()


def _note_failure(mail: OutgoingMail, error: Exception, *, at: dt.datetime) -> None:
    """Let it rest a little longer each time, and give it up after the final attempt."""
    is_final = mail.attempts >= MAX_ATTEMPTS
    wait = min(dt.timedelta(seconds=15 * 2**mail.attempts), LONGEST_WAIT)
    OutgoingMail.objects.filter(pk=mail.pk, attempts=mail.attempts, sent_at__isnull=True).update(
        error=f"{type(error).__name__}: {error}"[:2000],
        failed_at=at if is_final else None,
        claimed_until=None if is_final else at + wait,
    )


def stop_mails(keys: Iterable[int], *, at: dt.datetime, because: str) -> bool:
    """Give up what has not left yet; False where one of them has left or is leaving just now."""
    keys = list(keys)
    waiting = waiting_mails().filter(free(at), pk__in=keys)
    waiting.update(failed_at=at, error=because[:2000], claimed_until=None)
    stopped = OutgoingMail.objects.filter(pk__in=keys, failed_at__isnull=False)
    return stopped.count() == len(keys)


def forget_mails(about: str, *, before: dt.datetime) -> int:
    """Delete mails whose key begins so and that were written before; how many."""
    return OutgoingMail.objects.filter(key__startswith=about, created_at__lt=before).delete()[0]


def retry_mail(mail: OutgoingMail) -> bool:
    """Let one that was given up be tried again; the caller says so in the audit."""
    given_up = OutgoingMail.objects.filter(pk=mail.pk, failed_at__isnull=False)
    return bool(given_up.update(failed_at=None, attempts=0, claimed_until=None))
