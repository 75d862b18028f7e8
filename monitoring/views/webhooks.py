"""Pages of webhooks: who is told, with which secret, and how the messages fare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from monitoring.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from monitoring.models.webhooks import CHANGE_WEBHOOKS, VIEW_WEBHOOKS
from monitoring.services import webhooks as services
from monitoring.webhooks.filters import MessageFilter
from monitoring.webhooks.forms import NewWebhookForm, WebhookForm
from monitoring.webhooks.tables import MessageTable, WebhookTable, event_words, state_of
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done, made, status_of, succeeded
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

MADE = "made_webhook_secret"  # in the session, from making a secret until it is shown
form_page = require_http_methods(["GET", "HEAD", "POST"])


class WebhookList(ListPage):
    """Every endpoint, the newest first."""

    permission_required = VIEW_WEBHOOKS
    table_class = WebhookTable
    title = gettext_lazy("Webhooks")
    empty_text = gettext_lazy(
        "No other system is told yet. Make an API key for it, then a webhook that sees what the "
        "key sees."
    )
    sorts: ClassVar[dict[str, Any]] = {"created": Sort("pk", descending=True)}
    default_sort = "-created"

    def get_queryset(self) -> QuerySet[WebhookEndpoint]:
        waiting = WebhookMessage.objects.waiting().filter(endpoint=OuterRef("pk")).order_by()
        count = waiting.values("endpoint").annotate(count=Count("pk")).values("count")
        rows = WebhookEndpoint.objects.visible_to(self.request.user).select_related("owner")
        return rows.annotate(waiting_count=Coalesce(Subquery(count), 0))

    def get_actions(self) -> Sequence[Act]:
        acts = [Act(_("Deliveries"), reverse("monitoring:webhook_message_list"), "list-check")]
        if self.request.user.has_perm(CHANGE_WEBHOOKS):
            address = reverse("monitoring:webhook_create")
            acts.append(Act(_("Make a webhook"), address, "plus", primary=True))
        return acts


class MessageList(ListPage):
    """Every message of the last thirty days, the newest first."""

    permission_required = VIEW_WEBHOOKS
    table_class = MessageTable
    filterset_class = MessageFilter
    title = gettext_lazy("Deliveries")
    empty_text = gettext_lazy(
        "Nothing was told to another system yet. Messages are kept for thirty days."
    )
    sorts: ClassVar[dict[str, Any]] = {"created_at": Sort("pk", descending=True)}
    default_sort = "-created_at"

    def get_queryset(self) -> QuerySet[WebhookMessage]:
        tries = WebhookAttempt.objects.filter(message=OuterRef("pk")).order_by("-pk")
        rows = WebhookMessage.objects.visible_to(self.request.user).select_related("endpoint")
        return rows.annotate(latest_status=Subquery(tries.values("status")[:1]))

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return ((_("All"), ""), (_("Given up"), "state=failed"), (_("On its way"), "state=waiting"))

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Webhooks"), reverse("monitoring:webhook_list"))]


@requires(CHANGE_WEBHOOKS)
@never_cache
@form_page
def webhook_create(request: HttpRequest) -> HttpResponse:
    """Makes an endpoint; the next page shows its secret, once."""
    form = NewWebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, at = person_of(request), timezone.now()
        if new := made(form, lambda: services.create_webhook(**form.cleaned_data, by=by, at=at)):
            endpoint, secret = new
            return _show_secret(request, endpoint, secret)
    context = {"form": form, "title": _("Make a webhook"), "verb": _("Make it")}
    context["back"] = reverse("monitoring:webhook_list")
    return render(request, "accounts/form.html", context, status=status_of(form))


@requires(CHANGE_WEBHOOKS)
@never_cache
@require_GET
def webhook_secret(request: HttpRequest) -> HttpResponse:
    """Shows a new secret to who made it, once."""
    shown = request.session.pop(MADE, None)
    if shown is None:
        return redirect("monitoring:webhook_list")
    return render(request, "monitoring/webhook_secret.html", shown)


@requires(VIEW_WEBHOOKS)
@require_GET
def webhook_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One endpoint: where, what, how it goes, and what can be done."""
    endpoint = _find(request, pk)
    now = timezone.now()
    secrets = [each for each in endpoint.secrets.order_by("-made_at") if each.signs_at(now)]
    latest = endpoint.messages.order_by("-pk")[:10]
    context = {
        "endpoint": endpoint,
        "events": event_words(endpoint.events),
        "secrets": secrets,
        "latest": [(message, state_of(message)) for message in latest],
        "log_url": f"{reverse('monitoring:webhook_message_list')}?endpoint={endpoint.pk}",
        "may_change": request.user.has_perm(CHANGE_WEBHOOKS),
    }
    return render(request, "monitoring/webhook_detail.html", context)


