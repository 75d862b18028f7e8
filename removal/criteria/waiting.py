"""What of removal waits for somebody: suggestions of own customers, criteria in review."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from removal.models import CriterionSet, Suggestion
from riskcrm.accounts.inbox import Source, Waiting, register
from riskcrm.accounts.models import User


def _suggestions(user: User) -> QuerySet[Suggestion]:
    rows = Suggestion.objects.for_inbox_of(user).order_by("first_seen_at", "pk")
    return rows.prefetch_related("evidence__rule")


def _suggestion(row: Suggestion) -> Waiting:
    return Waiting(
        _words(row), reverse("removal:suggestion_detail", args=[row.pk]) + "#decision",
        customer_id=row.customer_id, exposure=row.exposure,
    )  # fmt: skip


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


def _criteria(user: User) -> QuerySet[CriterionSet]:
    return CriterionSet.objects.publishable_by(user).order_by("submitted_at", "pk")


def _criterion_set(row: CriterionSet) -> Waiting:
    said = {"name": row.submitted_by, "text": row.note[:120]}
    return Waiting(
        _("%(name)s submitted it: %(text)s") % said,
        reverse("removal:criteria_detail", args=[row.pk]) + "#decision",
        title=_("Removal criteria, version %(number)s") % {"number": row.number},
    )


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(
        Source("suggestions", _suggestions, _suggestion),
        Source("removal_criteria", _criteria, _criterion_set, ("submitted_by",)),
    )
