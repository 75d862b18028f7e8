"""Pages of people: oneself, all of them, their teams, and the keys of other systems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from riskcrm.accounts import services
from riskcrm.accounts.filters import PersonFilter
from riskcrm.accounts.forms import (
    ApiKeyForm,
    ChangedPersonForm,
    LanguageForm,
    NewPersonForm,
    PasswordForm,
    TeamForm,
)
from riskcrm.accounts.models import ApiKey, Team, User
from riskcrm.accounts.roles import ROLES
from riskcrm.accounts.signed_in import person_of
from riskcrm.accounts.tables import ApiKeyTable, PersonTable
from riskcrm.web.errors import Refused
from riskcrm.web.forms import show_refusal, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import SIGNED_IN, requires

MADE_KEY = "made_api_key"  # in the session, from making a key until it is shown
form_page = require_http_methods(["GET", "HEAD", "POST"])


@requires(SIGNED_IN)
@form_page
def me(request: HttpRequest) -> HttpResponse:
    """Oneself: language, role, team, password."""
    person = person_of(request)
    form = LanguageForm(request.POST or None, initial={"language": person.language})
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        services.choose_language(person, language=language, at=timezone.now())
        return redirect("accounts:me")
    role = ROLES.get(services.role_of(person))
    return render(request, "accounts/user_me.html", {"form": form, "role": role})


# --- people --------------------------------------------------------------------------------------


class People(ListPage):
    """Everybody who can sign in, or could."""

    permission_required = "accounts.view_user"
    table_class = PersonTable
    filterset_class = PersonFilter
    sorts: ClassVar[dict[str, Any]] = {"name": "name", "username": "username"}
    default_sort = "name"
    title = gettext_lazy("People")

    def get_queryset(self) -> QuerySet[User]:
        people: QuerySet[User] = User.objects.people()
        return people.select_related("team").prefetch_related("groups")

    def get_actions(self) -> Sequence[Act]:
        user = self.request.user
        acts = [Act(_("Teams"), reverse("accounts:teams"), "users")]
        if user.has_perm("accounts.view_apikey"):
            acts.append(Act(_("API keys"), reverse("accounts:api_keys"), "key"))
        if user.has_perm("customers.view_customfield"):
            acts.append(
                Act(_("Custom fields"), reverse("customers:custom_field_list"), "columns-3")
            )
        if user.has_perm("accounts.add_user"):
            address = reverse("accounts:person_create")
            acts.append(Act(_("Add a person"), address, "plus", primary=True))
        return acts


@requires("accounts.add_user")
@form_page
def person_create(request: HttpRequest) -> HttpResponse:
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actor = person_of(request).as_actor()
        if _done(form, lambda: services.create_person(**given, by=actor, at=timezone.now())):
            messages.success(request, _("%(name)s can sign in.") % {"name": given["name"]})
            return redirect("accounts:people")
    return _form(request, form, title=_("Add a person"), verb=_("Add"), back="accounts:people")


@requires("accounts.change_user")
@form_page
def person_edit(request: HttpRequest, person_id: int) -> HttpResponse:
    person = get_object_or_404(User.objects.people().select_related("team"), pk=person_id)
    initial = {
        "name": person.name,
        "role": services.role_of(person),
        "team": person.team,
        "is_active": person.is_active,
    }
    form = ChangedPersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, person_of(request)
        if _done(form, lambda: services.change_person(person, **given, by=by, at=timezone.now())):
            messages.success(request, _("%(name)s is changed.") % {"name": given["name"]})
            return redirect("accounts:people")
    acts = [Act(_("New password"), reverse("accounts:person_password", args=[person.pk]), "key")]
    back = "accounts:people"
    return _form(request, form, title=person.name, verb=_("Save"), back=back, acts=acts)


@requires("accounts.change_user")
@form_page
def person_password(request: HttpRequest, person_id: int) -> HttpResponse:
    person = get_object_or_404(User.objects.people(), pk=person_id)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, person_of(request)
        if _done(form, lambda: services.reset_password(person, **given, by=by, at=timezone.now())):
            messages.success(request, _("%(name)s has a new password.") % {"name": person.name})
            return redirect("accounts:people")
    title = _("New password for %(name)s") % {"name": person.name}
    return _form(request, form, title=title, verb=_("Save"), back="accounts:people")


# --- teams ---------------------------------------------------------------------------------------


@requires("accounts.view_user")
@form_page
def teams(request: HttpRequest) -> HttpResponse:
    """All teams with how many people are in each, and the form for one more."""
    may_add = request.user.has_perm("accounts.change_user")
    form = TeamForm(request.POST or None)
    if request.method == "POST" and not may_add:
        return HttpResponse(status=403)
    if request.method == "POST" and form.is_valid():
        actor = person_of(request).as_actor()
        given = form.cleaned_data
        if _done(form, lambda: services.create_team(**given, by=actor, at=timezone.now())):
            return redirect("accounts:teams")
    people = Count("user", filter=Q(user__kind=User.Kind.PERSON, user__is_active=True))
    rows = Team.objects.annotate(people=people).order_by("name")
    context = {"teams": rows, "form": form if may_add else None}
    return render(request, "accounts/team_list.html", context, status=status_of(form))


# --- API keys ------------------------------------------------------------------------------------


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
        made: list[tuple[ApiKey, str]] = []
        actor = person_of(request).as_actor()
        if _done(form, lambda: made.append(services.create_api_key(**given, by=actor, at=now))):
            key, text = made[0]
            request.session[MADE_KEY] = {"name": key.name, "text": text}
            return redirect("accounts:api_key_made")
    return _form(request, form, title=_("Make a key"), verb=_("Make it"), back="accounts:api_keys")


@requires("accounts.add_apikey")
@never_cache
@require_GET
def api_key_made(request: HttpRequest) -> HttpResponse:
    """Shows a new key to who made it, once: the only place where it ever appears."""
    made = request.session.pop(MADE_KEY, None)
    if made is None:
        return redirect("accounts:api_keys")
    return render(request, "accounts/apikey_made.html", made)


@requires("accounts.change_apikey")
@require_POST
def api_key_revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=key_id)
    services.revoke_api_key(key, by=person_of(request).as_actor(), at=timezone.now())
    messages.success(request, _("The key %(name)s is revoked.") % {"name": key.name})
    return redirect("accounts:api_keys")


# --- what the forms share ------------------------------------------------------------------------


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it; if the service says no, say why beside the field."""
    try:
        act()
    except (Refused, ValidationError) as error:
        show_refusal(form, error, beside="password")  # the only check of ours that names no field
    return not form.errors


def _form(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    verb: str,
    back: str,
    acts: Sequence[Act] = (),
) -> HttpResponse:
    context = {"form": form, "title": title, "verb": verb, "back": back, "actions": acts}
    return render(request, "accounts/form.html", context, status=status_of(form))
