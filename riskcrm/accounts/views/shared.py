"""What the pages of this app share: a form on a page, and a secret that is shown once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from riskcrm.web.forms import status_of
from riskcrm.web.lists import Act

form_page = require_http_methods(["GET", "HEAD", "POST"])


def form_answer(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    verb: str,
    back: str,
    intro: str = "",
    acts: Sequence[Act] = (),
    **more: Any,
) -> HttpResponse:
    """A page with one form. `back` is the address, or a route without arguments, to go back to."""
    back = back if back.startswith("/") else reverse(back)
    context = {
        "form": form,
        "title": title,
        "verb": verb,
        "back": back,
        "intro": intro,
        "actions": acts,
        **more,
    }
    template = more.get("template", "accounts/form.html")
    return render(request, template, context, status=status_of(form))
