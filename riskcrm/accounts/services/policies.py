"""Written policies: publishing versions, withdrawing a policy, acknowledging one."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from riskcrm.accounts.models import PolicyAcknowledgement, PolicyDocument, PolicyVersion, User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale

FIELDS = ("title_en", "title_zh", "text_en", "text_zh", "effective_date")


def publish_policy(*, code: str, by: User, at: dt.datetime, **fields: Any) -> PolicyVersion:
    """A new policy with its first version. Raises `ValidationError` for a code that is taken, or
    where a title or text is missing in one of the languages."""
    document = PolicyDocument(code=code)
    document.full_clean()
    with transaction.atomic():
        document.save(force_insert=True)
        return _publish(document, 1, by=by, at=at, **fields)


def publish_version(
    document: PolicyDocument, *, after: int, by: User, at: dt.datetime, **fields: Any
) -> PolicyVersion:
    """A new version, which everybody has to acknowledge anew. `after` is the number of the version
    that was in sight; raises `Stale` for another one and `Refused` for one that says the same."""
    with transaction.atomic():
        document = _lock(document)
        latest = document.versions.order_by("-number").first()
        if latest is None or latest.number != after:
            raise stale()
        if all(getattr(latest, name) == fields[name] for name in FIELDS):
            message = _("This is what version %(number)s says already. Change something first.")
            raise Refused(message % {"number": latest.number}, code="same_policy")
        return _publish(document, latest.number + 1, by=by, at=at, **fields)


def withdraw_policy(
    document: PolicyDocument, *, reason: str, by: User, at: dt.datetime
) -> PolicyDocument:
    """End a policy: nobody needs to acknowledge it any more. Its versions stay to be read."""
    if not reason.strip():
        message = _("Say why the policy ends; it is kept.")
        raise Refused(message, code="reason_missing", field="reason")
    with transaction.atomic():
        document = _lock(document)
        document.withdrawn_at = at
        document.save(update_fields=["withdrawn_at"])
        actor = by.as_actor()
        record("withdraw_policy", by=actor, obj=document, reason=reason.strip(), at=at)
    return document


def acknowledge_policy(
    version: PolicyVersion, *, by: User, at: dt.datetime
) -> PolicyAcknowledgement:
    """Say that one knows this version. Once more changes nothing; an older version is refused."""
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can acknowledge a policy."), code="people_acknowledge")
    with transaction.atomic():
        if not PolicyVersion.objects.latest_ones().filter(pk=version.pk).exists():
            message = _("There is a newer version, or the policy was withdrawn. Load it again.")
            raise Refused(message, code="not_the_latest")
        row, is_new = PolicyAcknowledgement.objects.get_or_create(
            version=version, person=by, defaults={"acknowledged_at": at}
        )
        if is_new:
            record("acknowledge_policy", by=by.as_actor(), obj=version, at=at)
    return row


def _lock(document: PolicyDocument) -> PolicyDocument:
    document = PolicyDocument.objects.select_for_update().get(pk=document.pk)
    if document.withdrawn_at is not None:
        raise Refused(_("This policy was withdrawn."), code="policy_withdrawn")
    return document


def _publish(
    document: PolicyDocument, number: int, *, by: User, at: dt.datetime, **fields: Any
) -> PolicyVersion:
    version = PolicyVersion(
        document=document, number=number, published_by=by, published_at=at, **fields
    )
    version.full_clean(exclude=["document"])
    version.save(force_insert=True)
    texts = "\n".join([version.text_en, version.text_zh])
    record(
        "publish_policy",
        by=by.as_actor(),
        obj=version,
        after={"title_en": version.title_en, "effective_date": str(version.effective_date)},
        # the texts are long; their hash shows that they are the ones
        facts={"sha256": hashlib.sha256(texts.encode()).hexdigest()},
        at=at,
    )
    return version
