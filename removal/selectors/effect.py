"""Studies as lists and pages show them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT

from removal.models import EffectLook, EffectStudy, MarketFeedback


def studies() -> QuerySet[EffectStudy]:
    """All studies with what their latest finished look found."""
    latest = EffectLook.objects.filter(study=OuterRef("pk"), result__isnull=False)
    latest = latest.order_by("-number").annotate(
        grade=KT("result__effect__grade__letter"), removed=KT("result__removed")
    )
    return EffectStudy.objects.select_related("registered_by", "team").annotate(
        look_count=Count("looks"),
        latest_grade=Subquery(latest.values("grade")[:1]),
        latest_removed=Subquery(latest.values("removed")[:1]),
    )


def looks_at(study: EffectStudy) -> QuerySet[EffectLook]:
    """The looks at a study, the newest first."""
    return study.looks.select_related("study__team", "run", "requested_by").order_by("-number")


def newest_look(*, until: dt.date | None = None) -> EffectLook | None:
    """The latest finished look at the study over all removals, or else at any study.

    Of its result only what a sentence needs: `removed` and `avoided`.
    """
    looks = EffectLook.objects.filter(result__isnull=False).select_related("study")
    if until is not None:
        looks = looks.filter(as_of__lte=until)
    said = looks.defer("result").annotate(
        removed=F("result__removed"), avoided=F("result__avoided")
    )
    return said.order_by("-study__is_standing", "-as_of", "-pk").first()


def feedback() -> QuerySet[MarketFeedback]:
    return MarketFeedback.objects.select_related("asked_in", "entered_by").annotate(
        case_customer=F("case__customer_id")
    )
