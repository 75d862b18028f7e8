"""Filters of letters, their deliveries and templates, for pages and API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import of_found
from removal.letters.kinds import Kind, Language
from removal.models import Letter, LetterDelivery, LetterTemplate
from riskcrm.web.filters import FilterSet, IdFilter

YES = [("1", _("yes"))]


class LetterFilter(FilterSet):
    """What to look for among the letters a person sees."""

    q = filters.CharFilter(
        label=_("Customer"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    state = filters.ChoiceFilter(label=_("State"), choices=Letter.State.choices)
    kind = filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices)
    waiting = filters.ChoiceFilter(label=_("I may release"), choices=YES, method="for_me")
    language = filters.ChoiceFilter(label=_("Language"), choices=Language.choices)
    case = IdFilter(label=_("Case id"), field_name="case_id")
    customer = IdFilter(label=_("Customer id"), field_name="case__customer_id")

    class Meta:
        model = Letter
        fields: ClassVar[list[str]] = []

    def search(self, rows: Any, _name: str, text: str) -> Any:
        return of_found(rows, text, of="case__customer")

    def for_me(self, rows: Any, _name: str, _yes: str) -> Any:
        mine = Letter.objects.releasable_by(self.request.user)
        return rows.filter(pk__in=mine.values("pk"))


class DeliveryFilter(FilterSet):
    """What to look for among the ways that letters went."""

    letter = IdFilter(label=_("Letter id"), field_name="letter_id")
    tracking_number = filters.CharFilter(label=_("Courier or post number"))
    channel = filters.ChoiceFilter(label=_("Channel"), choices=LetterDelivery.Channel.choices)

    class Meta:
        model = LetterDelivery
        fields: ClassVar[list[str]] = []


class LetterTemplateFilter(FilterSet):
    kind = filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices)
    language = filters.ChoiceFilter(label=_("Language"), choices=Language.choices)
    state = filters.ChoiceFilter(label=_("State"), choices=LetterTemplate.State.choices)

    class Meta:
        model = LetterTemplate
        fields: ClassVar[list[str]] = []
