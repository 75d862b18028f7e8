"""What of removal waits for somebody: suggestions of own customers, criteria in review."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from removal.models import CriterionSet, Suggestion
from riskcrm.accounts.inbox import Source, Waiting, register
from riskcrm.accounts.models import User


def _count_suggestions(user: User, most: int) -> int:
    return Suggestion.objects.for_inbox_of(user)[:most].count()


def _suggestions_for(user: User, most: int) -> list[Waiting]:
    rows = (
        Suggestion.objects.for_inbox_of(user)
        .select_related("customer__rating")
        .prefetch_related("evidence__rule")
    )
    return [
        Waiting(
            _words(row), reverse("removal:suggestion_detail", args=[row.pk]) + "#decision",
            customer=row.customer, exposure=row.exposure,
        )
        for row in rows.order_by("first_seen_at", "pk")[:most]
    ]  # fmt: skip


def _words(row: Suggestion) -> str:
    met = sorted(
        (each.rule for each in row.evidence.all() if each.is_met), key=lambda rule: rule.position
    )
    if not met:
        return _("Removal suggested")
    further = len(met) - 1
    first = _("Removal suggested: %(rule)s") % {"rule": met[0].name}
    if not further:
        return first
    return ngettext(
        "%(first)s, and %(n)s further rule", "%(first)s, and %(n)s further rules", further
    ) % {"first": first, "n": further}


def _count_criteria(user: User, most: int) -> int:
    return CriterionSet.objects.publishable_by(user)[:most].count()


def _criteria_for(user: User, most: int) -> list[Waiting]:
    rows = CriterionSet.objects.publishable_by(user).select_related("submitted_by")
    return [
        Waiting(
            _("%(name)s submitted it: %(text)s")
            % {"name": row.submitted_by, "text": row.note[:120]},
            reverse("removal:criteria_detail", args=[row.pk]) + "#decision",
            title=_("Removal criteria, version %(number)s") % {"number": row.number},
        )
        for row in rows.order_by("submitted_at", "pk")[:most]
    ]


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(Source("suggestions", _count_suggestions, _suggestions_for))
    register(Source("removal_criteria", _count_criteria, _criteria_for))
