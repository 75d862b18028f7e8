"""Default-deny: every page and every API method names the permission it needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    # DRF's views read the settings that name this module
    from rest_framework.views import APIView

# in place of a permission: whoever has signed in or brings a key
SIGNED_IN: Final = "signed in"

View = TypeVar("View", bound=Callable[..., Any])


Needed = str | tuple[str, ...]  # a permission, or several that are needed together


def is_allowed(user: Any, needed: Needed) -> bool:
    """Whether this user may use a route that names this permission, or these."""
    if not user or not user.is_authenticated or not needed:
        return False
    if isinstance(needed, tuple):
        return bool(user.has_perms(needed))
    return needed == SIGNED_IN or bool(user.has_perm(needed))


class HasPermissionOfRoute(BasePermission):
    """Each API view has `permissions`, method → what is needed; others are closed.

    A method that the view does not have at all is let through for those who are known, to be
    answered with 405. OPTIONS is for those who may use one of the others.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        named: dict[str, Needed] = getattr(view, "permissions", {})
        method = "GET" if request.method == "HEAD" else str(request.method)
        if method not in view.allowed_methods:
            return is_allowed(request.user, SIGNED_IN)
        if method == "OPTIONS":
            return any(is_allowed(request.user, permission) for permission in named.values())
        return is_allowed(request.user, named.get(method, ""))


def requires(permission: str) -> Callable[[View], View]:
    """Let a function page be used only with this permission; it can be read off the page.

    `is_guarded` tells a page that asks from one that only names a permission.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not is_allowed(request.user, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission_required = permission  # type: ignore[attr-defined]
        guarded.is_guarded = True  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate
