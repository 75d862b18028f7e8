"""Who came, who went and who was turned away, with the address they came from."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from riskcrm.accounts.models import User
from riskcrm.accounts.second_factor import SEEN as SECOND_FACTOR_SEEN
from riskcrm.audit.services import SYSTEM, Actor, record

MADE = {
    Authenticator.Type.TOTP: "turn_on_second_factor",
    Authenticator.Type.RECOVERY_CODES: "make_recovery_codes",
}


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    _note("sign_in", user, by=user.as_actor(), request=request)


@receiver(user_logged_out)
def note_sign_out(request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        _note("sign_out", user, by=user.as_actor(), request=request)


@receiver(user_login_failed)
def note_failed_sign_in(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_kwargs: Any
) -> None:
    """A name nobody bears is not written down: some type their password into that field."""
    typed = credentials.get("username") or credentials.get("login") or ""
    user = User.objects.filter(username=typed).first() or User(pk=0, username="?")
    _note("fail_to_sign_in", user, by=SYSTEM, request=request)


# by the row, not by allauth's signal, which comes after the transaction
@receiver(post_save, sender=Authenticator)
def note_second_factor_made(instance: Authenticator, created: bool, **_kwargs: Any) -> None:
    verb = MADE.get(instance.type) if created else None
    if verb:
        _note(verb, instance.user, by=instance.user.as_actor(), request=context.request)


@receiver(mfa.authenticator_removed)
def note_second_factor_off(
    request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any
) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        request.session.pop(SECOND_FACTOR_SEEN, None)
        _note("turn_off_second_factor", user, by=user.as_actor(), request=request)


@receiver(mfa.authentication_failed)
def note_wrong_code(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    _note("fail_second_factor", user, by=SYSTEM, request=request)


def _note(verb: str, user: User, *, by: Actor, request: HttpRequest | None) -> None:
    with transaction.atomic():
        record(verb, by=by, obj=user, facts={"address": _address(request)})


def _address(request: HttpRequest | None) -> str:
    if request is None:
        return ""
    try:
        return str(get_adapter(request).get_client_ip(request) or "")
    except (PermissionDenied, KeyError):
        return ""  # not over TCP, or behind a proxy that says nothing
