"""What a person changes about themselves."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from riskcrm.accounts.models import User
from riskcrm.audit.services import record


def change_own_password(person: User, *, password: str, at: dt.datetime) -> User:
    """A password that only the person knows from now on. The form has checked the old one."""
    with transaction.atomic():
        person.set_password(password)
        person.must_change_password = False
        person.save(update_fields=["password", "must_change_password"])
        record("change_password", by=person.as_actor(), obj=person, at=at)
    return person


def choose_language(person: User, *, language: str, at: dt.datetime) -> None:
    """The language in which a person sees everything; "" leaves it to the browser."""
    before = person.language
    person.language = language
    person.version += 1
    person.clean_fields(exclude={f.name for f in User._meta.fields} - {"language"})
    with transaction.atomic():
        person.save(update_fields=["language", "version"])
        record(
            "choose_language",
            by=person.as_actor(),
            obj=person,
            before={"language": before},
            after={"language": language},
            at=at,
        )
