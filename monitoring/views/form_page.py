"""A page with one form: shown, refused, or done and on to where it leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from riskcrm.web.forms import made, status_of

BOTH = ["GET", "HEAD", "POST"]


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[], Any],
    *,
    title: str,
    verb: str,
    back: str,
    to: Callable[[Any], str] | None = None,
    said: str = "",
    intro: str = "",
) -> HttpResponse:
    """`act` does it; `to` makes the address to go on to out of what it made, else one goes back."""
    if request.method == "POST" and form.is_valid():
        row = made(form, act)
        if not form.errors:
            if said:
                messages.success(request, said)
            return redirect(to(row) if to else back)
    context = {"form": form, "title": title, "verb": verb, "back": back, "intro": intro}
    return render(request, "monitoring/act_form.html", context, status=status_of(form))
