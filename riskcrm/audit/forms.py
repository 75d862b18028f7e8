"""What to look for among the events."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskcrm.audit import selectors, words
from riskcrm.audit.models import Event


def _verbs() -> list[tuple[str, Any]]:
    named = [(verb, words.verb_name(verb)) for verb in words.verbs()]
    return [("", _("any")), *sorted(named, key=lambda pair: pair[1])]


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=ZoneInfo(settings.TIME_ZONE))


class EventFilter(forms.Form):
    """Time, actor, act, object and customer. What is left empty does not count."""

    first_day = forms.DateField(
        label=pgettext_lazy("date", "From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    final_day = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    actor = forms.ChoiceField(label=_("Who"), required=False, choices=[])
    verb = forms.ChoiceField(label=_("What"), required=False, choices=_verbs)
    customer = forms.CharField(label=_("Customer number"), required=False, max_length=40)
    object_kind = forms.CharField(required=False, widget=forms.HiddenInput)
    object_id = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        who = cast(forms.ChoiceField, self.fields["actor"])
        who.choices = [("", _("anybody")), *selectors.actors()]

    def apply(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """The events that match; a form with mistakes matches none."""
        if not self.is_valid():
            return events.none()
        given = self.cleaned_data
        wanted = Q()
        for field, lookup in (
            ("actor", "actor_id"),
            ("verb", "verb"),
            ("object_kind", "object_kind"),
            ("object_id", "object_id"),
        ):
            if given[field]:
                wanted &= Q(**{lookup: given[field]})
        if given["first_day"]:
            wanted &= Q(recorded_at__gte=_at(given["first_day"], dt.time.min))
        if given["final_day"]:
            wanted &= Q(recorded_at__lte=_at(given["final_day"], dt.time.max))
        if given["customer"]:
            wanted &= Q(customer_id__in=selectors.customer_ids(given["customer"].strip()))
        return events.filter(wanted)
