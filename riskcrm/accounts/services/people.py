"""Who works here: making and changing people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from riskcrm.accounts import handover, roles
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.selectors import role_of
from riskcrm.accounts.services.resets import end_sessions
from riskcrm.accounts.services.teams import code_of
from riskcrm.audit.services import Actor, record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale
from riskcrm.web.plain import plain_text, plain_values

PLAIN = ("name", "email", "language", "is_active")  # fields that stand in the row as they are


def create_person(
    *,
    username: str,
    name: str,
    role: str,
    password: str | None,
    by: Actor,
    at: dt.datetime,
    team: Team | None = None,
    email: str = "",
    language: str = "",
    is_demo: bool = False,
) -> User:
    """Somebody who works here; without a password they cannot sign in.

    A password that a person gave must be changed at the first sign-in.

    Raises `ValidationError`, for a weak password too.
    """
    person = User(
        username=username,
        name=plain_text(name),
        email=email,
        team=team,
        language=language,
        is_demo=is_demo,
        must_change_password=by.kind == User.Kind.PERSON,
        date_joined=at,
    )
    if password and not is_demo:  # the demo's password is no secret
        validate_password(password, person)
    person.set_password(password)
    person.full_clean()
    with transaction.atomic():
        person.save()
        person.groups.set([_group(role)])
        after = {"username": username, "name": name, "role": role, "team": code_of(team)}
        record("create_person", by=by, obj=person, after=after, at=at)
    return person


def change_person(
    person: User,
    *,
    by: User,
    at: dt.datetime,
    team: Team | None = None,
    leaves_work: bool = False,
    version: int | None = None,
    **changes: Any,
) -> User:
    """Change what is given of name, email, language, role, is_active; `team` is always set (None =
    no team). Who is switched off is signed out everywhere, for good.

    Refused: one's own role, team or access; leaving nobody who can administer; switching off
    somebody who still has work, unless it is said that it stays behind for now (`leaves_work`).
    Raises `Stale` for another `version` than the caller has seen.
    """
    if unknown := set(changes) - {*PLAIN, "role"}:
        raise TypeError(f"not to be changed here: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        # one at a time: two administrators must not switch each other off
        list(_administrators().select_for_update().order_by("pk"))
        person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if version is not None and version != person.version:
            raise stale()
        before = _state_of(person)
        given = plain_values(User, {k: v for k, v in changes.items() if v is not None})
        after = before | given | {"team": code_of(team)}
        changed = {key for key in after if after[key] != before[key]}
        if "role" in changed:
            refuse_role_by_key(after["role"], by=by)
        if not changed:
            return person
        _refuse_unsafe_change(person, changed, by=by)
        goes = "is_active" in changed and not after["is_active"]
        if goes and not leaves_work:
            handover.refuse_if_work_is_left(person)
        _write(person, after, changed, team)
        record(
            "change_person",
            by=by.as_actor(),
            obj=person,
            before={key: before[key] for key in changed},
            after={key: after[key] for key in changed},
            facts=handover.left_with(person) if goes else None,
            at=at,
        )
    return person


def _write(person: User, after: dict[str, Any], changed: set[str], team: Team | None) -> None:
    for name in PLAIN:
        setattr(person, name, after[name])
    person.team = team
    person.version += 1
    person.full_clean()
    person.save(update_fields=[*PLAIN, "team", "version"])
    if "role" in changed:
        person.groups.set([_group(after["role"])])
    if not _administrators().exists():
        message = _("No administrator would be left. Make somebody else an administrator first.")
        raise Refused(message, code="final_administrator")
    if "is_active" in changed:
        end_sessions(person)


def _refuse_unsafe_change(person: User, changed: set[str], *, by: User) -> None:
    if person.kind != User.Kind.PERSON:
        message = _("A service user follows its API key. Revoke the key and make another one.")
        raise Refused(message, code="service_user")
    if by.kind == User.Kind.SERVICE:
        refuse_role_by_key(role_of(person), by=by)
    if person.pk == by.answerable_id and changed & {"role", "team", "is_active"}:
        message = _("Nobody changes their own role, team or access. Ask another administrator.")
        raise Refused(message, code="own_rights")


def refuse_role_by_key(role: str, *, by: User) -> None:
    """Raises `Refused` where a key would make or touch who gives rights to keys and people.

    Else a key, or who answers for it, could come by more than an administrator gave it.
    """
    if by.kind == User.Kind.SERVICE and role == roles.ADMINISTRATOR:
        message = _("An API key neither makes nor changes administrators. One of them does that.")
        raise Refused(message, code="administrator_by_key", field="role")


def _administrators() -> Any:
    return User.objects.people().active().filter(groups__name=roles.ADMINISTRATOR)


def _state_of(person: User) -> dict[str, Any]:
    plain = {name: getattr(person, name) for name in PLAIN}
    return plain | {"role": role_of(person), "team": code_of(person.team)}


def _group(role: str) -> Group:
    if role not in roles.ROLES:
        raise Refused(_("There is no such role."), code="unknown_role", field="role")
    return Group.objects.get(name=role)
