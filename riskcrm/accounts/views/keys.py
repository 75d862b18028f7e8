"""Pages of the keys of other systems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from riskcrm.accounts import services
from riskcrm.accounts.forms import ApiKeyForm
from riskcrm.accounts.models import ApiKey
from riskcrm.accounts.signed_in import person_of
from riskcrm.accounts.tables import ApiKeyTable
from riskcrm.accounts.views.shared import form_answer, form_page
from riskcrm.web.forms import made
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

MADE_KEY = "made_api_key"  # in the session, from making a key until it is shown


class ApiKeys(ListPage):
    """The keys of other systems, newest first."""

    permission_required = "accounts.view_apikey"
    table_class = ApiKeyTable
    sorts: ClassVar[dict[str, Any]] = {"created_at": "-pk", "name": "name"}
    default_sort = "-created_at"
    title = gettext_lazy("API keys")
    empty_text = gettext_lazy("No other system has a key yet.")

    def get_queryset(self) -> QuerySet[ApiKey]:
        return ApiKey.objects.select_related("user__team", "user__responsible")

    def get_actions(self) -> Sequence[Act]:
        acts = [Act(_("API description"), reverse("web:api_docs"), "list-check")]
        if self.request.user.has_perm("accounts.add_apikey"):
            address = reverse("accounts:api_key_create")
            acts.append(Act(_("Make a key"), address, "plus", primary=True))
        return acts

    def get_context(self) -> dict[str, Any]:
        return {"now": timezone.now()}


@requires("accounts.add_apikey")
@never_cache
@form_page
def api_key_create(request: HttpRequest) -> HttpResponse:
    """Makes a key; the next page shows it, so that loading that one again makes no other."""
    form = ApiKeyForm(request.POST or None, initial={"responsible": request.user.pk})
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        given = dict(form.cleaned_data)
        days = given.pop("days")
        given["expires_at"] = now + dt.timedelta(days=days) if days else None
        actor = person_of(request).as_actor()
        if new := made(form, lambda: services.create_api_key(**given, by=actor, at=now)):
            key, text = new
            request.session[MADE_KEY] = {"name": key.name, "text": text}
            return redirect("accounts:api_key_made")
    return form_answer(
        request, form, title=_("Make a key"), verb=_("Make it"), back="accounts:api_keys"
    )


@requires("accounts.add_apikey")
@never_cache
@require_GET
def api_key_made(request: HttpRequest) -> HttpResponse:
    """Shows a new key to who made it, once: the only place where it ever appears."""
    shown = request.session.pop(MADE_KEY, None)
    if shown is None:
        return redirect("accounts:api_keys")
    return render(request, "accounts/apikey_made.html", shown)


@requires("accounts.change_apikey")
@require_POST
def api_key_revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=key_id)
    services.revoke_api_key(key, by=person_of(request).as_actor(), at=timezone.now())
    messages.success(request, _("The key %(name)s is revoked.") % {"name": key.name})
    return redirect("accounts:api_keys")
