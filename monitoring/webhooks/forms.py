"""What is filled in about a webhook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.webhooks.events import EVENTS
from riskcrm.accounts.models import User


class WebhookForm(forms.Form):
    """Where it goes and what it tells."""

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://example.com/hooks"}),
        help_text=_("Internal addresses are not called, and redirects are not followed."),
    )
    description = forms.CharField(
        label=_("Description"), max_length=200, required=False, help_text=_("what it is for")
    )
    events = forms.MultipleChoiceField(
        label=_("Tell it when"), choices=EVENTS, widget=forms.CheckboxSelectMultiple
    )


class NewWebhookForm(WebhookForm):
    """The same, and whose eyes it looks through."""

    owner = forms.ModelChoiceField(
        label=_("API key"),
        queryset=User.objects.none(),
        help_text=_("Only customers and rows that this key sees are told."),
    )
    field_order = ["url", "description", "owner", "events"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        users = User.objects.active().filter(kind=User.Kind.SERVICE, api_keys__isnull=False)
        users = users.exclude(api_keys__expires_at__lte=timezone.now())
        field = self.fields["owner"]
        field.queryset = users.distinct().order_by("name", "pk")  # type: ignore[attr-defined]
