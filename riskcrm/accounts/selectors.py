"""Reads about people that more than one place asks for."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from riskcrm.accounts.handover import roles_that_can_take
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import HAND_OVER_ANYWHERE


def role_of(person: User) -> str:
    """The code of a person's role, "" for none."""
    return person.groups.values_list("name", flat=True).first() or ""


def has_second_factor(person: User) -> bool:
    mine = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP)
    return bool(mine.exists())


def receivers_for(leaver: User, *, by: User) -> QuerySet[User]:
    """Who can take over from the leaver: able to do the work, and of the team unless `by` may hand
    over anywhere."""
    people: QuerySet[User] = User.objects.people().active().exclude(pk=leaver.pk)
    people = people.filter(groups__name__in=roles_that_can_take(leaver)).order_by("name", "pk")
    if not by.has_perm(HAND_OVER_ANYWHERE):
        people = people.filter(team=leaver.team, team__isnull=False)
    return people