@requires(CHANGE_WEBHOOKS)
@form_page
def webhook_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another address, other events."""
    endpoint = _find(request, pk)
    initial = {
        "url": endpoint.url, "description": endpoint.description, "events": endpoint.events,
    }  # fmt: skip
    form = WebhookForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said, by, at = form.cleaned_data, person_of(request), timezone.now()
        version = endpoint.version
        if done(form, lambda: services.change_webhook(
            endpoint, **said, by=by, at=at, version=version
        )):  # fmt: skip
            messages.success(request, _("It is saved."))
            return redirect("monitoring:webhook_detail", pk=pk)
    context = {"form": form, "title": _("Change the webhook"), "verb": _("Save")}
    context["back"] = reverse("monitoring:webhook_detail", args=[pk])
    return render(request, "accounts/form.html", context, status=status_of(form))


@requires(CHANGE_WEBHOOKS)
@require_POST
def webhook_rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret; the former one signs beside it for a day."""
    endpoint = _find(request, pk)
    secret = services.rotate_secret(endpoint, by=person_of(request), at=timezone.now())
    return _show_secret(request, endpoint, secret)


@requires(CHANGE_WEBHOOKS)
@require_POST
def webhook_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """On, or off."""
    endpoint = _find(request, pk)
    on = request.POST.get("on") == "1"
    services.switch_webhook(endpoint, on=on, by=person_of(request), at=timezone.now())
    said = _("The webhook is switched on.") if on else _("The webhook is switched off.")
    messages.success(request, said)
    return redirect("monitoring:webhook_detail", pk=pk)


@requires(CHANGE_WEBHOOKS)
@require_POST
def webhook_test(request: HttpRequest, pk: int) -> HttpResponse:
    """A message about nothing, to see whether it arrives."""
    endpoint = _find(request, pk)
    by, at = person_of(request), timezone.now()
    said = _("A test is on its way. What came of it stands in the list of deliveries.")
    return _acted(request, endpoint, lambda: services.send_test(endpoint, by=by, at=at), said)


@requires(VIEW_WEBHOOKS)
@require_GET
def message_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: its text as it was signed, and every attempt."""
    message = _find_message(request, pk)
    is_done = message.delivered_at is not None or message.failed_at is not None
    context = {
        "message": message,
        "state": state_of(message),
        "tries": message.tries.order_by("-pk")[:50],
        "may_resend": is_done and request.user.has_perm(CHANGE_WEBHOOKS),
    }
    return render(request, "monitoring/webhook_message.html", context)


@requires(CHANGE_WEBHOOKS)
@require_POST
def message_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it again, under the same id."""
    message = _find_message(request, pk)
    by, at = person_of(request), timezone.now()
    succeeded(
        request,
        lambda: services.send_again(message, by=by, at=at),
        _("The message is on its way again."),
    )
    return redirect("monitoring:webhook_message_detail", pk=pk)


def _acted(
    request: HttpRequest, endpoint: WebhookEndpoint, act: Callable[[], object], said: str
) -> HttpResponse:
    succeeded(request, act, said)
    return redirect("monitoring:webhook_detail", pk=endpoint.pk)


def _show_secret(request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> HttpResponse:
    request.session[MADE] = {"name": str(endpoint), "text": secret, "pk": endpoint.pk}
    return redirect("monitoring:webhook_secret")


def _find(request: HttpRequest, pk: int) -> WebhookEndpoint:
    rows = WebhookEndpoint.objects.visible_to(person_of(request))
    return get_object_or_404(rows.select_related("owner", "created_by"), pk=pk)


def _find_message(request: HttpRequest, pk: int) -> WebhookMessage:
    rows = WebhookMessage.objects.visible_to(person_of(request))
    return get_object_or_404(rows.select_related("endpoint", "customer"), pk=pk)
