"""What pages with a form have in common."""

from __future__ import annotations

from django import forms
from django.utils.translation import pgettext_lazy

# what a list of choices offers to who wants none of them
NO_CHOICE = pgettext_lazy("choice", "none")


def status_of(form: forms.BaseForm) -> int:
    """The status of an answer that shows this form: 409 if the row changed meanwhile, 422 if a
    field is wrong, else 200.
    """
    if not form.errors:
        return 200
    return 409 if getattr(form, "conflict", False) else 422
