"""Who may sign in with a password, and which permissions a user has."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import DateTimeField, Q, Value
from django.db.models.functions import Cast
from django.http import HttpRequest

from riskcrm.accounts.models import RightLimit, User


class PeopleBackend(AuthenticationBackend):  # type: ignore[misc]
    """People only; demo people in demo mode only. Service users come with keys."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        return user if user and _may_sign_in(user) else None

    def get_user(self, user_id: int) -> User | None:
        user = super().get_user(user_id)
        return user if user and _may_sign_in(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Rights by role and by scope, one query per request; none by `is_superuser`.

        A right that is suspended is still there: `check_right` says so to who asks for it.
        """
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return set()
        if not hasattr(user_obj, "_rights"):
            user_obj._rights, user_obj._right_ends = _rights_of(user_obj)  # type: ignore[attr-defined]
        rights: set[str] = user_obj._rights  # type: ignore[attr-defined]
        return rights


def _rights_of(user: User) -> tuple[set[str], dict[str, dt.datetime]]:
    """The rights of a user, and until when those hold that something has set a limit to.

    A key has the limits of who answers for it.
    """
    by_role = Permission.objects.filter(group__user=user).values("pk")
    by_scope = Permission.objects.filter(user=user).values("pk")
    # as sets: joined, every right would be multiplied by everybody who has it
    mine = Q(pk__in=by_role) | Q(pk__in=by_scope)
    never = Cast(Value(None), DateTimeField())
    granted = Permission.objects.filter(mine).order_by().annotate(until=never)
    limited = RightLimit.objects.filter(person=user.answerable_id).annotate(app=Value(""))
    rows = granted.values_list("content_type__app_label", "codename", "until")
    rows = rows.union(limited.values_list("app", "permission", "right_valid_until"), all=True)
    rights: set[str] = set()
    ends: dict[str, dt.datetime] = {}
    for app, name, until in rows:
        if app:
            rights.add(f"{app}.{name}")
        else:
            ends[name] = min(until, ends.get(name, until))
    return rights, ends


def _may_sign_in(user: User) -> bool:
    return user.kind == User.Kind.PERSON and (settings.DEMO or not user.is_demo)
