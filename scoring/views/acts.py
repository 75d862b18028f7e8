"""What every page with a decision on it does with what was sent."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done


def acted(request: HttpRequest, form: forms.Form, act: Callable[..., object], said: str) -> bool:
    """Do it with what the form says, and say so; if it cannot be done, the form shows why."""
    by, at = person_of(request), timezone.now()
    if not form.is_valid() or not done(form, lambda: act(by=by, at=at, **form.cleaned_data)):
        return False
    messages.success(request, said)
    return True
