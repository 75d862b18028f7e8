"""What stands before every page of the compartment."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from removal.models import RestrictedMatter
from removal.restricted.opened import opened
from removal.selectors.restricted import may_keep, may_look
from removal.services.sealed_log import write_down
from riskcrm.accounts.removal_rights import KEEP_COMPARTMENT, VIEW_COMPARTMENT
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.today import today

View = Callable[..., HttpResponse]


def looking(look: str) -> Callable[[View], View]:
    """Open the compartment for a page that shows something. `look` says what is read, as the
    sealed log tells it: what cannot be written down there is not shown."""

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = person_of(request)
            if not may_look(user, on=today()):
                raise Http404
            with opened():
                response = view(request, *args, **kwargs)
                if response.status_code == 200:
                    matter_id = kwargs.get("matter_id")
                    matter = RestrictedMatter.objects.get(pk=matter_id) if matter_id else None
                    write_down(look, by=user, at=timezone.now(), matter=matter)
            return response

        page.permission_required = VIEW_COMPARTMENT  # type: ignore[attr-defined]
        return page

    return decorate


def keeping(view: View) -> View:
    """Open the compartment for a page that writes; a grant to look is not enough for it."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = person_of(request)
        if not may_look(user, on=today()):
            raise Http404
        if not may_keep(user):
            raise PermissionDenied
        with opened():
            return view(request, *args, **kwargs)

    page.permission_required = KEEP_COMPARTMENT  # type: ignore[attr-defined]
    return page
