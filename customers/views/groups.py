"""Making groups of customers, and who belongs to them; they are shown in monitoring."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers import services
from customers.models import Customer, CustomerGroup, GroupMembership
from customers.parties.forms import EndGroupForm, EndMembershipForm, GroupForm, MemberForm
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.forms import done, made, status_of
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

form_page = require_http_methods(["GET", "HEAD", "POST"])


@requires("customers.add_customergroup")
@form_page
def group_create(request: HttpRequest) -> HttpResponse:
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, by, at = form.values(), person_of(request), timezone.now()
        if group := made(form, lambda: services.create_group(by=by, at=at, **said)):
            messages.success(request, _("The group is made. Add its members now."))
            return redirect("monitoring:group_detail", group.pk)
    return _page(request, form, title=_("New group"), verb=_("Make the group"))


@requires("customers.change_customergroup")
@form_page
def group_edit(request: HttpRequest, group_id: int) -> HttpResponse:
    group = _find(request, group_id)
    name, initial = group.name, {"version": group.version}
    form = GroupForm(request.POST or None, instance=group, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.values() | {"version": form.cleaned_data["version"] or 0}
        by, at = person_of(request), timezone.now()
        if done(form, lambda: services.change_group(group, by=by, at=at, **said)):
            messages.success(request, _("The group is changed."))
            return redirect("monitoring:group_detail", group_id)
    return _page(request, form, title=name, verb=_("Save the change"), group_id=group_id)


@requires("customers.change_customergroup")
@form_page
def group_end(request: HttpRequest, group_id: int) -> HttpResponse:
    group = _find(request, group_id)
    form = EndGroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, by, at = form.cleaned_data, person_of(request), timezone.now()
        if done(form, lambda: services.end_group(group, by=by, at=at, **said)):
            messages.success(request, _("The group has ended."))
            return redirect("monitoring:group_detail", group_id)
    title = _("End the group {group}").format(group=group)
    return _page(request, form, title=title, verb=_("End the group"), group_id=group_id)


@requires("customers.change_customergroup")
@form_page
def member_add(request: HttpRequest, group_id: int) -> HttpResponse:
    group, person = _find(request, group_id), person_of(request)
    form = MemberForm(request.POST or None, initial={"from_date": today()})
    if request.method == "POST" and form.is_valid():
        number, day = form.cleaned_data["number"], form.cleaned_data["from_date"]

        def add() -> None:
            customer = Customer.objects.visible_to(person).filter(number=number).first()
            if customer is None:
                raise Refused(
                    _("Customer {number} is not among your customers.").format(number=number),
                    code="unknown_customer",
                    field="number",
                )
            services.add_member(group, customer, by=person, at=timezone.now(), from_date=day)

        if done(form, add):
            messages.success(request, _("The customer belongs to the group."))
            return redirect("monitoring:group_detail", group_id)
    title = _("Add a member to {group}").format(group=group)
    return _page(request, form, title=title, verb=_("Add the member"), group_id=group_id)


@requires("customers.change_customergroup")
@form_page
def membership_end(request: HttpRequest, membership_id: int) -> HttpResponse:
    rows = GroupMembership.objects.visible_to(person_of(request))
    membership = get_object_or_404(rows.select_related("group", "customer"), pk=membership_id)
    form = EndMembershipForm(request.POST or None, initial={"until_date": today()})
    if request.method == "POST" and form.is_valid():
        said, by, at = form.cleaned_data, person_of(request), timezone.now()
        if done(form, lambda: services.end_membership(membership, by=by, at=at, **said)):
            messages.success(request, _("The membership has ended."))
            return redirect("monitoring:group_detail", membership.group_id)
    title = _("End the membership of {name}").format(name=membership.customer.name)
    verb = _("End the membership")
    return _page(request, form, title=title, verb=verb, group_id=membership.group_id)


def _find(request: HttpRequest, group_id: int) -> CustomerGroup:
    return get_object_or_404(CustomerGroup.objects.visible_to(person_of(request)), pk=group_id)


def _page(request: HttpRequest, form: Any, **more: Any) -> HttpResponse:
    context = {"form": form, **more}
    return render(request, "customers/customergroup_form.html", context, status=status_of(form))
