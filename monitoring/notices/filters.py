"""What notices can be filtered by, on the page and over the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from monitoring.models import Notice, Severity
from monitoring.notices.words import KINDS
from riskcrm.web.filters import DayRangeFilter, FilterSet

YES = [("1", _("yes"))]


def kinds() -> list[tuple[str, Any]]:
    return [(name, kind.label) for name, kind in KINDS.items()]


class NoticeFilter(FilterSet):
    """Which of the notices somebody got."""

    unread = filters.ChoiceFilter(label=_("Unread"), choices=YES, method="only_unread")
    severity = filters.ChoiceFilter(
        label=_("Severity"), choices=Severity.choices, empty_label=_("any")
    )
    kind = filters.ChoiceFilter(label=_("Kind"), choices=kinds, empty_label=_("any"))
    at = DayRangeFilter(label=_("Time"))

    class Meta:
        model = Notice
        fields: ClassVar[list[str]] = []

    def only_unread(self, notices: Any, _name: str, _yes: str) -> Any:
        return notices.unread()
