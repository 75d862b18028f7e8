"""Importing a file, from bringing it to taking it back. What the page shows: `import_page`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from kombu.exceptions import OperationalError

from customers import tasks
from customers.imports import mending, named, services, stopping, undoing
from customers.imports.errors import FileRefused
from customers.imports.filters import ImportFileFilter
from customers.imports.forms import UploadForm
from customers.imports.reading import MOST_COLUMNS
from customers.imports.rights import kinds_of
from customers.imports.row_by_row import MOST, SHORT_KINDS
from customers.imports.tables import ImportFileTable
from customers.models import ImportFile, ImportMapping, import_kinds
from customers.views.import_page import (
    columns_form,
    has_file,
    mended_cells,
    page_of,
    steps_of,
    with_refusal,
)
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.forms import made, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires


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
        "Nothing has been imported yet. Files of customers, contacts, invoices or exchange rates "
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
    initial = {"kind": request.GET["kind"]} if request.GET.get("kind") else None
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds, initial=initial)
    if request.method == "POST" and form.is_valid():
        said, by, at = form.cleaned_data, person_of(request), timezone.now()
        act = partial(services.upload, said["file"], kind=said["kind"], by=by, at=at)
        if row := made(form, act, beside="file"):
            return redirect("customers:import_detail", import_id=row.pk)
    context = {"form": form, "steps": steps_of(None), **_limits(kinds)}
    return render(request, "customers/importfile_create.html", context, status=status_of(form))


def _limits(kinds: Sequence[str]) -> dict[str, Any]:
    """How large a file may be, and of which kinds a file holds few lines."""
    names = dict(import_kinds())
    return {
        "most_megabytes": settings.MOST_UPLOAD_BYTES // 2**20,
        "most_columns": MOST_COLUMNS,
        "most_lines": MOST,
        "short_kinds": [names[kind] for kind in SHORT_KINDS if kind in kinds],
    }


@requires("customers.view_importfile")
@require_GET
def import_detail(request: HttpRequest, import_id: int) -> HttpResponse:
    row = _find(request, import_id)
    return render(request, "customers/importfile_detail.html", page_of(request, row))


@requires("customers.view_importfile")
@require_GET
def import_progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """The page's changing part, asked for again while a worker has the file."""
    row = _find(request, import_id)
    return render(request, "customers/_import_state.html", page_of(request, row))


@requires("customers.add_importfile")
@require_POST
def import_columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """Settle the columns and have the file checked, or read its header in another way."""
    row = _own(request, import_id)
    person, at = person_of(request), timezone.now()
    form = columns_form(request, row, request.POST)
    if form.is_valid():
        options = form.options()
        cuts_anew = options.delimiter != row.options.get("delimiter", "")
        try:
            if "read_again" in request.POST or cuts_anew:
                services.read_again(row, options=options, by=person, at=at)
            else:
                services.request_check(row, options=options, by=person, at=at)
                _hurry()
                _keep_settings(request, row, form.cleaned_data)
        except FileRefused as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect("customers:import_detail", import_id=row.pk)
    context = page_of(request, row, form)
    return render(request, "customers/importfile_detail.html", context, status=status_of(form))


def _keep_settings(request: HttpRequest, row: ImportFile, told: dict[str, Any]) -> None:
    if not told["save_as"].strip():
        return
    try:
        named.save_mapping(
            name=told["save_as"],
            kind=row.kind,
            header=row.preview["header"],
            options=services.settled(row),
            share=told.get("share", False),
            by=person_of(request),
            at=timezone.now(),
        )
    except Refused as error:
        # the file is being checked all the same
        messages.warning(request, error.message)


@requires("customers.add_importfile")
@require_POST
def import_confirm(request: HttpRequest, import_id: int) -> HttpResponse:
    return _act(request, _own(request, import_id), services.request_import)


@requires("customers.view_importfile")
@require_POST
def import_stop(request: HttpRequest, import_id: int) -> HttpResponse:
    return _act(request, _find(request, import_id), stopping.request_stop)


@requires("customers.undo_import")
@require_POST
def import_undo(request: HttpRequest, import_id: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _act(request, _find(request, import_id), undoing.request_undo, reason=reason)


@requires("customers.add_importfile")
@require_POST
def import_mend(request: HttpRequest, import_id: int) -> HttpResponse:
    """Send refused rows again that were mended on the page, checked as a file of their own."""
    row = _own(request, import_id)
    try:
        new = mending.mend(
            row, mended_cells(request, row), by=person_of(request), at=timezone.now()
        )
    except Refused as error:
        context = with_refusal(page_of(request, row), error)
        return render(request, "customers/importfile_detail.html", context, status=409)
    _hurry()
    return redirect("customers:import_detail", import_id=new.pk)


@requires("customers.add_importfile")
@require_POST
def mapping_delete(request: HttpRequest, import_id: int, mapping_id: int) -> HttpResponse:
    row = _own(request, import_id)
    mappings = ImportMapping.objects.visible_to(person_of(request))
    mapping = get_object_or_404(mappings, pk=mapping_id, owner=person_of(request))
    named.delete_mapping(mapping, by=person_of(request), at=timezone.now())
    messages.success(request, _now("The settings “{name}” are deleted.").format(name=mapping.name))
    return redirect("customers:import_detail", import_id=row.pk)


def _act(
    request: HttpRequest, row: ImportFile, act: Callable[..., ImportFile], **said: Any
) -> HttpResponse:
    """One step by its service; the page says why where it is refused."""
    try:
        act(row, by=person_of(request), at=timezone.now(), **said)
    except Refused as error:
        context = with_refusal(page_of(request, row), error)
        return render(request, "customers/importfile_detail.html", context, status=409)
    _hurry()
    return redirect(reverse("customers:import_detail", args=[row.pk]))


@requires("customers.view_importfile")
@require_GET
def import_refusals(request: HttpRequest, import_id: int) -> FileResponse:
    """The error file, under a name that follows from the upload's; a purged one is not there."""
    row = _find(request, import_id)
    return _download(row, row.refusals, "refused")


@requires("customers.view_importfile")
@require_GET
def import_kept(request: HttpRequest, import_id: int) -> FileResponse:
    """What an undo has kept, with the reasons."""
    row = _find(request, import_id)
    if not hasattr(row, "undo"):
        raise Http404
    return _download(row, row.undo.kept, "kept")


def _download(row: ImportFile, field: Any, ending: str) -> FileResponse:
    if not has_file(field):
        raise Http404
    name = f"{Path(row.name).stem}-{ending}.csv"
    return FileResponse(field.open("rb"), as_attachment=True, filename=name)


def _find(request: HttpRequest, import_id: int) -> ImportFile:
    rows = ImportFile.objects.visible_to(person_of(request))
    return get_object_or_404(rows.select_related("uploaded_by", "mends"), pk=import_id)


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
        tasks.work_on_undos.delay_on_commit()
