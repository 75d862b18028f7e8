"""Columns of the lists of studies and of feedback."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from removal.models import EffectStudy, MarketFeedback
from riskcrm.web.templatetags.riskcrm import NOTHING, when

END = {"td": {"class": "end"}, "th": {"class": "end"}}


def study_name(study: EffectStudy) -> str:
    """What a study is called: what was done, and in which days."""
    if study.is_standing:
        return _("All removals of the latest two years")
    return _("%(event)s, %(first)s to %(final)s") % {
        "event": str(study.get_event_display()).capitalize(),
        "first": study.first_day.isoformat() if study.first_day else "",
        "final": study.final_day.isoformat() if study.final_day else "",
    }


class StudyTable(tables.Table):  # type: ignore[misc]
    study = tables.Column(
        verbose_name=gettext_lazy("study"), accessor="pk", order_by=(),
        attrs={"td": {"class": "cell-title"}},
    )  # fmt: skip
    outcome = tables.Column(verbose_name=pgettext_lazy("effect", "outcome"))
    segment = tables.Column(verbose_name=gettext_lazy("only"), accessor="pk", order_by=())
    removed = tables.Column(
        verbose_name=gettext_lazy("removed"), accessor="pk", order_by=(), attrs=END
    )
    grade = tables.Column(verbose_name=gettext_lazy("grade"), accessor="pk", order_by=())
    looks = tables.Column(verbose_name=gettext_lazy("looks"), accessor="look_count", attrs=END)
    registered_by = tables.Column(verbose_name=gettext_lazy("registered by"))
    registered_at = tables.Column(verbose_name=gettext_lazy("registered at"))

    class Meta:
        default = NOTHING

    def render_study(self, record: EffectStudy) -> SafeString:
        address = reverse("removal:effect_detail", args=[record.pk])
        return format_html('<a class="first-line" href="{}">{}</a>', address, study_name(record))

    def render_outcome(self, record: EffectStudy) -> str:
        return str(record.get_outcome_display())

    def render_segment(self, record: EffectStudy) -> str:
        said = [record.get_ground_display(), record.get_industry_display(), record.team or ""]
        return " · ".join(str(each) for each in said if each) or NOTHING

    def render_removed(self, record: Any) -> str:
        return NOTHING if record.latest_removed is None else str(record.latest_removed)

    def render_grade(self, record: Any) -> str:
        if record.latest_grade is None:
            under_way = record.latest_removed is None
            return pgettext("effect", "under way") if under_way else NOTHING
        return str(record.latest_grade)

    def render_registered_at(self, value: dt.datetime) -> SafeString:
        return when(value)


class FeedbackTable(tables.Table):  # type: ignore[misc]
    text = tables.Column(
        verbose_name=gettext_lazy("what was said"), attrs={"td": {"class": "cell-title"}}
    )
    respondent = tables.Column(verbose_name=gettext_lazy("respondent"))
    sentiment = tables.Column(verbose_name=gettext_lazy("sentiment"))
    topic = tables.Column(verbose_name=gettext_lazy("topic"))
    source = tables.Column(verbose_name=pgettext_lazy("feedback", "source"))
    case = tables.Column(verbose_name=gettext_lazy("removal case"), accessor="case_id")
    asked_in = tables.Column(verbose_name=gettext_lazy("answer to"))
    given_date = tables.Column(verbose_name=gettext_lazy("given on"))
    entered_by = tables.Column(verbose_name=gettext_lazy("entered by"))

    class Meta:
        model = MarketFeedback
        fields: tuple[str, ...] = ()
        default = NOTHING

    def render_case(self, value: int) -> SafeString:
        address = reverse("removal:case_detail", args=[value])
        return format_html('<a href="{}">{}</a>', address, value)

    def render_given_date(self, value: dt.date) -> SafeString:
        return when(value)
