"""Pages of facts: a list, one fact with its history, entering, changing and voiding; per kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from customers.bulk.rows import record_actions
from customers.models import Fact
from customers.records import KINDS, Kind
from customers.records.filters import as_asked, record_filter
from customers.records.forms import PARTS, RecordForm, record_form, told_later
from customers.records.kinds import Shape
from customers.records.tables import record_table, shown
from customers.records.tabs import PAGES, TABS
from customers.selectors import states_of
from customers.services import records as services
from customers.services.mentions import MENTIONING
from customers.views import record_overview
from customers.views.documents import documents_on
from customers.views.find import find_customer
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import came_from, made, status_of, succeeded
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

FORM_METHODS = ["GET", "HEAD", "POST"]


class RecordList(ListPage):
    """Facts of one kind, of the customers a person sees, newest first."""

    kind: ClassVar[Kind]
    sorts: ClassVar[dict[str, Any]] = {
        "effective_date": Sort("effective_date", descending=True, tie_reversed=True)
    }
    default_sort = "-effective_date"

    def get_queryset(self) -> QuerySet[Fact]:
        rows = self.kind.model.objects.visible_to(self.request.user)
        rows = rows.select_related("customer", *self.kind.related)
        return as_asked(self.kind, rows, self.request.GET)

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        tabs = TABS.get(self.kind.name)
        return tabs(person_of(self.request)) if tabs else ()

    def get_actions(self) -> Sequence[Act]:
        acts = [Act(_("All records"), reverse("customers:record_index"), "list-check")]
        pages = PAGES.get(self.kind.name, ())
        acts += [Act(label, reverse(route), icon) for label, route, icon in pages]
        if self.request.user.has_perm("customers.add_importfile"):
            url = f"{reverse('customers:import_create')}?kind={self.kind.code}"
            acts.append(Act(_("Import"), url, "file-import"))
        return acts


def record_list(kind: Kind) -> type[RecordList]:
    """The list page of this kind."""
    return type(
        f"{kind.model.__name__}List",
        (RecordList,),
        {
            "kind": kind,
            "permission_required": kind.permission("view"),
            "table_class": record_table(kind),
            "filterset_class": record_filter(kind),
            "bulk_actions": record_actions(kind),
            "default_columns": ("source_key", "customer", "effective_date", *kind.columns),
            "title": capfirst(kind.plural),
            "detail_route": f"customers:{kind.name}_detail",
            "empty_text": gettext_lazy(
                "Nothing here yet. Import a file, post rows over the API, or enter one on a "
                "customer's page."
            ),
        },
    )


# what the page of a kind shows beside what every kind's page shows; the modules of acts add theirs
MORE: dict[str, Callable[[HttpRequest, Any], dict[str, Any]]] = {}


def record_detail(kind: Kind) -> Callable[..., HttpResponse]:
    """The page of one fact of this kind: what it says, and what it said before."""

    @requires(kind.permission("view"))
    @require_GET
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return show_record(request, kind, find_record(request, kind, pk))

    return view


def find_record(request: HttpRequest, kind: Kind, pk: int) -> Any:
    """A fact of a customer this person may see; any other is not there."""
    rows = kind.model.objects.visible_to(person_of(request))
    return get_object_or_404(rows.select_related("customer", *kind.related), pk=pk)


def show_record(
    request: HttpRequest, kind: Kind, fact: Fact, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a fact; `more` is put over what the kind adds, such as a form with errors."""
    may_change = person_of(request).has_perm(kind.permission("change"))
    lines = [(value.label, shown(value, fact), value.shape is Shape.LINES) for value in kind.values]
    context = {
        "kind": kind,
        "fact": fact,
        "lines": lines,
        "states": states_of(kind, fact),
        "may_change": may_change and not fact.is_void,
        "edit_url": reverse(f"customers:{kind.name}_edit", args=[fact.pk]),
        "void_url": reverse(f"customers:{kind.name}_void", args=[fact.pk]),
        **documents_on(request, fact),
    }
    if kind.name in MORE:
        context |= MORE[kind.name](request, fact)
    templates = [f"customers/{kind.name}_detail.html", "customers/record_detail.html"]
    return render(request, templates, context | more, status=status)


