"""Who makes a request, as far as the apps below accounts know people."""

from __future__ import annotations

from typing import Any, Protocol, cast

from django.contrib.auth import get_user_model
from django.http import HttpRequest

from riskcrm.audit.services import Actor


class Person(Protocol):
    """What a person can say of themselves without being looked up in accounts."""

    pk: int
    is_active: bool
    team_id: int | None

    def has_perm(self, perm: str) -> bool: ...
    def as_actor(self) -> Actor: ...


def person_of(request: HttpRequest) -> Person:
    """Who has signed in: every page asks for that first."""
    return cast(Person, request.user)


def find_person(pk: int) -> Person | None:
    """A person as they are now, with the rights they have now; None once switched off."""
    people: Any = get_user_model().objects
    return cast("Person | None", people.filter(pk=pk, is_active=True).first())
