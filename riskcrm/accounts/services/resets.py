"""Ways back in for somebody who lost a password or a second factor."""

from __future__ import annotations

import datetime as dt
import secrets

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused

# read out over a telephone: without letters and digits that look or sound alike
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 5


def one_time_password() -> str:
    """A password to pass on once, with 99 bits of chance; its owner changes it at once."""
    groups = (
        "".join(secrets.choice(ALPHABET) for _letter in range(GROUP_LENGTH))
        for _group in range(GROUPS)
    )
    return "-".join(groups)


def reset_password(person: User, *, password: str, by: User, at: dt.datetime) -> User:
    """Give somebody who forgot theirs a new password, to be changed at once; ends their sessions.

    Raises `ValidationError` for a weak one; refused for oneself, who must know the old one.
    """
    if person.kind != User.Kind.PERSON or person.pk == by.pk:
        message = _("Change your own password under My account, with the old one.")
        raise Refused(message, code="own_password", field="password")
    validate_password(password, person)
    with transaction.atomic():
        person.set_password(password)
        person.must_change_password = True
        person.save(update_fields=["password", "must_change_password"])
        record("reset_password", by=by.as_actor(), obj=person, at=at)
    return person


def reset_second_factor(person: User, *, reason: str, by: User, at: dt.datetime) -> None:
    """Take away the second factor of somebody who lost it; ends their sessions.

    The reason says how it was made sure that it is them who ask. Refused for oneself, who turns it
    off with a code or a recovery code, and where there is none.
    """
    if person.kind != User.Kind.PERSON or person.pk == by.pk:
        message = _("Turn your own second factor off under My account, with a code.")
        raise Refused(message, code="own_second_factor")
    if not reason.strip():
        message = _("Say how you made sure that it is them who ask; it is kept.")
        raise Refused(message, code="reason_missing", field="reason")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        count, _rows = Authenticator.objects.filter(user=person).delete()
        if not count:
            message = _("%(name)s has no second factor: there is nothing to reset.")
            raise Refused(message % {"name": person}, code="no_second_factor")
        end_sessions(person)
        record("reset_second_factor", by=by.as_actor(), obj=person, reason=reason.strip(), at=at)


def end_sessions(person: User) -> None:
    """Every session of this person ends, inside the transaction of the act that ends them."""
    User.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    person.refresh_from_db(fields=["session_epoch"])