def record_create(kind: Kind) -> Callable[..., HttpResponse]:
    """The page that enters a fact of this kind for a customer."""

    @requires(kind.permission("add"))
    @require_http_methods(FORM_METHODS)
    def view(request: HttpRequest, customer_id: int) -> HttpResponse:
        customer = find_customer(request, customer_id)
        people = {v.name: request.user.pk for v in kind.values if v.shape is Shape.PERSON}
        initial = {"effective_date": today(), **people, **_from_address(request, kind)}
        form = record_form(kind, customer, without=told_later(kind))(
            request.POST or None, initial=initial
        )
        if request.method == "POST" and form.is_valid():
            row = form.row() | {"customer": customer.number}
            saved = made(form, lambda: services.enter_record(
                kind, row, by=person_of(request), at=timezone.now()))  # fmt: skip
            if saved:
                messages.success(request, _("The record is saved."))
                page = reverse(f"customers:{kind.name}_detail", args=[saved.pk])
                return redirect(came_from(request, page))
        return _render_form(request, kind, customer, form)

    return view


def _from_address(request: HttpRequest, kind: Kind) -> dict[str, Any]:
    """What a link to the form has filled in already."""
    names = {value.name for value in kind.values}
    return {name: text for name, text in request.GET.items() if name in names}


def record_edit(kind: Kind) -> Callable[..., HttpResponse]:
    """The page that changes a fact of this kind."""

    @requires(kind.permission("change"))
    @require_http_methods(FORM_METHODS)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        fact = find_record(request, kind, pk)
        form = record_form(kind, fact.customer, fact, without=told_later(kind, fact))(
            request.POST or None, initial=_initial(kind, fact)
        )
        if request.method == "POST" and form.is_valid():
            saved = made(form, lambda: services.change_record(
                kind, fact, version=form.cleaned_data["version"] or 0, row=form.row(),
                by=person_of(request), at=timezone.now()))  # fmt: skip
            if saved:
                messages.success(request, _("The change is saved."))
                return redirect(f"customers:{kind.name}_detail", pk=fact.pk)
        return _render_form(request, kind, fact.customer, form, fact)

    return view


def _initial(kind: Kind, fact: Fact) -> dict[str, Any]:
    return {**services.told_row(kind, fact), "version": fact.version}


def _render_form(
    request: HttpRequest, kind: Kind, customer: Any, form: RecordForm, fact: Fact | None = None
) -> HttpResponse:
    context = {
        "kind": kind,
        "customer": customer,
        "form": form,
        "fact": fact,
        "parts": form.parts(PARTS.get(kind.name, ())),
        "mentions": kind.name in MENTIONING,
    }
    return render(request, "customers/record_edit.html", context, status=status_of(form))


def record_void(kind: Kind) -> Callable[..., HttpResponse]:
    """Taking back a fact that was entered by mistake, with the reason."""

    @requires(kind.permission("change"))
    @require_http_methods(["POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        fact = find_record(request, kind, pk)
        reason, by, at = request.POST.get("reason", "").strip(), person_of(request), timezone.now()
        if not reason:
            messages.error(request, _("Say why this is void."))
            return show_record(request, kind, fact, status=422)
        said = _("The record is void. It stays readable and counts for nothing.")
        if succeeded(request, lambda: services.void_record(
                kind, fact, reason=reason[:1000], by=by, at=at), said):  # fmt: skip
            return redirect(f"customers:{kind.name}_detail", pk=fact.pk)
        return show_record(request, kind, fact, status=409)

    return view


def record_urls() -> list[URLPattern]:
    """The pages of every kind."""
    urls = [
        path("records/", record_overview.record_index, name="record_index"),
        path(
            "customers/<int:customer_id>/records/",
            record_overview.record_panel,
            name="record_panel",
        ),
    ]
    for code, kind in KINDS.items():
        name = kind.name
        urls += [
            path(f"{code}/", record_list(kind).as_view(), name=f"{name}_list"),
            path(f"{code}/<int:pk>/", record_detail(kind), name=f"{name}_detail"),
            path(f"{code}/<int:pk>/edit/", record_edit(kind), name=f"{name}_edit"),
            path(f"{code}/<int:pk>/void/", record_void(kind), name=f"{name}_void"),
            path(f"customers/<int:customer_id>/{code}/new/", record_create(kind),
                 name=f"{name}_create"),
        ]  # fmt: skip
    return urls
