"""Filters of studies and of feedback, for pages and the API alike."""

from __future__ import annotations

from typing import ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from removal.models import EffectStudy, MarketFeedback
from riskcrm.web.filters import FilterSet, IdFilter


class StudyFilter(FilterSet):
    event = filters.ChoiceFilter(
        label=pgettext_lazy("effect", "What was done"), choices=EffectStudy.Event.choices
    )

    class Meta:
        model = EffectStudy
        fields: ClassVar[list[str]] = []


class FeedbackFilter(FilterSet):
    sentiment = filters.ChoiceFilter(label=_("Sentiment"), choices=MarketFeedback.Sentiment.choices)
    topic = filters.ChoiceFilter(label=_("Topic"), choices=MarketFeedback.Topic.choices)
    source = filters.ChoiceFilter(
        label=pgettext_lazy("feedback", "Source"), choices=MarketFeedback.Source.choices
    )
    case = IdFilter(label=_("Case id"), field_name="case_id")

    class Meta:
        model = MarketFeedback
        fields: ClassVar[list[str]] = []
