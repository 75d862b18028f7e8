"""Pages of people: all of them, and one with the ways back in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from riskcrm.accounts import handover, services
from riskcrm.accounts.filters import PersonFilter
from riskcrm.accounts.forms import ChangedPersonForm, NewPersonForm, SecondFactorForm
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import HAND_OVER
from riskcrm.accounts.selectors import has_second_factor, role_of
from riskcrm.accounts.signed_in import person_of
from riskcrm.accounts.tables import PersonTable
from riskcrm.accounts.views.shared import form_answer, form_page
from riskcrm.web.forms import done
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

GIVEN_PASSWORD = "given_password"  # noqa: S105 - in the session, from making one until it is shown


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
        acts = []
        if user.has_perm("accounts.add_user"):
            address = reverse("accounts:person_create")
            acts.append(Act(_("Add a person"), address, "plus", primary=True))
        return acts


@requires("accounts.add_user")
@never_cache
@form_page
def person_create(request: HttpRequest) -> HttpResponse:
    """Adds somebody; the next page shows their first password, once."""
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, actor = form.cleaned_data, person_of(request).as_actor()
        password = services.one_time_password()
        at = timezone.now()
        if done(form, lambda: services.create_person(**given, password=password, by=actor, at=at)):
            return _show_once(request, given["name"], given["username"], password)
    title = _("Add a person")
    return form_answer(request, form, title=title, verb=_("Add"), back="accounts:people")


@requires("accounts.change_user")
@form_page
def person_edit(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody's name, role, team and access; what work they have; the ways back in."""
    person = get_object_or_404(User.objects.people().select_related("team"), pk=person_id)
    initial = {
        "name": person.name,
        "email": person.email,
        "role": role_of(person),
        "team": person.team,
        "language": person.language,
        "is_active": person.is_active,
    }
    is_leaving = request.method == "POST" and person.is_active and "is_active" not in request.POST
    form = ChangedPersonForm(request.POST or None, initial=initial, is_leaving=is_leaving)
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, person_of(request)
        if done(form, lambda: services.change_person(person, **given, by=by, at=timezone.now())):
            messages.success(request, _("%(name)s is changed.") % {"name": given["name"]})
            return redirect("accounts:people")
    return form_answer(
        request,
        form,
        template="accounts/user_edit.html",
        title=person.name,
        verb=_("Save"),
        back="accounts:people",
        acts=_acts_on(person, by=person_of(request)),
        person=person,
        loads=handover.loads_of(person),
        has_second_factor=has_second_factor(person),
    )


def _acts_on(person: User, *, by: User) -> list[Act]:
    acts = [Act(_("New password"), reverse("accounts:person_password", args=[person.pk]), "key")]
    if has_second_factor(person):
        address = reverse("accounts:person_second_factor", args=[person.pk])
        acts.append(Act(_("Reset second factor"), address, "lock"))
    address = reverse("accounts:person_absence", args=[person.pk])
    acts.append(Act(_("Absence and deputy"), address, "user"))
    if by.has_perm(HAND_OVER):
        address = reverse("accounts:person_hand_over", args=[person.pk])
        acts.append(Act(_("Hand over work"), address, "users-group"))
    return acts


@requires("accounts.change_user")
@never_cache
@form_page
def person_password(request: HttpRequest, person_id: int) -> HttpResponse:
    """Makes a one-time password; the next page shows it, once."""
    person = get_object_or_404(User.objects.people(), pk=person_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        by, password = person_of(request), services.one_time_password()
        at = timezone.now()
        if done(form, lambda: services.reset_password(person, password=password, by=by, at=at)):
            return _show_once(request, person.name, person.username, password)
    return form_answer(
        request,
        form,
        title=_("New password for %(name)s") % {"name": person.name},
        intro=_(
            "A password for one sign-in is made and shown to you once. The person is signed out "
            "everywhere and must choose their own at the next sign-in."
        ),
        verb=_("Make it"),
        back=reverse("accounts:person_edit", args=[person.pk]),
    )


def _show_once(request: HttpRequest, name: str, username: str, password: str) -> HttpResponse:
    request.session[GIVEN_PASSWORD] = {"name": name, "username": username, "text": password}
    return redirect("accounts:password_made")


@requires("accounts.change_user")
@never_cache
@require_GET
def password_made(request: HttpRequest) -> HttpResponse:
    """Shows a one-time password to who made it, once: the only place where it ever appears."""
    made = request.session.pop(GIVEN_PASSWORD, None)
    if made is None:
        return redirect("accounts:people")
    return render(request, "accounts/password_made.html", made)


@requires("accounts.change_user")
@form_page
def person_second_factor(request: HttpRequest, person_id: int) -> HttpResponse:
    person = get_object_or_404(User.objects.people(), pk=person_id)
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, by, at = form.cleaned_data, person_of(request), timezone.now()
        if done(form, lambda: services.reset_second_factor(person, **given, by=by, at=at)):
            text = _("The second factor of %(name)s is gone. They can sign in and set up another.")
            messages.success(request, text % {"name": person.name})
            return redirect("accounts:person_edit", person_id=person.pk)
    return form_answer(
        request,
        form,
        title=_("Reset the second factor of %(name)s") % {"name": person.name},
        intro=_(
            "For somebody who lost both the app and the recovery codes. They are signed out "
            "everywhere, and their password alone lets them in until they set up another one."
        ),
        verb=_("Take it away"),
        back=reverse("accounts:person_edit", args=[person.pk]),
    )
