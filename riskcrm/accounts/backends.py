"""Who may sign in with a password, and which permissions a user has."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.http import HttpRequest

from riskcrm.accounts.models import User


class PeopleBackend(AuthenticationBackend):  # type: ignore[misc]
    """People only; demo people in demo mode only. Service users come with keys."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        return user if user and _may_sign_in(user) else None

    def get_user(self, user_id: int) -> User | None:
        user = super().get_user(user_id)
        return user if user and _may_sign_in(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Rights by role and by scope, one query per request; none by `is_superuser`."""
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return set()
        if not hasattr(user_obj, "_rights"):
            mine = Q(group__user=user_obj) | Q(user=user_obj)
            rows = Permission.objects.filter(mine).order_by()
            pairs = rows.values_list("content_type__app_label", "codename").distinct()
            user_obj._rights = {f"{app}.{name}" for app, name in pairs}  # type: ignore[attr-defined]
        rights: set[str] = user_obj._rights  # type: ignore[attr-defined]
        return rights


def _may_sign_in(user: User) -> bool:
    return user.kind == User.Kind.PERSON and (settings.DEMO or not user.is_demo)
