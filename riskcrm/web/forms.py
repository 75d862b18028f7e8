"""What pages with a form have in common."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import pgettext_lazy

from riskcrm.web.errors import Refused

# what a list of choices offers to who wants none of them
NO_CHOICE = pgettext_lazy("choice", "none")


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
