"""Oneself: language, password, second factor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from riskcrm.accounts import services
from riskcrm.accounts.forms import LanguageForm
from riskcrm.accounts.roles import ROLES
from riskcrm.accounts.second_factor import must_have
from riskcrm.accounts.selectors import has_second_factor, role_of
from riskcrm.accounts.signed_in import person_of
from riskcrm.accounts.views.shared import form_page
from riskcrm.web.permissions import SIGNED_IN, requires


@requires(SIGNED_IN)
@form_page
def me(request: HttpRequest) -> HttpResponse:
    """Oneself: language, role, team, password, second factor."""
    person = person_of(request)
    form = LanguageForm(request.POST or None, initial={"language": person.language})
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        services.choose_language(person, language=language, at=timezone.now())
        return redirect("accounts:me")
    context = {
        "form": form,
        "role": ROLES.get(role_of(person)),
        "has_second_factor": has_second_factor(person),
        "must_have_second_factor": must_have(person),
    }
    return render(request, "accounts/user_me.html", context)
