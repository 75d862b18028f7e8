"""The lists, and what stands on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from customers.models import (
    ScreeningDue,
    ScreeningEntry,
    ScreeningHit,
    ScreeningList,
    ScreeningListVersion,
)
from customers.screening.candidates import MOST_PER_NAME
from customers.screening.filters import ScreeningEntryFilter
from customers.screening.forms import ChangeListForm, NewListForm
from customers.screening.lists import change_list, create_list
from customers.screening.tables import ScreeningEntryTable, ScreeningListTable
from riskcrm.accounts.roles import KEEP_LISTS, VIEW_LISTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done, made, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

State = ScreeningListVersion.State
MOST_VERSIONS = 50


class ScreeningListList(ListPage):
    """Every list, its latest version, and what waits because of it."""

    permission_required = VIEW_LISTS
    table_class = ScreeningListTable
    sorts: ClassVar[dict[str, Any]] = {"name": "name"}
    default_sort = "name"
    title = gettext_lazy("Screening lists")
    empty_text = gettext_lazy(
        "No lists yet. Make one, upload its file, and every customer is held against it."
    )

    def get_queryset(self) -> QuerySet[ScreeningList]:
        return ScreeningList.objects.all()

    def get_actions(self) -> Sequence[Act]:
        hits = Act(_("Hits"), reverse("customers:hit_list") + "?state=open", "filter")
        if not self.request.user.has_perm("customers.add_screeninglist"):
            return [hits]
        return [hits, Act(_("New list"), reverse("customers:screening_list_create"), "plus", True)]

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Each with its latest version, and its counts by one query each."""
        ids = [row.pk for row in rows]
        standing = _counted(ScreeningEntry.objects.standing().filter(of_list__in=ids), "of_list")
        hits = ScreeningHit.objects.visible_to(self.request.user).open()
        open_hits = _counted(hits.filter(entry__of_list__in=ids), "entry__of_list")
        latest = {
            version.of_list_id: version
            for version in ScreeningListVersion.objects.filter(
                of_list__in=ids, state=State.APPLIED
            ).order_by("number")
        }
        for row in rows:
            row.standing = standing.get(row.pk, 0)
            row.open_hits = open_hits.get(row.pk, 0)
            row.latest = latest.get(row.pk)
        return rows


def _counted(rows: QuerySet[Any], by: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(Count("pk")))


class EntryList(ListPage):
    """What stands on the lists, by name."""

    permission_required = "customers.view_screeningentry"
    table_class = ScreeningEntryTable
    filterset_class = ScreeningEntryFilter
    sorts: ClassVar[dict[str, Any]] = {
        "name": "name",
        "recorded_at": Sort("recorded_at", descending=True),
    }
    default_sort = "name"
    default_columns = (
        "name",
        "list",
        "source_key",
        "registration_number",
        "country",
        "valid_from",
        "valid_until",
    )
    title = gettext_lazy("List entries")
    empty_text = gettext_lazy("No entries yet. They come with the file of a list.")

    def get_queryset(self) -> QuerySet[ScreeningEntry]:
        return ScreeningEntry.objects.select_related("of_list")

    def file_rows(self, rows: list[Any], columns: Sequence[str]) -> list[Any]:
        """Whom we list ourselves does not leave the product: other lists are public anyway."""
        return [row for row in rows if row.of_list.kind != ScreeningList.Kind.OWN]

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Lists"), reverse("customers:screening_list_list"), "list-check")]


@requires("customers.view_screeningentry")
@require_GET
def entry_detail(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry: what it says, what it said before, and whom it hit."""
    entry = get_object_or_404(
        ScreeningEntry.objects.select_related("of_list", "changed_in"), pk=entry_id
    )
    hits = ScreeningHit.objects.visible_to(request.user).filter(entry=entry)
    context = {
        "entry": entry,
        "hits": hits.select_related("customer").order_by("-score", "-pk")[:20],
        "revisions": [
            (revision, [(_field_name(name), was) for name, was in revision.former.items()])
            for revision in entry.revisions.order_by("-version")[:20]
        ],
        "is_expired": entry.valid_until is not None and entry.valid_until < today(),
        "parked": ScreeningDue.objects.filter(entry=entry, parked_at__isnull=False).first(),
        "most": MOST_PER_NAME,
    }
    return render(request, "customers/screeningentry_detail.html", context)


def _field_name(name: str) -> str:
    return str(getattr(ScreeningEntry._meta.get_field(name), "verbose_name", name))


@requires(VIEW_LISTS)
@require_GET
def list_detail(request: HttpRequest, list_id: int) -> HttpResponse:
    """One list: where it comes from, and its versions."""
    row = get_object_or_404(ScreeningList, pk=list_id)
    actions = []
    if request.user.has_perm(KEEP_LISTS):
        actions = [
            Act(_("Change"), reverse("customers:screening_list_change", args=[row.pk]), "edit"),
            Act(
                _("Upload a version"),
                reverse("customers:version_create", args=[row.pk]),
                "upload",
                primary=True,
            ),
        ]
    counts = row.entries.aggregate(
        standing=Count("pk", Q(ended_at__isnull=True)), ended=Count("pk", Q(ended_at__isnull=False))
    )
    context = {
        "list": row,
        "versions": row.versions.select_related("uploaded_by").order_by("-pk")[:MOST_VERSIONS],
        "counts": counts,
        "open_hits": ScreeningHit.objects.visible_to(request.user)
        .open()
        .filter(entry__of_list=row)
        .count(),
        "actions": actions,
    }
    return render(request, "customers/screeninglist_detail.html", context)


@requires("customers.add_screeninglist")
@require_http_methods(["GET", "HEAD", "POST"])
def list_create(request: HttpRequest) -> HttpResponse:
    form = NewListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, by, at = form.cleaned_data, person_of(request), timezone.now()
        if row := made(form, lambda: create_list(by=by, at=at, **said)):
            return redirect("customers:screening_list_detail", list_id=row.pk)
    context = {
        "title": _("New list"),
        "verb": _("Make the list"),
        "form": form,
        "back": reverse("customers:screening_list_list"),
    }
    return render(request, "customers/screening_form.html", context, status=status_of(form))


@requires(KEEP_LISTS)
@require_http_methods(["GET", "HEAD", "POST"])
def list_change(request: HttpRequest, list_id: int) -> HttpResponse:
    row = get_object_or_404(ScreeningList, pk=list_id)
    names = ("name", "source", "is_active", "least_score", "version")
    now = {name: getattr(row, name) for name in names}
    form = ChangeListForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        said, by, at = form.cleaned_data, person_of(request), timezone.now()
        if done(form, lambda: change_list(row, by=by, at=at, **said)):
            messages.success(request, _("The list is changed."))
            return redirect("customers:screening_list_detail", list_id=row.pk)
    context = {
        "title": row.name,
        "verb": _("Save"),
        "form": form,
        "back": reverse("customers:screening_list_detail", args=[row.pk]),
    }
    return render(request, "customers/screening_form.html", context, status=status_of(form))
