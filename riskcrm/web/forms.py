"""What pages with a form have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import pgettext_lazy

from riskcrm.web.errors import Refused

# what a list of choices offers to who wants none of them
NO_CHOICE = pgettext_lazy("choice", "none")
T = TypeVar("T")


def made(form: forms.BaseForm, act: Callable[[], T], beside: str = "") -> T | None:
    """What the service made; if it says no, nothing, and the form shows why: see `show_refusal`."""
    try:
        return act()
    except (Refused, ValidationError) as error:
        show_refusal(form, error, beside)
        return None


def done(form: forms.BaseForm, act: Callable[[], object], beside: str = "") -> bool:
    """Do it; if the service says no, the form shows why."""
    made(form, act, beside)
    return not form.errors


def succeeded(request: HttpRequest, act: Callable[[], object], said: str) -> bool:
    """Do it and say so, or say why not, where no form is shown again."""
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.message)
        return False
    messages.success(request, said)
    return True


def show_refusal(form: forms.BaseForm, error: Refused | ValidationError, beside: str = "") -> None:
    """Show what a service refused beside the field it is about, else on top of the form.

    `beside` is the field of an error that names none. `status_of` then knows the answer's status.
    """
    if isinstance(error, Refused):
        named = {error.field: [error.message]}
    else:
        named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, texts in named.items():
        field = name or beside
        for text in texts:
            form.add_error(field if field in form.fields else None, text)
        if isinstance(error, Refused) and field not in form.fields:
            form.conflict = True  # type: ignore[attr-defined]


def status_of(form: forms.BaseForm) -> int:
    """The status of an answer that shows this form: 409 if what was filled in may be right, but a
    rule or what somebody did meanwhile stands against it, 422 if it is wrong, else 200.
    """
    if not form.errors:
        return 200
    return 409 if getattr(form, "conflict", False) else 422


def came_from(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that a form says it was sent from, or where a link to it says to go on."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if asked.startswith("/") and is_ours else otherwise
