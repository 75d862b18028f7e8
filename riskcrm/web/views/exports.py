"""Lists as files: asking for one, watching it being written, fetching it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from riskcrm.web import notices
from riskcrm.web.errors import Refused
from riskcrm.web.list_at import list_at
from riskcrm.web.lists import ListPage
from riskcrm.web.models import Export
from riskcrm.web.permissions import requires
from riskcrm.web.person import person_of
from riskcrm.web.services import exports as services
from riskcrm.web.services.news import EXPORT
from riskcrm.web.tables import ExportTable
from riskcrm.web.today import local_date

ADD, VIEW = services.EXPORT, "web.view_export"
TYPES: dict[str, str] = {
    Export.Format.CSV: "text/csv; charset=utf-8",
    Export.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportList(ListPage):
    """One's own files of lists, for as long as they are kept."""

    permission_required = VIEW
    table_class = ExportTable
    sorts: ClassVar[dict[str, Any]] = {"created_at": "-pk"}
    default_sort = "-created_at"
    title = gettext_lazy("My exports")
    empty_text = gettext_lazy(
        "No file yet. Every list has “Export” beside its filters; files are kept for seven days."
    )

    def get_queryset(self) -> QuerySet[Export]:
        return Export.objects.visible_to(person_of(self.request))


@requires(ADD)
@require_POST
def export_create(request: HttpRequest) -> HttpResponse:
    """A short list comes at once as the answer; a long one is watched on a page of its own."""
    person, address = person_of(request), request.POST.get("address", "")
    if list_at(address, by=person) is None:
        raise Http404
    file_format = request.POST.get("format", "")
    if file_format not in Export.Format.values:
        return HttpResponse(status=422)
    now = timezone.now()
    try:
        export = services.request_export(
            by=person,
            address=address,
            file_format=file_format,
            language=get_language() or "en",
            at=now,
        )
        if not services.is_quick(export, by=person):
            notices.expect(request, EXPORT, export.pk)
            return redirect("web:export_detail", export_id=export.pk)
        export = services.make_export(export, at=now)
        return _sent(request, export)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(address)


@requires(VIEW)
@require_GET
def export_detail(request: HttpRequest, export_id: int) -> HttpResponse:
    export = _find(request, export_id)
    return render(request, "web/export_detail.html", {"export": export})


@requires(VIEW)
@require_GET
def export_progress(request: HttpRequest, export_id: int) -> HttpResponse:
    """The moving part of the page, asked for each second while the file is written."""
    export = _find(request, export_id)
    return render(request, "web/_export_progress.html", {"export": export})


@requires(ADD)
@require_POST
def export_cancel(request: HttpRequest, export_id: int) -> HttpResponse:
    export = _find(request, export_id)
    try:
        services.cancel_export(export, by=person_of(request), at=timezone.now())
    except Refused as refused:
        messages.warning(request, refused.message)
    return redirect("web:export_detail", export_id=export.pk)


@requires(VIEW)
@require_GET
def export_file(request: HttpRequest, export_id: int) -> HttpResponse:
    export = _find(request, export_id)
    try:
        return _sent(request, export)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("web:export_detail", export_id=export.pk)


def _find(request: HttpRequest, export_id: int) -> Export:
    return get_object_or_404(Export.objects.visible_to(person_of(request)), pk=export_id)


def _sent(request: HttpRequest, export: Export) -> HttpResponse:
    if export.state == Export.State.FAILED:
        raise Refused(export.error, code="export_failed")
    path = services.note_download(export, by=person_of(request), at=timezone.now())
    day = local_date(export.created_at).isoformat()
    name = f"{slugify(export.title, allow_unicode=True) or _('list')}-{day}.{export.format}"
    return FileResponse(  # type: ignore[return-value]
        path.open("rb"), as_attachment=True, filename=name, content_type=TYPES[export.format]
    )
