"""Being away: one's own page, and an administrator's for somebody else."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from riskcrm.accounts import services
from riskcrm.accounts.absences import covering_for
from riskcrm.accounts.forms import AbsenceForm
from riskcrm.accounts.models import Absence, User
from riskcrm.accounts.services.absences import CHANGE
from riskcrm.accounts.signed_in import person_of
from riskcrm.accounts.views.shared import form_answer, form_page
from riskcrm.web.forms import done, succeeded
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

ENTER = "accounts.add_absence"


@requires(ENTER)
@form_page
def own_absence(request: HttpRequest) -> HttpResponse:
    """When I am away, and who stands in."""
    return _page(request, person_of(request), back="accounts:me")


@requires(ENTER)
@require_POST
def own_absence_end(request: HttpRequest, absence_id: int) -> HttpResponse:
    return _end(request, person_of(request), absence_id)


@requires(CHANGE)
@form_page
def person_absence(request: HttpRequest, person_id: int) -> HttpResponse:
    """The same for somebody who could not enter it before they left."""
    person = get_object_or_404(User.objects.people(), pk=person_id)
    return _page(request, person, back=reverse("accounts:person_edit", args=[person.pk]))


@requires(CHANGE)
@require_POST
def person_absence_end(request: HttpRequest, person_id: int, absence_id: int) -> HttpResponse:
    person = get_object_or_404(User.objects.people(), pk=person_id)
    return _end(request, person, absence_id)


def _page(request: HttpRequest, person: User, *, back: str) -> HttpResponse:
    form = AbsenceForm(request.POST or None, person=person, initial={"from_date": today()})
    if request.method == "POST" and form.is_valid():
        said, by, at = form.cleaned_data, person_of(request), timezone.now()
        if done(form, lambda: services.enter_absence(person, **said, by=by, at=at)):
            messages.success(request, _("The absence is entered."))
            return redirect(request.path)
    absences = Absence.objects.filter(person=person).not_over(today()).select_related("deputy")
    is_own = person == person_of(request)
    return form_answer(
        request,
        form,
        template="accounts/absence.html",
        title=_("Absence and deputy") if is_own else _("Absence of %(name)s") % {"name": person},
        verb=_("Enter it"),
        back=back,
        absences=absences.order_by("from_date"),
        covered=covering_for(person, today()),
        is_own=is_own,
        person=person,
    )


def _end(request: HttpRequest, person: User, absence_id: int) -> HttpResponse:
    absence = get_object_or_404(Absence.objects.filter(person=person), pk=absence_id)
    by, at = person_of(request), timezone.now()
    succeeded(
        request,
        lambda: services.end_absence(absence, by=by, at=at),
        _("The absence is over; the work goes to its owner again."),
    )
    if person == by:
        return redirect("accounts:own_absence")
    return redirect("accounts:person_absence", person_id=person.pk)
