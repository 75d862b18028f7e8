"""Whose work a person also looks after, and who looks after theirs: asked here and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from riskcrm.accounts.models import Absence, User


def deputies_of(user: User, on: dt.date) -> list[User]:
    """Who stands in for this person on a day; nobody who cannot sign in. One query."""
    people: list[User] = list(
        User.objects.people()
        .active()
        .filter(stands_in__in=Absence.objects.on(on).filter(person=user))
        .order_by("name", "pk")
        .distinct()
    )
    return people


def covering_for(user: User, on: dt.date) -> list[User]:
    """Whose work this person also looks after on a day. One query."""
    people: list[User] = list(
        User.objects.people()
        .active()
        .filter(absences__in=Absence.objects.on(on).filter(deputy=user))
        .order_by("name", "pk")
        .distinct()
    )
    return people


def deputies_by_person(people: Iterable[int], on: dt.date) -> dict[int, User]:
    """Of many people at once the deputy of each who is away on a day. One query."""
    rows = Absence.objects.on(on).filter(person__in=people, deputy__is_active=True)
    return {row.person_id: row.deputy for row in rows.select_related("deputy")}
