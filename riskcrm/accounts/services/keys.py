"""The keys of other systems: making and revoking them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskcrm.accounts import keys, roles
from riskcrm.accounts.handover import Handover, Part, register
from riskcrm.accounts.models import ApiKey, Team, User
from riskcrm.accounts.scopes import SCOPES
from riskcrm.accounts.services.teams import code_of
from riskcrm.audit.services import Actor, record
from riskcrm.web.errors import Refused


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
            "team": code_of(team),
            "responsible": responsible.username if responsible else "",
            "expires_at": expires_at,
        }
        record("create_api_key", by=by, obj=key, after=after, at=at)
    return key, text


def _save_service_user(user: User, scopes: list[str]) -> None:
    """Give the user behind a key the rights of its scopes, and no way to sign in."""
    rights = frozenset().union(*(SCOPES[scope] for scope in scopes))
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
    if unknown := sorted(set(scopes) - set(SCOPES)):
        message = _("Unknown scopes: %(unknown)s. There are: %(known)s.") % {
            "unknown": ", ".join(unknown),
            "known": ", ".join(SCOPES),
        }
        raise Refused(message, code="unknown_scope", field="scopes")


def _refuse_nobody_responsible(scopes: list[str], responsible: User | None) -> None:
    """Whoever is behind a key that proposes must be known, since they may not decide on it, nor
    release what it asked for."""
    if responsible is None:
        if any(SCOPES[scope] & {roles.PROPOSE, roles.ASK} for scope in scopes):
            message = _(
                "A key that may propose removals or check credit needs a responsible person."
            )
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


# --- a leaver's keys -----------------------------------------------------------------------------


def keys_answered_for(person: User) -> QuerySet[User]:
    """The service users of keys in force that this person answers for."""
    users: QuerySet[User] = User.objects.active().filter(kind=User.Kind.SERVICE)
    return users.filter(responsible=person)


def give_keys(act: Handover) -> int:
    """Let the receivers answer for the leaver's keys; part of handing over."""
    service_users = list(keys_answered_for(act.leaver).select_for_update().order_by("pk"))
    for place, user in enumerate(service_users):
        user.responsible = act.receivers[place % len(act.receivers)]
    User.objects.bulk_update(service_users, ["responsible"])
    return len(service_users)


def register_part() -> None:
    register(
        Part(
            name="api_keys",
            label=gettext_lazy("API keys to answer for"),
            rank=40,
            count=lambda person: keys_answered_for(person).count(),
            give=give_keys,
            url=lambda _person: reverse("accounts:api_keys"),
        )
    )
