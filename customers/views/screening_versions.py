"""The way of a list's file: uploaded, checked, shown, taken in."""

from __future__ import annotations

import contextlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from kombu.exceptions import OperationalError

from customers import tasks
from customers.models import ScreeningList, ScreeningListVersion
from customers.screening.forms import VersionForm
from customers.screening.versions import confirm_version, upload_version
from riskcrm.accounts.roles import KEEP_LISTS, VIEW_LISTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.forms import made, status_of
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

State = ScreeningListVersion.State


@requires(KEEP_LISTS)
@require_http_methods(["GET", "HEAD", "POST"])
def version_create(request: HttpRequest, list_id: int) -> HttpResponse:
    """Bring a file of the list; the next page says what it would change."""
    row = get_object_or_404(ScreeningList, pk=list_id)
    form = VersionForm(
        request.POST or None, request.FILES or None, initial={"published_date": today()}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        version = made(form, lambda: upload_version(
            row, said["file"], published_date=said["published_date"],
            is_complete=said["is_complete"], options=form.options(), by=person_of(request),
            at=timezone.now()), "file")  # fmt: skip
        if version:
            _hurry()
            return redirect("customers:version_detail", version_id=version.pk)
    context = {
        "title": _("A version of %(list)s") % {"list": row.name},
        "verb": _("Upload"),
        "form": form,
        "back": reverse("customers:screening_list_detail", args=[row.pk]),
        "note": _("Nothing is taken in yet: next you see what would change."),
    }
    return render(request, "customers/screening_form.html", context, status=status_of(form))


@requires(VIEW_LISTS)
@require_GET
def version_detail(request: HttpRequest, version_id: int) -> HttpResponse:
    """A file of a list: what it would add, change and end; or what it did."""
    context = _version_context(request, _find_version(version_id))
    return render(request, "customers/screeninglistversion_detail.html", context)


@requires(VIEW_LISTS)
@require_GET
def version_progress(request: HttpRequest, version_id: int) -> HttpResponse:
    """The page's changing part, asked for again while a worker has the file."""
    context = _version_context(request, _find_version(version_id))
    return render(request, "customers/_list_version_state.html", context)


@requires(KEEP_LISTS)
@require_POST
def version_confirm(request: HttpRequest, version_id: int) -> HttpResponse:
    version = _find_version(version_id)
    try:
        confirm_version(version, by=person_of(request), at=timezone.now())
    except Refused as refused:
        context = _version_context(request, _find_version(version_id))
        context["refused"] = refused.message
        return render(request, "customers/screeninglistversion_detail.html", context, status=409)
    _hurry()
    return redirect("customers:version_detail", version_id=version.pk)


def _find_version(version_id: int) -> ScreeningListVersion:
    versions = ScreeningListVersion.objects.select_related("of_list", "uploaded_by")
    return get_object_or_404(versions, pk=version_id)


def _version_context(request: HttpRequest, version: ScreeningListVersion) -> dict[str, Any]:
    preview, counts = version.preview, version.counts
    sorts = (("added", _("New")), ("changed", _("Changed")), ("ended", _("Would end")))
    changes = sum(counts.get(name, 0) for name, _label in sorts)
    return {
        "upload": version,
        "list": version.of_list,
        "counts": counts,
        "preview": preview,
        "parts": [
            (name, label, counts.get(name, 0), preview.get(name, []))
            for name, label in sorts
            if preview.get(name)
        ],
        "waiting": version.state in ScreeningListVersion.WAITING,
        "changes": changes,
        "may_confirm": version.state == State.CHECKED and request.user.has_perm(KEEP_LISTS),
    }


def _hurry() -> None:
    """Wake a worker; when the broker is away, the next sweep finds the row."""
    with contextlib.suppress(OperationalError):
        tasks.work_on_list_versions.delay_on_commit()
