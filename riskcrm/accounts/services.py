"""Who works here: every write to people, teams and keys."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from riskcrm.accounts import keys, roles
from riskcrm.accounts.models import ApiKey, Team, User
from riskcrm.audit.services import Actor, record
from riskcrm.web.errors import Refused


def create_team(*, code: str, name: str, by: Actor, at: dt.datetime) -> Team:
    """A new team. Raises `ValidationError` for a code that is taken or no slug."""
    team = Team(code=code, name=name)
    team.full_clean()
    with transaction.atomic():
        team.save()
        record("create_team", by=by, obj=team, after={"code": code, "name": name}, at=at)
    return team


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
        name=name,
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
        after = {"username": username, "name": name, "role": role, "team": _code(team)}
        record("create_person", by=by, obj=person, after=after, at=at)
    return person


def change_person(
    person: User,
    *,
    by: User,
    at: dt.datetime,
    name: str | None = None,
    role: str | None = None,
    team: Team | None = None,
    is_active: bool | None = None,
) -> User:
    """Change what is given; `team` is always set (None = no team).

    Refused: one's own role or access, and leaving nobody who can administer.
    """
    with transaction.atomic():
        # one at a time: two administrators must not switch each other off
        list(_administrators().select_for_update().order_by("pk"))
        person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        before = _state_of(person)
        after: dict[str, Any] = {
            "name": before["name"] if name is None else name,
            "role": before["role"] if role is None else role,
            "team": _code(team),
            "is_active": before["is_active"] if is_active is None else is_active,
        }
        changed = {key for key in after if after[key] != before[key]}
        if not changed:
            return person
        _refuse_unsafe_change(person, changed, by=by)
        person.name, person.team, person.is_active = after["name"], team, after["is_active"]
        person.full_clean()
        person.save(update_fields=["name", "team", "is_active"])
        if "role" in changed:
            person.groups.set([_group(after["role"])])
        if not _administrators().exists():
            message = _(
                "No administrator would be left. Make somebody else an administrator first."
            )
            raise Refused(message, code="final_administrator")
        record(
            "change_person",
            by=by.as_actor(),
            obj=person,
            before={key: before[key] for key in changed},
            after={key: after[key] for key in changed},
            at=at,
        )
    return person


def _refuse_unsafe_change(person: User, changed: set[str], *, by: User) -> None:
    if person.kind != User.Kind.PERSON:
        message = _("A service user follows its API key. Revoke the key and make another one.")
        raise Refused(message, code="service_user")
    if person.pk == by.pk and changed & {"role", "team", "is_active"}:
        message = _("Nobody changes their own role, team or access. Ask another administrator.")
        raise Refused(message, code="own_rights")


def _administrators() -> Any:
    return User.objects.people().active().filter(groups__name=roles.ADMINISTRATOR)


def _state_of(person: User) -> dict[str, Any]:
    return {
        "name": person.name,
        "role": role_of(person),
        "team": _code(person.team),
        "is_active": person.is_active,
    }


def role_of(person: User) -> str:
    """The code of a person's role, "" for none."""
    return person.groups.values_list("name", flat=True).first() or ""


def _group(role: str) -> Group:
    if role not in roles.ROLES:
        raise Refused(_("There is no such role."), code="unknown_role", field="role")
    return Group.objects.get(name=role)


def _code(team: Team | None) -> str:
    return team.code if team else ""


def reset_password(person: User, *, password: str, by: User, at: dt.datetime) -> User:
    """Give somebody who forgot theirs a new password, to be changed at once; ends their sessions.

    Raises `ValidationError` for a weak one; refused for oneself, who must know the old one.
    """
    if person.kind != User.Kind.PERSON or person.pk == by.pk:
        message = _("Change your own password under My settings, with the old one.")
        raise Refused(message, code="own_password", field="password")
    validate_password(password, person)
    with transaction.atomic():
        person.set_password(password)
        person.must_change_password = True
        person.save(update_fields=["password", "must_change_password"])
        record("reset_password", by=by.as_actor(), obj=person, at=at)
    return person


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
    person.clean_fields(exclude={f.name for f in User._meta.fields} - {"language"})
    with transaction.atomic():
        person.save(update_fields=["language"])
        record(
            "choose_language",
            by=person.as_actor(),
            obj=person,
            before={"language": before},
            after={"language": language},
            at=at,
        )


# --- API keys ------------------------------------------------------------------------------------


def create_api_key(
    *,
    name: str,
    scopes: list[str],
    by: Actor,
    at: dt.datetime,
    team: Team | None = None,
    responsible: User | None = None,
    expires_at: dt.datetime | None = None,
) -> tuple[ApiKey, str]:
    """A key and its text, which is nowhere kept and never shown again.

    The key acts as a service user of its own: with a team it sees that team's customers, without
    one all of them. `responsible` answers for what it does, and decides on nothing it proposes.
    """
    _refuse_bad_scopes(scopes)
    _refuse_nobody_responsible(scopes, responsible)
    prefix, text = keys.new_key()
    with transaction.atomic():
        user = User(username=f"key-{prefix}", name=name, team=team, responsible=responsible)
        _save_service_user(user, scopes)
        key = ApiKey(
            user=user,
            name=name,
            prefix=prefix,
            secret_hash=keys.hash_of(text),
            scopes=sorted(scopes),
            created_at=at,
            expires_at=expires_at,
        )
        key.full_clean()
        key.save()
        after = {
            "name": name,
            "scopes": key.scopes,
            "team": _code(team),
            "responsible": responsible.username if responsible else "",
            "expires_at": expires_at,
        }
        record("create_api_key", by=by, obj=key, after=after, at=at)
    return key, text


def _save_service_user(user: User, scopes: list[str]) -> None:
    """Give the user behind a key the rights of its scopes, and no way to sign in."""
    rights = frozenset().union(*(roles.SCOPES[scope] for scope in scopes))
    if user.team is None:
        rights |= {roles.ALL_CUSTOMERS}
    user.kind = User.Kind.SERVICE
    user.set_unusable_password()
    user.full_clean()
    user.save()
    user.user_permissions.set(roles.permission_rows(rights))


def _refuse_bad_scopes(scopes: list[str]) -> None:
    if not scopes:
        raise Refused(_("A key needs at least one scope."), code="no_scope", field="scopes")
    if unknown := sorted(set(scopes) - set(roles.SCOPES)):
        message = _("Unknown scopes: %(unknown)s. There are: %(known)s.") % {
            "unknown": ", ".join(unknown),
            "known": ", ".join(roles.SCOPES),
        }
        raise Refused(message, code="unknown_scope", field="scopes")


def _refuse_nobody_responsible(scopes: list[str], responsible: User | None) -> None:
    """Whoever is behind a key that proposes must be known, since they may not decide on it."""
    if responsible is None:
        if any(roles.PROPOSE in roles.SCOPES[scope] for scope in scopes):
            message = _("A key that may propose removals needs a responsible person.")
            raise Refused(message, code="nobody_responsible", field="responsible")
    elif responsible.kind != User.Kind.PERSON or not responsible.is_active:
        message = _("The responsible person of a key must be somebody who can sign in.")
        raise Refused(message, code="not_a_person", field="responsible")


def revoke_api_key(key: ApiKey, *, by: Actor, at: dt.datetime) -> ApiKey:
    """End a key at once. Revoking it again changes nothing."""
    with transaction.atomic():
        if ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=at):
            User.objects.filter(pk=key.user_id).update(is_active=False)
            key.refresh_from_db()
            record("revoke_api_key", by=by, obj=key, before={"name": key.name}, at=at)
    return key
