"""Importing a file: File → Columns → Check → Done, all on one page."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from kombu.exceptions import OperationalError

from customers import tasks
from customers.filters import ImportFileFilter
from customers.forms import ColumnsForm, UploadForm
from customers.imports import services
from customers.imports.mapping import propose_mapping
from customers.imports.options import Options
from customers.imports.reading import OWN_COLUMNS
from customers.imports.rights import HISTORY, kinds_of
from customers.models import ImportFile
from customers.tables import ImportFileTable
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.forms import show_refusal, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

PREVIEW_ROWS = 10
State = ImportFile.State
STEPS = (
    (_("File"), (State.UPLOADED,)),
    (_("Columns"), (State.UPLOADED, State.FAILED)),
    (_("Check"), (State.CHECKING, State.CHECKED)),
    (pgettext_lazy("step", "Done"), (State.IMPORTING, State.DONE)),
)


class ImportList(ListPage):
    """Files that people brought; their own, or all for who sees all customers."""

    permission_required = "customers.view_importfile"
    table_class = ImportFileTable
    filterset_class = ImportFileFilter
    sorts: ClassVar[dict[str, Any]] = {"uploaded_at": "-pk"}
    default_sort = "-uploaded_at"
    detail_route = "customers:import_detail"
    title = _("Imports")
    empty_text = _(
        "Nothing has been imported yet. Files of customers, invoices or exchange rates "
        "will show here."
    )

    def get_queryset(self) -> QuerySet[ImportFile]:
        rows = ImportFile.objects.visible_to(self.request.user)
        return rows.select_related("uploaded_by")

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm("customers.add_importfile"):
            return ()
        url = reverse_lazy("customers:import_create")
        return [Act(_("Import a file"), str(url), "upload", primary=True)]


@requires("customers.add_importfile")
@require_http_methods(["GET", "HEAD", "POST"])
def import_create(request: HttpRequest) -> HttpResponse:
    kinds = kinds_of(person_of(request))
    initial = {"kind": request.GET.get("kind", "")}
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.upload(
                form.cleaned_data["file"],
                kind=form.cleaned_data["kind"],
                by=person_of(request),
                at=timezone.now(),
            )
        except Refused as error:
            show_refusal(form, error, beside="file")
        else:
            return redirect("customers:import_detail", import_id=row.pk)
    context = {"form": form, "steps": _steps(None)}
    return render(request, "customers/importfile_create.html", context, status=status_of(form))


@requires("customers.view_importfile")
@require_GET
def import_detail(request: HttpRequest, import_id: int) -> HttpResponse:
    row = _find(request, import_id)
    return render(request, "customers/importfile_detail.html", _context(request, row))


@requires("customers.view_importfile")
@require_GET
def import_progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """The page's changing part, asked for again while a worker has the file."""
    row = _find(request, import_id)
    return render(request, "customers/_import_state.html", _context(request, row))


@requires("customers.add_importfile")
@require_POST
def import_columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """Settle the columns and have the file checked. `encoding` alone reads the header anew."""
    row = _own(request, import_id)
    form = _columns_form(request, row, request.POST)
    if form.is_valid():
        try:
            services.request_check(
                row, options=form.options(), by=person_of(request), at=timezone.now()
            )
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            _hurry()
            return redirect("customers:import_detail", import_id=row.pk)
    context = _context(request, row, form=form)
    return render(request, "customers/importfile_detail.html", context, status=status_of(form))


@requires("customers.add_importfile")
@require_POST
def import_confirm(request: HttpRequest, import_id: int) -> HttpResponse:
    row = _own(request, import_id)
    try:
        services.request_import(row, by=person_of(request), at=timezone.now())
    except Refused as error:
        context = _context(request, row) | {"refused": error.message}
        return render(request, "customers/importfile_detail.html", context, status=409)
    _hurry()
    return redirect("customers:import_detail", import_id=row.pk)


@requires("customers.view_importfile")
@require_GET
def import_refusals(request: HttpRequest, import_id: int) -> FileResponse:
    """The error file, under a name that follows from the upload's; a purged one is not there."""
    row = _find(request, import_id)
    if not _has_refusals(row):
        raise Http404
    name = f"{Path(row.name).stem}-refused.csv"
    return FileResponse(row.refusals.open("rb"), as_attachment=True, filename=name)


def _has_refusals(row: ImportFile) -> bool:
    """Whether there is an error file: old ones may have been purged."""
    return bool(row.refusals) and Path(row.refusals.path).exists()


def _find(request: HttpRequest, import_id: int) -> ImportFile:
    rows = ImportFile.objects.visible_to(person_of(request)).select_related("uploaded_by")
    return get_object_or_404(rows, pk=import_id)


def _own(request: HttpRequest, import_id: int) -> ImportFile:
    """A file is steered by who brought it: the import acts with that person's scope."""
    row = _find(request, import_id)
    if row.uploaded_by_id != person_of(request).pk:
        raise Http404
    return row


def _hurry() -> None:
    """Wake a worker; when the broker is away, the next sweep finds the row."""
    with contextlib.suppress(OperationalError):
        tasks.work_on_imports.delay_on_commit()


def _context(
    request: HttpRequest, row: ImportFile, form: ColumnsForm | None = None
) -> dict[str, Any]:
    person = person_of(request)
    may_steer = row.uploaded_by_id == person.pk and person.has_perm("customers.add_importfile")
    waiting = row.state in services.WAITING
    context: dict[str, Any] = {
        "import": row,
        "counts": row.counts,
        "steps": _steps(row),
        "waiting": waiting,
        "may_steer": may_steer,
        "refused_rows": _preview(row),
    }
    if may_steer and row.state in (State.UPLOADED, State.CHECKED, State.FAILED):
        context |= _columns(row, form or _columns_form(request, row, None))
    return context


def _columns(row: ImportFile, form: ColumnsForm) -> dict[str, Any]:
    """The form of columns with samples of each, as they were when the file came."""
    chosen = {str(field.value()): field.label for field in form.mapped() if field.value()}
    columns = zip(row.preview["header"], row.preview["samples"], strict=True)
    return {
        "form": form,
        "samples": [(name, first, chosen.get(name)) for name, first in columns if name],
    }


def _columns_form(request: HttpRequest, row: ImportFile, data: Any) -> ColumnsForm:
    options = Options.from_json(row.options)
    header = row.preview["header"]
    return ColumnsForm(
        data,
        kind=row.kind,
        header=header,
        proposed=options.mapping or propose_mapping(row.kind, header),
        options=options,
        may_tell_history=person_of(request).has_perm(HISTORY),
    )


def _preview(row: ImportFile) -> dict[str, Any] | None:
    """The first refused rows with line and reason."""
    if not _has_refusals(row) or row.state not in (State.CHECKED, State.DONE):
        return None
    with Path(row.refusals.path).open(encoding="utf-8-sig", newline="") as text:
        header, *rows = islice(csv.reader(text), PREVIEW_ROWS + 1)
    own, end = len(header) - len(OWN_COLUMNS), len(header)
    return {
        "rows": [
            {"line": row[end - 2], "reason": row[end - 1], "cells": row[:own] + row[end:]}
            for row in rows
        ]
    }


def _steps(row: ImportFile | None) -> list[dict[str, Any]]:
    """The path on top: what is done, where the file is, what comes."""
    at = 0
    if row is not None:
        at = max(n for n, (_name, states) in enumerate(STEPS) if row.state in states)
    done = row is not None and row.state == State.DONE
    return [
        {
            "name": name,
            "is": "past" if n < at or done else "now" if n == at else "to-come",
        }
        for n, (name, _states) in enumerate(STEPS)
    ]
