"""Settings: which fields an organisation adds to the customer file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from customers import services
from customers.custom.forms import CustomFieldForm
from customers.custom.tables import CustomFieldTable
from customers.models import CustomField
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

form_page = require_http_methods(["GET", "HEAD", "POST"])


class CustomFieldList(ListPage):
    """Every custom field, archived ones too."""

    permission_required = "customers.view_customfield"
    table_class = CustomFieldTable
    sorts: ClassVar[dict[str, Any]] = {"position": "position", "label": "label_en"}
    default_sort = "position"
    title = gettext_lazy("Custom fields")
    empty_text = gettext_lazy(
        "No custom field yet. Add one for what your organisation wants to know of its customers "
        "and no other field holds."
    )

    def get_queryset(self) -> QuerySet[CustomField]:
        return CustomField.objects.all()

    def get_actions(self) -> Sequence[Act]:
        acts = [Act(_("People"), reverse("accounts:people"), "users")]
        if self.request.user.has_perm("customers.add_customfield"):
            url = reverse("customers:custom_field_create")
            acts.append(Act(_("Add a field"), url, "plus", primary=True))
        return acts


@requires("customers.add_customfield")
@form_page
def custom_field_create(request: HttpRequest) -> HttpResponse:
    form = CustomFieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, by, at = form.values(), person_of(request), timezone.now()
        if done(form, lambda: services.create_custom_field(by=by, at=at, **said)):
            messages.success(request, _("The field is added."))
            return redirect("customers:custom_field_list")
    return _page(request, form, title=_("Add a field"), verb=_("Add the field"))


@requires("customers.change_customfield")
@form_page
def custom_field_edit(request: HttpRequest, field_id: int) -> HttpResponse:
    field = get_object_or_404(CustomField, pk=field_id)
    title, initial = field.label, {"version": field.version}
    form = CustomFieldForm(request.POST or None, instance=field, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.values() | {"version": form.cleaned_data["version"] or 0}
        by, at = person_of(request), timezone.now()
        if done(form, lambda: services.change_custom_field(field, by=by, at=at, **said)):
            messages.success(request, _("The field is changed."))
            return redirect("customers:custom_field_list")
    return _page(request, form, title=title, verb=_("Save the change"), field=field)


@requires("customers.change_customfield")
@require_POST
def custom_field_archive(request: HttpRequest, field_id: int) -> HttpResponse:
    """Archive a field, or take it into use again."""
    field = get_object_or_404(CustomField, pk=field_id)
    is_used = field.archived_at is None
    act = services.archive_custom_field if is_used else services.restore_custom_field
    act(field, by=person_of(request), at=timezone.now())
    said = _("The field is archived.") if is_used else _("The field is in use again.")
    messages.success(request, said)
    return redirect("customers:custom_field_list")


def _page(request: HttpRequest, form: CustomFieldForm, **more: Any) -> HttpResponse:
    context = {"form": form, **more}
    return render(request, "customers/customfield_form.html", context, status=status_of(form))
