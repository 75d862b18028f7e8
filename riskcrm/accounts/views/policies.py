"""Pages of written policies: reading and acknowledging for all, publishing for some."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from riskcrm.accounts import services
from riskcrm.accounts.forms import NewPolicyForm, PolicyVersionForm, WithdrawalForm
from riskcrm.accounts.models import PolicyAcknowledgement, PolicyDocument, PolicyVersion, User
from riskcrm.accounts.roles import PUBLISH_POLICIES, VIEW_POLICIES, WATCH_POLICIES
from riskcrm.accounts.signed_in import person_of
from riskcrm.accounts.tables import ReaderTable
from riskcrm.accounts.views.shared import form_answer, form_page
from riskcrm.web.forms import done, succeeded
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today


@requires(VIEW_POLICIES)
@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """Every policy in force, those that wait for this person first."""
    person = person_of(request)
    mine = PolicyAcknowledgement.objects.filter(version=OuterRef("pk"), person=person)
    active = Q(acknowledgements__person__is_active=True)
    rows = (
        PolicyVersion.objects.latest_ones()
        .select_related("document")
        .annotate(is_known=Exists(mine), known=Count("acknowledgements", filter=active))
        .order_by("is_known", "title_en", "pk")
    )
    context = {
        "versions": rows,
        "staff": User.objects.people().active().count(),
        "may_publish": person.has_perm(PUBLISH_POLICIES),
        "may_watch": person.has_perm(WATCH_POLICIES),
    }
    return render(request, "accounts/policy_list.html", context)


@requires(VIEW_POLICIES)
@require_GET
def policy(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """What a policy says: its latest version, or the one of this number."""
    document = get_object_or_404(PolicyDocument, code=code)
    versions = list(document.versions.select_related("published_by").order_by("-number"))
    wanted = [v for v in versions if number is None or v.number == number]
    version = get_object_or_404(PolicyVersion, pk=wanted[0].pk if wanted else None)
    person = person_of(request)
    known = PolicyAcknowledgement.objects.filter(version=version, person=person).first()
    is_latest = version == versions[0]
    context = {
        "document": document,
        "shown": version,
        "versions": versions,
        "is_latest": is_latest,
        "known": known,
        "may_acknowledge": is_latest and known is None and document.withdrawn_at is None,
        "may_publish": person.has_perm(PUBLISH_POLICIES) and document.withdrawn_at is None,
        "may_watch": person.has_perm(WATCH_POLICIES),
    }
    return render(request, "accounts/policy_detail.html", context)


@requires(VIEW_POLICIES)
@require_POST
def policy_acknowledge(request: HttpRequest, code: str, number: int) -> HttpResponse:
    version = get_object_or_404(PolicyVersion, document__code=code, number=number)
    by, at = person_of(request), timezone.now()
    said = _("Thank you. It is noted that you know this policy.")
    if succeeded(request, lambda: services.acknowledge_policy(version, by=by, at=at), said):
        return redirect("accounts:policies")
    return redirect("accounts:policy", code=code)


@requires(PUBLISH_POLICIES)
@form_page
def policy_create(request: HttpRequest) -> HttpResponse:
    form = NewPolicyForm(request.POST or None, initial={"effective_date": today()})
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, person_of(request)
        if done(form, lambda: services.publish_policy(**given, by=by, at=timezone.now())):
            messages.success(request, _("The policy is published."))
            return redirect("accounts:policy", code=given["code"])
    title = _("Publish a policy")
    return form_answer(request, form, title=title, verb=_("Publish"), back="accounts:policies")


@requires(PUBLISH_POLICIES)
@form_page
def policy_publish(request: HttpRequest, code: str) -> HttpResponse:
    """A new version, which begins as a copy of the latest."""
    document = get_object_or_404(PolicyDocument, code=code)
    latest = document.versions.latest("number")
    initial = {name: getattr(latest, name) for name in ("title_en", "title_zh")}
    initial |= {"text_en": latest.text_en, "text_zh": latest.text_zh}
    initial |= {"effective_date": today(), "after": latest.number}
    form = PolicyVersionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given, by, at = form.cleaned_data, person_of(request), timezone.now()
        if done(form, lambda: services.publish_version(document, **given, by=by, at=at)):
            messages.success(request, _("The new version is published."))
            return redirect("accounts:policy", code=code)
    return form_answer(
        request,
        form,
        title=_("New version of %(title)s") % {"title": latest.title},
        intro=_("Everybody is asked to acknowledge it; the versions before stay to be read."),
        verb=_("Publish"),
        back=reverse("accounts:policy", args=[code]),
    )


@requires(PUBLISH_POLICIES)
@form_page
def policy_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    document = get_object_or_404(PolicyDocument, code=code)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, by, at = form.cleaned_data, person_of(request), timezone.now()
        if done(form, lambda: services.withdraw_policy(document, **given, by=by, at=at)):
            messages.success(request, _("The policy is withdrawn."))
            return redirect("accounts:policies")
    return form_answer(
        request,
        form,
        title=_("Withdraw %(title)s") % {"title": document.versions.latest("number").title},
        verb=_("Withdraw it"),
        back=reverse("accounts:policy", args=[code]),
    )


class MissingReaders(ListPage):
    """Who has not yet acknowledged the latest version of a policy."""

    permission_required = WATCH_POLICIES
    table_class = ReaderTable
    sorts: ClassVar[dict[str, Any]] = {"name": "name"}
    default_sort = "name"
    title = gettext_lazy("Not acknowledged yet")
    empty_text = gettext_lazy("Everybody has acknowledged this version.")
    template_name = "accounts/policy_missing.html"

    def get_queryset(self) -> QuerySet[User]:
        self.version = get_object_or_404(
            PolicyVersion.objects.latest_ones(), document__code=self.kwargs["code"]
        )
        known = PolicyAcknowledgement.objects.filter(version=self.version).values("person_id")
        people: QuerySet[User] = User.objects.people().active().exclude(pk__in=known)
        return people.select_related("team").prefetch_related("groups")

    def get_context(self) -> dict[str, Any]:
        return {"shown": self.version, "code": self.kwargs["code"]}
