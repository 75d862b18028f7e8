"""Keeping, changing and choosing saved views; each act leads back to the list."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from riskcrm.web.errors import Refused
from riskcrm.web.list_at import list_at
from riskcrm.web.lists import SAVE_VIEW, ListPage
from riskcrm.web.models import SavedView
from riskcrm.web.permissions import requires
from riskcrm.web.person import person_of
from riskcrm.web.services import saved_views as services

Act = Callable[[HttpRequest, ListPage, int], str]


def act_on_list(act: Act) -> Callable[..., HttpResponse]:
    """A page that does something to a list's views and leads to the address that it returns."""

    @requires(SAVE_VIEW)
    @require_POST
    @wraps(act)
    def page(request: HttpRequest, view_id: int = 0) -> HttpResponse:
        address = request.POST.get("address", "")
        shown = list_at(address, by=person_of(request))
        if shown is None:
            raise Http404
        try:
            return redirect(act(request, shown, view_id))
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect(address)

    return page


@act_on_list
def view_save(request: HttpRequest, page: ListPage, _view_id: int) -> str:
    view = services.save_view(
        by=person_of(request),
        list_name=page.list_name,
        query=page.request.GET.urlencode(),
        name=request.POST.get("name", ""),
        is_shared="is_shared" in request.POST,
        is_default="is_default" in request.POST,
        at=timezone.now(),
    )
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return _address(page, view)


@act_on_list
def view_change(request: HttpRequest, page: ListPage, view_id: int) -> str:
    view = services.change_view(
        _find(request, page, view_id),
        by=person_of(request),
        name=request.POST.get("name", ""),
        is_shared="is_shared" in request.POST,
        at=timezone.now(),
    )
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return _address(page, view)


@act_on_list
def view_delete(request: HttpRequest, page: ListPage, view_id: int) -> str:
    view = _find(request, page, view_id)
    services.delete_view(view, by=person_of(request), at=timezone.now())
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return page.here()


@act_on_list
def view_default(request: HttpRequest, page: ListPage, view_id: int) -> str:
    """Open the list with this view, or with all rows again."""
    view = _find(request, page, view_id)
    if "clear" in request.POST:
        services.clear_default_view(view, by=person_of(request), at=timezone.now())
    else:
        services.choose_default_view(view, by=person_of(request), at=timezone.now())
    return _address(page, view)


def _find(request: HttpRequest, page: ListPage, view_id: int) -> SavedView:
    views = SavedView.objects.visible_to(person_of(request)).filter(list=page.list_name)
    return get_object_or_404(views, pk=view_id)


def _address(page: ListPage, view: SavedView) -> str:
    return f"{page.request.path}?{view.query}"
