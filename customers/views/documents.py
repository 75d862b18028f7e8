"""Documents: the list of all, a customer's, bringing, reading and removing them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from customers import services
from customers.documents.filters import AttachmentFilter
from customers.documents.forms import DocumentForm, RemoveForm
from customers.documents.sending import answer_with
from customers.documents.tables import AttachmentTable
from customers.ledger.tables import page_of
from customers.models import Attachment, Customer
from customers.services.evidence import Record, about, documents_of, name_of, record_named
from customers.views.find import find_customer
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.forms import done, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires

form_page = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 200


class AttachmentList(ListPage):
    """Every document of the customers a person sees."""

    permission_required = "customers.view_attachment"
    table_class = AttachmentTable
    filterset_class = AttachmentFilter
    sorts: ClassVar[dict[str, Any]] = {"uploaded_at": Sort("uploaded_at", descending=True)}
    default_sort = "-uploaded_at"
    title = gettext_lazy("Documents")
    empty_text = gettext_lazy("No document yet. Documents are added on a customer's page.")

    def get_queryset(self) -> QuerySet[Attachment]:
        rows = Attachment.objects.visible_to(self.request.user)
        return rows.select_related("customer", "uploaded_by", "removed_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return ((_("All"), ""), (_("Kept"), "removed=false"), (_("Removed"), "removed=true"))


@requires("customers.view_attachment")
@require_GET
def document_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    customer = find_customer(request, customer_id)
    rows = customer.attachments.select_related("uploaded_by", "removed_by")
    context = {"customer": customer, "documents": rows.order_by("-pk")[:MOST_SHOWN]}
    return render(request, "customers/_document_panel.html", context)


def documents_on(request: HttpRequest, record: Record) -> dict[str, Any]:
    """What the page of a record shows of its documents, and the way to one more."""
    person = person_of(request)
    if not person.has_perm("customers.view_attachment"):
        return {}
    shown: dict[str, Any] = {"documents": documents_of(record)}
    if person.has_perm("customers.add_attachment"):
        url = reverse("customers:document_create", args=[record.customer_id])
        shown["add_document_url"] = f"{url}?record={name_of(record)}"
    return shown


@requires("customers.add_attachment")
@form_page
def document_create(request: HttpRequest, customer_id: int) -> HttpResponse:
    customer = find_customer(request, customer_id)
    person, told = person_of(request), request.POST.get("record", request.GET.get("record", ""))
    record = _record(customer, told, person)
    form = DocumentForm(request.POST or None, request.FILES or None, initial={"record": told})
    back = page_of(record) if record else _panel(customer_id)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"about": about(record) if record else None}
        del said["record"]
        at = timezone.now()
        if done(form, lambda: services.add_attachment(customer, by=person, at=at, **said), "file"):
            messages.success(request, _("The document is kept."))
            return redirect(back)
    whose = f"{record._meta.verbose_name} {record}" if record else customer.name
    context = {
        "form": form,
        "customer": customer,
        "back": back,
        "title": _("Add a document of {name}").format(name=whose),
        "verb": _("Add the document"),
        "icon": "upload",
    }
    return render(request, "customers/attachment_form.html", context, status=status_of(form))


@requires("customers.view_attachment")
@require_GET
def document_read(request: HttpRequest, document_id: int) -> FileResponse:
    document = _find(request, document_id)
    answer = answer_with(document)
    services.note_reading(document, by=person_of(request), at=timezone.now())
    return answer


@requires("customers.delete_attachment")
@form_page
def document_remove(request: HttpRequest, document_id: int) -> HttpResponse:
    document = _find(request, document_id)
    form = RemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, by, at = form.cleaned_data, person_of(request), timezone.now()
        if done(form, lambda: services.remove_attachment(document, by=by, at=at, **said)):
            messages.success(request, _("The document is removed."))
            return redirect(_panel(document.customer_id))
    context = {
        "form": form,
        "customer": document.customer,
        "back": _panel(document.customer_id),
        "title": _("Remove {name}").format(name=document.name),
        "verb": _("Remove the document"),
        "icon": "x",
        "words": _(
            "The file is deleted for good. That it was here, and who removed it and why, stays."
        ),
    }
    return render(request, "customers/attachment_form.html", context, status=status_of(form))


def _record(customer: Customer, told: str, person: User) -> Record | None:
    """The record that an address names; one that is not this customer's is not there."""
    try:
        return record_named(customer, told, by=person) if told else None
    except Refused as refused:
        raise Http404 from refused


def _find(request: HttpRequest, document_id: int) -> Attachment:
    rows = Attachment.objects.visible_to(person_of(request)).select_related("customer")
    return get_object_or_404(rows, pk=document_id)


def _panel(customer_id: int) -> str:
    return reverse("monitoring:customer_detail", args=[customer_id]) + "?tab=documents"
