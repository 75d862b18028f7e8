"""Handing over the work of somebody who leaves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcrm.accounts import handover, services
from riskcrm.accounts.forms import HandoverForm
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import HAND_OVER
from riskcrm.accounts.selectors import receivers_for
from riskcrm.accounts.signed_in import person_of
from riskcrm.accounts.views.shared import form_answer, form_page
from riskcrm.web.forms import made
from riskcrm.web.permissions import requires


@requires(HAND_OVER)
@form_page
def person_hand_over(request: HttpRequest, person_id: int) -> HttpResponse:
    """What somebody has, who could take it over, and the act."""
    person = get_object_or_404(User.objects.people().select_related("team"), pk=person_id)
    by = person_of(request)
    able = receivers_for(person, by=by).select_related("team")
    loads = handover.loads_of(person)
    form = HandoverForm(request.POST or None, able=able)
    if request.method == "POST" and form.is_valid():
        act, at = form.cleaned_data, timezone.now()
        given = made(form, lambda: services.hand_over(person, **act, by=by, at=at))
        if given is not None:
            messages.success(request, _said(person, given))
            return redirect("accounts:person_hand_over", person_id=person.pk)
    return form_answer(
        request,
        form,
        template="accounts/user_hand_over.html",
        title=_("Hand over the work of %(name)s") % {"name": person.name},
        verb=_("Hand it over"),
        back=_back(person, by=by),
        person=person,
        loads=loads,
        total=sum(load.count for load in loads),
        somebody_can=able.exists(),
    )


def _back(person: User, *, by: User) -> str:
    if by.has_perm("accounts.change_user"):
        return reverse("accounts:person_edit", args=[person.pk])
    return reverse("accounts:people")


def _said(person: User, given: dict[str, int]) -> str:
    words = (f"{part.label}: {given[part.name]}" for part in handover.parts() if part.name in given)
    listed = pgettext("punctuation", ", ").join(words)
    return _("Handed over from %(name)s: %(work)s.") % {"name": person.name, "work": listed}
