"""Pages of teams."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcrm.accounts import services
from riskcrm.accounts.forms import TeamForm, TeamNameForm
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.signed_in import person_of
from riskcrm.accounts.views.shared import form_answer, form_page
from riskcrm.web.forms import done, status_of
from riskcrm.web.permissions import requires


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
        if done(form, lambda: services.create_team(**given, by=actor, at=timezone.now())):
            return redirect("accounts:teams")
    people = Count("user", filter=Q(user__kind=User.Kind.PERSON, user__is_active=True))
    rows = Team.objects.annotate(people=people).order_by("name")
    context = {"teams": rows, "form": form if may_add else None}
    return render(request, "accounts/team_list.html", context, status=status_of(form))


@requires("accounts.change_user")
@form_page
def team_edit(request: HttpRequest, team_id: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=team_id)
    form = TeamNameForm(request.POST or None, initial={"name": team.name})
    if request.method == "POST" and form.is_valid():
        given, actor, at = form.cleaned_data, person_of(request).as_actor(), timezone.now()
        if done(form, lambda: services.rename_team(team, **given, by=actor, at=at)):
            messages.success(request, _("The team is now called %(name)s.") % given)
            return redirect("accounts:teams")
    title = _("Rename team %(code)s") % {"code": team.code}
    return form_answer(request, form, title=title, verb=_("Save"), back="accounts:teams")
