"""Pages of a letter's way: sending, posting, arriving, coming back, and the customer's answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from removal import services
from removal.letters.files import answer_with_file
from removal.letters.forms import AnswerForm, ArrivalForm, MailForm, PostForm, ReturnForm
from removal.models import Letter, LetterAnswer, LetterDelivery
from removal.views.letters import find_letter
from riskcrm.accounts.removal_rights import DELIVER_LETTERS, VIEW_LETTERS
from riskcrm.accounts.signed_in import person_of
from riskcrm.jobs.mail import is_mail_set
from riskcrm.web.forms import done, status_of, succeeded
from riskcrm.web.permissions import requires
from riskcrm.web.today import local_date, organisation_zone

form_page = require_http_methods(["GET", "HEAD", "POST"])


@requires(DELIVER_LETTERS)
@form_page
def letter_mail(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Send a released letter by e-mail."""
    letter = find_letter(request, letter_id)
    form = MailForm(request.POST or None, letter=letter)
    words = "" if is_mail_set() else _(
        "No mail server is set (RISKCRM_EMAIL_URL). The e-mail is kept, and leaves once one is set."
    )  # fmt: skip
    page = {"title": _("Send by e-mail"), "verb": _("Send"), "icon": "mail", "words": words}
    said = _("The e-mail is on its way out; its sending is noted here.")
    return _page(request, letter, form, lambda **who: services.send_letter(letter, **who), said,
                 page)  # fmt: skip


@requires(DELIVER_LETTERS)
@form_page
def letter_post(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Record that a released letter was posted, handed over or printed."""
    letter = find_letter(request, letter_id)
    form = PostForm(request.POST or None, request.FILES or None, letter=letter)
    page = {"title": _("Record that it was sent"), "verb": _("Record it"), "icon": "send"}

    def act(*, sent_on: dt.date, at: dt.datetime, **said: Any) -> None:
        noon = dt.datetime.combine(sent_on, dt.time(12), tzinfo=organisation_zone())
        sent_at = at if sent_on == local_date(at) else noon
        services.record_posted(letter, sent_at=sent_at, at=at, **said)

    return _page(request, letter, form, act, _("Its sending is recorded."), page)


@requires(DELIVER_LETTERS)
@form_page
def delivery_arrive(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Record that a letter arrived, with its proof."""
    delivery = _find(request, delivery_id)
    initial = {"version": delivery.version}
    form = ArrivalForm(request.POST or None, request.FILES or None, initial=initial)
    page = {"title": _("Record its arrival"), "verb": _("Record the arrival"), "icon": "check"}
    act = lambda **said: services.record_arrival(delivery, **said)  # noqa: E731
    return _page(request, delivery.letter, form, act, _("The arrival is recorded."), page)


@requires(DELIVER_LETTERS)
@form_page
def delivery_return(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Record that a letter came back."""
    delivery = _find(request, delivery_id)
    initial = {"version": delivery.version}
    form = ReturnForm(request.POST or None, request.FILES or None, initial=initial)
    page = {"title": _("Record that it came back"), "verb": _("Record it"), "icon": "x"}
    said = _("It came back. Send it again by another channel or to another address.")
    act = lambda **said: services.record_returned(delivery, **said)  # noqa: E731
    return _page(request, delivery.letter, form, act, said, page)


@requires(DELIVER_LETTERS)
@require_POST
def delivery_again(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Let an e-mail that was given up be tried again."""
    delivery = _find(request, delivery_id)
    by, at = person_of(request), timezone.now()
    said = _("The e-mail is tried again.")
    succeeded(request, lambda: services.send_again(delivery, by=by, at=at), said)
    return redirect("removal:letter_detail", letter_id=delivery.letter_id)


@requires(DELIVER_LETTERS)
@form_page
def letter_answer(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Keep what the customer said to a letter."""
    letter = find_letter(request, letter_id)
    form = AnswerForm(request.POST or None, request.FILES or None)
    page = {"title": _("Record their answer"), "verb": _("Keep the answer"), "icon": "notebook"}
    act = lambda **said: services.record_answer(letter, **said)  # noqa: E731
    return _page(request, letter, form, act, _("The answer is kept."), page)


@requires(VIEW_LETTERS)
@require_safe
def delivery_receipt(request: HttpRequest, delivery_id: int) -> FileResponse:
    return answer_with_file(_find(request, delivery_id))


@requires(VIEW_LETTERS)
@require_safe
def answer_file(request: HttpRequest, answer_id: int) -> FileResponse:
    letters = Letter.objects.visible_to(person_of(request))
    return answer_with_file(get_object_or_404(LetterAnswer, pk=answer_id, letter__in=letters))


def _find(request: HttpRequest, delivery_id: int) -> LetterDelivery:
    letters = Letter.objects.visible_to(person_of(request))
    rows = LetterDelivery.objects.filter(letter__in=letters)
    return get_object_or_404(rows.select_related("letter__case__customer"), pk=delivery_id)


def _page(
    request: HttpRequest,
    letter: Letter,
    form: forms.Form,
    act: Callable[..., Any],
    said: str,
    page: dict[str, Any],
) -> HttpResponse:
    """A form about a letter: shown, filled in, done."""
    if request.method == "POST" and form.is_valid():
        by, at = person_of(request), timezone.now()
        if done(form, lambda: act(by=by, at=at, **form.cleaned_data)):
            messages.success(request, said)
            return redirect("removal:letter_detail", letter_id=letter.pk)
    context = {"letter": letter, "customer": letter.case.customer, "form": form, **page}
    return render(request, "removal/letter_form.html", context, status=status_of(form))
